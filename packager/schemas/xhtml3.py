"""The grammar of EPUB 3's XHTML content documents, compiled from :mod:`packager.schemas.html`.

EPUB 3.3 §6.1 (https://www.w3.org/TR/epub-33/#sec-xhtml): HTML in its XML syntax, with epub:type,
MathML and SVG inside, RDFa, microdata, and the deprecated ``epub:switch`` and ``epub:trigger``.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from packager.schemas import html
from packager.schemas.aria import PROPERTIES, ROLES, role_of
from packager.schemas.attributes import GLOBAL, NO_TYPE
from packager.schemas.grammar import Case, Dependent, Grammar
from packager.schemas.html_nesting import PARENTS, may_hold
from packager.schemas.mathml import add_mathml
from packager.schemas.svg import add_svg

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
_NOT_HIDDEN = frozenset(
    "list maxlength minlength pattern placeholder readonly required size".split()
)
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
    return Dependent("type", cases, absent=Case(frozenset(_INPUT_ONLY) - {"dirname"}))


_SUBMIT = frozenset("formaction formenctype formmethod formnovalidate formtarget".split())
_DEPENDENTS: dict[str, tuple[Dependent, ...]] = {
    "input": (_input_types(),),
    "button": (Dependent("type", {"button": Case(_SUBMIT), "reset": Case(_SUBMIT)}),),
    "area": (
        Dependent("shape", {"default": Case(frozenset({"coords"}))}),
        Dependent("href", {}, otherwise=Case(require=frozenset({"alt"}))),
        Dependent("alt", {}, otherwise=Case(require=frozenset({"href"}))),
    ),
    # A time that says in datetime which one it is may be told in any words.
    "time": (Dependent("datetime", {}, otherwise=Case(content="phrasing")),),
    "colgroup": (Dependent("span", {}, otherwise=Case(content="empty")),),
    "audio": (Dependent("src", {}, otherwise=Case(content="(track*, transparent)")),),
    "video": (Dependent("src", {}, otherwise=Case(content="(track*, transparent)")),),
    "link": (
        Dependent("itemprop", {}, otherwise=Case(deny=frozenset({"rel"}))),
        *(
            Dependent(name, {}, otherwise=Case(require=frozenset({"property"})))
            for name in "about content resource typeof".split()
        ),
    ),
    "a": tuple(
        Dependent(name, {}, otherwise=Case(require=frozenset({"href"})))
        for name in "target download ping rel hreflang type referrerpolicy about content datatype"
        " inlist prefix property resource typeof vocab itemid itemprop itemscope itemtype".split()
    ),
}
_ONE_OF: dict[str, tuple[str, ...]] = {
    "object": ("data type",),
    "base": ("href target",),
    "link": ("rel itemprop property",),
}
# EPUBCheck 5.3 takes any text and any elements inside script and style.
_MODELS = {"style": "any", "any-of-html": "#template"}
# The roles that go with a link that leads somewhere.
# https://www.w3.org/TR/html-aria/#docconformance
_LINK_ROLES = (
    "button link checkbox menuitemcheckbox switch menuitem menuitemradio radio option tab treeitem"
    " doc-backlink doc-biblioref doc-glossref doc-noteref"
)
# A link with href takes fewer roles than a place where a link might be.
_LINKED = {
    "a": (
        Dependent(
            "role",
            dict.fromkeys(_LINK_ROLES.split(), Case()),
            otherwise=Case(frozenset({"href"})),
        ),
    )
}
# EPUBCheck takes any attribute on embed but these.
_NEVER = {"embed": ("align", "href", "name", "xlink:href")}
_DL_DIV = "(script | template)*, (dt, (script | template)*)+, (dd, (script | template)*)+"

_RDFA = frozenset("about datatype inlist prefix property rel resource rev typeof vocab".split())
_MICRODATA = frozenset("itemid itemprop itemref itemscope itemtype".split())
_META = frozenset("name http-equiv charset media".split())
# A meta element is one of these: what it must have, and what it cannot have.
_METAS: dict[str, tuple[str, frozenset[str]]] = {
    "meta~name": ("name content", frozenset({"http-equiv", "charset", "itemprop", "rel", "rev"})),
    "meta~equiv": ("http-equiv content", _RDFA | _MICRODATA | {"name", "charset", "media"}),
    "meta~charset": ("charset", _RDFA | _MICRODATA | {"name", "http-equiv", "content", "media"}),
    "meta~property": (
        "property content",
        _MICRODATA | {"http-equiv", "charset", "media", "rel", "rev"},
    ),
    "meta": ("property content", _MICRODATA | _META | {"rel", "rev"}),
    "meta~itemprop": ("itemprop content", _RDFA | _META),
}


def _build(start: str, id_type: str) -> Grammar:
    """Return HTML, MathML and SVG as one grammar; ``id_type`` is that of ids in SVG."""
    flow = " | ".join(sorted(html.FLOW))
    phrasing = " | ".join(sorted(html.PHRASING))
    inside = "meta~itemprop | math:math | svg:svg | epub:switch | #custom"
    grammar = Grammar(
        NAMESPACES,
        start=start,
        classes={
            "flow": f"(text | {flow} | {inside} | epub:trigger)*",
            "phrasing": f"(text | {phrasing} | {inside})*",
            "meta~head": "(meta~name | meta~equiv | meta~charset | meta~property | meta~itemprop)",
            "#template": " | ".join(f"({model})" for model in _template_models()),
        },
        drops_data=True,
        guarded=(OPS,),
        hint=_hint,
    )
    grammar.wild["#custom"] = _is_custom
    for element in html.ELEMENTS.values():
        if element.name != "meta":
            _define(grammar, element)
    _define_variants(grammar)
    _define_epub(grammar)
    add_mathml(grammar)
    foreign = "flow" if start == "html" else "(flow & body*)"
    add_svg(grammar, id_type=id_type, foreign=foreign, title="(flow & (html | body)*)")
    return grammar


@cache
def grammar() -> Grammar:
    """Return the grammar of XHTML content documents; it is built once."""
    return _build("html", "word")


@cache
def svg_grammar() -> Grammar:
    """Return the grammar of SVG content documents; it is built once."""
    return _build("svg:svg~root", "ncname")


def _template_models() -> list[str]:
    """Return what a template may hold: the content of any of these elements."""
    names = "div ul dl table tbody tr colgroup select optgroup ruby figure fieldset details object"
    return [html.ELEMENTS[name].content.replace("transparent", "flow") for name in names.split()]


def _is_custom(tag: str) -> bool:
    """Whether a Clark name is that of a custom element: XHTML with a hyphen."""
    return tag.startswith(f"{{{XHTML}}}") and "-" in tag


def _all_attributes(element: html.Element) -> dict[str, str]:
    if element.name in _NEVER:
        return {**GLOBAL, **element.attributes, "epub:type": "nmtokens"}
    attributes = dict(GLOBAL)
    attributes.update((f"aria-{name}", kind) for name, kind in PROPERTIES.items())
    if element.name not in NO_TYPE:
        attributes["epub:type"] = "nmtokens"
    if element.roles:
        roles = sorted(ROLES if element.roles == "*" else element.roles.split())
        attributes["role"] = f"({'|'.join(roles)})"
    attributes.update(element.attributes)
    return attributes


def _define(  # noqa: PLR0913 - keywords
    grammar: Grammar,
    element: html.Element,
    key: str = "",
    *,
    model: str = "",
    required: Iterable[str] = (),
    without: Iterable[str] = (),
) -> None:
    """Define an element, and once more for phrasing where its content is its parent's."""
    attributes = _all_attributes(element)
    for name in without:
        attributes.pop(name, None)
    name = key or element.name
    model = model or _MODELS.get(element.name) or _MODELS.get(element.content, element.content)
    transparent = "transparent" in element.content
    for place in ("flow", "phrasing") if transparent else ("",):
        grammar.define(
            f"{name}~phrasing" if place == "phrasing" else name,
            model,
            attributes,
            required=(*element.required, *required),
            one_of=_ONE_OF.get(element.name, ()),
            dependents=(
                *_LINKED.get(element.name, ()),
                role_of(element.roles, element.aria),
                *_DEPENDENTS.get(element.name, ()),
            ),
            open=element.name in _NEVER,
            never=_NEVER.get(element.name, ()),
            around=place,
        )


