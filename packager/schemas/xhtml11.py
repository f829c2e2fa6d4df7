"""The grammar of EPUB 2's XHTML content documents: the modules of XHTML 1.1 that OPS takes.

OPS 2.0.1 §2.2 (https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section2.2) on
https://www.w3.org/TR/xhtml-modularization/: no forms, no presentational elements but those of
the presentation module, blocks only in ``body`` and ``blockquote``. SVG inside is let pass.
"""

from __future__ import annotations

from functools import cache

from packager.schemas import html
from packager.schemas.grammar import Grammar, attributes_of, rows_of

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
_LINK = "charset href hreflang=filled-language rel=nmtokens rev=nmtokens type"
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
area | empty | {_AREA} alt! href nohref=(nohref) |
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
img | empty | alt! src! height ismap=(ismap) longdesc=url usemap width |
ins | flow | cite=url datetime |
li | flow | |
map | ((block)+ | area+) | id!=ncname | style
ol | li+ | |
ul | li+ | |
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
    """Return the grammar; it is built once."""
    block, inline = _BLOCK.replace(" ", " | "), _INLINE.replace(" ", " | ")
    result = Grammar(
        {"": XHTML, "svg": SVG, "xml": XML},
        start="html",
        classes={
            "block": f"({block})",
            "inline": f"(text | {inline})*",
            "flow": f"(text | {block} | {inline})*",
        },
        hint=_hint,
    )
    for name in _PLAIN.split():
        result.define(name, "inline", _COMMON)
    for name, model, own, without in rows_of(_TABLE):
        attributes, required = attributes_of(_COMMON)
        for missing in without.split():
            del attributes[missing]
        more, must = attributes_of(own)
        result.define(name, model, {**attributes, **more}, required=required | must)
    result.define("svg:svg", "any", "", open=True)
    return result


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
    return "" if name in known or name in html.PARENTS else "EPUB 2 does not take it"
