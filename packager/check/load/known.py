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
from typing import Any, NamedTuple, Self, cast

from packager import compact
from packager.check.facts import (
    OPF,
    Archive,
    Document,
    Element,
    Ids,
    Package,
    Publication,
    Reference,
    Xhtml,
)
from packager.check.finding import Problem
from packager.check.load.outline import outline_of
from packager.data_classes import dataclass

# What rules found, each with the name of its rule
Problems = tuple[tuple[str, Problem], ...]
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


def classes_of(document: Document) -> frozenset[str]:
    """Return the class names that the style sheets inside a document select."""
    return frozenset().union(*(sheet.classes for sheet in document.styles))


class Contents(NamedTuple):
    """What rules over the whole book see of a document: as in ``Summary``."""

    ids: Ids
    references: tuple[Reference, ...]
    features: frozenset[str]
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What came of a document that was examined alone.

    ``digest`` is the SHA-256 of its bytes, ``deflated`` that of what they were deflated to, if they
    were: equal ones inflate to equal bytes. ``problems`` holds the name of the rule with each
    problem. ``outline`` is that of :func:`packager.check.load.outline.outline_of`, ``packed`` the
    :attr:`contents`, as bytes that nobody has to read while no rule wants them.
    """

    path: str
    digest: bytes
    properties: frozenset[str]
    problems: Problems
    outline: bytes
    packed: bytes
    deflated: bytes

    @classmethod
    def of(
        cls,
        document: Document,
        data: bytes,
        problems: Problems,
        deflated: bytes = b"",
        *more: object,
    ) -> Self:
        """Return what is known of a document that was read alone, and what the rules found."""
        import hashlib

        contents = Contents(
            document.ids,
            tuple(document.references),
            frozenset(document.features),
            classes_of(document),
        )
        return cls(
            document.path,
            hashlib.sha256(data).digest(),
            document.properties,
            problems,
            outline_of(*contents),
            compact.dumps(contents),
            hashlib.sha256(deflated).digest() if deflated else b"",
            *more,
        )

    @property
    def contents(self) -> Contents:
        """What rules over the whole book see of it."""
        return cast("Contents", compact.loads(self.packed))

    def is_of(self, document: Document) -> bool:
        """Return whether it holds for a document of a plain package that has these bytes."""
        supposed = alone(self.path, self.properties)
        return type(document) is Xhtml and all(
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

    def is_in(self, archive: Archive, path: str) -> bool:
        """Return whether an archive holds these very bytes under a path."""
        import hashlib

        deflated = archive.deflated_of(path) if self.deflated else None
        if deflated is not None and hashlib.sha256(deflated).digest() == self.deflated:
            return True
        data = archive.bytes_of(path)
        return data is not None and hashlib.sha256(data).digest() == self.digest
