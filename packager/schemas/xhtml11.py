"""The grammar of EPUB 2's XHTML content documents: the modules of XHTML 1.1 that OPS takes.

OPS 2.0.1 §2.2 (https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section2.2) on
https://www.w3.org/TR/xhtml-modularization/: no forms, no presentational elements but those of
the presentation module, blocks only in ``body`` and ``blockquote``, and ``ops:switch`` where its
content may stand. Drawings are held against SVG 1.1 on their own, with whatever XHTML they hold:
in them other namespaces are let pass, outside they are not.
"""

from __future__ import annotations

from functools import cache

from packager.schemas import html
from packager.schemas.grammar import Grammar, attributes_of, rows_of
from packager.schemas.html_nesting import PARENTS
from packager.schemas.svg11 import OPS, XLINK, add_svg11

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
XML = "http://www.w3.org/XML/1998/namespace"

_INLINE = (
    "a abbr acronym applet b bdo big br cite code del dfn em i iframe img ins kbd map noscript"
    " object q samp script small span strong sub sup tt var svg:svg"
)
_BLOCK = (
    "address blockquote del div dl h1 h2 h3 h4 h5 h6 hr ins noscript ol p pre script table ul"
    " svg:svg"
)
_LANGUAGE = "dir=(ltr|rtl) lang=filled-language xml:lang=filled-language"
_CORE = "class id=ncname style title"
_COMMON = f"{_CORE} {_LANGUAGE}"
_CELLS = "align=(center|char|justify|left|right) char charoff valign=(baseline|bottom|middle|top)"
_LINK = "charset href=url hreflang=filled-language rel=nmtokens rev=nmtokens type"
_AREA = "accesskey coords shape=(circle|default|poly|rect) tabindex target"
_CELL = f"{_CELLS} abbr axis colspan rowspan headers=ncnames scope=(col|colgroup|row|rowgroup)"

# name | content | own attributes | common attributes that it does not take
_TABLE = f"""
html | head, body | version | class id style title
head | (title & base? & (link | meta | script | style)*) | profile=url | class id style title
body | block+ | |
title | text | | class id style title
base | empty | href!=url target | class dir id lang style title xml:lang
link | empty | {_LINK} media |
meta | empty | content! http-equiv=nmtoken name=nmtoken scheme | class id style title
style | text | media type! xml:space=(preserve) | class id style
script | text | charset defer=(defer) src=url type! xml:space=(preserve) | class dir id lang style title xml:lang
noscript | block+ | |
object | (flow & param*) | archive classid=url codebase=url codetype data=url declare=(declare) height name standby tabindex type usemap width |
param | empty | name! type value valuetype=(data|object|ref) | class dir lang style title xml:lang
applet | (flow & param*) | alt! archive code codebase height! object width! | dir lang xml:lang
a | inline | {_LINK} {_AREA} |
area | empty | {_AREA} alt! href=url nohref=(nohref) |
bdo | inline | dir!=(ltr|rtl) |
blockquote | block+ | cite=url |
br | empty | | dir lang xml:lang
caption | inline | |
col | empty | {_CELLS} span width |
colgroup | col* | {_CELLS} span width |
dd | flow | |
del | flow | cite=url datetime |
div | flow | |
dl | (dt | dd)+ | |
dt | inline | |
hr | empty | |
iframe | flow | frameborder=(0|1) height longdesc=url marginheight marginwidth scrolling=(auto|no|yes) src=url width | dir lang xml:lang
img | empty | alt! src!=url height ismap=(ismap) longdesc=url usemap width |
ins | flow | cite=url datetime |
li | flow | |
map | ((block)+ | area+) | id!=ncname | style
ol | (li | ops:switch~list)+ | |
ul | (li | ops:switch~list)+ | |
pre | inline | xml:space=(preserve) |
q | inline | cite=url |
table | caption?, (col* | colgroup*), thead?, tfoot?, (tbody+ | tr+) | border cellpadding cellspacing frame=(above|below|border|box|hsides|lhs|rhs|void|vsides) rules=(all|cols|groups|none|rows) summary width |
tbody | tr+ | {_CELLS} |
tfoot | tr+ | {_CELLS} |
thead | tr+ | {_CELLS} |
tr | (td | th)+ | {_CELLS} |
td | flow | {_CELL} |
th | flow | {_CELL} |
"""  # noqa: E501 - a row a line

