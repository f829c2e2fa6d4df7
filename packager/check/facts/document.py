"""XML files and style sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from packager.check.facts.archive import Archive
from packager.check.facts.ids import Ids
from packager.check.facts.names import Element
from packager.check.facts.reference import Reference, Url
from packager.check.finding import Place
from packager.data_classes import dataclass

if TYPE_CHECKING:
    from packager.check.facts.publication import Item, Publication


class Trouble(NamedTuple):
    """Why a file is not well-formed, at the first place where it is not."""

    message: str
    line: int | None = None
    column: int | None = None


class Markup(NamedTuple):
    """How an XML file is written: what the parser does not tell.

    ``encoding`` is what was detected (``UTF-8``, ``UTF-16``, ``UCS-4``, or the declared name
    in upper case), ``declared`` what the XML declaration says. ``doctype`` is the text of the
    document type declaration, ``public``/``system`` its identifiers; ``external_entities`` the
    names of entities declared with one.
    """

    encoding: str = "UTF-8"
    declared: str = ""
    version: str = "1.0"
    has_bom: bool = False
    doctype: str = ""
    doctype_name: str = ""
    doctype_place: tuple[int, int] | None = None
    public: str | None = None
    system: str | None = None
    internal: str = ""
    external_entities: tuple[str, ...] = ()
    trouble: Trouble | None = None


@dataclass(slots=True, eq=False, kw_only=True)
class Document:
    """An XML file. ``root`` is ``None`` where it is not well-formed, or ``unreadable`` at all.

    ``version`` is the EPUB version it is judged by: ``"2"`` or ``"3"``. ``item`` is its manifest
    item, ``properties`` the properties of that item; ``in_spine`` and ``fixed_layout`` what the
    spine says of it. ``book`` is the publication so far (its package and archive, no
    summaries yet), ``None`` in single-document mode. ``references`` and ``ids`` are gathered
    by the loader, as are ``names``, the Clark names of all elements, and ``attributes``, those of
    all attributes. ``features`` are words for what the content uses: ``scripted``, ``svg``,
    ``mathml``, ``switch``, ``form``, ``remote-resources``, and each epub:type as ``type:NAME``.
    ``ids_distinct`` says that no id is given twice, ``keeps_to`` is a grammar that the document
    was found to keep to: where the loader has not seen that, they are ``False`` and ``None``, and
    whoever wants to know has to look. ``tags`` are the attributes of its start tags, those once
    that differ in ids, addresses and texts only; ``None`` where that was not seen.
    """

    path: str
    version: str = "3"
    profile: str = "default"
    media_type: str = ""
    root: Element | None = None
    beginning: Element | None = field(default=None, repr=False)
    unreadable: bool = False
    markup: Markup = field(default_factory=Markup)
    item: Item | None = None
    properties: frozenset[str] = frozenset()
    in_spine: bool = False
    is_linear: bool = True
    fixed_layout: bool = False
    book: Publication | None = None
    archive: Archive | None = None
    references: Sequence[Reference] = ()
    ids: Ids = field(default_factory=lambda: Ids(""))
    styles: tuple[Stylesheet, ...] = ()
    features: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set, repr=False)
    attributes: set[str] = field(default_factory=set, repr=False)
    ids_distinct: bool = field(default=False, repr=False)
    keeps_to: object = field(default=None, repr=False)
    tags: tuple[Mapping[str, str], ...] | None = field(default=None, repr=False)
    _named: dict[str, list[Element]] = field(default_factory=dict, init=False, repr=False)
    _all: dict[str, list[Element]] | None = field(default=None, init=False, repr=False)
    _orders: dict[Element, int] | None = field(default=None, init=False, repr=False)

    @property
    def is_package_mode(self) -> bool:
        """Whether the document is checked as a part of a publication."""
        return self.book is not None

    def place(self, element: Element | None = None) -> Place:
        """Return the place of an element: the end of its start tag, as EPUBCheck counts."""
        if element is None:
            return Place(self.path)
        return Place(self.path, element.sourceline, None, self.order(element))

    def order(self, element: Element) -> int:
        """Return the element's number in document order, the root being 0."""
        return self.orders.get(element, 0)

    @property
    def orders(self) -> Mapping[Element, int]:
        """All elements in document order, each with its number; worked out when first asked for."""
        if self._orders is None:
            elements = () if self.root is None else self.root.iter(etree.Element)
            self._orders = {element: order for order, element in enumerate(elements)}
        return self._orders

    @property
    def by_name(self) -> Mapping[str, list[Element]]:
        """All elements in document order by Clark name; worked out when first asked for."""
        if self._all is None:
            self._all = {}
            for element in self.orders:
                self._all.setdefault(str(element.tag), []).append(element)
        return self._all

    def named(self, *tags: str) -> Iterator[Element]:
        """Return the elements of these Clark names (``{space}name``), one name after another."""
        if self.names.isdisjoint(tags):
            return iter(())
        return chain.from_iterable(self._of_name(tag) for tag in tags if tag in self.names)

    def _of_name(self, tag: str) -> list[Element]:
        if self._all is not None:
            return self._all.get(tag, [])
        found = self._named.get(tag)
        if found is None:
            found = self._named[tag] = [] if self.root is None else list(self.root.iter(tag))
        return found

    def forget_tree(self) -> None:
        """Let go of the tree and of all that was found in it; ids and references stay."""
        self.root = None
        self.names = set()
        self._named, self._all, self._orders = {}, {}, {}


