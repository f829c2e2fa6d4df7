"""Content models of EPUB 2 beside XHTML: drawings, on their own and in pages, and DTBook.

https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section2.2.1
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import SVG, Dtbook, Svg, Xhtml
from packager.check.finding import Place, Problem
from packager.check.registry import rule
from packager.check.rules.content_models import problems
from packager.schemas.validate import validate

_SPEC = "https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section2.2.1"
_DRAWING = (
    (
        "</manifest>",
        '<item id="d" href="drawing.svg" media-type="image/svg+xml"/></manifest>',
    ),
)


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("2",),
    spec=_SPEC,
    bad={
        "EPUB/chapter.xhtml": (
            ("</p>", "</p><div><svg xmlns='http://www.w3.org/2000/svg'><rect x='1'/></svg></div>"),
        )
    },
)
def xhtml_2_drawings(document: Xhtml) -> Iterator[Problem]:
    """Elements and attributes of a drawing in a page stand where SVG 1.1 lets them."""
    if document.root is None or f"{{{SVG}}}svg" not in document.names:
        return
    from packager.schemas.xhtml11 import drawing_grammar

    for drawing in document.named(f"{{{SVG}}}svg"):
        if any(str(up.tag).startswith(f"{{{SVG}}}") for up in drawing.iterancestors()):
            continue  # judged with the drawing around it
        for fault in validate(drawing_grammar(), drawing):
            place = document.place(fault.element)
            yield Problem(Place(place.path, fault.line) if fault.line else place, fault.message)


@rule(
    "RSC-005",
    sees=Svg,
    versions=("2",),
    spec=_SPEC,
    bad={
        "EPUB/drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><rect x='1'/></svg>",
        "EPUB/content.opf": _DRAWING,
    },
)
def svg_2_content_model(document: Svg) -> Iterator[Problem]:
    """Elements and attributes of a drawing stand where SVG 1.1 lets them.

    EPUB 2 takes SVG 1.1 as it is: what later versions brought (``href`` without ``xlink:``,
    ``role``) is not known to its readers, and a misspelt shape is simply not drawn.
    """
    from packager.schemas.svg11 import svg11_grammar

    yield from problems(document, svg11_grammar())


@rule(
    "RSC-005",
    sees=Dtbook,
    spec="https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section1.4",
    bad={
        "EPUB/talking.xml": b"<dtbook xmlns='http://www.daisy.org/z3986/2005/dtbook/'><head/>"
        b"<book><bodymatter><level1><h1>Tea</h1></level1></bodymatter></book></dtbook>",
        "EPUB/content.opf": (
            (
                "</manifest>",
                '<item id="d" href="talking.xml" media-type="application/x-dtbook+xml"/>'
                "</manifest>",
            ),
        ),
    },
)
def dtbook_content_model(document: Dtbook) -> Iterator[Problem]:
    """Elements and attributes of a DTBook stand where DTBook 2005-2 lets them.

    Players of talking books find their way by its levels, pages and notes; what stands elsewhere
    is passed over.
    """
    from packager.schemas.dtbook import dtbook

    yield from problems(document, dtbook())
