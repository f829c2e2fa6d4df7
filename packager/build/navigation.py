"""The contents: the navigation document of EPUB 3 and the NCX of EPUB 2.

The navigation document lies beside the OPF, where epub.js looks for it, and outside the
reading order, as some readers would show it as a page in spite of ``hidden``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packager.build.document import attributes
from packager.build.page import CONTENT, NAV, Entry, Page
from packager.build.words import words_in
from packager.model import Book
from packager.paths import href_between
from packager.xhtml import EPUB, XHTML, escape

# https://www.daisy.org/z3986/2005/ncx/
_NCX = "http://www.daisy.org/z3986/2005/ncx/"


def render_nav(book: Book, pages: Sequence[Page]) -> bytes:
    """Return the navigation document: contents and landmarks."""
    words = words_in(book.language)
    opening = attributes(lang=book.language, xml_lang=book.language, dir=book.direction)
    rtl = '<link rel="stylesheet" type="text/css" href="styles/rtl.css"/>\n'
    rtl = rtl if book.direction == "rtl" else ""
    toc = _list([(page, page.entry) for page in pages if page.entry])
    marks = "\n".join(
        f'<li><a epub:type="{page.landmark}"{attributes(href=href_between(NAV, page.path))}>'
        f"{escape(_landmark_label(book, page))}</a></li>"
        for page in pages
        if page.landmark
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="{XHTML}" xmlns:epub="{EPUB}"{opening}>\n'
        f'<head>\n<meta charset="utf-8"/>\n<title>{escape(book.title)}</title>\n'
        f'<link rel="stylesheet" type="text/css" href="styles/book.css"/>\n{rtl}</head>\n<body>\n'
        '<nav epub:type="toc" role="doc-toc" aria-labelledby="contents" id="toc">\n'
        f'<h1 id="contents">{escape(words("contents"))}</h1>\n{toc}\n</nav>\n'
        '<nav epub:type="landmarks" aria-labelledby="guide" id="landmarks" hidden="hidden">\n'
        f'<h2 id="guide">{escape(words("guide"))}</h2>\n<ol>\n{marks}\n</ol>\n</nav>\n'
        "</body>\n</html>\n"
    ).encode()


def _landmark_label(book: Book, page: Page) -> str:
    words = words_in(book.language)
    keys = {"cover": "cover", "titlepage": "title_page", "bodymatter": "begin"}
    key = keys.get(page.landmark)
    return words(key) if key else page.title


def _list(rows: Sequence[tuple[Page, Entry | None]]) -> str:
    """Return the list of pages; those of a deeper level stand below the one before."""
    items: list[str] = []
    index = 0
    while index < len(rows):
        page, entry = rows[index]
        end = index + 1
        while end < len(rows) and rows[end][0].level > page.level:
            end += 1
        assert entry is not None  # noqa: S101 - the callers chose pages that have one
        below = _entries(page, entry.below)
        if end > index + 1:
            below = _list(rows[index + 1 : end])
        items.append(_line(page, entry, below))
        index = end
    return "<ol>\n" + "\n".join(items) + "\n</ol>"


def _entries(page: Page, entries: Sequence[Entry]) -> str:
    if not entries:
        return ""
    items = "\n".join(_line(page, entry, _entries(page, entry.below)) for entry in entries)
    return f"<ol>\n{items}\n</ol>"


def _line(page: Page, entry: Entry, below: str) -> str:
    href = href_between(NAV, page.path, entry.fragment)
    inside = f"\n{below}\n" if below else ""
    return f"<li><a{attributes(href=href)}>{escape(entry.label)}</a>{inside}</li>"


def render_ncx(book: Book, pages: Sequence[Page]) -> bytes:
    """Return the NCX, with the same lines as the navigation document."""
    points = _Points()
    body = "\n".join(points.of_pages([(page, page.entry) for page in pages if page.entry]))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<ncx xmlns="{_NCX}" version="2005-1"{attributes(xml_lang=book.language)}>\n<head>\n'
        f'<meta name="dtb:uid"{attributes(content=book.identifier)}/>\n'
        f'<meta name="dtb:depth" content="{points.depth}"/>\n'
        '<meta name="dtb:totalPageCount" content="0"/>\n'
        '<meta name="dtb:maxPageNumber" content="0"/>\n</head>\n'
        f"<docTitle><text>{escape(book.title)}</text></docTitle>\n"
        f"<navMap>\n{body}\n</navMap>\n</ncx>\n"
    ).encode()


class _Points:
    """Writes navPoints, counting their order and depth."""

    def __init__(self) -> None:
        self.count = 0
        self.depth = 1

    def of_pages(self, rows: Sequence[tuple[Page, Entry | None]], depth: int = 1) -> Iterator[str]:
        index = 0
        while index < len(rows):
            page, entry = rows[index]
            end = index + 1
            while end < len(rows) and rows[end][0].level > page.level:
                end += 1
            assert entry is not None  # noqa: S101 - the callers chose pages that have one
            if end > index + 1:
                opening = self._open(page, entry, depth)
                below = [*self.of_pages(rows[index + 1 : end], depth + 1)]
                yield "\n".join([opening, *below, "</navPoint>"])
            else:
                yield self._point(page, entry, depth)
            index = end

    def _point(self, page: Page, entry: Entry, depth: int) -> str:
        opening = self._open(page, entry, depth)
        below = [self._point(page, child, depth + 1) for child in entry.below]
        return "\n".join([opening, *below, "</navPoint>"])

    def _open(self, page: Page, entry: Entry, depth: int) -> str:
        self.count += 1
        self.depth = max(self.depth, depth)
        href = href_between(CONTENT + "toc.ncx", page.path, entry.fragment)
        return (
            f'<navPoint id="point-{self.count}" playOrder="{self.count}">\n'
            f"<navLabel><text>{escape(entry.label)}</text></navLabel>"
            f"<content{attributes(src=href)}/>"
        )