# What follows are no dataclasses: each would write out the fields of Document once more, and that
# takes as long as to check a small page.
class Container(Document):
    """META-INF/container.xml."""

    __slots__ = ("rootfiles",)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.rootfiles: tuple[Rootfile, ...] = ()


class Encryption(Document):
    """META-INF/encryption.xml: ``encrypted`` gives the algorithm's URI of each path."""

    __slots__ = ("encrypted",)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.encrypted: Mapping[str, str] = {}


class MetaInf(Document):
    """Another XML file of META-INF: signatures.xml, rights.xml, metadata.xml, manifest.xml."""

    __slots__ = ()


class Xhtml(Document):
    """An XHTML content document."""

    __slots__ = ()


class Nav(Xhtml):
    """The navigation document of an EPUB 3 package."""

    __slots__ = ()


class Svg(Document):
    """An SVG content document."""

    __slots__ = ()


class Ncx(Document):
    """A navigation control file (EPUB 2)."""

    __slots__ = ()


class Overlay(Document):
    """A media overlay document (SMIL)."""

    __slots__ = ()


class Dtbook(Document):
    """A DTBook content document (EPUB 2)."""

    __slots__ = ()


class OtherXml(Document):
    """Any other XML file: a search key map, a rendition mapping and the like."""

    __slots__ = ()


class Rootfile(NamedTuple):
    """A ``rootfile`` of the container; ``url`` is ``None`` where ``full-path`` is missing."""

    url: Url | None
    media_type: str
    place: Place

    @property
    def path(self) -> str:
        """The path of its package document, ``""`` where it names none.

        A URL that leads out of the container stands for itself: no file has that name.
        """
        if self.url is None or (self.url.scheme and not self.url.absolute):
            return ""  # a URL without a sound host names nothing
        fragment = self.url.fragment
        path = self.url.path or self.url.written.strip()
        return f"{path}#{fragment}" if self.url.path and fragment else path


@dataclass(slots=True, eq=False, kw_only=True)
class Stylesheet:
    """CSS: a file, a ``style`` element or a ``style`` attribute.

    ``line`` is the line in the file where ``text`` starts. ``data`` holds the bytes of a file.
    ``references`` are filled by :mod:`packager.check.load.css`, as are ``classes``
    (the class names of its selectors).
    """

    path: str
    text: str
    version: str = "3"
    data: bytes | None = None
    encoding: str = "UTF-8"
    is_attribute: bool = False
    line: int = 1
    place: Place = field(default_factory=Place)
    item: Item | None = None
    properties: frozenset[str] = frozenset()
    book: Publication | None = None
    references: tuple[Reference, ...] = ()
    classes: frozenset[str] = frozenset()


class Resource(NamedTuple):
    """A manifest item that is neither XML nor CSS.

    ``head`` holds its first bytes, ``size`` its length; ``kind`` is the type its bytes show
    (``image/jpeg`` …; ``""`` for unknown).
    """

    item: Item
    path: str
    head: bytes
    size: int
    kind: str
    book: Publication
