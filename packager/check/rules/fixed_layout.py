"""Rules on pages of fixed layout: each says how large it is.

https://www.w3.org/TR/epub-33/#sec-fixed-layouts
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import SVG, XHTML, Element, Svg, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.registry import rule
from packager.check.viewport import Viewport, is_length, parse_viewport

_SPEC = "https://www.w3.org/TR/epub-33/#sec-fxl-content-dimensions"
_CHAPTER = "EPUB/chapter.xhtml"
_FIXED = (
    '<itemref idref="chapter"/>',
    '<itemref idref="chapter" properties="rendition:layout-pre-paginated"/>',
)
_DIMENSIONS = ("width", "height")
_VIEWPORT = '<meta name="viewport" content="width=600, height=800"/>'


def _bad(viewport: str) -> dict[str, tuple[tuple[str, str], ...]]:
    meta = f'<meta name="viewport" content="{viewport}"/></head>'
    return {"EPUB/content.opf": (_FIXED,), _CHAPTER: (("</head>", meta),)}


def _viewports(document: Xhtml) -> list[Element]:
    """Return the viewports of a page: those in its head, wherever that stands."""
    head, body = f"{{{XHTML}}}head", f"{{{XHTML}}}body"
    metas = (
        m for m in document.named(f"{{{XHTML}}}meta") if (m.get("name") or "").strip() == "viewport"
    )
    nearest = ((meta, next(meta.iterancestors(head, body), None)) for meta in metas)
    return [meta for meta, outer in nearest if outer is None or outer.tag == head]


def _fixed(document: Xhtml) -> Iterator[tuple[Element, Viewport]]:
    """Yield the viewport that counts, where the page has one: the first."""
    if document.fixed_layout and document.version == "3":
        for meta in _viewports(document)[:1]:
            yield meta, parse_viewport(meta.get("content") or "")


@rule(
    "HTM-046",
    sees=Xhtml,
    spec=_SPEC,
    versions=("3",),
    bad={"EPUB/content.opf": (_FIXED,)},
)
def viewport_missing(document: Xhtml) -> Iterator[Problem]:
    """A page of fixed layout has a ``viewport``: without its size a reader cannot scale it."""
    if not document.fixed_layout:
        return
    head = next(document.named(f"{{{XHTML}}}head"), None)
    if head is not None and not _viewports(document):
        yield Problem(
            document.place(head), 'add <meta name="viewport" content="width=…, height=…"/>'
        )


@rule("HTM-047", sees=Xhtml, spec=_SPEC, versions=("3",), bad=_bad("width==600, height=800"))
def viewport_syntax(document: Xhtml) -> Iterator[Problem]:
    """A viewport is a list of ``name=value``, separated by commas."""
    for meta, viewport in _fixed(document):
        if viewport.trouble:
            yield Problem(
                document.place(meta), f"{meta.get('content') or ''!r}: {viewport.trouble}"
            )


@rule("HTM-056", sees=Xhtml, spec=_SPEC, versions=("3",), bad=_bad("width=600"))
def viewport_dimension_missing(document: Xhtml) -> Iterator[Problem]:
    """A viewport gives width and height."""
    for meta, viewport in _fixed(document):
        for name in _DIMENSIONS:
            if not viewport.trouble and name not in viewport.values:
                yield Problem(document.place(meta), f"add the {name} in CSS pixels")


@rule("HTM-057", sees=Xhtml, spec=_SPEC, versions=("3",), bad=_bad("width=600px, height=800"))
def viewport_dimension_invalid(document: Xhtml) -> Iterator[Problem]:
    """Width and height of a viewport are plain numbers, or follow the device."""
    for meta, viewport in _fixed(document):
        for name in _DIMENSIONS:
            values = viewport.values.get(name, ())
            if not viewport.trouble and len(values) == 1 and not is_length(name, values[0]):
                yield Problem(
                    document.place(meta), f"{name} is {values[0]!r}; write a number without a unit"
                )


@rule("HTM-059", sees=Xhtml, spec=_SPEC, versions=("3",), bad=_bad("width=6, height=8, width=7"))
def viewport_dimension_repeated(document: Xhtml) -> Iterator[Problem]:
    """A viewport gives width and height once."""
    for meta, viewport in _fixed(document):
        for name in _DIMENSIONS:
            values = viewport.values.get(name, ())
            if not viewport.trouble and len(values) > 1:
                yield Problem(document.place(meta), f"{name} is given as {' and '.join(values)}")


@rule(
    "HTM-060a",
    sees=Xhtml,
    severity=Severity.USAGE,
    spec=_SPEC,
    versions=("3",),
    bad={
        "EPUB/content.opf": (_FIXED,),
        _CHAPTER: (("</head>", f"{_VIEWPORT}\n{_VIEWPORT}\n</head>"),),
    },
)
def viewport_secondary(document: Xhtml) -> Iterator[Problem]:
    """Only the first viewport of a page of fixed layout counts."""
    if document.fixed_layout:
        for meta in _viewports(document)[1:]:
            yield Problem(document.place(meta), "is ignored; the first viewport counts")


@rule(
    "HTM-060b",
    sees=Xhtml,
    severity=Severity.USAGE,
    spec=_SPEC,
    versions=("3",),
    bad={_CHAPTER: (("</head>", f"{_VIEWPORT}\n</head>"),)},
)
def viewport_of_reflowable_page(document: Xhtml) -> Iterator[Problem]:
    """A page that reflows has no use for a viewport."""
    if not document.fixed_layout:
        for meta in _viewports(document):
            yield Problem(document.place(meta), "is ignored; the page reflows")


@rule(
    "HTM-048",
    sees=Svg,
    spec=_SPEC,
    versions=("3",),
    bad={
        "EPUB/content.opf": (
            (
                "</manifest>",
                '<item id="art" href="art.svg" media-type="image/svg+xml"/></manifest>',
            ),
            (
                "</spine>",
                '<itemref idref="art" properties="rendition:layout-pre-paginated"/></spine>',
            ),
        ),
        "EPUB/art.svg": f'<svg xmlns="{SVG}"><title>Art</title></svg>'.encode(),
    },
)
def viewbox_missing(document: Svg) -> Iterator[Problem]:
    """An SVG page of fixed layout has a ``viewBox``, which is its size."""
    root = document.root
    is_drawing = root is not None and root.tag == f"{{{SVG}}}svg"
    if document.fixed_layout and root is not None and is_drawing and root.get("viewBox") is None:
        yield Problem(document.place(root), 'add viewBox="0 0 WIDTH HEIGHT" to the outermost svg')
