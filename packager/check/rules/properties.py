"""Rules on prefixes and property names, in the package document and in ``epub:type``.

https://www.w3.org/TR/epub-33/#app-vocabs
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from packager.check import vocabularies as vocab
from packager.check.facts import OPS, Document, Element, Overlay, Package, Svg, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.prefixes import Fault, read_prefixes
from packager.check.registry import rule
from packager.check.rules.package_links import leads_into_package
from packager.lazy_pattern import lazy_pattern

_FILE = "EPUB/content.opf"
_PREFIX = "https://www.w3.org/TR/epub-33/#sec-prefix-attr"
_RESERVED = "https://www.w3.org/TR/epub-33/#sec-reserved-prefixes"
_PROPERTY = "https://www.w3.org/TR/epub-33/#sec-property-datatype"
_OPEN = 'unique-identifier="id"'
_NAME = lazy_pattern(r"(?:([^:\s]+):)?(\S+)\Z")
_OWN = frozenset({"rendition", "media", "a11y"})  # vocabularies that EPUB itself closes


def _prefixed(value: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what gives the sound book's package a ``prefix`` attribute."""
    return {_FILE: ((_OPEN, f'{_OPEN} prefix="{value}"'),)}


def _attribute(document: Document) -> tuple[str, Element] | None:
    """Return the value of the document's ``prefix`` attribute and its element."""
    root = document.root
    if root is None:
        return None
    value = root.get("prefix" if isinstance(document, Package) else f"{{{OPS}}}prefix")
    return None if value is None else (value, root)


def _reserved(document: Document) -> Mapping[str, str]:
    if isinstance(document, Package):
        return vocab.PACKAGE_PREFIXES
    return vocab.CONTENT_PREFIXES


def _faults(document: Document, id_: str) -> Iterator[Problem]:
    found = _attribute(document)
    if found is None:
        return
    value, element = found
    mappings, faults = read_prefixes(value)
    for fault in (*faults, *_meanings(document, mappings)):
        if fault.id == id_:
            yield Problem(document.place(element), fault.message)


def _meanings(document: Document, mappings: Mapping[str, str]) -> Iterator[Fault]:
    reserved = {**vocab.PACKAGE_PREFIXES, **vocab.CONTENT_PREFIXES}
    reserved = dict(_reserved(document)) if document.version == "3" else reserved
    defaults = _defaults(document)
    for prefix, uri in mappings.items():
        if prefix == "_":
            yield Fault("OPF-007a", "the prefix '_' must not be declared; choose a name")
        elif uri in defaults:
            name = defaults[uri]
            yield Fault("OPF-007b", f"the default vocabulary of {name} needs no prefix; drop it")
        elif uri == vocab.DC_ELEMENTS:
            yield Fault("OPF-007c", "Dublin Core elements have no prefix here; use dcterms")
        elif prefix in reserved and reserved[prefix] != uri:
            yield Fault("OPF-007", f"the prefix {prefix!r} is reserved for {reserved[prefix]}")


def _add_prefix_rule(
    id_: str, name: str, manual: str, bad: str, severity: Severity = Severity.ERROR
) -> None:
    """Register the rule of one id on ``prefix`` attributes."""

    def check(document: Document) -> Iterator[Problem]:
        if isinstance(document, (Package, Xhtml, Svg, Overlay)):
            yield from _faults(document, id_)

    check.__doc__ = manual
    check.__module__ = __name__
    spec = _RESERVED if id_.startswith("OPF-007") else _PREFIX
    rule(
        id_,
        sees=Document,
        severity=severity,
        versions=("3",),
        spec=spec,
        bad=_prefixed(bad),
        name=name,
    )(check)


