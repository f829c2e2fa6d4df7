"""Rules on the XHTML 1.1 of EPUB 2 (OPS 2.0.1): ids, nesting, the namespace.

https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm · https://www.w3.org/TR/xhtml-modularization/
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPS, SVG, XHTML, Document, Element, Svg, Xhtml
from packager.check.finding import Problem
from packager.check.registry import rule

_CHAPTER = "EPUB/chapter.xhtml"
_SPEC = "https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section2.2"
# https://www.w3.org/TR/xhtml1/#prohibitions
_EXCLUDED = {
    "a": ("a",),
    "pre": ("img", "object", "big", "small", "sub", "sup"),
    "button": ("input", "select", "textarea", "label", "button", "form", "fieldset", "iframe"),
    "label": ("label",),
    "form": ("form",),
}
_ISLANDS = (f"{{{SVG}}}", f"{{{OPS}}}case")  # what these hold may be of any namespace


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("2",),
    spec=_SPEC,
    bad={_CHAPTER: (('<p class="lead">', '<p class="lead" id="water">'),)},
)
def xhtml_2_ids_distinct(document: Xhtml) -> Iterator[Problem]:
    """No two elements of a page have the same id: links reach only one of them."""
    yield from _ids_twice(document)


@rule(
    "RSC-005",
    sees=Svg,
    spec="https://www.w3.org/TR/xml/#id",
    bad={
        "EPUB/drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><g id='a'/><g id='a'/></svg>",
        "EPUB/content.opf": (
            (
                "</manifest>",
                '<item id="d" href="drawing.svg" media-type="image/svg+xml"/></manifest>',
            ),
        ),
    },
)
def svg_ids_distinct(document: Svg) -> Iterator[Problem]:
    """No two elements of a drawing have the same id: what uses one of them cannot tell which."""
    yield from _ids_twice(document)


def _ids_twice(document: Document) -> Iterator[Problem]:
    seen: dict[str, list[Element]] = {}
    for element in document.orders:
        id_ = element.get("id")
        if id_ is not None:
            seen.setdefault(id_.strip(), []).append(element)
    for id_, elements in seen.items():
        for element in elements if len(elements) > 1 else ():
            yield Problem(document.place(element), f"the id {id_!r} is there more than once")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("2",),
    spec="https://www.w3.org/TR/xhtml1/#prohibitions",
    bad={_CHAPTER: (("<em>hard</em>", '<a href="#water"><em><a href="#water">hard</a></em></a>'),)},
)
def xhtml_2_exclusions(document: Xhtml) -> Iterator[Problem]:
    """No link stands in a link, no form in a form, at whatever depth."""
    for outer, excluded in _EXCLUDED.items():
        for element in document.named(f"{{{XHTML}}}{outer}"):
            for name in excluded:
                if next(element.iterdescendants(f"{{{XHTML}}}{name}"), None) is not None:
                    yield Problem(document.place(element), f"<{outer}> cannot hold <{name}>")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("2",),
    spec=_SPEC,
    bad={_CHAPTER: ((' xmlns="http://www.w3.org/1999/xhtml"', ""),)},
)
def xhtml_2_namespace(document: Xhtml) -> Iterator[Problem]:
    """The page is in the namespace of XHTML, and holds SVG at most besides.

    What a case of ``ops:switch`` holds is for readers that know its namespace.
    """
    if document.root is None:
        return
    for tag, elements in document.by_name.items():
        space = tag[1:].partition("}")[0] if tag.startswith("{") else ""
        if space not in (XHTML, SVG, OPS):
            shown = f"the namespace {space!r}" if space else "no namespace"
            for element in elements:
                if not any(str(up.tag).startswith(_ISLANDS) for up in element.iterancestors()):
                    yield Problem(document.place(element), f"an element of {shown} stands here")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("2",),
    spec=_SPEC,
    bad={_CHAPTER: b"<body xmlns='http://www.w3.org/1999/xhtml'><p>Tea</p></body>"},
)
def xhtml_2_root(document: Xhtml) -> Iterator[Problem]:
    """The root of the page is ``html``."""
    root = document.root
    if root is not None and root.tag != f"{{{XHTML}}}html" and str(root.tag).startswith("{"):
        yield Problem(document.place(root), "the root is not html; wrap the page in it")
