"""MathML 3 in EPUB: presentation markup, with content markup only as an annotation.

https://www.w3.org/TR/epub-33/#sec-xhtml-mathml and https://www.w3.org/TR/MathML3/. The elements
are defined under the prefix ``math`` of the grammar that they are added to.
"""

from __future__ import annotations

from packager.schemas.aria import COMMON
from packager.schemas.grammar import Case, Dependent, Grammar, rows_of

MATHML = "http://www.w3.org/1998/Math/MathML"

_LENGTH = "math-length"
_BOOLEAN = "(false|true)"
_SIDES = "(center|left|right)"
_VARIANTS = (
    "(bold|bold-fraktur|bold-italic|bold-sans-serif|bold-script|double-struck|fraktur|initial"
    "|italic|looped|monospace|normal|sans-serif|sans-serif-bold-italic|sans-serif-italic|script"
    "|stretched|tailed)"
)
# Each attribute with the type of its values.
_TYPES = {
    **dict.fromkeys("background color mathbackground mathcolor".split(), "math-colour"),
    **dict.fromkeys(
        "fontsize indentshift lineleading lspace minsize rspace depth height width valign"
        " subscriptshift superscriptshift framespacing minlabelspacing leftoverhang rightoverhang"
        " altimg-height altimg-width maxwidth scriptminsize mediummathspace thickmathspace"
        " thinmathspace verythickmathspace verythinmathspace veryverythickmathspace"
        " veryverythinmathspace".split(),
        _LENGTH,
    ),
    **dict.fromkeys("columnspacing rowspacing".split(), "math-lengths"),
    **dict.fromkeys(
        "accent fence largeop movablelimits separator stretchy symmetric bevelled accentunder"
        " displaystyle equalcolumns equalrows".split(),
        _BOOLEAN,
    ),
    "alignmentscope": "math-booleans",
    **dict.fromkeys(
        "index columnspan rowspan position shift length selection scriptlevel".split(), "integer"
    ),
    **dict.fromkeys("denomalign numalign".split(), _SIDES),
    "columnalign": "math-sides",
    "rowalign": "math-rows",
    "columnlines": "math-lines",
    "rowlines": "math-lines",
    "frame": "(dashed|none|solid)",
    "columnwidth": "math-widths",
    "class": "nmtokens",
    "dir": "(ltr|rtl)",
    "fontstyle": "(italic|normal)",
    "fontweight": "(bold|normal)",
    "id": "word",
    "mathsize": f"{_LENGTH};(big|normal|small)",
    "mathvariant": _VARIANTS,
    "form": "(infix|postfix|prefix)",
    "indentalign": "(auto|center|id|left|right)",
    "indentalignfirst": "(auto|center|id|indentalign|left|right)",
    "indentalignlast": "(auto|center|id|indentalign|left|right)",
    "indentshiftfirst": f"{_LENGTH};(indentshift)",
    "indentshiftlast": f"{_LENGTH};(indentshift)",
    "linebreak": "(auto|badbreak|goodbreak|newline|nobreak)",
    "linebreakstyle": "(after|before|duplicate|infixlinebreakstyle)",
    "maxsize": f"{_LENGTH};(infinity)",
    "linethickness": f"{_LENGTH};(medium|thick|thin)",
    "mslinethickness": f"{_LENGTH};(medium|thick|thin)",
    "voffset": "math-padding",
    "groupalign": "math-groups",
    "side": "(left|leftoverlap|right|rightoverlap)",
    "edge": "(left|right)",
    "charspacing": f"{_LENGTH};(loose|medium|tight)",
    "charalign": _SIDES,
    "stackalign": "(center|decimalpoint|left|right)",
    "longdivstyle": "(:right=right|left)(right|left/\\right|lefttop|mediumstackedrightright"
    "|righttop|shortstackedrightright|stackedleftleft|stackedleftlinetop|stackedrightright)",
    "location": "(e|n|ne|nw|s|se|sw|w)",
    "scriptsizemultiplier": "decimal",
    "cd": "ncname",
    "name": "ncname",
    "altimg-valign": f"{_LENGTH};(bottom|middle|top)",
    "display": "(block|inline)",
    "infixlinebreakstyle": "(after|before|duplicate)",
    "overflow": "(elide|linebreak|scale|scroll|truncate)",
    "crossout": "math-strikes",
    "epub:type": "nmtokens",
    "xml:base": "url",
}