_W = Severity.WARNING
_add_prefix_rule(
    "OPF-004", "prefix-space-around", "A ``prefix`` attribute has no space around its value.",
    " a: http://a.example/", _W,
)  # fmt: skip
_add_prefix_rule("OPF-004a", "prefix-empty", "No prefix is empty.", ": http://a.example/")
_add_prefix_rule(
    "OPF-004b", "prefix-name", "A prefix is a name without a colon.", "1a: http://a.example/"
)
_add_prefix_rule(
    "OPF-004c", "prefix-colon", "A prefix has a colon right behind it.", "a http://a.example/"
)
_add_prefix_rule(
    "OPF-004d",
    "prefix-space",
    "A space stands between a prefix and its URL.",
    "a:http://a.example/",
)
_add_prefix_rule(
    "OPF-004e", "prefix-one-space", "Spaces, no other white space, are before the URL.",
    "a:&#9;http://a.example/", _W,
)  # fmt: skip
_add_prefix_rule(
    "OPF-004f", "prefix-mapping-space", "Plain space, no other, stands between two prefixes.",
    "a: http://a.example/&#160;b: http://b.example/", _W,
)  # fmt: skip
_add_prefix_rule("OPF-005", "prefix-url", "A prefix has a URL.", "a:")
_add_prefix_rule(
    "OPF-006", "prefix-url-valid", "The URL of a prefix is valid.", "a: http://a.example/{}"
)
_add_prefix_rule(
    "OPF-007", "prefix-reserved", "A reserved prefix keeps its meaning.",
    "dcterms: http://a.example/", _W,
)  # fmt: skip
_add_prefix_rule(
    "OPF-007a", "prefix-underscore", "The prefix ``_`` is not declared.", "_: http://a.example/"
)
_add_prefix_rule(
    "OPF-007b", "prefix-default-vocabulary", "A default vocabulary has no prefix.",
    "a: http://idpf.org/epub/vocab/package/meta/#",
)  # fmt: skip
_add_prefix_rule(
    "OPF-007c", "prefix-dc-elements", "No prefix stands for Dublin Core's element set.",
    "a: http://purl.org/dc/elements/1.1/",
)  # fmt: skip


def _match(word: str) -> re.Match[str] | None:
    """Return the parts of a property, ``None`` where a side of its colon is empty."""
    return None if word.startswith(":") or word.endswith(":") else _NAME.match(word)


# --- property values -----------------------------------------------------------------------


def _uses(package: Package) -> Iterator[tuple[str, str, Element]]:
    """Yield what each property attribute holds, its kind (``meta``, ``item`` …) and its element."""
    for meta in package.metas:
        value = meta.element.get("property")
        if value is not None:
            yield value, "meta", meta.element
        scheme = meta.element.get("scheme")
        if scheme is not None:
            yield scheme, "scheme", meta.element
    for link in package.links:
        if leads_into_package(package, link):
            continue
        for attribute, kind in (("rel", "rel"), ("properties", "link")):
            value = link.element.get(attribute)
            if value is not None:
                yield value, kind, link.element
    for item in package.items:
        if item.element is not None and item.element.get("properties") is not None:
            yield item.element.get("properties") or "", "item", item.element
    for itemref in package.spine:
        if itemref.element is None or itemref.item is None:
            continue  # EPUBCheck 5.3.0 leaves alone what names no item
        if itemref.element.get("properties") is not None:
            yield itemref.element.get("properties") or "", "itemref", itemref.element


def _is_one_of(media_type: str, allowed: tuple[str, ...]) -> bool:
    """Return whether a media type is one of these, or of a family such as ``image/``."""
    return media_type in allowed or media_type.startswith(
        tuple(family for family in allowed if family.endswith("/"))
    )


def _nothing(_name: str) -> bool:
    return False


_KNOWN: dict[str, dict[str, Callable[[str], bool]]] = {
    "meta": {
        "": vocab.META.__contains__,
        "rendition": vocab.META_RENDITION.__contains__,
        "media": vocab.META_MEDIA.__contains__,
        "a11y": vocab.META_A11Y.__contains__,
    },
    "scheme": {"": _nothing},
    "rel": {"": vocab.LINK.__contains__, "a11y": vocab.LINK_A11Y.__contains__},
    "link": {"": vocab.LINK_PROPERTIES.__contains__},
    "item": {"": vocab.ITEM.__contains__},
    "itemref": {
        "": vocab.ITEMREF.__contains__,
        "rendition": vocab.ITEMREF_RENDITION.__contains__,
    },
}


def _names(package: Package) -> Iterator[tuple[str, str, str, Element]]:
    """Yield prefix, name, kind and element of each well-formed property."""
    for value, kind, element in _uses(package):
        words = value.split()
        if kind in ("meta", "scheme") and len(words) > 1:
            continue
        for word in words:
            found = _match(word)
            if found:
                yield found[1] or "", found[2], kind, element


def _declared(document: Document) -> set[str]:
    found = _attribute(document)
    mappings = read_prefixes(found[0])[0] if found else {}
    lost = {vocab.DC_ELEMENTS, *_defaults(document)}  # these have no prefix, so none is declared
    own = {prefix for prefix, uri in mappings.items() if uri not in lost}
    return set(_reserved(document)) | own


def _defaults(document: Document) -> Mapping[str, str]:
    if isinstance(document, Package):
        return vocab.PACKAGE_VOCABULARIES
    return vocab.CONTENT_VOCABULARIES


@rule(
    "OPF-025",
    sees=Package,
    versions=("3",),
    spec=_PROPERTY,
    bad={_FILE: (('property="role"', 'property="role file-as"'),)},
)
def property_single(package: Package) -> Iterator[Problem]:
    """``property`` and ``scheme`` hold one property each."""
    for value, kind, element in _uses(package):
        if kind in ("meta", "scheme") and len(value.split()) > 1:
            text = f"{value!r} is a list; write one property"
            yield Problem(package.place(element), text, subject=value)


