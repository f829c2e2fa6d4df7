"""The pages of a book as parts of one web page: ids apart, links and pictures brought home.

An id of an essay carries the essay's name, so that one that two essays share stays distinct, and
an address of a heading stays the same when essays come or go.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename
from urllib.parse import unquote

from lxml import etree

from packager.build.rendition import BookFile
from packager.data_classes import dataclass
from packager.html5 import SVG, XHTML, XLINK
from packager.paths import path_of

# https://html.spec.whatwg.org/multipage/microsyntaxes.html#idref, and ARIA's references
_IDREFS = (
    "aria-labelledby aria-describedby aria-controls aria-owns aria-details aria-flowto "
    "aria-errormessage aria-activedescendant for form headers list itemref"
).split()
_SOURCES = ("src", "poster", "data", f"{{{XLINK}}}href")
_URL_OF_ID = re.compile(r"""url\(\s*["']?#([^"')\s]+)["']?\s*\)""")
_ID_IN_CSS = re.compile(r"#([\w-]+)(?=[^{}]*\{)")
_LOWEST = 6  # HTML has no heading below h6


@dataclass(frozen=True, slots=True)
class Piece:
    """A page of the book: ``body`` is a copy of its element, to be changed."""

    file: BookFile
    stem: str
    body: etree._Element
    language: str
    direction: str
    is_vertical: bool
    record: str  # its JSON-LD, or nothing
    styles: tuple[str, ...]  # paths of its style sheets


def piece_of(file: BookFile) -> Piece:
    """Return a page opened."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(file.data, parser)
    body = root.find(f"{{{XHTML}}}body")
    assert body is not None  # noqa: S101 - packager made the page
    script = root.find(f"{{{XHTML}}}head/{{{XHTML}}}script")
    return Piece(
        file,
        basename(file.path).removesuffix(".xhtml"),
        body,
        root.get("lang", ""),
        root.get("dir", ""),
        "vertical" in root.get("class", "").split(),
        "" if script is None else script.text or "",
        tuple(path_of(link.get("href", ""), file.path) for link in root.iter(f"{{{XHTML}}}link")),
    )


class Places:
    """Where each id of each page is in the one page, and where each page begins."""

    def __init__(self, pieces: Iterable[Piece], plain: str = "") -> None:
        """Give every id its name; those of the page ``plain`` keep theirs."""
        pieces = list(pieces)
        self._taken: set[str] = set()
        self.anchors = {piece.stem: self._free(piece.stem) for piece in pieces}
        self._names: dict[tuple[str, str], str] = {}
        for piece in sorted(pieces, key=lambda piece: piece.stem != plain):
            own = piece.stem == plain
            for id_ in map(str, piece.body.xpath("//@id")):
                carried = own or id_.startswith(f"{piece.stem}-")
                name = id_ if carried else f"{piece.stem}--{id_}"
                self._names[piece.stem, id_] = self._free(name)

    def _free(self, name: str) -> str:
        candidate, number = name, 1
        while candidate in self._taken:
            number += 1
            candidate = f"{name}-{number}"
        self._taken.add(candidate)
        return candidate

    def of(self, stem: str, id_: str) -> str:
        """Return the name of an id of a page; of an unknown one, where the page begins."""
        known = self._names.get((stem, id_)) or self._names.get((stem, unquote(id_)))
        return known or self.anchors.get(stem, "")

    def href(self, stem: str, href: str) -> str:
        """Return an href of a page as the one page writes it."""
        target, hash_, fragment = href.partition("#")
        if not target and hash_:
            return f"#{self.of(stem, fragment)}"
        if target.endswith(".xhtml") and "/" not in target:
            there = unquote(target).removesuffix(".xhtml")
            return f"#{self.of(there, fragment) if fragment else self.anchors.get(there, '')}"
        return href


def bring_home(piece: Piece, places: Places, files: Mapping[str, BookFile]) -> None:
    """Name the ids of a page anew, point its links to them, and put its pictures in."""
    for element in piece.body.iter(etree.Element):
        for key, value in list(element.attrib.items()):
            name, text = str(key), str(value)
            if name == "id":
                element.set(name, places.of(piece.stem, text))
            elif name in _IDREFS:
                found = " ".join(places.of(piece.stem, id_) for id_ in text.split())
                element.set(name, found)
            elif name == "usemap" or (name == "href" and _is_drawing(element)):
                if text.startswith("#"):
                    element.set(name, f"#{places.of(piece.stem, text[1:])}")
            elif name == "href":
                element.set(name, places.href(piece.stem, text))
            elif name in _SOURCES:
                element.set(name, _source(piece, places, files, text))
            elif "url(" in text:
                element.set(name, _with_ids(text, piece, places))
        if element.tag == f"{{{SVG}}}style" and element.text:
            element.text = _sheet_with_ids(element.text, piece, places)


def _is_drawing(element: etree._Element) -> bool:
    return str(element.tag).startswith(f"{{{SVG}}}") and element.tag != f"{{{SVG}}}a"


def _source(piece: Piece, places: Places, files: Mapping[str, BookFile], href: str) -> str:
    if href.startswith("#"):
        return f"#{places.of(piece.stem, href[1:])}"
    file = files.get(path_of(href, piece.file.path))
    return data_uri(file) if file else href


def _with_ids(text: str, piece: Piece, places: Places) -> str:
    return _URL_OF_ID.sub(lambda found: f"url(#{places.of(piece.stem, found[1])})", text)


def _sheet_with_ids(css: str, piece: Piece, places: Places) -> str:
    css = _with_ids(css, piece, places)
    return _ID_IN_CSS.sub(lambda found: f"#{places.of(piece.stem, found[1])}", css)


def data_uri(file: BookFile) -> str:
    """Return a file as an address that holds it."""
    data = file.data if file.file is None else file.file.read_bytes()
    return f"data:{file.media_type};base64,{b64encode(data).decode()}"


def lower_headings(body: etree._Element, steps: int) -> None:
    """Make the headings of a page so many levels lower."""
    names: Sequence[str] = [f"{{{XHTML}}}h{level}" for level in range(1, _LOWEST + 1)]
    for heading in body.iter(*names):
        level = names.index(str(heading.tag)) + steps
        heading.tag = names[min(level, _LOWEST - 1)]
