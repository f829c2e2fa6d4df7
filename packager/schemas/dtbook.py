"""The content model of DTBook 2005-2, the other kind of content document that EPUB 2 knows.

OPS 2.0.1 §1.4.1 (https://idpf.org/epub/20/spec/OPS_2.0.1_draft.htm#Section1.4) on DTBook
(https://www.daisy.org/z3986/2005/Z3986-2005.html#Text). What EPUBCheck 5.3.0 takes is followed
where the editions of DTBook differ: the version is 2005-2, ``pagenum`` stands in no table.
"""

from __future__ import annotations

from functools import cache

from packager.schemas.grammar import Grammar, attributes_of, rows_of

DTBOOK = "http://www.daisy.org/z3986/2005/dtbook/"
XML = "http://www.w3.org/XML/1998/namespace"

_NAMESPACES = {"": DTBOOK, "xml": XML}

_LANGUAGE = "xml:lang=nmtoken dir=[ltr|rtl]"
_CORE = "id=ncname class title xml:space=[default|preserve]"
_COMMON = f"{_CORE} {_LANGUAGE} smilref showin=[blp|blx|bxp|bxx|xlp|xlx|xxp|xxx]"
_CELLS = "align=[center|char|justify|left|right] char charoff valign=[baseline|bottom|middle|top]"
_CELL = (
    f"{_CELLS} abbr axis colspan=nmtoken rowspan=nmtoken headers=ncnames"
    " scope=[col|colgroup|row|rowgroup]"
)
_COLUMN = f"{_CELLS} span=nmtoken width"
_LINK = "href hreflang=nmtoken rel rev type"
_FRAME = "[above|below|border|box|hsides|lhs|rhs|void|vsides]"

# Characters as they are spoken; a word; a sentence; a line of text.
_WORD = (
    "a | abbr | acronym | bdo | br | cite | code | dfn | em | img | imggroup | kbd | q | samp"
    " | span | strong | sub | sup"
)
_SENTENCE = f"{_WORD} | annoref | noteref | pagenum | prodnote | w"
_INLINE = f"{_SENTENCE} | sent"
_UNLINKED = _INLINE.removeprefix("a | ")
_PROSE = (
    "address | annotation | author | blockquote | byline | dateline | div | dl | epigraph | line"
    " | linegroup | list | note | p | poem | sidebar | table"
)
_BLOCK = f"{_PROSE} | img | imggroup | pagenum | prodnote"
_PART = f"{_BLOCK} | a | cite | kbd | samp"
_DIVISION = f"{_PART} | bridgehead | covertitle | docauthor | doctitle"
_CELL_TEXT = f"{_INLINE} | {_PROSE}".replace(" | pagenum", "")
_CLASSES = {
    "INLINE": f"(text | {_INLINE})*",
    "FLOW": f"(text | {_INLINE} | {_PROSE})*",
    "PART": f"({_PART})+",
}

# element | content | its own attributes
_TABLE = f"""
book | frontmatter?, bodymatter?, rearmatter? |
frontmatter | doctitle, covertitle?, docauthor*, (level | level1)* |
bodymatter | (level | level1)+ |
rearmatter | (level | level1)+ |
level | ({_DIVISION} | level)*, hd?, ({_DIVISION} | level)+ | depth
level1 | ({_DIVISION} | level2)*, h1?, ({_DIVISION} | level2)+ |
level2 | ({_DIVISION} | level3)*, h2?, ({_DIVISION} | level3)+ |
level3 | ({_DIVISION} | level4)*, h3?, ({_DIVISION} | level4)+ |
level4 | ({_DIVISION} | level5)*, h4?, ({_DIVISION} | level5)+ |
level5 | ({_DIVISION} | level6)*, h5?, ({_DIVISION} | level6)+ |
level6 | ({_DIVISION})*, h6?, ({_DIVISION})+ |
a | (text | {_UNLINKED})* | {_LINK} accesskey external=[false|true] tabindex
acronym | INLINE | pronounce=[no|yes]
address | (text | {_INLINE} | line)* |
annoref | text | idref! type
annotation | PART | id!=ncname
blockquote | ({_BLOCK})* | cite
caption | FLOW | imgref=ncnames
cite | (text | {_INLINE} | author | title)* |
col | empty | {_COLUMN}
colgroup | col* | {_COLUMN}
dd | FLOW |
div | ({_DIVISION})+ |
dl | (dd | dt | pagenum)+ |
epigraph | FLOW |
img | empty | alt! src! height width longdesc
imggroup | (caption | img | prodnote)+ |
li | (text | {_INLINE} | {_PROSE} | lic)* |
line | (text | {_INLINE} | linenum)* |
linegroup | (annoref | annotation | blockquote | byline | dateline | epigraph | hd | img | imggroup | line | linegroup | note | noteref | p | pagenum | prodnote)* |
linenum | text |
link | empty | charset media {_LINK}
list | (hd | li | pagenum | prodnote)+ | type!=[ol|pl|ul] depth enum=[1|A|I|a|i] start
note | PART | id!=ncname
noteref | text | idref! type
p | (text | {_INLINE} | dl | list)* |
pagenum | text | id!=ncname page=[front|normal|special]
poem | (author | byline | dateline | epigraph | hd | img | imggroup | line | linegroup | pagenum | sidebar | title)* |
prodnote | FLOW | render!=[optional|required] imgref=ncnames
q | INLINE | cite
sent | (text | {_SENTENCE})* |
sidebar | (text | {_INLINE} | {_PROSE} | hd)* | render!=[optional|required]
table | caption?, (col* | colgroup*), thead?, tfoot?, (tbody+ | tr+) | border cellpadding cellspacing frame={_FRAME} rules=[all|cols|groups|none|rows] summary width
tbody | tr+ | {_CELLS}
tfoot | tr+ | {_CELLS}
thead | tr+ | {_CELLS}
tr | (td | th)+ | {_CELLS}
td | (text | {_CELL_TEXT})* | {_CELL}
th | (text | {_CELL_TEXT})* | {_CELL}
w | (text | {_WORD})* |
"""  # noqa: E501 - a row a line

# Elements of text with all that a line of text may hold, and common attributes.
_PLAIN = (
    "abbr author bridgehead byline code covertitle dateline dfn docauthor doctitle dt em h1 h2 h3"
    " h4 h5 h6 hd kbd lic samp span strong sub sup"
)
# Elements that lack some of the common attributes: all that they take.
_OTHERS = f"""
dtbook | head, book | version=[2005-2] {_LANGUAGE}
head | (link | meta)* | profile {_LANGUAGE}
meta | empty | content! http-equiv=nmtoken name=nmtoken scheme {_LANGUAGE}
title | text | {_CORE} {_LANGUAGE}
bdo | INLINE | {_CORE} xml:lang=nmtoken dir!=[ltr|rtl]
br | empty | {_CORE}
"""


@cache
def dtbook() -> Grammar:
    """Return the grammar of a DTBook; it is built once."""
    grammar = Grammar(_NAMESPACES, start="dtbook", classes=_CLASSES, open_attributes=False)
    for name in _PLAIN.split():
        grammar.define(name, "INLINE", _COMMON)
    for name, model, own in rows_of(_TABLE):
        attributes, required = attributes_of(_COMMON)
        more, must = attributes_of(own)
        grammar.define(name, model, {**attributes, **more}, required=required | must)
    for name, model, own in rows_of(_OTHERS):
        grammar.define(name, model, own)
    return grammar
