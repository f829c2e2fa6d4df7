"""What every reading system asks for, whoever made it."""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.devices._css import place_in, read_sheet, selects
from packager.check.facts import XHTML, Stylesheet, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.registry import rule

_TAKES_THE_CHOICE = ("color", "background", "background-color", "font-family")
_WIDE = 8  # columns


@rule(
    "EVR-001",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="every",
    spec="https://github.com/jgm/pandoc/issues/11791",
    bad={"EPUB/style.css": b"body { color: #000; background: #fff }"},
)
def body_colours_and_fonts(sheet: Stylesheet) -> Iterator[Problem]:
    """The stylesheet sets no colour, background or font on ``body``.

    Dark mode and the reader's own choice of font work only where the book does not insist: black
    text that is asked for stays black on a black page.
    """
    for declaration in read_sheet(sheet).declarations:
        if declaration.name in _TAKES_THE_CHOICE and selects(
            declaration.selector, "body", "html", "*"
        ):
            text = f"sets {declaration.name} on {declaration.selector}; leave it to the reader"
            yield Problem(place_in(sheet, declaration.line), text, subject=declaration.name)


@rule(
    "EVR-002",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="every",
    spec="https://github.com/pressbooks/pressbooks-book/issues/663",
    bad={
        "EPUB/chapter.xhtml": (
            ('<p class="lead">', f"<table><tr>{'<td>9</td>' * 9}</tr></table><p>"),
        )
    },
)
def table_width(document: Xhtml) -> Iterator[Problem]:
    """A table has no more columns than a small screen shows.

    Reading systems neither scroll sideways nor shrink: what is wider than the page is cut off.
    """
    for table in document.named(f"{{{XHTML}}}table"):
        rows = (sum(1 for cell in row) for row in table.iter(f"{{{XHTML}}}tr"))
        columns = max(rows, default=0)
        if columns > _WIDE:
            text = f"a table of {columns} columns is cut off on small screens; split it"
            yield Problem(document.place(table), text)
