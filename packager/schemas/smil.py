"""The content model of media overlays: EPUB 3.3's subset of SMIL.

https://www.w3.org/TR/epub-33/#sec-overlays-def
"""

from __future__ import annotations

from functools import cache

from packager.schemas.grammar import Grammar

NAMESPACES = {
    "": "http://www.w3.org/ns/SMIL",
    "s": "http://www.w3.org/ns/SMIL",  # s:text is the element, text is characters
    "epub": "http://www.idpf.org/2007/ops",
    "xml": "http://www.w3.org/XML/1998/namespace",
}


@cache
def overlay() -> Grammar:
    """Return the grammar of a media overlay document; it is built once."""
    grammar = Grammar(NAMESPACES, start="smil")
    grammar.define("smil", "head?, body", "version!=[3.0] id=ncname epub:prefix xml:lang")
    grammar.define("head", "metadata?", "id=ncname")
    grammar.define("metadata", "any", "id=ncname", open=True)
    grammar.define("body", "(seq | par)+", "id=ncname epub:type=nmtokens epub:textref=url")
    grammar.define("seq", "(seq | par)+", "id=ncname epub:type=nmtokens epub:textref!=url")
    grammar.define("par", "s:text, audio?", "id=ncname epub:type=nmtokens")
    grammar.define("s:text", "empty", "id=ncname src!=url")
    grammar.define("audio", "empty", "id=ncname src!=url clipBegin=clock clipEnd=clock")
    return grammar
