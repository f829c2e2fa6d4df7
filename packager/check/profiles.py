"""Which extension of EPUB a book is judged by: the one asked for, or the one it declares.

https://idpf.org/epub/profiles/ · a ``dc:type`` of ``dictionary``, ``edupub``, ``index`` or
``preview`` declares one.
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPF, OPS, Document, Element, Package, Publication
from packager.check.finding import Place

_TYPES = {"dictionary": "dict", "edupub": "edupub", "index": "idx", "preview": "preview"}


def profiles_of(package: Package) -> frozenset[str]:
    """Return the profiles that a package is judged by; none for EPUB 2."""
    if package.version != "3":
        return frozenset()
    found = {profile for type_, profile in _TYPES.items() if type_ in package.dc_types}
    if package.profile != "default":
        found.add(package.profile)
    return frozenset(found)


def has_profile(fact: Document | Publication, name: str) -> bool:
    """Return whether a package, a document of it, or the whole is judged by a profile."""
    if isinstance(fact, Publication):
        return name in profiles_of(fact.package)
    if isinstance(fact, Package):
        return name in profiles_of(fact)
    return fact.profile == name or (
        fact.book is not None and name in profiles_of(fact.book.package)
    )


def collections(package: Package, role: str) -> Iterator[Element]:
    """Yield the collections of a role, at any depth."""
    for element in package.named(f"{{{OPF}}}collection"):
        if role in (element.get("role") or "").split():
            yield element


def metadata_place(package: Package) -> Place:
    """Return where the metadata of a package stands."""
    return package.place(next(package.named(f"{{{OPF}}}metadata"), package.root))


def typed(document: Document, word: str) -> Iterator[Element]:
    """Yield the elements that have a word in their ``epub:type``."""
    if f"type:{word}" in document.features:
        for element in document.orders:
            if word in (element.get(f"{{{OPS}}}type") or "").split():
                yield element
