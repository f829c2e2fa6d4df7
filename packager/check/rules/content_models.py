"""Content models: every XML file of a book held against the grammar of its kind.

The grammars are tables in :mod:`packager.schemas`; what is told is what an author has to change.
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import MATHML, SVG, XHTML, Document, Svg, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule
from packager.schemas.grammar import Grammar
from packager.schemas.validate import Kind, validate


def problems(document: Document, grammar: Grammar) -> Iterator[Problem]:
    """Yield the faults of a document as problems, each at its element, end tag or text."""
    if document.root is None:
        yield from _problems_before_the_fault(document, grammar)
        return
    if document.keeps_to is grammar:
        return  # the loader saw that in passing
    for fault in validate(grammar, document.root):
        if fault.line is None:
            yield Problem(document.place(fault.element), fault.message)
        else:
            yield Problem(Place(document.path, fault.line), fault.message)


def _problems_before_the_fault(document: Document, grammar: Grammar) -> Iterator[Problem]:
    """Yield the faults of what can be read of a damaged document.

    The elements that were open at the fault end there: nothing is said of what they lack.
    """
    root = document.beginning
    if root is None:
        return
    last = root
    still_open = {root}
    while len(last):
        last = last[-1]
        still_open.add(last)
    for fault in validate(grammar, root):
        is_early = fault.is_end or fault.kind is Kind.VALUE
        if not (is_early and fault.element in still_open):
            yield Problem(
                Place(document.path, fault.line or fault.element.sourceline), fault.message
            )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-xhtml-req",
    bad={
        "EPUB/chapter.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>Tea</title>"
        b"</head><body><p>One<div>Two</div></p></body></html>"
    },
)
def xhtml_content_model(document: Xhtml) -> Iterator[Problem]:
    """Elements and attributes stand where HTML lets them.

    A browser mends bad nesting in its own way: a list may lose its numbers, a table its cells, and
    a paragraph ends where nobody expects it. XHTML is not mended at all by many readers.
    """
    from packager.schemas.xhtml3 import grammar

    yield from problems(document, grammar())


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("2",),
    spec="https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section2.2",
    bad={
        "EPUB/chapter.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>Tea</title>"
        b"</head><body>Text without a paragraph</body></html>"
    },
)
def xhtml_2_content_model(document: Xhtml) -> Iterator[Problem]:
    """Elements and attributes stand where XHTML 1.1 lets them, as far as EPUB 2 takes it.

    The engines that still read EPUB 2 were written for these elements; text that stands directly
    in ``body`` has no margins in some, and forms are not shown.
    """
    from packager.schemas.xhtml11 import grammar

    yield from problems(document, grammar())


@rule(
    "RSC-005",
    sees=Svg,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-svg-req",
    bad={
        "EPUB/drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'>"
        b"<title><b xmlns=''>Tea</b></title></svg>",
        "EPUB/content.opf": (
            (
                "</manifest>",
                '<item id="d" href="drawing.svg" media-type="image/svg+xml"/></manifest>',
            ),
        ),
    },
)
def svg_content_model(document: Svg) -> Iterator[Problem]:
    """SVG keeps to what EPUB restricts: HTML in ``foreignObject`` and ``title``, ids, epub:type."""
    from packager.schemas.xhtml3 import svg_grammar

    yield from problems(document, svg_grammar())


@rule(
    "RSC-025",
    sees=Document,
    severity=Severity.USAGE,
    versions=("3",),
    spec="https://www.w3.org/TR/SVG11/",
    bad={
        "EPUB/chapter.xhtml": (
            (
                "</section>",
                f'<svg xmlns="{SVG}"><circle r="9" paint-order="stroke"/></svg>\n</section>',
            ),
        )
    },
)
def drawing_advice(document: Document) -> Iterator[Problem]:
    """Elements and attributes of a drawing are those of SVG 1.1: not all readers take others.

    ``href``, ARIA and ``feDropShadow`` of later versions are counted in.
    """
    drawing = f"{{{SVG}}}svg"
    if not isinstance(document, Xhtml | Svg) or document.root is None:
        return
    if drawing not in document.names:
        return
    from packager.schemas.svg11 import advice_grammar

    for element in document.named(drawing):
        if not any(str(up.tag).startswith(f"{{{SVG}}}") for up in element.iterancestors()):
            for fault in validate(advice_grammar(), element):
                yield Problem(document.place(fault.element), fault.message)


_CONTENT_MATHML = frozenset(["MathML-Content", "application/mathml-content+xml"])


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-xhtml-mathml",
    bad={
        "EPUB/chapter.xhtml": (
            (
                "</section>",
                '<p><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x">'
                "<semantics><mi>x</mi>"
                '<annotation-xml encoding="MathML-Content" name="other"><ci>x</ci></annotation-xml>'
                "</semantics></math></p></section>",
            ),
        )
    },
)
def formula_content_name(document: Xhtml) -> Iterator[Problem]:
    """Content markup beside a formula is named ``contentequiv``: it says the same."""
    for element in document.named(f"{{{MATHML}}}annotation-xml"):
        if (element.get("encoding") or "") in _CONTENT_MATHML:
            name = element.get("name")
            if name is not None and name != "contentequiv":
                yield Problem(document.place(element), f"name is {name!r}; write 'contentequiv'")


@rule(
    "RSC-005",
    sees=Document,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-svg-req",
    bad={
        "EPUB/drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><foreignObject>"
        b"<body xmlns='http://www.w3.org/1999/xhtml'><p>a</p></body>"
        b"<body xmlns='http://www.w3.org/1999/xhtml'><p>b</p></body></foreignObject></svg>",
        "EPUB/content.opf": (
            (
                "</manifest>",
                '<item id="d" href="drawing.svg" media-type="image/svg+xml"/></manifest>',
            ),
        ),
    },
)
def foreign_object_bodies(document: Document) -> Iterator[Problem]:
    """HTML in a drawing has one ``body``, or none."""
    if isinstance(document, Svg):
        for element in document.named(f"{{{SVG}}}foreignObject"):
            for body in element.findall(f"{{{XHTML}}}body")[1:]:
                yield Problem(document.place(body), "is a second body; put both into one")
