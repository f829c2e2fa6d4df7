"""The content model of the NCX, as OPF 2.0.1 uses it.

https://www.daisy.org/z3986/2005/Z3986-2005.html#NCX
"""

from __future__ import annotations

from functools import cache

from packager.schemas.grammar import Grammar

NAMESPACES = {
    "": "http://www.daisy.org/z3986/2005/ncx/",
    "n": "http://www.daisy.org/z3986/2005/ncx/",  # n:text is the element, text is characters
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_WORDS = "xml:lang=filled-language dir=(ltr|rtl)"
_TARGET = "class playOrder=natural"


@cache
def ncx() -> Grammar:
    """Return the grammar of an NCX; it is built once."""
    grammar = Grammar(
        NAMESPACES,
        start="ncx",
        open_attributes=False,
        classes={"SAID": "(n:text, img?) | img"},
    )
    grammar.define(
        "ncx", "head, docTitle, docAuthor*, navMap, pageList?, navList*",
        f"version!=[2005-1] {_WORDS}",
    )  # fmt: skip
    grammar.define("head", "meta+", "")
    grammar.define("meta", "empty", "name! content! scheme")
    grammar.define("docTitle", "n:text, img?", f"id=ncname {_WORDS}")
    grammar.define("docAuthor", "n:text, img?", f"id=ncname {_WORDS}")
    grammar.define("navMap", "navInfo*, navLabel*, navPoint+", "id=ncname")
    grammar.define("navPoint", "navLabel+, content, navPoint*", f"id!=ncname {_TARGET}")
    grammar.define("pageList", "navInfo*, navLabel*, pageTarget+", "id=ncname class")
    grammar.define(
        "pageTarget", "navLabel+, content",
        f"id=ncname type!=(front|normal|special) value=natural {_TARGET}",
    )  # fmt: skip
    grammar.define("navList", "navInfo*, navLabel+, navTarget+", "id=ncname class")
    grammar.define("navTarget", "navLabel+, content", f"id!=ncname value=natural {_TARGET}")
    grammar.define("navInfo", "SAID", _WORDS)
    grammar.define("navLabel", "SAID", _WORDS)
    grammar.define("content", "empty", "id=ncname src!=url")
    grammar.define("n:text", "text", "id=ncname class")
    grammar.define("img", "empty", "id=ncname class src!=url")
    return grammar
