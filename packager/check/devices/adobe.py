"""Adobe's RMSDK, which opens .epub files on Kobo, PocketBook, Sony and old Nooks.

Its CSS parser is of about 2013 and has no fault tolerance: one function that it does not know
makes it drop the whole stylesheet, and an earlier declaration as a fallback does not help.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from packager.check.devices._css import place_in, read_sheet
from packager.check.facts import Stylesheet
from packager.check.finding import Problem, Severity
from packager.check.registry import rule

_KOBOFIX = "https://github.com/dmang-dev/kobofix"
_PANDOC = "https://github.com/jgm/pandoc/issues/8379"
_FUNCTIONS = frozenset({"calc", "min", "max", "clamp", "var", "env"})
_VIEWPORT = frozenset({"vw", "vh", "vmin", "vmax", "dvh", "svh", "lvh", "dvw", "svw", "lvw"})
_GRID = re.compile(r"(grid(-.*)?|gap|row-gap|column-gap|align-items|justify-items|place-.*|flex.*)")
_LATER = {
    "position": ("absolute", "fixed", "sticky"),
    "object-fit": (),
    "aspect-ratio": (),
    "transform": (),
    "transition": (),
    "animation": (),
}
_PSEUDO = re.compile(r":(is|where|has|not)\(")


@rule(
    "RMS-001",
    sees=Stylesheet,
    severity=Severity.ERROR,
    family="adobe",
    spec=_KOBOFIX,
    bad={"EPUB/style.css": b"img { max-width: min(150px, 30vw) }"},
)
def css_functions(sheet: Stylesheet) -> Iterator[Problem]:
    """No ``calc() min() max() clamp() var() env()`` stands in a stylesheet.

    Adobe's engine drops the whole stylesheet at the first of them, and some firmware then says
    that the book is corrupted.
    """
    for declaration in read_sheet(sheet).declarations:
        for name in sorted(_FUNCTIONS.intersection(declaration.functions)):
            text = f"{declaration.name} uses {name}(); write a plain value"
            yield Problem(place_in(sheet, declaration.line), text)


@rule(
    "RMS-002",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="adobe",
    spec=_KOBOFIX,
    bad={"EPUB/style.css": b"h1 { margin-top: 50vh }"},
)
def viewport_units(sheet: Stylesheet) -> Iterator[Problem]:
    """No length is measured by the viewport (``vw``, ``vh`` …).

    In a margin it leaves a blank screen; elsewhere it is ignored.
    """
    for declaration in read_sheet(sheet).declarations:
        if _VIEWPORT.intersection(declaration.units):
            severe = Severity.ERROR if declaration.name.startswith("margin") else None
            text = f"{declaration.name}: {declaration.value}; measure in em or %"
            yield Problem(place_in(sheet, declaration.line), text, severe)


@rule(
    "RMS-003",
    sees=Stylesheet,
    severity=Severity.ERROR,
    family="adobe",
    spec=_PANDOC,
    bad={"EPUB/style.css": b"li { display: flex }"},
)
def flex_and_grid(sheet: Stylesheet) -> Iterator[Problem]:
    """Nothing is laid out by flex or grid.

    pandoc's books of 2022 opened as one blank page on Kobo for a single ``display: flex``.
    """
    for declaration in read_sheet(sheet).declarations:
        shown = declaration.name == "display" and re.search(r"\b(flex|grid)\b", declaration.value)
        if shown or _GRID.fullmatch(declaration.name):
            text = f"{declaration.name}: {declaration.value}; use blocks, floats or a table"
            yield Problem(place_in(sheet, declaration.line), text)


@rule(
    "RMS-004",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="adobe",
    spec=_KOBOFIX,
    bad={"EPUB/style.css": b"p { margin-top: 1rem }"},
)
def rem_units(sheet: Stylesheet) -> Iterator[Problem]:
    """No length is measured in ``rem``: the engine takes it for ``em``, so that sizes multiply."""
    for declaration in read_sheet(sheet).declarations:
        if "rem" in declaration.units:
            text = f"{declaration.name}: {declaration.value}; measure in em"
            yield Problem(place_in(sheet, declaration.line), text)


@rule(
    "RMS-005",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="adobe",
    spec=_KOBOFIX,
    bad={"EPUB/style.css": b"@media screen { }"},
)
def empty_at_rules(sheet: Stylesheet) -> Iterator[Problem]:
    """No ``@media`` or ``@supports`` block is empty: old versions of the engine crash on one."""
    for keyword, line in read_sheet(sheet).empty_at_rules:
        if keyword in ("media", "supports"):
            yield Problem(place_in(sheet, line), f"@{keyword} is empty; take it out")


@rule(
    "RMS-006",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="adobe",
    spec=_KOBOFIX,
    bad={"EPUB/style.css": b":root { --ink: #000 }"},
)
def custom_properties(sheet: Stylesheet) -> Iterator[Problem]:
    """No custom property (``--name``) is declared; the engine cannot read the sheet further."""
    for declaration in read_sheet(sheet).declarations:
        if declaration.name.startswith("--"):
            text = f"{declaration.name} is a custom property; write its value where it is used"
            yield Problem(place_in(sheet, declaration.line), text)


@rule(
    "RMS-007",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="adobe",
    spec=_KOBOFIX,
    bad={"EPUB/style.css": b"p:is(.a, .b) { margin: 0 }"},
)
def selectors_of_level_4(sheet: Stylesheet) -> Iterator[Problem]:
    """Selectors are of level 3: no ``:is()``, ``:where()``, ``:has()``, no list in ``:not()``."""
    for selector, line in read_sheet(sheet).selectors:
        for match in _PSEUDO.finditer(selector):
            inside = selector[match.end() :].partition(")")[0]
            if match[1] != "not" or "," in inside or " " in inside.strip():
                yield Problem(place_in(sheet, line), f"selector {selector!r}; write it out")
                break


@rule(
    "RMS-008",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="adobe",
    spec=_KOBOFIX,
    bad={"EPUB/style.css": b"img { object-fit: cover }"},
)
def later_properties(sheet: Stylesheet) -> Iterator[Problem]:
    """No property is used that the engine does not know and whose absence changes the layout."""
    for declaration in read_sheet(sheet).declarations:
        if declaration.name in _LATER:
            values = _LATER[declaration.name]
            if not values or declaration.value in values:
                text = f"{declaration.name}: {declaration.value} does nothing here; do without it"
                yield Problem(place_in(sheet, declaration.line), text, subject=declaration.name)
