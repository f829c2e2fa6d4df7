"""What is compared of a book: its metadata, its contents, the prose of each page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from packager import xhtml
from packager.anthology.changes import Chapter, Edition
from packager.anthology.reopen import introductions_of_parts, parts_of, record_of_book
from packager.check.facts import Item
from packager.model import Asset, Essay
from packager.read import Source
from packager.read.apparatus import is_apparatus
from packager.read.own_book import own_essay
from packager.read.volume import Volume, open_volume
from packager.xhtml import XHTML, local_name

_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li dt dd pre blockquote td th caption figcaption div".split()
)
_SEVERAL = frozenset({"creator", "contributor", "subject", "language", "source", "identifier"})
_DC = "{http://purl.org/dc/elements/1.1/}"


def edition_of(source: Source) -> Edition:
    """Return an EPUB as it is compared; chapters have the names of their files as keys.

    Raises:
        SourceError: it is no EPUB that can be read.
    """
    with open_volume(source) as volume:
        own = [essay for item in volume.spine if (essay := own_essay(volume, item))]
        if not own:
            return Edition(dict(_metadata(volume)), tuple(_chapters(volume)))
        record = record_of_book(volume)
        within = dict(introductions_of_parts(volume, record)) if record else {}
        texts = [*own, *within.values()]
        part_of = {slug: str(row[0]) for row in parts_of(record or {}) for slug in row[1:]}
        metadata = dict(_metadata(volume))
        if record:
            metadata |= {name: value for name, value in _of_anthology(record) if value}
        return Edition(metadata, tuple(_chapter(one, part_of) for one in texts))


def _chapter(essay: Essay, part_of: Mapping[str, str]) -> Chapter:
    """Return an essay with its headnote and notes, as it is compared."""
    part = ("part", part_of.get(essay.slug, ""))
    markup = (essay.headnote, essay.body, *(note.body for note in essay.footnotes))
    return Chapter(
        essay.slug,
        essay.title,
        tuple(text for one in markup if one for text in _paragraphs(xhtml.parse(one))),
        {name: value for name, value in (*_of_essay(essay), part) if value},
    )


def _of_essay(essay: Essay) -> Iterator[tuple[str, str]]:
    """Yield what stands around an essay's prose, by the name of its key in front matter."""
    yield "subtitle", essay.subtitle
    for role in dict.fromkeys(credit.role for credit in essay.credits):
        names = (credit.person.name for credit in essay.credits if credit.role == role)
        yield ("author" if role == "aut" else role), "; ".join(names)
    for key in ("published", "language", "publication", "place", "rights", "license", "permission"):
        yield ("date" if key == "published" else key), getattr(essay, key)
    yield "source", essay.source_url
    yield "tags", "; ".join(essay.tags)
    yield "corrections", "; ".join(one.text for one in essay.corrections)
    yield "images", "; ".join(sorted(digest_of(asset) for asset in essay.assets))


def _of_anthology(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what an anthology's record says that its package does not, or not so plainly."""
    for key in ("subtitle", "issue", "license", "price", "order"):
        yield key, str(record.get(key, ""))
    series = record.get("series")
    yield "series", " ".join(map(str, series)) if isinstance(series, list) else ""
    yield "parts", "; ".join(str(row[0]) for row in parts_of(record) if row[0])


def digest_of(asset: Asset) -> str:
    """Return a short name for what an image shows: equal bytes, equal names."""
    return hashlib.sha256(asset.read()).hexdigest()[:8]


def _chapters(volume: Volume) -> Iterator[Chapter]:
    for item in volume.spine:
        root = volume.tree(item.path)
        body = None if root is None else root.find(f"{{{XHTML}}}body")
        if root is not None and body is not None and not is_apparatus(root, item):
            yield Chapter(item.path, _title(volume, item), tuple(_paragraphs(body)))


def _title(volume: Volume, item: Item) -> str:
    return volume.labels.get(item.path) or PurePosixPath(item.path).stem


def _metadata(volume: Volume) -> Iterator[tuple[str, str]]:
    """Yield the Dublin Core elements by name; several of one name are strung together."""
    package = volume.package
    for name in (
        "title creator contributor language identifier date publisher description subject rights "
        "source"
    ).split():
        texts = [" ".join((element.text or "").split()) for element in package.dc(name)]
        if texts:
            yield name, "; ".join(texts) if name in _SEVERAL else texts[0]


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Yield the text of each innermost block."""
    inline: list[str] = []

    def flush() -> Iterator[str]:
        text = " ".join("".join(inline).split())
        inline.clear()
        if text:
            yield text

    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_block = local_name(element) in _BLOCKS
        if event == "start":
            if is_block:
                yield from flush()
            inline.append(element.text or "")
        else:
            if is_block:
                yield from flush()
            if element is not root:
                inline.append(element.tail or "")
    yield from flush()
