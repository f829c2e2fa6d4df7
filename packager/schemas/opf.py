"""The content model of package documents: EPUB 3.3 and OPF 2.0.1.

https://www.w3.org/TR/epub-33/#sec-package-doc
https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm
"""

from __future__ import annotations

from functools import cache

from packager.schemas.grammar import Grammar

NAMESPACES = {
    "": "http://www.idpf.org/2007/opf",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "oeb": "http://openebook.org/namespaces/oeb-package/1.0/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_REQUIRED = ("identifier", "title", "language")
_OTHERS = (
    "contributor coverage creator description format publisher relation rights source subject type"
).split()
# Elements that hold a text in some language (EPUB 3.3, sec-opf-dcmes-optional-def)
_TEXTS = frozenset(
    """title contributor coverage creator description publisher relation rights source
    subject""".split()
)
_WORDS = "id=ncname dir=(ltr|rtl|auto) xml:lang=language"
_ALL = (*_REQUIRED, *_OTHERS, "date")


@cache
def package_3() -> Grammar:
    """Return the grammar of an EPUB 3 package document; it is built once."""
    others = " & ".join(f"dc:{name}*" for name in _OTHERS)
    metas = "(meta~property | meta~name)* & link*"
    grammar = Grammar(
        NAMESPACES,
        start="package",
        open_attributes=False,
        classes={
            "METADATA": "dc:identifier+ & dc:title+ & dc:language+ & dc:date? & "
            f"{others} & {metas}",
            "ABOUT": f"{' & '.join(f'dc:{name}*' for name in _ALL)} & {metas}",
        },
    )
    grammar.define(
        "package",
        "metadata, manifest, spine, guide?, bindings?, collection*",
        "version!=[3.0] unique-identifier!=ncname prefix id=ncname dir=(ltr|rtl|auto)"
        " xml:lang=language",
    )
    grammar.define("metadata", "METADATA", "id=ncname dir=(ltr|rtl|auto) xml:lang=language")
    for name in _ALL:
        grammar.define(f"dc:{name}", "%filled-text", _WORDS if name in _TEXTS else "id=ncname")
    grammar.define(
        "meta~property",
        "%filled-text",
        f"property!=nmtoken refines=url scheme=nmtoken {_WORDS}",
    )
    grammar.define("meta~name", "empty", "name! content!")
    grammar.define(
        "link",
        "empty",
        "href!=url rel!=nmtokens id=ncname refines=url media-type=media-type properties=nmtokens "
        "hreflang=language",
    )
    grammar.define("manifest", "item+", "id=ncname")
    grammar.define(
        "item",
        "empty",
        "id!=ncname href!=url media-type!=media-type fallback=ncname media-overlay=ncname "
        "properties=nmtokens",
    )
    grammar.define(
        "spine", "itemref+", "id=ncname toc=ncname page-progression-direction=(ltr|rtl|default)"
    )
    grammar.define(
        "itemref", "empty", "idref!=ncname linear=[yes|no] id=ncname properties=nmtokens"
    )
    grammar.define("guide", "reference+", "")
    grammar.define("reference", "empty", "type! title href!=url")
    grammar.define("bindings", "mediaType+", "")
    grammar.define("mediaType", "empty", "media-type!=media-type handler!=ncname")
    grammar.define(
        "collection",
        "metadata~collection?, (collection+ | (collection*, link~collection+))",
        f"role! {_WORDS}",
    )
    grammar.define("metadata~collection", "ABOUT", "")
    grammar.define(
        "link~collection",
        "empty",
        "href!=url rel=nmtokens id=ncname refines=url media-type=media-type properties=nmtokens "
        "hreflang=language",
    )
    return grammar


@cache
def package_2() -> Grammar:
    """Return the grammar of an OPF 2 package document; it is built once."""
    grammar = Grammar(
        NAMESPACES,
        start="(package | oeb:package)",
        open_attributes=False,
        classes={
            "ELEMENTS": " | ".join(f"dc:{name}" for name in _ALL),
            "METADATA": "(dc-metadata, x-metadata?) | (dc:identifier+ & dc:title+ & dc:language+ & "
            f"{' & '.join(f'dc:{name}*' for name in (*_OTHERS, 'date'))} & meta* & #foreign*)",
        },
    )
    grammar.wild["#foreign"] = _is_foreign
    grammar.define(
        "package",
        "metadata, manifest, spine, tours?, guide?",
        "version!=[2.0] unique-identifier!=ncname id=ncname xml:lang",
    )
    grammar.define("oeb:package", "any", "unique-identifier=ncname id=ncname")
    grammar.define("metadata", "METADATA", "id=ncname")
    grammar.define("dc-metadata", "(ELEMENTS | #foreign)*", "id=ncname", open=True)
    grammar.define("x-metadata", "(meta | #foreign)*", "id=ncname", open=True)
    for name in _ALL:
        own = {
            "identifier": "opf:scheme",
            "creator": "opf:role opf:file-as",
            "contributor": "opf:role opf:file-as",
            "date": "opf:event",
        }.get(name, "")
        model = "%filled-text" if name == "identifier" else "text"
        grammar.define(f"dc:{name}", model, f"id=ncname xml:lang xsi:type {own}")
    grammar.define("meta", "empty", "name! content! scheme id=ncname xml:lang")
    grammar.define("manifest", "item+", "id=ncname")
    grammar.define(
        "item",
        "empty",
        "id!=ncname href!=url media-type! fallback=ncname fallback-style=ncname "
        "required-namespace required-modules",
    )
    grammar.define("spine", "itemref+", "id=ncname toc!=ncname")
    grammar.define("itemref", "empty", "idref!=ncname linear=[yes|no] id=ncname")
    grammar.define("tours", "tour+", "id=ncname")
    grammar.define("tour", "site+", "id=ncname title!")
    grammar.define("site", "empty", "id=ncname title! href!=url")
    grammar.define("guide", "reference+", "id=ncname")
    grammar.define("reference", "empty", "id=ncname type! title href!=url")
    return grammar


def _is_foreign(tag: str) -> bool:
    """Whether a Clark name is of none of the package's own namespaces."""
    return not tag.startswith(tuple(f"{{{space}}}" for space in set(NAMESPACES.values())))