_COMMON = (
    "class epub:type href id ssml:ph other style xlink:href xml:base xref mathbackground mathcolor"
)
_TOKEN = "dir background color fontfamily fontsize fontstyle fontweight mathsize mathvariant"  # noqa: S105 - MathML's word
_INDENT = (
    "indentalign indentalignfirst indentalignlast indentshift indentshiftfirst indentshiftlast"
    " indenttarget"
)
_OPERATOR = (
    f"accent fence form {_INDENT} largeop linebreak linebreakmultchar linebreakstyle lineleading"
    " lspace maxsize minsize movablelimits rspace separator stretchy symmetric"
)
_INHERITED = (
    f"accent accentunder align alignmentscope bevelled charalign charspacing close columnalign"
    " columnlines columnspacing columnspan columnwidth crossout decimalpoint denomalign depth dir"
    " displaystyle edge equalcolumns equalrows fence form frame framespacing groupalign height"
    f" {_INDENT} infixlinebreakstyle largeop leftoverhang length linebreak linebreakmultchar"
    " linebreakstyle lineleading linethickness location longdivstyle lquote lspace mathsize"
    " mathvariant maxsize minlabelspacing minsize movablelimits mslinethickness notation numalign"
    " open position rightoverhang rowalign rowlines rowspacing rowspan rquote rspace scriptlevel"
    " scriptminsize scriptsizemultiplier selection separator separators shift side stackalign"
    " stretchy subscriptshift superscriptshift symmetric valign width"
)
_EXPRESSIONS = (
    "maction maligngroup malignmark menclose merror mfenced mfrac mi mlongdiv mmultiscripts mn mo"
    " mover mpadded mphantom mroot mrow ms mspace msqrt mstack mstyle msub msubsup msup mtable"
    " mtext munder munderover semantics"
)
_COLUMN = "math-expression | math:mscarries | math:msgroup | math:msline | math:msrow"
_ONE = "math-expression"
_PAIRS = f"(({_ONE} | math:none), ({_ONE} | math:none))*"
_MATH = "(math-expression)*"
_GLYPHS = "(text | math:mglyph | math:malignmark)*"

# name | content | own attributes
_TABLE = f"""
math | {_MATH} | {_INHERITED} altimg altimg-height altimg-valign altimg-width alttext cdgroup display macros maxwidth mode overflow
mi | {_GLYPHS} | {_TOKEN}
mn | {_GLYPHS} | {_TOKEN}
mo | {_GLYPHS} | {_TOKEN} {_OPERATOR}
mtext | (phrasing & (math:mglyph | math:malignmark)*) | {_TOKEN}
mspace | empty | {_TOKEN} {_INDENT} depth height linebreak width
ms | {_GLYPHS} | {_TOKEN} lquote rquote
mglyph | empty | alt background color fontfamily fontsize fontstyle fontweight height index mathsize mathvariant src valign width
mrow | {_MATH} | dir
mfrac | {_ONE}, {_ONE} | bevelled denomalign linethickness numalign
msqrt | {_MATH} |
mroot | {_ONE}, {_ONE} |
mstyle | {_MATH} | {_INHERITED} background color fontfamily fontsize fontstyle fontweight mediummathspace thickmathspace thinmathspace verythickmathspace verythinmathspace veryverythickmathspace veryverythinmathspace
merror | {_MATH} |
mpadded | {_MATH} | depth@ height@ lspace@ voffset width@
mphantom | {_MATH} |
mfenced | {_MATH} | close open separators
menclose | {_MATH} | notation
msub | {_ONE}, {_ONE} | subscriptshift
msup | {_ONE}, {_ONE} | superscriptshift
msubsup | {_ONE}, {_ONE}, {_ONE} | subscriptshift superscriptshift
munder | {_ONE}, {_ONE} | accentunder align
mover | {_ONE}, {_ONE} | accent align
munderover | {_ONE}, {_ONE}, {_ONE} | accent accentunder align
mmultiscripts | {_ONE}, {_PAIRS}, (math:mprescripts, {_PAIRS})? | subscriptshift superscriptshift
mprescripts | empty |
none | empty |
mtable | (math:mtr | math:mlabeledtr)* | align@ alignmentscope columnalign columnlines columnspacing columnwidth displaystyle equalcolumns equalrows frame framespacing groupalign minlabelspacing rowalign rowlines rowspacing side width
mtr | math:mtd* | columnalign groupalign rowalign
mlabeledtr | math:mtd+ | columnalign groupalign rowalign
mtd | {_MATH} | columnalign columnspan groupalign rowalign rowspan
maligngroup | empty | groupalign
malignmark | empty | edge
mstack | ({_COLUMN})* | align@ charalign charspacing stackalign
mlongdiv | ({_COLUMN}), ({_COLUMN}), ({_COLUMN})+ | longdivstyle position shift
msgroup | ({_COLUMN})* | position shift
msrow | (math-expression | math:none)* | position
mscarries | (math-expression | math:mscarry | math:none)* | crossout location position scriptsizemultiplier
mscarry | (math-expression | math:none)* | crossout location
msline | empty | leftoverhang length mslinethickness position rightoverhang
maction | math-expression+ | actiontype! selection
semantics | {_ONE}, (math:annotation | math:annotation-xml)* | cd definitionURL encoding name
annotation | text | cd definitionURL encoding name src
annotation-xml | any | cd encoding name src
"""  # noqa: E501 - a row a line

