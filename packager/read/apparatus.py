"""What of a book's pages is no chapter: its cover, title page, contents, and empty pages."""

from __future__ import annotations

from lxml import etree

from packager import xhtml
from packager.check.facts import Item
from packager.read.linked_notes import path_of
from packager.read.volume import Volume
from packager.xhtml import EPUB, XHTML

_MOST_BESIDE_TITLE = 4  # letters of a title page beside the names in the metadata, such as "by"
_MOST_ON_COVER = 300  # letters: with more a page is read, whatever the guide calls it
_NOT_CHAPTERS = frozenset(
    "cover titlepage toc landmarks copyright-page halftitlepage loi lot index imprint colophon "
    "title-page copyright-page acknowledgments".split()
)


def is_apparatus(root: etree._Element, item: Item) -> bool:
    """Return whether a page says that it is the cover, a contents page or the like."""
    if "nav" in item.properties:
        return True
    body = root.find(f"{{{XHTML}}}body")
    if body is None:
        return False
    sections = [body, *(child for child in body if isinstance(child.tag, str))]
    kinds = {
        word
        for element in sections[:2]
        for word in (element.get(f"{{{EPUB}}}type", "") + " " + element.get("class", "")).split()
    }
    return bool(kinds & _NOT_CHAPTERS)


def is_guided(volume: Volume, item: Item, body: etree._Element) -> bool:
    """Return whether the guide of an EPUB 2 calls a page of few words the cover or title page."""
    root, path = volume.package.root, volume.package.path
    called = {
        path_of(path, reference.get("href", ""))
        for reference in (() if root is None else root.iter("{*}reference"))
        if reference.get("type", "") in ("cover", "title-page")
    }
    return item.path in called and len(_squeezed(xhtml.text_of(body))) < _MOST_ON_COVER


def is_title_page(volume: Volume, body: etree._Element) -> bool:
    """Return whether a page says what the book is called and by whom, and nothing else."""
    names = ("title", "creator", "contributor", "publisher", "date", "rights")
    told = [element.text or "" for name in names for element in volume.package.dc(name)]
    title = next(iter(volume.package.dc("title")), None)
    left = _squeezed(xhtml.text_of(body))
    if title is None or not _squeezed(title.text or "") or _squeezed(title.text or "") not in left:
        return False
    for text in sorted(map(_squeezed, told), key=len, reverse=True):
        left = left.replace(text, "", 1) if text else left
    return len(left) <= _MOST_BESIDE_TITLE and not any(True for _ in body.iter(f"{{{XHTML}}}img"))


def _squeezed(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def has_text(body: etree._Element) -> bool:
    """Return whether a page shows anything: a letter or a picture."""
    if any(True for _ in body.iter(f"{{{XHTML}}}img", "{http://www.w3.org/2000/svg}svg")):
        return True
    return any(c.isalnum() for c in xhtml.text_of(body))