# Elements of text alone: inline content, common attributes.
_PLAIN = (
    "abbr acronym address b big cite code dfn em h1 h2 h3 h4 h5 h6 i kbd p samp small span strong"
    " sub sup tt var"
)


@cache
def grammar() -> Grammar:
    """Return the grammar of a page; it is built once. What drawings hold is let pass."""
    result = _build("html", is_drawing=False)
    result.define("svg:svg", "any", "", open=True)
    return result


@cache
def drawing_grammar() -> Grammar:
    """Return the grammar of a drawing in a page, with the XHTML in it; it is built once."""
    result = _build("svg:svg", is_drawing=True)
    add_svg11(result, "flow & body*")
    return result


def _build(start: str, *, is_drawing: bool) -> Grammar:
    block, inline = _BLOCK.replace(" ", " | "), _INLINE.replace(" ", " | ")
    foreign = " | #other" if is_drawing else ""
    result = Grammar(
        {"": XHTML, "svg": SVG, "xlink": XLINK, "xml": XML, "ops": OPS},
        start=start,
        classes={
            "block": f"({block} | ops:switch~block)",
            "inline": f"(text | {inline} | ops:switch~inline{foreign})*",
            "flow": f"(text | {block} | {inline} | ops:switch~flow{foreign})*",
        },
        open_attributes=is_drawing,
        hint=_hint,
    )
    if is_drawing:  # attributes such as svg:fill are foreign: SVG's and XHTML's have no namespace
        result.closed -= {SVG, XHTML}
    for name in _PLAIN.split():
        result.define(name, "inline", _COMMON)
    for name, model, own, without in rows_of(_TABLE):
        attributes, required = attributes_of(_COMMON)
        for missing in without.split():
            del attributes[missing]
        more, must = attributes_of(own)
        result.define(name, model, {**attributes, **more}, required=required | must)
    _define_switch(result, block, inline)
    return result


def _define_switch(grammar: Grammar, block: str, inline: str) -> None:
    """Define ``ops:switch``, whose default holds what may stand in the switch's place.

    https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section2.6
    """
    grammar.wild["#anything"] = lambda _tag: True
    grammar.define(
        "ops:case", "#anything*", "id=ncname required-namespace! required-modules"
    )  # whoever knows the namespace judges what is in it
    places = {"block": block, "inline": inline, "flow": f"{block} | {inline}", "list": "li"}
    for place, model in places.items():
        grammar.define(f"ops:switch~{place}", f"ops:case+, ops:default~{place}", "id=ncname")
        grammar.define(f"ops:default~{place}", f"({model} | ops:switch~{place})*", "id=ncname")


def _hint(tag: str, parent: str) -> str:
    """Return what to do about an element that cannot stand in its parent."""
    space, _, name = tag[1:].rpartition("}")
    outer = parent.rpartition("}")[2]
    if space != XHTML:
        return ""
    known = {*_PLAIN.split(), *_INLINE.split(), *_BLOCK.split()}
    if outer in ("body", "blockquote") and name in _INLINE.split():
        return "put it into a <p>"
    if name in html.OBSOLETE and name not in known:
        better = html.OBSOLETE[name]
        return f"write <{better}>" if better in known else "EPUB 2 does not take it"
    if name in _BLOCK.split() and outer in _PLAIN.split():
        return f"close the <{outer}> first"
    return "" if name in known or name in PARENTS else "EPUB 2 does not take it"
