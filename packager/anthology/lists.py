"""The lists of a book examined by themselves, as essays' pages are.

Navigation, NCX, contents, contributors, permissions grow with the number of essays, and together
they take as long to check as all else that is new in a large book; examined early, they are so
beside its packing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

from lxml import etree

from packager.build.page import NAV, NCX
from packager.build.rendition import Rendition
from packager.check.facts import DC, Document, Element, Nav, Ncx
from packager.check.load.document import read_document
from packager.check.load.known import Known, alone
from packager.check.run import examine, problems_alone
from packager.data_classes import dataclass
from packager.media_types import NCX as NCX_TYPE
from packager.media_types import XHTML

_IDENTIFIER = f"{{{DC}}}identifier"
_KINDS: Mapping[str, tuple[type[Document], str]] = {NAV: (Nav, XHTML), NCX: (Ncx, NCX_TYPE)}
_SAME = ("path", "version", "profile", "media_type", "properties")


@dataclass(frozen=True, slots=True)
class KnownList(Known):
    """What came of a navigation document or NCX, in a book of this identifier."""

    kind: type[Document]
    identifier: str

    def is_of(self, document: Document) -> bool:
        """Return whether it holds for a document of a plain package that has these bytes."""
        supposed = _document(self.path, self.properties, self.identifier)
        return (
            type(document) is self.kind
            and document.book is not None
            and not document.in_spine
            and all(getattr(document, name) == getattr(supposed, name) for name in _SAME)
            and _identifiers(document.book.package) == [self.identifier]
        )


def lists_in(rendition: Rendition, essays: Collection[str], count: int) -> list[list[str]]:
    """Return the paths of both lists and of all pages but the essays', in so many equal shares."""
    shares: list[list[str]] = [[] for _ in range(count)]
    sizes = [0] * count
    for file in sorted(rendition.files, key=lambda file: -len(file.data)):
        if file.media_type in (XHTML, NCX_TYPE) and file.path not in essays:
            least = sizes.index(min(sizes))
            shares[least].append(file.path)
            sizes[least] += len(file.data)
    return shares


def identifier_of(rendition: Rendition) -> str:
    """Return the unique identifier of a rendition's book."""
    return next(m.value for m in rendition.metadata if m.attributes.get("id") == "book-id")


def examine_lists(rendition: Rendition, paths: Collection[str]) -> list[Known]:
    """Return what can be known of documents of a rendition without the rest of its book."""
    identifier = identifier_of(rendition)
    found: list[Known | None] = []
    for file in rendition.files:
        if file.path not in paths:
            continue
        if file.path in _KINDS:
            properties = frozenset(file.properties)
            found.append(_examined(file.path, file.data, properties, identifier))
        else:
            found.append(examine(file.path, file.data, file.properties))
    return [one for one in found if one is not None]


def _examined(
    path: str, data: bytes, properties: frozenset[str], identifier: str
) -> KnownList | None:
    document = _document(path, properties, identifier)
    read_document(document, data)
    if document.root is None or document.styles:
        return None
    problems = problems_alone(document)
    if problems is None:
        return None
    return KnownList.of(document, data, problems, b"", type(document), identifier)


def _document(path: str, properties: frozenset[str], identifier: str) -> Document:
    """Return a list of a plain package outside its spine, not yet read."""
    kind, media_type = _KINDS[path]
    page = alone(path, properties)
    return kind(
        path=path,
        media_type=media_type,
        properties=properties,
        book=cast("Any", _Book(page.book, identifier)),
        archive=page.archive,
        item=page.item,
    )


def _identifiers(package: Any) -> list[str]:
    """Return the texts of the package's identifiers that are its unique one."""
    return [
        (element.text or "").strip()
        for element in package.named(_IDENTIFIER)
        if (element.get("id") or "").strip() == package.unique_identifier
    ]


class _Book:
    """What a list may see of its book: what a plain one shows a page, and the identifier."""

    def __init__(self, plain: Any, identifier: str) -> None:
        self._plain = plain
        self.package = _Package(plain.package, identifier)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)


class _Package:
    unique_identifier = "book-id"

    def __init__(self, plain: Any, identifier: str) -> None:
        self._plain = plain
        self._identifier = etree.Element(_IDENTIFIER, id=self.unique_identifier)
        self._identifier.text = identifier

    def named(self, *tags: str) -> Iterator[Element]:
        """Yield the identifier; of other elements no more than a plain package tells."""
        return iter([self._identifier]) if tags == (_IDENTIFIER,) else self._plain.named(*tags)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)
