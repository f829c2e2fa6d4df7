"""The grammar of EPUB 3's XHTML content documents, compiled from :mod:`packager.schemas.html`.

EPUB 3.3 §6.1 (https://www.w3.org/TR/epub-33/#sec-xhtml): HTML in its XML syntax, with epub:type,
MathML and SVG inside, RDFa, microdata, and the deprecated ``epub:switch`` and ``epub:trigger``.
"""

from __future__ import annotations

from functools import cache

from packager.schemas import html
from packager.schemas.aria import PROPERTIES, role_of
from packager.schemas.attributes import GLOBAL, NO_TYPE
from packager.schemas.grammar import Case, Dependent, Grammar
from packager.schemas.mathml import add_mathml
from packager.schemas.svg import add_svg_in_xhtml

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
SSML = "http://www.w3.org/2001/10/synthesis"
EVENTS = "http://www.w3.org/2001/xml-events"
XML = "http://www.w3.org/XML/1998/namespace"
XLINK = "http://www.w3.org/1999/xlink"

NAMESPACES = {
    "": XHTML,
    "epub": OPS,
    "svg": SVG,
    "math": MATHML,
    "ssml": SSML,
    "ev": EVENTS,
    "xml": XML,
    "xlink": XLINK,
}

# Attributes of input that only some types take; the others go with any type but hidden.
# https://html.spec.whatwg.org/multipage/input.html#input-type-change
_INPUT_ONLY = {
    "accept": "file",
    "alt": "image",
    "capture": "file",
    "checked": "checkbox radio",
    "dirname": "search text",
    "formaction": "image submit",
    "formenctype": "image submit",
    "formmethod": "image submit",
    "formnovalidate": "image submit",
    "formtarget": "image submit",
    "height": "image",
    "max": "date datetime-local month number range time week",
    "min": "date datetime-local month number range time week",
    "multiple": "email file",
    "popovertarget": "button image reset submit",
    "popovertargetaction": "button image reset submit",
    "src": "image",
    "step": "date datetime-local month number range time week",
    "width": "image",
}
_NOT_HIDDEN = frozenset("list maxlength minlength pattern placeholder readonly required size".split())
_SIZELESS = frozenset({"number", "range"})


def _input_types() -> Dependent:
    cases = {}
    for kind in html.INPUT_TYPES.split():
        deny = {name for name, kinds in _INPUT_ONLY.items() if kind not in kinds.split()}
        if kind == "hidden":
            deny |= _NOT_HIDDEN
        if kind in _SIZELESS:
            deny.add("size")
        if kind == "file":
            deny.add("value")
        cases[kind] = Case(frozenset(deny), frozenset({"alt"} if kind == "image" else ()))
    return Dependent("type", cases)


_SUBMIT = frozenset("formaction formenctype formmethod formnovalidate formtarget".split())
_DEPENDENTS: dict[str, tuple[Dependent, ...]] = {
    "input": (_input_types(),),
    "button": (Dependent("type", {"button": Case(_SUBMIT), "reset": Case(_SUBMIT)}),),
    "area": (
        Dependent("shape", {"default": Case(frozenset({"coords"}))}),
        Dependent("href", {}, otherwise=Case(require=frozenset({"alt"}))),
    ),
    "colgroup": (Dependent("span", {}, otherwise=Case(content="empty")),),
    "audio": (Dependent("src", {}, otherwise=Case(content="(track*, transparent)")),),
    "video": (Dependent("src", {}, otherwise=Case(content="(track*, transparent)")),),
    "li": (),
    "a": tuple(
        Dependent(name, {}, otherwise=Case(require=frozenset({"href"})))
        for name in "target download ping rel hreflang type referrerpolicy".split()
    ),
}
_ONE_OF: dict[str, tuple[str, ...]] = {"object": ("data type",), "base": ("href target",)}
_SEPARATE = ("meta", "li", "source", "link", "embed", "track", "head")


@cache
def grammar() -> Grammar:
    """Return the grammar; it is built once."""
    flow = " | ".join(sorted(html.FLOW))
    phrasing = " | ".join(sorted(html.PHRASING))
    inside = "math:math | svg:svg | epub:switch | #custom"
    result = Grammar(
        NAMESPACES,
        start="html",
        classes={
            "flow": f"(text | {flow} | {inside} | epub:trigger)*",
            "phrasing": f"(text | {phrasing} | {inside})*",
        },
        drops_data=True,
        hint=_hint,
    )
    result.wild["#custom"] = _is_custom
    for element in html.ELEMENTS.values():
        _define(result, element)
    _define_variants(result)
    _define_epub(result)
    add_mathml(result)
    add_svg_in_xhtml(result)
    return result


def _is_custom(tag: str) -> bool:
    """Whether a Clark name is that of a custom element: XHTML with a hyphen."""
    return tag.startswith(f"{{{XHTML}}}") and "-" in tag


def _all_attributes(element: html.Element) -> dict[str, str]:
    attributes = dict(GLOBAL)
    attributes.update((f"aria-{name}", kind) for name, kind in PROPERTIES.items())
    if element.name not in NO_TYPE:
        attributes["epub:type"] = "nmtokens"
    if element.roles:
        roles = sorted(ROLES if element.roles == "*" else element.roles.split())
        attributes["role"] = f"({'|'.join(roles)})"
    attributes.update(element.attributes)
    return attributes


def _define(grammar: Grammar, element: html.Element, key: str = "", **changes: object) -> None:
    """Define an element, and once more for phrasing where its content is its parent's."""
    attributes = dict(_all_attributes(element))
    for name in changes.pop("without", ()):  # type: ignore[attr-defined]
        attributes.pop(name, None)
    attributes.update(changes.pop("attributes", {}))  # type: ignore[call-overload]
    model = str(changes.pop("model", _MODELS.get(element.content, element.content)))
    options = {
        "required": element.required,
        "dependents": (
            role_of(element.roles, element.aria),
            *_DEPENDENTS.get(element.name, ()),
        ),
        "one_of": _ONE_OF.get(element.name, ()),
        "open": element.name == "embed",
        **changes,
    }
    name = key or element.name
    if "transparent" in element.content:
        grammar.define(name, model, attributes, around="flow", **options)  # type: ignore[arg-type]
        name += "~phrasing"
        options["around"] = "phrasing"
    grammar.define(name, model, attributes, **options)  # type: ignore[arg-type]
