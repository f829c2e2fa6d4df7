"""What is known of a document before its book is checked: findings and summary, by its bytes.

Whoever builds a book may examine each of its documents alone, keep what came of it, and hand it to
the check of the whole. It counts only where the book says of the document what was supposed then:
bytes, path, type, properties, place in the spine, a package without anything special.

What the rules see while a document is examined alone is guarded: its ``book`` answers
what is true of every plain package, and whatever else a rule asks of it raises
:class:`LooksFurtherError`. So no finding that depends on the rest of the book is ever kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from packager.check.facts import (
    OPF,
    Document,
    Element,
    Ids,
    Package,
    Publication,
    Reference,
    Xhtml,
)
from packager.check.finding import Problem
from packager.data_classes import dataclass

XHTML_TYPE = "application/xhtml+xml"
_COLLECTION = f"{{{OPF}}}collection"


class LooksFurtherError(Exception):
    """A rule asks about the book more than a document examined alone can tell."""


class _Unseen:
    """Stands where a rule may not look."""

    def __getattr__(self, name: str) -> Any:
        raise LooksFurtherError(name)


class _PlainPackage(_Unseen):
    """A package of EPUB 3 that declares no profile, type or collection."""

    version = "3"
    profile = "default"
    dc_types: frozenset[str] = frozenset()

    def named(self, *tags: str) -> Iterator[Element]:
        """Yield nothing for collections; nothing else is known."""
        if tags != (_COLLECTION,):
            raise LooksFurtherError(*tags)
        return iter(())


class _PlainBook(_Unseen):
    package = _PlainPackage()


def is_plain(package: Package) -> bool:
    """Return whether a package is such a one as documents are examined for."""
    return (
        package.version == "3"
        and package.profile == "default"
        and not package.dc_types
        and next(package.named(_COLLECTION), None) is None
    )


def alone(path: str, properties: frozenset[str]) -> Xhtml:
    """Return a content document of a plain package, in its spine and linear, not yet read."""
    return Xhtml(
        path=path,
        media_type=XHTML_TYPE,
        properties=properties,
        in_spine=True,
        book=cast("Publication", _PlainBook()),
        archive=cast("Any", _Unseen()),
        item=cast("Any", _Unseen()),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What came of a document that was examined alone.

    ``problems`` holds the name of the rule with each problem; the rest is as in ``Summary``.
    """

    path: str
    digest: bytes
    properties: frozenset[str]
    problems: tuple[tuple[str, Problem], ...]
    ids: Ids
    references: tuple[Reference, ...]
    features: frozenset[str]
    classes: frozenset[str]

    def is_of(self, document: Document, data: bytes) -> bool:
        """Return whether it holds for a document of a plain package."""
        import hashlib

        supposed = alone(self.path, self.properties)
        return (
            type(document) is Xhtml
            and all(
                getattr(document, name) == getattr(supposed, name)
                for name in (
                    "path",
                    "version",
                    "profile",
                    "media_type",
                    "properties",
                    "in_spine",
                    "is_linear",
                    "fixed_layout",
                )
            )
            and hashlib.sha256(data).digest() == self.digest
        )
