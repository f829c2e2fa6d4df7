"""An anthology taken apart: each essay a Book of its own, with its people, notes and images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from packager import xhtml
from packager.anthology.links import SCHEME
from packager.build.book import book_of
from packager.model import Asset, Book, Credit, Essay, Reading
from packager.read import ReadOptions, Source
from packager.read.epub import read as read_epub
from packager.read.foreign_style import KEPT
from packager.xhtml import XHTML


def split(
    source: Source, environ: Mapping[str, str], options: ReadOptions | None = None
) -> Iterator[tuple[Book, Reading]]:
    """Yield a Book for each essay of an EPUB, in reading order, and what was said of it.

    Links to its neighbours lead to where those stand on the web; where they have no address, the
    words stay. The date of the book is the essay's own.

    Raises:
        SourceError: the EPUB cannot be read or holds no text.
    """
    readings = read_epub(source, options or ReadOptions())
    essays = [reading.essay for reading in readings]
    addresses = {essay.slug: essay.source_url for essay in essays}
    for reading, essay in zip(readings, essays, strict=True):
        yield book_of(_alone(essay, addresses), environ), reading


def _alone(essay: Essay, addresses: Mapping[str, str]) -> Essay:
    """Return the essay fit to stand alone: no link into the anthology, names of its own."""
    return replace(
        essay,
        body=_without_neighbours(essay.body, addresses),
        footnotes=tuple(
            replace(note, body=_without_neighbours(note.body, addresses))
            for note in essay.footnotes
        ),
        assets=tuple(_freed(asset) for asset in essay.assets),
        credits=tuple(_freed_credit(credit) for credit in essay.credits),
        headnote="",
        notes_at="essay" if essay.notes_at == "book" else essay.notes_at,
        kind="chapter",
    )


def _freed(asset: Asset) -> Asset:
    return asset if asset.stored_as.startswith(KEPT) else replace(asset, stored_as="")


def _freed_credit(credit: Credit) -> Credit:
    if credit.person.image is None:
        return credit
    return replace(credit, person=replace(credit.person, image=_freed(credit.person.image)))


def _without_neighbours(markup: str, addresses: Mapping[str, str]) -> str:
    if SCHEME not in markup:
        return markup
    root = xhtml.parse(markup)
    for link in list(root.iter(f"{{{XHTML}}}a")):
        href = link.get("href", "")
        if not href.startswith(SCHEME):
            continue
        address = addresses.get(href.removeprefix(SCHEME).partition("#")[0], "")
        if address:
            link.set("href", address)
        else:
            link.tag = f"{{{XHTML}}}span"
            del link.attrib["href"]
            link.set("class", "unlinked")
    return xhtml.inner(root)


def distinct_names(books: Sequence[Book]) -> list[str]:
    """Return a file name for each book of a split: the essay's slug."""
    from packager.ids import distinct

    return [f"{name}.epub" for name in distinct(book.essays[0].slug for book in books)]