@rule(
    "OPF-026",
    sees=Package,
    versions=("3",),
    spec=_PROPERTY,
    bad={_FILE: (('property="role"', 'property="role:"'),)},
)
def property_form(package: Package) -> Iterator[Problem]:
    """A property is a name, or a prefix, a colon and a name."""
    for value, kind, element in _uses(package):
        words = value.split()
        if kind in ("meta", "scheme") and len(words) > 1:
            continue
        for word in words:
            if not _match(word):
                text = f"{word!r} is no property; write prefix:name"
                yield Problem(package.place(element), text, subject=word)


@rule(
    "OPF-027",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-vocab-assoc",
    bad={_FILE: (('property="role"', 'property="rank"'),)},
)
def property_known(package: Package) -> Iterator[Problem]:
    """A property of EPUB's own vocabularies is one that there is.

    A misspelt property is silently ignored by every reading system.
    """
    declared = _attribute(package)
    own = read_prefixes(declared[0])[0] if declared else {}
    meant = {uri: prefix for prefix, uri in vocab.PACKAGE_PREFIXES.items()}
    for written, name, kind, element in _names(package):
        prefix = meant.get(own.get(written, ""), written)  # a prefix of its own for a known one
        known = _KNOWN[kind].get(prefix)
        if known is None and prefix in _OWN:
            known = _nothing
        if known is None or (prefix in own and own[prefix] != vocab.PACKAGE_PREFIXES.get(prefix)):
            continue
        if not known(name):
            shown = f"{written}:{name}" if written else name
            text = f"the property {shown!r} is not known; check it"
            yield Problem(package.place(element), text, subject=shown)


@rule(
    "OPF-028",
    sees=Package,
    versions=("3",),
    spec=_PREFIX,
    bad={_FILE: (('property="role"', 'property="my:role"'),)},
)
def prefix_declared(package: Package) -> Iterator[Problem]:
    """A prefix is declared in the ``prefix`` attribute, or reserved by EPUB."""
    declared = _declared(package)
    for prefix, _, _, element in _names(package):
        if prefix and prefix not in declared:
            yield Problem(
                package.place(element), f"the prefix {prefix!r} is not declared; declare it"
            )


@rule(
    "OPF-012",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#app-item-properties-vocab",
    bad={_FILE: (('media-type="text/css"', 'media-type="text/css" properties="svg"'),)},
)
def item_property_type(package: Package) -> Iterator[Problem]:
    """An item's property fits the kind of file that it is: only XHTML has ``mathml``."""
    for item in package.items:
        for name in item.properties:
            allowed = vocab.ITEM.get(name)
            untyped = item.element is not None and item.element.get("media-type") is None
            if allowed is not None and not untyped and not _is_one_of(item.media_type, allowed):
                text = f"{name!r} is not for files of type {item.media_type!r}"
                yield Problem(item.place, text, subject=name)


# --- epub:type -----------------------------------------------------------------------------


@rule(
    "OPF-028",
    sees=Document,
    versions=("3",),
    spec=_PREFIX,
    bad={"EPUB/chapter.xhtml": (('epub:type="chapter"', 'epub:type="my:chapter"'),)},
)
def type_prefix_declared(document: Document) -> Iterator[Problem]:
    """A prefix in ``epub:type`` is declared on the root element, or reserved by EPUB."""
    if not isinstance(document, (Xhtml, Svg, Overlay)):
        return
    if not any(":" in word[len("type:") :] for word in document.features):
        return
    declared = _declared(document)
    for element in document.orders:
        for word in (element.get(f"{{{OPS}}}type") or "").split():
            prefix, colon, _ = word.partition(":")
            if colon and _match(word) and prefix not in declared:
                yield Problem(
                    document.place(element), f"the prefix {prefix!r} is not declared; declare it"
                )


@rule(
    "OPF-026",
    sees=Document,
    versions=("3",),
    spec=_PROPERTY,
    bad={"EPUB/chapter.xhtml": (('epub:type="chapter"', 'epub:type="chapter:"'),)},
)
def type_form(document: Document) -> Iterator[Problem]:
    """A word of ``epub:type`` is a name, or a prefix, a colon and a name."""
    if not isinstance(document, (Xhtml, Svg, Overlay)):
        return
    if not any(":" in word[len("type:") :] for word in document.features):
        return
    for element in document.orders:
        for word in (element.get(f"{{{OPS}}}type") or "").split():
            if not _match(word):
                text = f"{word!r} is no property; write prefix:name"
                yield Problem(document.place(element), text, subject=word)
