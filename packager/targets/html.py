"""One web page that holds all: text, notes, pictures, style; it fetches nothing and runs nothing.

What the pages of the EPUB say, it says in the same elements: language and direction of each part,
byline, date, notes linked forth and back, who wrote it, source and rights, JSON-LD. An essay is
an ``article``; an anthology has its title, its contents, and each page as a section. The cover is
left out, and of a single essay the title page, whose words the essay's own head has.
``packager import`` reads the page back (:mod:`packager.read.own_web_page`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files as package_files

import packager
from packager.build.chapter import part_stem
from packager.build.document import attributes
from packager.build.json_ld import linked_data
from packager.build.matter import COVER_STEM, TITLE_STEM
from packager.build.rendition import BookFile
from packager.html5 import XHTML
from packager.licences import licence_url
from packager.model import Book, Essay
from packager.targets import Finished, Product
from packager.targets._documents import pages
from packager.targets._html_syntax import html_of
from packager.targets._one_page import Piece, Places, bring_home, lower_headings, piece_of
from packager.targets._web_style import web_style
from packager.xhtml import escape, local_name

SUFFIX = ".html"
IS_EPUB = False

# The page needs nothing from outside; with this a browser would fetch or run nothing all the same.
_POLICY = "default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'"
_RTL = "rtl.css"
# Controls and noncharacters, which XML takes and HTML does not; none of them is ever seen.
# https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream
_NOT_HTML = re.compile(
    "[\x7f-\x9f\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_ROOTS = ("section", "nav")


def make(finished: Finished) -> Product:
    """Return the page."""
    return Product(_NOT_HTML.sub("", "".join(_parts(finished))).encode())


def _parts(finished: Finished) -> Iterator[str]:
    book = finished.book
    left_out = {COVER_STEM} if book.is_anthology else {COVER_STEM, TITLE_STEM}
    opened = [piece_of(file) for file in pages(finished.rendition)]
    pieces = [piece for piece in opened if piece.stem not in left_out]
    files = {file.path: file for file in finished.rendition.files}
    alone = "" if book.is_anthology else book.essays[0].slug
    places = Places(pieces, alone)
    steps = _steps(book)
    for piece in pieces:
        bring_home(piece, places, files)
        lower_headings(piece.body, 0 if piece.stem == alone else steps.get(piece.stem, 1))
    style = "\n".join(_styles(pieces, places, files))
    yield "<!DOCTYPE html>\n"
    yield f"<html{attributes(lang=book.language, dir=book.direction)}>\n"
    yield from _head(book, pieces, style)
    yield "<body>\n"
    yield from _anthology(pieces, places) if book.is_anthology else _single(pieces, places, alone)
    yield "</body>\n</html>\n"


def _steps(book: Book) -> dict[str, int]:
    """Return how far below the top the headings of some pages stand; of all others, one step."""
    steps = {TITLE_STEM: 0}
    for part in book.parts:
        if part.title:
            steps |= dict.fromkeys((essay.slug for essay in part.essays), 2)
            steps[part_stem(part)] = 1
    return steps


def _head(book: Book, pieces: list[Piece], style: str) -> Iterator[str]:
    essay = None if book.is_anthology else book.essays[0]
    described = next((piece.record for piece in pieces if piece.record), "")
    names = ", ".join(c.person.name for c in book.credits if c.role in ("aut", "edt"))
    yield "<head>\n" + '<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escape(book.title)}</title>\n"
    for name, content in (
        ("author", names),
        ("description", book.description),
        ("keywords", ", ".join(book.tags)),
        ("generator", f"packager {packager.__version__}"),
        ("color-scheme", "light dark"),
    ):
        yield f"<meta{attributes(name=name, content=content)}>\n" if content else ""
    yield from (f"<link{attributes(rel=rel, href=href)}>\n" for rel, href in _links(book, essay))
    yield linked_data(described) if described else ""
    yield f"<style>\n{style}\n</style>\n</head>\n"


def _links(book: Book, essay: Essay | None) -> Iterator[tuple[str, str]]:
    if essay and essay.source_url.startswith(("https://", "http://")):
        yield "canonical", essay.source_url
    licence = licence_url(book.license)
    if licence:
        yield "license", licence


def _single(pieces: list[Piece], places: Places, alone: str) -> Iterator[str]:
    behind = [piece for piece in pieces if piece.stem != alone]
    for piece in pieces:
        if piece.stem == alone:
            yield "<main>\n" + _section(piece, places, "article") + "</main>\n"
    if behind:
        yield "<footer>\n" + "".join(_section(piece, places) for piece in behind) + "</footer>\n"


def _anthology(pieces: list[Piece], places: Places) -> Iterator[str]:
    first, *rest = pieces
    yield "<header>\n" + _section(first, places) + "</header>\n<main>\n"
    for piece in rest:
        record = linked_data(piece.record) if piece.record else ""
        yield _section(piece, places, record=record)
    yield "</main>\n"


def _section(piece: Piece, places: Places, name: str = "", record: str = "") -> str:
    """Return a page as a section: its own element, or where it has several, one around them."""
    children = [*piece.body]
    if len(children) == 1 and local_name(children[0]) in _ROOTS and not children[0].get("id"):
        root = children[0]
    else:
        root = piece.body
        root.tag = f"{{{XHTML}}}div"
    classes = root.get("class", "").split() + (["vertical"] if piece.is_vertical else [])
    told = {
        "id": places.anchors[piece.stem],
        "class": " ".join(classes),
        "lang": piece.language,
        "dir": piece.direction,
        "role": "" if name else root.get("role", ""),
        "aria-labelledby": root.get("aria-labelledby", ""),
        "data-page": piece.stem,
        "data-epub-type": root.get("{http://www.idpf.org/2007/ops}type", ""),
    }
    tag = name or local_name(root)
    return f"<{tag}{attributes(**told)}>\n{record}{html_of(root).strip()}\n</{tag}>\n"


def _styles(pieces: list[Piece], places: Places, files: dict[str, BookFile]) -> Iterator[str]:
    """Yield the book's style for the whole, those of single pages for these, then the web's."""
    seen: set[str] = set()
    for piece in pieces:
        for path in piece.styles:
            name = path.rpartition("/")[2]
            if path in seen or path not in files:
                continue
            seen.add(path)
            is_own = name == f"{piece.stem}-own.css"
            scope = f"#{places.anchors[piece.stem]}" if is_own else ""
            yield web_style(files[path], files, '[dir="rtl"]' if name == _RTL else scope)
    yield package_files("packager.targets").joinpath("page.css").read_text("utf-8").strip()
