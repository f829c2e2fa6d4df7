"""What is compared of a book: its metadata, its contents, the prose of each page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from packager import xhtml
from packager.anthology.changes import Chapter, Edition
from packager.check.facts import Item
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
        own = [(item, own_essay(volume, item)) for item in volume.spine]
        if any(essay for _, essay in own):
            chapters = tuple(
                Chapter(
                    essay.slug,
                    essay.title,
                    tuple(
                        paragraph
                        for markup in (essay.body, *(note.body for note in essay.footnotes))
                        for paragraph in _paragraphs(xhtml.parse(markup))
                    ),
                )
                for _, essay in own
                if essay
            )
        else:
            chapters = tuple(_chapters(volume))
        return Edition(dict(_metadata(volume)), chapters)


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
