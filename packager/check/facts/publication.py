"""A package, and a publication as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, NamedTuple

from packager.check.facts.archive import Archive
from packager.check.facts.document import Container, Document, Encryption
from packager.check.facts.ids import Ids
from packager.check.facts.names import DC, Element
from packager.check.facts.reference import Reference, Url
from packager.check.finding import Place
from packager.data_classes import dataclass


class Item(NamedTuple):
    """A manifest item. ``path`` is in the container, ``""`` where the URL is remote or unusable."""

    id: str
    url: Url
    media_type: str
    properties: tuple[str, ...]
    fallback: str
    fallback_style: str
    media_overlay: str
    place: Place
    element: Element | None = None

    @property
    def path(self) -> str:
        """Its path in the container; ``""`` for a remote one."""
        return self.url.path

    @property
    def key(self) -> str:
        """Its path, or its absolute URL where it is remote: what references are looked up by.

        A fragment belongs to it, though no item should have one.
        """
        fragment = self.url.fragment
        return (self.url.path or self.url.absolute) + (f"#{fragment}" if fragment else "")


class Itemref(NamedTuple):
    """An entry of the spine."""

    idref: str
    item: Item | None
    linear: bool
    properties: tuple[str, ...]
    place: Place
    element: Element | None = None


class Meta(NamedTuple):
    """An EPUB 3 ``meta`` element, or an OPF 2 one (``name`` and ``content``)."""

    property: str
    value: str
    refines: str
    scheme: str
    name: str
    content: str
    id: str
    place: Place
    element: Element


class Link(NamedTuple):
    """A ``link`` of the metadata or of a collection."""

    url: Url | None
    rel: tuple[str, ...]
    media_type: str
    properties: tuple[str, ...]
    refines: str
    place: Place
    element: Element


class Package(Document):
    """A package document. The tuples are empty where the elements are missing.

    ``refused`` says why the version of EPUB cannot be known (``""`` if it can).
    """

    __slots__ = (
        "by_id",
        "by_key",
        "dc_types",
        "declared_version",
        "items",
        "links",
        "metas",
        "refused",
        "spine",
        "toc",
        "unique_identifier",
        "wanted_profile",
    )

    def __init__(self, *, refused: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.refused = refused
        self.declared_version: str | None = None
        self.wanted_profile = "default"
        self.unique_identifier = ""
        self.toc = ""
        self.items: tuple[Item, ...] = ()
        self.by_id: Mapping[str, Item] = {}
        self.by_key: Mapping[str, Item] = {}
        self.spine: tuple[Itemref, ...] = ()
        self.metas: tuple[Meta, ...] = ()
        self.links: tuple[Link, ...] = ()
        self.dc_types: frozenset[str] = frozenset()

    def dc(self, name: str) -> list[Element]:
        """Return the Dublin Core elements of that name."""
        return list(self.named(f"{{{DC}}}{name}"))

    def property_values(self, name: str) -> list[str]:
        """Return the values of all metas of the property that refine nothing."""
        return [m.value for m in self.metas if m.property == name and not m.refines]


class Summary(NamedTuple):
    """What stays of a document once its tree is gone.

    ``references`` are without plain links to elements of the document itself.
    """

    path: str
    kind: type[Document]
    media_type: str
    well_formed: bool
    item: Item | None
    in_spine: bool
    fixed_layout: bool
    ids: Ids
    references: tuple[Reference, ...]
    features: frozenset[str]
    classes: frozenset[str]
    properties: frozenset[str]


@dataclass(slots=True, eq=False, kw_only=True)
class Publication:
    """A package with all that was read of its files.

    ``unreadable`` lists the paths that are in the archive and cannot be unpacked.
    ``summaries`` is by path and complete only when rules that see ``Publication`` run.
    ``references`` are those of all files, less the links of pages to elements of their own.
    ``spine_order`` gives the place of each path in the reading order. ``followed`` is kept by
    :func:`packager.check.references.followed`: of how many references, and which.

    Where ``pending`` is a list, it holds what is to be kept of files, which :meth:`complete` does;
    ``outlines`` has a digest of each by its path (:mod:`packager.check.load.outline`).
    """

    archive: Archive
    package: Package
    version: str
    profile: str = "default"
    container: Container | None = None
    encryption_file: Encryption | None = None
    encryption: Mapping[str, str] = field(default_factory=dict)
    summaries: dict[str, Summary] = field(default_factory=dict)
    stylesheets: dict[str, frozenset[str]] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    packages: tuple[str, ...] = ()
    unreadable: list[str] = field(default_factory=list)
    followed: tuple[int, tuple[Reference, ...]] = field(default=(0, ()), repr=False)
    pending: list[Callable[[], None]] | None = None
    outlines: dict[str, bytes] = field(default_factory=dict)

    def complete(self) -> None:
        """Keep what is still to be kept of the files, in their order."""
        for keep in self.pending or ():
            keep()
        self.pending = None

    @property
    def spine_order(self) -> dict[str, int]:
        """The place of each path in the reading order, from 0."""
        order: dict[str, int] = {}
        for number, itemref in enumerate(self.package.spine):
            if itemref.item is not None and itemref.item.path:
                order.setdefault(itemref.item.path, number)
        return order

    def item(self, key: str) -> Item | None:
        """Return the manifest item of a path or absolute URL."""
        return self.package.by_key.get(key)
