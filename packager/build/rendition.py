"""From a Book to the files of an EPUB: pages made, placed, listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import packager
from packager import source_map
from packager.build.accessibility import accessibility
from packager.build.archive import Packed
from packager.build.chapter import essay_pages
from packager.build.content import asset_names, total
from packager.build.document import document, style_names
from packager.build.lines import lines_of
from packager.build.made import Aside, Made
from packager.build.matter import about_page, cover_page, title_page
from packager.build.metadata import METADATA_IDS, Meta, manifest_id, metadata
from packager.build.navigation import render_nav, render_ncx
from packager.build.page import CONTENT, IMAGES, NAV, NCX, STYLES, Page
from packager.build.source import source_page
from packager.build.words import words_in
from packager.data_classes import dataclass
from packager.media_types import CSS, XHTML
from packager.media_types import NCX as NCX_TYPE
from packager.model import Asset, Book, Note
from packager.package_data import package_bytes
from packager.source_map import write_map


@dataclass(frozen=True, slots=True)
class BookFile:
    """One file of the book: its bytes, or the file on disk that holds them.

    ``packed`` has the bytes deflated already; it counts as long as they are the ones in ``data``.
    """

    path: str
    id: str
    media_type: str
    data: bytes = b""
    file: Path | None = None
    properties: tuple[str, ...] = ()
    packed: Packed | None = None


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
    language: str
    progression: str = ""
    is_rtl: bool = False
    notes: tuple[Note, ...] = ()


def _pages(book: Book, made: Mapping[str, Made], aside: Aside | None) -> Iterator[Page]:
    """Yield the pages of a book behind its cover, in reading order."""
    if book.is_anthology:
        from packager.build.anthology_pages import anthology_pages

        yield from anthology_pages(book, made, (lambda: aside.behind()[0]) if aside else None)
        return
    for make in (title_page, essay_pages, about_page, source_page):
        yield from make(book)


def render(
    book: Book, made: Mapping[str, Made] | None = None, aside: Aside | None = None
) -> Rendition:
    """Return the files of a book, finished.

    ``made`` holds pages of an anthology's essays that were made beforehand, by slug; ``aside``
    gives its cover and the pages behind its essays.

    Raises:
        SourceError: an essay's text is not well-formed or shows an image that is not there.
    """
    from packager.build.cover import cover_for

    made = made or {}
    text = [*_pages(book, made, aside)]
    cover, notes = aside.cover() if aside else cover_for(book)
    pages = [cover_page(book, cover), *text]
    files = {slug: done.file for slug, done in made.items()}
    if aside:
        files |= aside.behind()[1]
    ids = {"nav", "ncx", "css", "book-id", *METADATA_IDS}
    ids |= {f"{kind}-{at}" for kind in ("creator", "contributor") for at in _numbers(book)}
    page_ids = {page.stem: manifest_id(page.stem, ids) for page in pages}
    features = total(page.features for page in pages)
    words = words_in(book.language)
    inferred = [*accessibility(features, words, book.writing_mode == "vertical-rl")]
    described = [
        *metadata(book, inferred, words.language, page_ids, f"packager {packager.__version__}")
    ]
    placed = [*_place(pages, page_ids, ids, cover, files)]
    image = next(file for file in placed if "cover-image" in file.properties)
    described.append(Meta("meta", "", {"name": "cover", "content": image.id}))
    return Rendition(
        files=(
            BookFile(NAV, "nav", XHTML, render_nav(book, pages), properties=("nav",)),
            BookFile(NCX, "ncx", NCX_TYPE, render_ncx(book, pages)),
            *_style_sheets(pages, ids),
            *placed,
            *_source_map(pages, placed, made),
        ),
        spine=tuple(page_ids[page.stem] for page in pages),
        metadata=tuple(described),
        guide=tuple(
            (page.guide, page.title, page.path.removeprefix(CONTENT))
            for page in pages
            if page.guide
        ),
        modified=book.modified,
        language=book.language,
        progression="rtl" if "rtl" in (book.direction, _line_direction(book)) else "",
        is_rtl=book.direction == "rtl",
        notes=notes,
    )


def _numbers(book: Book) -> range:
    """Return the numbers that the ids of a book's people may have."""
    return range(1, len(book.credits) + 1)


def _line_direction(book: Book) -> str:
    """Return where pages go on when lines stand upright: to the left."""
    return "rtl" if book.writing_mode == "vertical-rl" else ""


def _place(
    pages: Iterable[Page],
    page_ids: dict[str, str],
    ids: set[str],
    cover: Asset,
    files: Mapping[str, Packed],
) -> Iterator[BookFile]:
    """Yield the files of the pages, each followed by those of its images, each image once."""
    placed: set[str] = set()
    for page in pages:
        done = files.get(page.stem)
        yield BookFile(
            page.path,
            page_ids[page.stem],
            XHTML,
            done.data if done else document(page),
            properties=page.features.properties,
            packed=done,
        )
        if not page.assets:
            continue
        names = asset_names(page.stem, page.assets)
        for asset in page.assets:
            name = names[asset.name]
            if name in placed:
                continue
            placed.add(name)
            yield BookFile(
                IMAGES + name,
                manifest_id(f"image-{name.rpartition('.')[0]}", ids),
                asset.media_type,
                asset.data,
                asset.file,
                properties=("cover-image",) if asset is cover else (),
            )


def _style_sheets(pages: Sequence[Page], ids: set[str]) -> Iterator[BookFile]:
    """Yield the style sheets that the pages name: packager's, and those of foreign essays."""
    own = {f"{page.stem}-own": page.stylesheet for page in pages if page.stylesheet}
    for name in dict.fromkeys(name for page in pages for name in style_names(page)):
        data = own[name].encode() if name in own else _packaged(f"{name}.css")
        yield BookFile(f"{STYLES}{name}.css", manifest_id(f"style-{name}", ids), CSS, data)


def _packaged(name: str) -> bytes:
    return package_bytes("packager.build", name)


def _source_map(
    pages: Sequence[Page], placed: Sequence[BookFile], made: Mapping[str, Made]
) -> Iterator[BookFile]:
    """Yield the file that tells which line of which source a line of the book comes from."""
    essays = {page.path: page.essay for page in pages if page.essay}
    maps = {}
    for file in placed:
        essay = essays.get(file.path)
        if essay is None:
            continue
        done = made.get(essay.slug)
        lines = done.lines if done else lines_of(essay, file.data.decode())
        if lines:
            maps[file.path] = lines
    if maps:
        yield BookFile(source_map.PATH, "source-map", "application/json", write_map(maps))
