"""Rules on the names of properties in the package document, and on their prefixes.

https://www.w3.org/TR/epub-33/#app-vocabs
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from packager.check import vocabularies as vocab
from packager.check.facts import Element, Package
from packager.check.finding import Problem
from packager.check.prefixes import (
    declared_prefixes,
    prefix_attribute,
    property_parts,
    read_prefixes,
)
from packager.check.registry import rule
from packager.check.rules.package_links import leads_into_package

_FILE = "EPUB/content.opf"
_PREFIX = "https://www.w3.org/TR/epub-33/#sec-prefix-attr"
_PROPERTY = "https://www.w3.org/TR/epub-33/#sec-property-datatype"
_OPEN = 'unique-identifier="id"'
_OWN = frozenset({"rendition", "media", "a11y"})  # vocabularies that EPUB itself closes


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
            found = property_parts(word)
            if found:
                yield found[1] or "", found[2], kind, element


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
            if not property_parts(word):
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
    declared = prefix_attribute(package)
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
    declared = declared_prefixes(package)
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
