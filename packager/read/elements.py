"""What becomes of each element of HTML when a page is made fit for a book.

The names are those of https://html.spec.whatwg.org/multipage/indices.html#elements-3 and of its
list of obsolete features. A name that is in no table here is a custom or unknown element and is
unwrapped: its text stays.
"""

from __future__ import annotations

_words = str.split

# Elements that hold phrasing content and may stand in it.
INLINE = frozenset(
    _words(
        "a abbr b bdi bdo cite code data del dfn em i ins kbd mark q ruby rt s samp small span "
        "strong sub sup time u var"
    )
)

HEADINGS = frozenset(_words("h1 h2 h3 h4 h5 h6"))

# Blocks that hold only phrasing content.
PARAGRAPHS = HEADINGS | frozenset(_words("p pre"))

# Blocks that hold blocks, or text.
FLOW = frozenset(_words("div blockquote section aside li dt dd figure figcaption caption td th"))

LISTS = frozenset(_words("ul ol"))
TABLE_PARTS = frozenset(_words("thead tbody tfoot"))
CELLS = frozenset(_words("td th"))
VOID_INLINE = frozenset(_words("img br wbr"))

# name → (name in the book, class added)
RENAMED = {
    "acronym": ("abbr", ""),
    "address": ("div", ""),
    "article": ("section", ""),
    "big": ("span", ""),
    "blink": ("span", ""),
    "button": ("span", ""),
    "center": ("div", "center"),
    "details": ("div", ""),
    "dialog": ("div", ""),
    "dir": ("ul", ""),
    "fieldset": ("div", ""),
    "font": ("span", ""),
    "footer": ("div", ""),
    "form": ("div", ""),
    "header": ("div", ""),
    "hgroup": ("div", ""),
    "label": ("span", ""),
    "legend": ("p", ""),
    "listing": ("pre", ""),
    "main": ("div", ""),
    "marquee": ("span", ""),
    "menu": ("ul", ""),
    "meter": ("span", ""),
    "nav": ("div", ""),
    "nobr": ("span", ""),
    "output": ("span", ""),
    "plaintext": ("pre", ""),
    "progress": ("span", ""),
    "search": ("div", ""),
    "strike": ("s", ""),
    "summary": ("p", "summary"),
    "textarea": ("pre", ""),
    "tt": ("code", ""),
    "xmp": ("pre", ""),
}

# Gone with all that is in them: nothing a reader of the page would see.
DROPPED = frozenset(
    _words(
        "script style template head title base link meta param source track area col "
        "datalist noembed noframes frame frameset basefont bgsound rp spacer isindex keygen"
    )
)
# … of which these hold what the page's author wrote for machines; their loss is worth a note.
REPORTED = frozenset(_words("script style template title frameset noembed noframes datalist"))

# Replaced by a link to what they show.
EMBEDS = frozenset(_words("iframe embed object video audio applet"))

# attribute names that may stay, by element; "" is every element
ATTRIBUTES = {
    "": frozenset(_words("class title dir data-href")),
    "a": frozenset(_words("href")),
    "img": frozenset(_words("src alt width height")),
    "ol": frozenset(_words("start type reversed")),
    "li": frozenset(_words("value")),
    "td": frozenset(_words("colspan rowspan")),
    "th": frozenset(_words("colspan rowspan scope")),
    "time": frozenset(_words("datetime")),
    "del": frozenset(_words("datetime")),
    "ins": frozenset(_words("datetime")),
    "data": frozenset(_words("value")),
}

# The structure a page may state of itself and a book may repeat: https://www.w3.org/TR/epub-ssv-11/
EPUB_TYPES = frozenset(
    _words(
        "abstract afterword conclusion dedication epigraph epilogue foreword introduction noteref "
        "preamble preface prologue pullquote qna z3998:verse z3998:poem z3998:letter"
    )
)
ROLES = frozenset(_words("doc-noteref doc-epigraph doc-pullquote"))

# every name that HTML, SVG and MathML know, lower case, as far as texts use them
KNOWN = (
    INLINE
    | PARAGRAPHS
    | FLOW
    | LISTS
    | TABLE_PARTS
    | DROPPED
    | EMBEDS
    | VOID_INLINE
    | frozenset(RENAMED)
    | frozenset(
        "dl table colgroup tr ruby rb rtc rp hr input svg math html body option optgroup select "
        "map canvas picture noscript slot template g path rect circle ellipse line polyline "
        "polygon text tspan defs use lineargradient radialgradient stop clippath mask pattern "
        "marker symbol foreignobject mi mo mn mrow msup msub msubsup mfrac msqrt mroot mtext "
        "mspace mstyle mtable mtr mtd mover munder munderover semantics annotation image "
        "iframe".split()
    )
)
