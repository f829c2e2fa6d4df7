"""Apple Books, by Apple's guide for partners and what its WebKit does with a page."""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.devices._css import place_in, read_sheet, selects
from packager.check.facts import OPS, XHTML, Nav, Resource, Stylesheet, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule

_PAGE = "EPUB/chapter.xhtml"
_GUIDE = "https://help.apple.com/itc/booksassetguide/"
_SUP = "https://github.com/jgm/pandoc/issues/1995"
_ASIDE = "https://github.com/edrlab/thorium-reader/issues/2596"
_BLANK = "https://github.com/dteviot/WebToEpub/issues/659"
_MOST_PIXELS = 4_000_000
_NEW_PAGE = ("always", "page", "left", "right", "recto", "verso")
# 8,224×8,224 pixels: the header alone says it
_HUGE_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x20\x20\0\0\x20\x20\x08\0\0\0\0" + bytes(4)
_FIRST = ("h1", "section", "body", "header", "article")


@rule(
    "APL-001",
    sees=Resource,
    severity=Severity.WARNING,
    family="apple",
    spec=_GUIDE,
    bad={"EPUB/cover.png": _HUGE_PNG},
)
def image_pixels(resource: Resource) -> Iterator[Problem]:
    """An image has at most 4 million pixels: Apple refuses a book with a larger one."""
    from packager.check.devices._images import pixels

    size = pixels(resource)
    if size and size[0] * size[1] > _MOST_PIXELS:
        text = f"{size[0]}×{size[1]} is over 4 million pixels; scale it down"
        yield Problem(Place(resource.path), text)


@rule(
    "APL-002",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="apple",
    spec=_ASIDE,
    bad={
        "EPUB/notes.xhtml": (
            ("</section>", '<aside epub:type="footnote"><p>Soft.</p></aside></section>'),
        )
    },
)
def hidden_asides(document: Xhtml) -> Iterator[Problem]:
    """Notes that should also be read as a page are no ``aside`` elements.

    Apple Books and Thorium hide ``<aside epub:type="footnote">`` in the flow, so that a section of
    notes made of them is an empty page. Use a list whose items have the type.
    """
    asides = document.named(f"{{{XHTML}}}aside")
    hidden = [a for a in asides if "footnote" in a.get(f"{{{OPS}}}type", "").split()]
    for aside in hidden:
        parent = aside.getparent()
        notes = parent is not None and (
            "endnotes" in parent.get(f"{{{OPS}}}type", "").split()
            or parent.get("role") == "doc-endnotes"
        )
        if notes:
            yield Problem(document.place(aside), "is hidden in the flow; make it an item of a list")


@rule(
    "APL-003",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="apple",
    spec=_SUP,
    bad={_PAGE: (('id="ref-1">1</a></sup>', 'id="ref-1"><sup>1</sup></a></sup>'),)},
)
def superscript_around_link(document: Xhtml) -> Iterator[Problem]:
    """A note's number is ``<sup><a>1</a></sup>``: the other way round it is no pop-up."""
    for link in document.named(f"{{{XHTML}}}a"):
        is_note = "noteref" in link.get(f"{{{OPS}}}type", "").split()
        first = next(iter(link), None)
        if is_note and first is not None and first.tag == f"{{{XHTML}}}sup" and not link.text:
            yield Problem(document.place(link), "put the <sup> around the link, not inside it")


@rule(
    "APL-004",
    sees=Nav,
    severity=Severity.WARNING,
    family="apple",
    spec=_GUIDE,
    bad={"EPUB/nav.xhtml": (('<a epub:type="bodymatter"', '<a epub:type="chapter"'),)},
)
def landmark_of_the_text(nav: Nav) -> Iterator[Problem]:
    """The landmarks have an entry ``bodymatter``: Apple Books opens the book there."""
    links = nav.named(f"{{{XHTML}}}a")
    if not any("bodymatter" in link.get(f"{{{OPS}}}type", "").split() for link in links):
        text = 'has no landmark <a epub:type="bodymatter" …>; the book opens at its cover'
        yield Problem(Place(nav.path), text)


@rule(
    "APL-005",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="apple",
    spec=_BLANK,
    bad={"EPUB/style.css": b"h1 { page-break-before: always; text-align: left }"},
)
def break_before_first(sheet: Stylesheet) -> Iterator[Problem]:
    """No page break is asked for before what stands first in a file.

    Each file begins a page already; WebKit then shows a blank one before it.
    """
    for declaration in read_sheet(sheet).declarations:
        breaks = declaration.name in ("page-break-before", "break-before")
        if breaks and declaration.value in _NEW_PAGE and selects(declaration.selector, *_FIRST):
            text = f"{declaration.name} on {declaration.selector} gives a blank page"
            yield Problem(place_in(sheet, declaration.line), text)