_CONTENT_ENCODINGS = "mathml-content application/mathml-content+xml"
_PRESENTATION_ENCODINGS = "mathml mathml-presentation application/mathml-presentation+xml"
_ENCODINGS = (
    "(MathML|MathML-Content|MathML-Presentation|SVG1.1|application/mathml-content+xml"
    "|application/mathml-presentation+xml|application/xhtml+xml|text/html)"
)
_ANNOTATION = Dependent(
    "encoding",
    {
        **{
            encoding: Case(require=frozenset({"name"}), content="(#math-content)*")
            for encoding in _CONTENT_ENCODINGS.split()
        },
        **dict.fromkeys(_PRESENTATION_ENCODINGS.split(), Case(content=_MATH)),
        **dict.fromkeys(("application/xhtml+xml", "text/html"), Case(content="flow")),
        "svg1.1": Case(content="svg:svg"),
    },
)
_PRESENTATION = frozenset(
    f"{{{MATHML}}}{name}" for name in f"{_EXPRESSIONS} mtr mtd mlabeledtr none mprescripts".split()
) - {f"{{{MATHML}}}semantics"}


def add_mathml(grammar: Grammar) -> None:
    """Add the elements of MathML to a grammar that knows the prefixes math, svg, epub and ssml."""
    grammar.add_class(
        "math-expression",
        "(" + " | ".join(f"math:{name}" for name in _EXPRESSIONS.split()) + ")",
    )
    grammar.wild["#math-content"] = _is_content
    aria = {f"aria-{name}": kind for name, kind in COMMON.items()}
    for name, model, own in rows_of(_TABLE):
        attributes = dict(aria)
        required = []
        for word in f"{_COMMON} {own}".split():
            plain = word.rstrip("!@")
            if word.endswith("!"):
                required.append(plain)
            # "@" marks attributes that mean something else here: mpadded's lengths, align.
            kind = "text" if plain == "align" else _TYPES.get(plain, "text")
            attributes[plain] = "math-padding" if word.endswith("@") and plain != "align" else kind
        if name == "annotation-xml":
            attributes["encoding"] = _ENCODINGS
        grammar.define(
            f"math:{name}",
            model,
            attributes,
            required=required,
            dependents=(_ANNOTATION,) if name == "annotation-xml" else (),
        )


def _is_content(tag: str) -> bool:
    """Whether a Clark name is one of MathML's content elements."""
    return tag.startswith(f"{{{MATHML}}}") and tag not in _PRESENTATION
