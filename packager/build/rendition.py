"""From a Book to the files of an EPUB: pages made, placed, listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import packager
from packager.build.accessibility import accessibility
from packager.build.chapter import essay_pages
from packager.build.closing import accessibility_page, colophon_page
from packager.build.content import Features, asset_names
from packager.build.contributors import contributors_page
from packager.build.document import document
from packager.build.front_pages import contents_page, introduction_page
from packager.build.index_page import index_page
from packager.build.matter import about_page, cover_page, source_page, title_page
from packager.build.metadata import Meta, manifest_id, metadata
from packager.build.navigation import render_nav, render_ncx
from packager.build.notes import notes_page
from packager.build.page import CONTENT, IMAGES, NAV, NCX, STYLE, Page
from packager.build.permissions import citations_page, corrections_page, permissions_page
from packager.build.words import words_in
from packager.media_types import CSS, XHTML
from packager.media_types import NCX as NCX_TYPE
from packager.model import Asset, Book, Note

PageMaker = Callable[[Book], Iterable[Page]]


@dataclass(frozen=True, slots=True)
class BookFile:
    """One file of the book: its bytes, or the file on disk that holds them."""

    path: str
    id: str
    media_type: str
    data: bytes = b""
    file: Path | None = None
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendition:
    """All that is written into an EPUB.

    ``spine`` holds ids; ``guide`` type, title and href of each reference of EPUB 2's guide.
    ``notes`` tell what was done that the user may want to know.
    """

    files: tuple[BookFile, ...]
    spine: tuple[str, ...]
    metadata: tuple[Meta, ...]
    guide: tuple[tuple[str, str, str], ...]
    modified: datetime
    progression: str = ""
    is_rtl: bool = False
    notes: tuple[Note, ...] = ()


def page_makers(book: Book) -> tuple[PageMaker, ...]:
    """Return what makes the pages of a book behind its cover, in reading order."""
    if book.is_anthology:
        return (
            title_page,
            contents_page,
            introduction_page,
            essay_pages,
            notes_page,
            contributors_page,
            permissions_page,
            citations_page,
            corrections_page,
            index_page,
        )
    return (title_page, essay_pages, about_page, source_page)


def render(book: Book) -> Rendition:
    """Return the files of a book, finished.

    Raises:
        SourceError: an essay's text is not well-formed or shows an image that is not there.
    """
    cover, notes = _cover(book)
    pages = [cover_page(book, cover)] if cover else []
    pages += [page for make in page_makers(book) for page in make(book)]
    if book.is_anthology:
        found = sum((page.features for page in pages), Features())
        pages += [accessibility_page(book, found), *colophon_page(book)]
    ids = {"nav", "ncx", "css", "book-id"}
    page_ids = {page.stem: manifest_id(page.stem, ids) for page in pages}
    features = sum((page.features for page in pages), Features())
    words = words_in(book.language)
    inferred = [*accessibility(features, words, book.writing_mode == "vertical-rl")]
    described = [
        *metadata(book, inferred, words.language, page_ids, f"packager {packager.__version__}")
    ]
    placed = [*_place(pages, page_ids, ids, cover)]
    if cover:
        image = next(file for file in placed if "cover-image" in file.properties)
        described.append(Meta("meta", "", {"name": "cover", "content": image.id}))
    return Rendition(
        files=(
            BookFile(NAV, "nav", XHTML, render_nav(book, pages), properties=("nav",)),
            BookFile(NCX, "ncx", NCX_TYPE, render_ncx(book, pages)),
            BookFile(STYLE, "css", CSS, _style_sheet()),
            *placed,
        ),
        spine=tuple(page_ids[page.stem] for page in pages),
        metadata=tuple(described),
        guide=tuple(
            (page.guide, page.title, page.path.removeprefix(CONTENT))
            for page in pages
            if page.guide
        ),
        modified=book.modified,
        progression="rtl" if "rtl" in (book.direction, _line_direction(book)) else "",
        is_rtl=book.direction == "rtl",
        notes=notes,
    )


def _line_direction(book: Book) -> str:
    """Return where pages go on when lines stand upright: to the left."""
    return "rtl" if book.writing_mode == "vertical-rl" else ""


def _cover(book: Book) -> tuple[Asset | None, tuple[Note, ...]]:
    return book.cover, ()


def _place(
    pages: Iterable[Page], page_ids: dict[str, str], ids: set[str], cover: Asset | None
) -> Iterator[BookFile]:
    """Yield the files of the pages, each followed by those of its images."""
    for page in pages:
        yield BookFile(
            page.path,
            page_ids[page.stem],
            XHTML,
            document(page),
            properties=page.features.properties,
        )
        names = asset_names(page.stem, page.assets)
        for asset in page.assets:
            name = names[asset.name]
            yield BookFile(
                IMAGES + name,
                manifest_id(f"image-{name.rpartition('.')[0]}", ids),
                asset.media_type,
                asset.data,
                asset.file,
                properties=("cover-image",) if asset is cover else (),
            )


def _style_sheet() -> bytes:
    return files("packager.build").joinpath("book.css").read_bytes()
