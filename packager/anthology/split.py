"""A book taken apart: each essay a Book of its own, with its people, notes and images.

What is the anthology's own comes back beside them, so that nothing is lost: introductions as Books
too, a headnote with its essay, all else in a manifest that binds the essays again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from packager import dates, xhtml
from packager.anthology.links import SCHEME
from packager.anthology.manifest import Entry, PartEntry
from packager.anthology.rebind import images_of, manifest_text, values_of
from packager.anthology.reopen import (
    INTRODUCTION,
    Reopened,
    cover_of,
    own_readings,
    record_of_book,
    reopened,
)
from packager.build.book import book_of
from packager.data_classes import dataclass
from packager.ids import distinct
from packager.languages import canonical
from packager.model import Asset, Book, Credit, Essay, Reading
from packager.read import ReadOptions, Source
from packager.read.epub import read as read_epub
from packager.read.foreign_style import KEPT
from packager.read.overrides import overridden
from packager.read.volume import Volume, open_volume
from packager.xhtml import XHTML

_NAMED = re.compile(rf'href="{SCHEME}([^"#]*)')


@dataclass(frozen=True, slots=True)
class Apart:
    """The books that a book was split into, in reading order, and what binds them again.

    ``readings`` go with the ``books``. ``manifest`` names the books by :func:`distinct_names`, and
    the ``files`` beside it; it is empty for a book that is a single essay's.
    """

    books: tuple[Book, ...]
    readings: tuple[Reading, ...]
    manifest: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)


def split(
    source: Source, environ: Mapping[str, str], options: ReadOptions | None = None
) -> Iterator[tuple[Book, Reading]]:
    """Yield a Book for each text of an EPUB, in reading order, and what was said of it.

    Links to its neighbours lead to where those stand on the web; where they have no address, the
    words stay. The date of the book is the essay's own.

    Raises:
        SourceError: the EPUB cannot be read or holds no text.
    """
    apart = take_apart(source, environ, options)
    yield from zip(apart.books, apart.readings, strict=True)


def take_apart(
    source: Source, environ: Mapping[str, str], options: ReadOptions | None = None
) -> Apart:
    """Return the books of an EPUB's texts and the manifest that binds them again.

    Raises:
        SourceError: the EPUB cannot be read or holds no text.
    """
    options = options or ReadOptions()
    with open_volume(source) as volume:
        own = [
            overridden(reading, Source(volume.name, b""), options)
            for reading in own_readings(volume)
        ]
        record = record_of_book(volume) if own else None
        opened = reopened(volume, record, own) if record is not None else None
        whole = opened.frame.whole if opened else _foreign_whole(volume)
    readings = own or read_epub(source, options)
    if opened is not None:
        readings = [*_with_introductions(readings, opened)]
    addresses = {slug: "" for reading in readings for slug in _neighbours(reading.essay)}
    addresses |= {reading.essay.slug: reading.essay.source_url for reading in readings}
    books = [book_of(_alone(reading.essay, addresses), environ) for reading in readings]
    if own and opened is None:
        return Apart(tuple(books), tuple(readings))
    names = dict(zip((r.essay.slug for r in readings), distinct_names(books), strict=False))
    files = images_of(whole)
    values = values_of(whole, files)
    if opened is not None:
        keys = ("order", "notes", "index", "price")
        values |= {key: opened.manifest.values[key] for key in keys}
        values["introduction"] = names.get(INTRODUCTION, "") if opened.frame.introduction else ""
        parts = _parts(readings, opened, names)
    else:
        listed = zip(readings, distinct_names(books), strict=True)
        entries = (_entry(reading.essay, name) for reading, name in listed)
        parts = [PartEntry("", tuple(entries))]
    return Apart(
        tuple(books),
        tuple(readings),
        manifest_text(values, parts),
        {name: asset.read() for asset, name in files.items()},
    )


def _with_introductions(readings: Sequence[Reading], opened: Reopened) -> Iterator[Reading]:
    """Yield the essays of an anthology, the introduction of a part before the first of its own."""
    first: dict[str, Essay] = {}
    for number, text in opened.frame.part_introductions.items():
        inside = [piece.name for piece in opened.pieces if piece.part == number]
        if inside:
            first[inside[0]] = text
    for reading in readings:
        if reading.essay.slug in first:
            yield Reading(replace(first[reading.essay.slug], kind="introduction"))
        yield reading


def _parts(
    readings: Sequence[Reading], opened: Reopened, names: Mapping[str, str]
) -> list[PartEntry]:
    """Return the parts of an anthology with the files that its essays are in now.

    An essay that the record does not list comes last.
    """
    parts = []
    for number, part in enumerate(opened.manifest.parts):
        pieces = [piece for piece in opened.pieces if piece.part == number]
        entries = [
            replace(_entry(piece.reading.essay, names[piece.name]), is_edited=piece.is_edited)
            for piece in pieces
        ]
        text = opened.frame.part_introductions.get(number)
        introduction = names.get(text.slug, "") if text else ""
        if entries:
            parts.append(PartEntry(part.title, tuple(entries), introduction))
    listed = {piece.name for piece in opened.pieces}
    listed |= {INTRODUCTION, *(text.slug for text in opened.frame.part_introductions.values())}
    left = [reading.essay for reading in readings if reading.essay.slug not in listed]
    if left:
        parts.append(PartEntry("", tuple(_entry(essay, names[essay.slug]) for essay in left)))
    return parts


def _entry(essay: Essay, name: str) -> Entry:
    """Return the line of a manifest for an essay in a file; one that was renamed has its name."""
    is_named = name == f"{essay.slug}.epub"
    return Entry(name, "", overrides={} if is_named else {"slug": essay.slug})


def _foreign_whole(volume: Volume) -> Essay:
    """Return what the package of a book that packager did not make says of the whole."""
    texts: dict[str, Any] = {}
    for name, key in (
        ("title", "title"),
        ("publisher", "publisher"),
        ("rights", "rights"),
        ("description", "description"),
        ("language", "language"),
        ("date", "published"),
    ):
        found = (" ".join((element.text or "").split()) for element in volume.package.dc(name))
        texts[key] = next(filter(None, found), "")
    texts["title"] = texts["title"] or volume.name
    texts["published"] = dates.parse(texts["published"][:10])
    texts["language"] = canonical(texts["language"])
    subjects = (" ".join((e.text or "").split()) for e in volume.package.dc("subject"))
    return Essay(
        body="",
        slug="anthology",
        tags=tuple(dict.fromkeys(filter(None, subjects))),
        cover=cover_of(volume),
        **texts,
    )


def _alone(essay: Essay, addresses: Mapping[str, str]) -> Essay:
    """Return the essay fit to stand alone: no link into the anthology, names of its own."""
    return replace(
        without_links_to(essay, addresses),
        assets=tuple(_freed(asset) for asset in essay.assets),
        credits=tuple(_freed_credit(credit) for credit in essay.credits),
    )


def without_links_to(essay: Essay, addresses: Mapping[str, str]) -> Essay:
    """Return the essay without links to others, whose addresses on the web are given by slug.

    Each leads there, or nowhere where the address is empty.
    """
    return replace(
        essay,
        body=_without_neighbours(essay.body, addresses),
        headnote=_without_neighbours(essay.headnote, addresses),
        footnotes=tuple(
            replace(note, body=_without_neighbours(note.body, addresses))
            for note in essay.footnotes
        ),
    )


def _freed(asset: Asset) -> Asset:
    return asset if asset.stored_as.startswith(KEPT) else replace(asset, stored_as="")


def _freed_credit(credit: Credit) -> Credit:
    if credit.person.image is None:
        return credit
    return replace(credit, person=replace(credit.person, image=_freed(credit.person.image)))


def _without_neighbours(markup: str, addresses: Mapping[str, str]) -> str:
    """Return markup whose links to essays that have addresses lead there, or nowhere.

    Each keeps the name of the file that it led to, so that it leads there in a book of both.
    """
    if SCHEME not in markup:
        return markup
    root = xhtml.parse(markup)
    for link in list(root.iter(f"{{{XHTML}}}a")):
        href = link.get("href", "")
        if not href.startswith(SCHEME):
            continue
        slug = href.removeprefix(SCHEME).partition("#")[0]
        if slug not in addresses:
            continue
        if addresses[slug]:
            link.set("href", addresses[slug])
        else:
            link.tag = f"{{{XHTML}}}span"
            del link.attrib["href"]
            link.set("class", "unlinked")
        link.set("data-href", f"{slug}.epub")
    return xhtml.inner(root)


def _neighbours(essay: Essay) -> list[str]:
    """Return the slugs that an essay's links name, of essays that may have been lost."""
    texts = (essay.body, essay.headnote, *(note.body for note in essay.footnotes))
    return [slug for text in texts for slug in _NAMED.findall(text)]


def distinct_names(books: Sequence[Book]) -> list[str]:
    """Return a file name for each book of a split: the essay's slug."""
    return [f"{name}.epub" for name in distinct(book.essays[0].slug for book in books)]
