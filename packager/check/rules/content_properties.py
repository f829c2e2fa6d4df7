"""Rules on the manifest properties that announce what a document holds or loads.

https://www.w3.org/TR/epub-33/#sec-item-resource-properties
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packager.check.facts import Publication, Reference, Stylesheet, Summary, Svg, Use, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.references import OVERLAY_TEXTS, STYLES
from packager.check.registry import rule
from packager.check.rules.remote import is_remote_resource

_CHAPTER = "EPUB/chapter.xhtml"
_OPF = "EPUB/content.opf"
_PROPERTIES = "https://www.w3.org/TR/epub-33/#sec-item-resource-properties"
_OF_DICTIONARIES = ("dictionary", "search-key-map")
_CONTENT_PROPERTIES = ("mathml", "scripted", "svg", "switch")


def _used(book: Publication, summary: Summary) -> set[str]:
    """Return the properties that a document has to declare for what it holds."""
    found = {name for name in _CONTENT_PROPERTIES if name in summary.features}
    if issubclass(summary.kind, Svg):
        found &= {"scripted"}
    if _has_remote(summary.references, book.version):
        found.add("remote-resources")
    return found


def _has_remote(references: Iterable[Reference], version: str) -> bool:
    return any(is_remote_resource(r, version) and _is_announced(r) for r in references)


# Remote style sheets, texts of overlays and parts of drawings are errors of their own, and
# announce nothing.
_SILENT = STYLES | OVERLAY_TEXTS | {Use.SVG_USE, Use.SVG_PAINT, Use.PROCESSING_INSTRUCTION}


def _is_announced(reference: Reference) -> bool:
    return reference.use not in _SILENT and reference.attribute != "altimg"


def _documents(book: Publication) -> Iterator[Summary]:
    for summary in book.summaries.values():
        if summary.well_formed and summary.item is not None:
            yield summary


def _is_content(summary: Summary) -> bool:
    return issubclass(summary.kind, (Xhtml, Svg))


@rule(
    "OPF-014",
    sees=Publication,
    spec=_PROPERTIES,
    bad={_CHAPTER: (("</section>", '<p><svg xmlns="http://www.w3.org/2000/svg"/></p></section>'),)},
)
def property_missing(book: Publication) -> Iterator[Problem]:
    """The manifest says of each document whether it has scripts, SVG, MathML, remote resources.

    Readers switch these on only where they are announced: the formula or the drawing stays blank.
    """
    for summary in _documents(book):
        used = _used(book, summary) - summary.properties
        if book.version == "2":
            used &= {"remote-resources"} if _styled_remote(summary) else set()
        for name in sorted(used):
            text = f"add {name!r} to the properties of its item"
            yield Problem(Place(summary.path), text, subject=name)


def _styled_remote(summary: Summary) -> bool:
    return any(r.use in (Use.FONT, Use.CSS_URL) and r.url.is_remote for r in summary.references)


@rule(
    "OPF-014",
    sees=Stylesheet,
    spec=_PROPERTIES,
    bad={"EPUB/style.css": b".lead { background: url(https://example.org/x.png) }"},
)
def stylesheet_property_missing(sheet: Stylesheet) -> Iterator[Problem]:
    """The manifest says of a style sheet whether it loads fonts or images from outside."""
    if (
        sheet.data is not None
        and "remote-resources" not in sheet.properties
        and _has_remote(sheet.references, sheet.version)
    ):
        yield Problem(Place(sheet.path), "add 'remote-resources' to the properties of its item")


@rule(
    "OPF-015",
    sees=Publication,
    spec=_PROPERTIES,
    versions=("3",),
    bad={_OPF: (('id="chapter" href', 'id="chapter" properties="scripted" href'),)},
)
def property_superfluous(book: Publication) -> Iterator[Problem]:
    """The manifest announces only what a document really holds."""
    for summary in _documents(book):
        if not _is_content(summary):
            continue
        declared = summary.properties & {*_CONTENT_PROPERTIES, *_OF_DICTIONARIES}
        if "type:dictionary" in summary.features:
            declared -= {"dictionary"}
        extra = sorted(declared - _used(book, summary))
        if extra:
            names = ", ".join(extra)
            text = f"take {names} out of the properties of its item"
            yield Problem(Place(summary.path), text, subject=" ".join(extra))


def _unused_remote(book: Publication, *, scripted: bool) -> Iterator[Problem]:
    for summary in _documents(book):
        if not _is_content(summary) or "remote-resources" not in summary.properties:
            continue
        # EPUBCheck 5.3.0 asks for the property where a style element loads a font from outside,
        # and yet finds it superfluous there: a style sheet in a file of its own is at peace.
        marked = (r for r in summary.references if r.element)
        if ("scripted" in summary.features) == scripted and not _has_remote(marked, book.version):
            yield Problem(Place(summary.path), "loads nothing from outside; take the property out")


@rule(
    "OPF-018",
    sees=Publication,
    severity=Severity.WARNING,
    spec=_PROPERTIES,
    versions=("3",),
    bad={_OPF: (('id="chapter" href', 'id="chapter" properties="remote-resources" href'),)},
)
def remote_property_superfluous(book: Publication) -> Iterator[Problem]:
    """``remote-resources`` stands at documents that load something from outside the book."""
    yield from _unused_remote(book, scripted=False)


@rule(
    "OPF-018b",
    sees=Publication,
    severity=Severity.USAGE,
    spec=_PROPERTIES,
    versions=("3",),
    bad={
        _OPF: (('id="chapter" href', 'id="chapter" properties="scripted remote-resources" href'),),
        _CHAPTER: (("</head>", "<script>print()</script></head>"),),
    },
)
def remote_property_in_scripted_document(book: Publication) -> Iterator[Problem]:
    """``remote-resources`` at a scripted document: only its scripts could load something."""
    yield from _unused_remote(book, scripted=True)


@rule(
    "OPF-018",
    sees=Stylesheet,
    severity=Severity.WARNING,
    spec=_PROPERTIES,
    versions=("3",),
    bad={_OPF: (('id="style" href', 'id="style" properties="remote-resources" href'),)},
)
def stylesheet_remote_property_superfluous(sheet: Stylesheet) -> Iterator[Problem]:
    """``remote-resources`` stands at style sheets that load something from outside the book."""
    if (
        sheet.data is not None
        and "remote-resources" in sheet.properties
        and not _has_remote(sheet.references, sheet.version)
    ):
        yield Problem(Place(sheet.path), "loads nothing from outside; take the property out")
