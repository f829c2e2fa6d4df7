"""Rules on CSS, in files, ``style`` elements and attributes.

https://www.w3.org/TR/epub-33/#sec-css
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.css_grammar import Sheet, read_sheet
from packager.check.facts import XHTML, Stylesheet, Use, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.load.position import line_and_column, line_starts
from packager.check.registry import rule

_SPEC = "https://www.w3.org/TR/epub-33/#sec-css"
_CSS = "EPUB/style.css"
_MAX_FAULTS = 100
_NAMING = (Use.CSS_URL, Use.FONT, Use.IMPORT)
# Classes that EPUB 3.0's reading systems styled without a word in the package document.
_OVERLAY_CLASSES = {
    "-epub-media-overlay-active": "media:active-class",
    "-epub-media-overlay-playing": "media:playback-active-class",
}
# https://idpf.org/epub/altss-tags/: of each pair a style sheet carries at most one
_OPPOSITES = (frozenset(["vertical", "horizontal"]), frozenset(["day", "night"]))


def _read(sheet: Stylesheet) -> Sheet:
    return read_sheet(sheet.text, is_attribute=sheet.is_attribute)


class _Places:
    """Turns offsets in a style sheet into places in its file."""

    def __init__(self, sheet: Stylesheet) -> None:
        self.sheet = sheet
        self.starts: list[int] | None = None

    def at(self, offset: int) -> Place:
        if self.sheet.is_attribute:
            return self.sheet.place
        if self.starts is None:
            self.starts = line_starts(self.sheet.text)
        line, column = line_and_column(self.starts, offset)
        return Place(self.sheet.path, line + self.sheet.line - 1, column)


@rule("CSS-008", sees=Stylesheet, spec=_SPEC, bad={_CSS: b".lead { font-weight bold }"})
def css_syntax(sheet: Stylesheet) -> Iterator[Problem]:
    """Style sheets are sound CSS.

    A reader drops the declaration, the rule, or all that follows: one brace too few can cost the
    book its whole design.
    """
    places = _Places(sheet)
    for fault in _read(sheet).faults[:_MAX_FAULTS]:
        yield Problem(places.at(fault.offset), fault.message)


@rule(
    "CSS-001",
    sees=Stylesheet,
    spec=_SPEC,
    versions=("3",),
    bad={_CSS: b".lead { direction: rtl }"},
)
def css_direction(sheet: Stylesheet) -> Iterator[Problem]:
    """Direction is said by the ``dir`` attribute, never by ``direction`` or ``unicode-bidi``.

    The order of words is content: without the style sheet, the sentence would fall apart.
    """
    places = _Places(sheet)
    for declaration in _read(sheet).declarations:
        if declaration.name.lower() in ("direction", "unicode-bidi"):
            yield Problem(
                places.at(declaration.offset),
                f"take out {declaration.name!r}; use the dir attribute or bdo",
            )


@rule("CSS-002", sees=Stylesheet, spec=_SPEC, bad={_CSS: b".lead { background: url('') }"})
def css_reference_empty(sheet: Stylesheet) -> Iterator[Problem]:
    """A ``url()`` or ``@import`` names something."""
    for reference in sheet.references:
        if reference.use in _NAMING and not reference.url.written.strip():
            yield Problem(reference.place, "names nothing; name a file or take it out")


@rule(
    "CSS-003",
    sees=Stylesheet,
    severity=Severity.WARNING,
    spec=_SPEC,
    bad={_CSS: '@charset "UTF-16"; .lead { color: red }'.encode("utf-16")},
)
def css_utf_16(sheet: Stylesheet) -> Iterator[Problem]:
    """Style sheets are in UTF-8; UTF-16 is allowed and seldom understood."""
    if sheet.data is not None and sheet.encoding.upper().startswith("UTF-16"):
        yield Problem(Place(sheet.path), "save the style sheet in UTF-8")


@rule(
    "CSS-004",
    sees=Stylesheet,
    spec=_SPEC,
    bad={_CSS: b'@charset "ISO-8859-1"; .lead { color: red }'},
)
def css_encoding(sheet: Stylesheet) -> Iterator[Problem]:
    """Style sheets are in UTF-8."""
    name = sheet.encoding.upper()
    if sheet.data is not None and not name.startswith(("UTF-8", "UTF8", "UTF-16")):
        yield Problem(Place(sheet.path), f"is in {sheet.encoding}; save it in UTF-8")


@rule(
    "CSS-006",
    sees=Stylesheet,
    severity=Severity.USAGE,
    spec=_SPEC,
    bad={_CSS: b".lead { position: fixed }"},
)
def css_position_fixed(sheet: Stylesheet) -> Iterator[Problem]:
    """``position: fixed`` has no meaning on pages that reflow."""
    places = _Places(sheet)
    for declaration in _read(sheet).declarations:
        if declaration.name.lower() == "position" and declaration.value.lower() == "fixed":
            yield Problem(places.at(declaration.offset), "position: fixed; place it in the flow")


@rule(
    "CSS-019",
    sees=Stylesheet,
    severity=Severity.WARNING,
    spec=_SPEC,
    bad={_CSS: b"@font-face { }"},
)
def font_face_empty(sheet: Stylesheet) -> Iterator[Problem]:
    """A ``@font-face`` names a family and a font."""
    places = _Places(sheet)
    for face in _read(sheet).font_faces:
        if face.is_empty:
            yield Problem(places.at(face.offset), "@font-face declares nothing")


@rule(
    "CSS-028",
    sees=Stylesheet,
    severity=Severity.USAGE,
    spec=_SPEC,
    bad={_CSS: b"@font-face { font-family: Tea; src: local('Tea') }"},
)
def font_face_used(sheet: Stylesheet) -> Iterator[Problem]:
    """The style sheet embeds fonts (for information)."""
    places = _Places(sheet)
    for face in _read(sheet).font_faces:
        if not face.is_empty:
            yield Problem(places.at(face.offset), "@font-face is used")


@rule(
    "CSS-029",
    sees=Stylesheet,
    severity=Severity.USAGE,
    versions=("3",),
    spec=_SPEC,
    bad={_CSS: b".-epub-media-overlay-active { color: red }"},
)
def overlay_class_undeclared(sheet: Stylesheet) -> Iterator[Problem]:
    """The class that highlights spoken text is named in the package document."""
    if sheet.book is None:
        return
    for name in sorted(sheet.classes & _OVERLAY_CLASSES.keys()):
        wanted = _OVERLAY_CLASSES[name]
        if not sheet.book.package.property_values(wanted):
            yield Problem(Place(sheet.path), f"styles .{name}, but no {wanted} is declared")


@rule(
    "CSS-015",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/links.html#rel-alternate",
    bad={"EPUB/chapter.xhtml": (('rel="stylesheet"', 'rel="alternate stylesheet"'),)},
)
def alternate_style_untitled(document: Xhtml) -> Iterator[Problem]:
    """An alternative style sheet has a title, by which the reader chooses it."""
    for link in document.named(f"{{{XHTML}}}link"):
        words = (link.get("rel") or "").lower().split()
        if "stylesheet" in words and "alternate" in words and not (link.get("title") or "").strip():
            yield Problem(document.place(link), "give the style sheet a title")


@rule(
    "CSS-005",
    sees=Xhtml,
    severity=Severity.USAGE,
    versions=("3",),
    spec=_SPEC,
    bad={"EPUB/chapter.xhtml": (('rel="stylesheet"', 'rel="stylesheet" class="day night"'),)},
)
def alternate_style_tags_conflict(document: Xhtml) -> Iterator[Problem]:
    """The tags of an alternative style sheet do not contradict each other."""
    for link in document.named(f"{{{XHTML}}}link"):
        if "stylesheet" in (link.get("rel") or "").lower().split():
            classes = set((link.get("class") or "").split())
            for pair in _OPPOSITES:
                if pair <= classes:
                    both = " and ".join(sorted(pair))
                    yield Problem(document.place(link), f"{both} exclude each other")
