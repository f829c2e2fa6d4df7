"""The property vocabularies of EPUB: which names there are, and which prefixes stand for them.

https://www.w3.org/TR/epub-33/#app-vocabs
"""

from __future__ import annotations

_XHTML = "application/xhtml+xml"
_SVG = "image/svg+xml"
_SKM = "application/vnd.epub.search-key-map+xml"

PACKAGE_PREFIXES = {
    "a11y": "http://www.idpf.org/epub/vocab/package/a11y/#",
    "dcterms": "http://purl.org/dc/terms/",
    "marc": "http://id.loc.gov/vocabulary/",
    "media": "http://www.idpf.org/epub/vocab/overlays/#",
    "onix": "http://www.editeur.org/ONIX/book/codelists/current.html#",
    "rendition": "http://www.idpf.org/vocab/rendition/#",
    "schema": "http://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CONTENT_PREFIXES = {
    "msv": "http://www.idpf.org/epub/vocab/structure/magazine/#",
    "prism": "http://www.prismstandard.org/specifications/3.0/PRISM_CV_Spec_3.0.htm#",
}
PACKAGE_VOCABULARIES = {
    "http://idpf.org/epub/vocab/package/meta/#": "meta",
    "http://idpf.org/epub/vocab/package/link/#": "link",
    "http://idpf.org/epub/vocab/package/item/#": "item",
    "http://idpf.org/epub/vocab/package/itemref/#": "itemref",
}
CONTENT_VOCABULARIES = {"http://www.idpf.org/epub/vocab/structure/#": "structure"}
DC_ELEMENTS = "http://purl.org/dc/elements/1.1/"

META = frozenset(
    """alternate-script authority belongs-to-collection collection-type dictionary-type
    display-seq file-as group-position identifier-type meta-auth pageBreakSource role
    source-language source-of target-language term title-type""".split()
)
LINK = frozenset(
    """acquire alternate marc21xml-record mods-record onix-record record voicing xml-signature
    xmp-record""".split()
)
LINK_PROPERTIES = frozenset({"onix"})  # EPUBCheck 5.3.0 knows no xmp
# The media types, or the beginning of them, that a property is for
ITEM = {
    "cover-image": ("image/",),
    "data-nav": (_XHTML,),
    "dictionary": (_SKM,),
    "glossary": (_XHTML, _SKM),
    "index": (_XHTML,),
    "mathml": (_XHTML,),
    "nav": (_XHTML,),
    "remote-resources": (_XHTML, _SVG, "text/css", "application/smil+xml"),
    "scripted": (_XHTML, _SVG),
    "search-key-map": (_SKM,),
    "svg": (_XHTML,),
    "switch": (_XHTML,),
}
ITEMREF = frozenset({"page-spread-left", "page-spread-right"})
ITEMREF_RENDITION = frozenset(
    """align-x-center flow-auto flow-paginated flow-scrolled-continuous flow-scrolled-doc
    layout-pre-paginated layout-reflowable orientation-auto orientation-landscape
    orientation-portrait page-spread-center page-spread-left page-spread-right spread-auto
    spread-both spread-landscape spread-none spread-portrait""".split()
)
META_RENDITION = frozenset("layout orientation spread flow viewport".split())
META_MEDIA = frozenset("active-class duration narrator playback-active-class".split())
META_A11Y = frozenset("certifiedBy certifierCredential certifierReport exemption".split())
LINK_A11Y = frozenset("certifierCredential certifierReport".split())