def _define_variants(grammar: Grammar) -> None:
    """Define the elements that are something else in some places."""
    elements = html.ELEMENTS
    _define(grammar, elements["li"], without=("value",))
    _define(grammar, elements["li"], "li~ol")
    _define(
        grammar,
        elements["source"],
        without=("srcset", "sizes", "media", "height", "width"),
        required=("src",),
    )
    _define(grammar, elements["source"], "source~picture", without=("src",), required=("srcset",))
    _define(grammar, elements["div"], "div~dl", model=_DL_DIV)
    for key, (required, without) in _METAS.items():
        _define(grammar, elements["meta"], key, required=required.split(), without=without)
    custom = _all_attributes(elements["span"])
    for key, place in (("#custom", "flow"), ("#custom~phrasing", "phrasing")):
        grammar.define(key, "transparent", {"id": custom["id"]}, open=True, around=place)


def _define_epub(grammar: Grammar) -> None:
    """Define the deprecated elements of EPUB 3.0 (https://www.w3.org/TR/epub-33/#sec-switch)."""
    for suffix, place in (("", "flow"), ("~phrasing", "phrasing")):
        grammar.define(
            f"epub:switch{suffix}", "epub:case+, epub:default", {"id": "word"}, around=place
        )
        grammar.define(f"epub:default{suffix}", "transparent", {"id": "word"}, around=place)
    grammar.wild["#foreign"] = lambda tag: not tag.startswith((f"{{{XHTML}}}", f"{{{OPS}}}"))
    grammar.define("epub:case", "(flow & #foreign*)", "id=word required-namespace!=url")
    grammar.define(
        "epub:trigger",
        "empty",
        "id=word action!=[hide|mute|pause|play|resume|show|unmute] ref!=ncname ev:event!"
        " ev:observer!=ncname ev:defaultAction ev:phase ev:propagate",
    )


def _hint(tag: str, parent: str) -> str:
    """Return what to do about an element that cannot stand in its parent."""
    space, _, name = tag[1:].rpartition("}")
    if space != XHTML:
        return "" if space in (SVG, MATHML, OPS) else "remove it: EPUB does not know its namespace"
    if name in html.OBSOLETE:
        better = html.OBSOLETE[name]
        return f"HTML has dropped it; write <{better}>" if better else "HTML has dropped it"
    if name not in html.ELEMENTS:
        return "HTML has no such element"
    outer = parent.rpartition("}")[2]
    if name in PARENTS:
        parents = " or ".join(f"<{parent}>" for parent in sorted(PARENTS[name]))
        return "" if outer in PARENTS[name] else f"it belongs inside {parents}"
    if name in html.FLOW and name not in html.PHRASING and may_hold(outer, "span"):
        return f"close the <{outer}> first"
    return ""
