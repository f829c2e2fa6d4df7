"""The facts that rules see, gathered once from the bytes of a book.

A rule names a class of this module in ``sees=`` and is called once for each fact of that class
(or of a class derived from it):

==================  ============================================================================
``Archive``         once a book: the ZIP file and its entries
``Document``        once an XML file, whatever its kind; the derived classes narrow it down:
``Container``       META-INF/container.xml       ``Encryption``  META-INF/encryption.xml
``MetaInf``         the other XML files of META-INF (signatures, rights, metadata, manifest)
``Package``         a package document (OPF), its metadata, manifest, spine … read into tuples
``Xhtml``           an XHTML content document    ``Nav``         the navigation document
``Svg`` ``Ncx``     what the names say           ``Overlay``     a media overlay (SMIL)
``Dtbook`` ``OtherXml``   DTBook; a search key map and any other XML file that is read
``Stylesheet``      once a CSS file, ``style`` element or ``style`` attribute
``Resource``        once a manifest item that is neither XML nor CSS: image, font, sound …
``Publication``     once a package, last: summaries of all files, all references between them
==================  ============================================================================

In single-document mode (``check(…, mode="xhtml")``) only the ``Document`` (and its
``Stylesheet`` facts) exists; ``document.book`` is ``None`` then, and nothing may be looked up.

Trees live as long as their document's rules run. What outlives them is a :class:`Summary`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lxml import etree

from packager.check.finding import Place

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
OPS = "http://www.idpf.org/2007/ops"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
NCX = "http://www.daisy.org/z3986/2005/ncx/"
SMIL = "http://www.w3.org/ns/SMIL"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
OEB = "http://openebook.org/namespaces/oeb-package/1.0/"

Element = etree._Element


# --- the archive ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ZIP file, as its central directory and local header say.

    ``path`` is the decoded name; ``name`` the bytes. ``local_name``, ``local_extra`` come
    from the local header (empty where it cannot be read). ``crc_ok`` is not checked here.
    """

    path: str
    name: bytes
    size: int
    packed_size: int
    method: int
    flags: int
    crc: int
    offset: int
    local_name: bytes = b""
    local_extra: int = 0
    is_utf8: bool = True

    @property
    def is_directory(self) -> bool:
        """Whether the entry stands for a folder."""
        return self.path.endswith("/")

    @property
    def is_encrypted(self) -> bool:
        """Whether ZIP's own encryption is on (bit 0 of the flags)."""
        return bool(self.flags & 1)


@dataclass(frozen=True, slots=True)
class Archive:
    """The container as a ZIP file.

    ``trouble`` says why the file cannot be read as ZIP at all (``""`` for no trouble),
    ``names_trouble`` why an entry's name or packing is none that OCF allows. ``head`` holds its
    first 58 bytes, where ``mimetype`` has to be. ``limits`` lists the entries (or the number of
    entries) that are beyond what packager reads, each with why.
    ``bytes_of`` inflates an entry, bounded; it gives ``None`` for what is not there or cannot
    be inflated, and keeps nothing; ``head_of`` inflates no more than so many bytes.
    """

    file_name: str
    size: int
    head: bytes
    entries: tuple[Entry, ...]
    trouble: str = ""
    names_trouble: str = ""
    limits: tuple[tuple[str, str], ...] = ()
    by_path: Mapping[str, Entry] = field(default_factory=dict, repr=False)
    bytes_of: Callable[[str], bytes | None] = field(default=lambda _path: None, repr=False)
    head_of: Callable[[str, int], bytes | None] = field(
        default=lambda _path, _count: None, repr=False
    )

    def get(self, path: str) -> Entry | None:
        """Return the entry of a path (in Unicode's normal form C)."""
        return self.by_path.get(path)

    def __contains__(self, path: object) -> bool:
        """Whether there is an entry of that path."""
        return path in self.by_path


# --- references ----------------------------------------------------------------------------


class Use(StrEnum):
    """What a reference is for: it decides what it may point to."""

    HYPERLINK = "hyperlink"  # a, area (XHTML), a (SVG)
    LINK = "link"  # link of any other rel
    STYLESHEET = "stylesheet"
    IMPORT = "import"  # @import in CSS
    SCRIPT = "script"
    IMAGE = "image"  # img@src, img@srcset, input@src, svg image, math altimg
    PICTURE_IMAGE = "picture-image"  # img in picture
    PICTURE_SOURCE = "picture-source"  # source in picture
    POSTER = "poster"
    AUDIO = "audio"
    VIDEO = "video"
    TRACK = "track"
    IFRAME = "iframe"
    OBJECT = "object"
    EMBED = "embed"
    FONT = "font"  # @font-face src
    CSS_URL = "css-url"  # any other url() of CSS
    CITE = "cite"  # blockquote, q, ins, del
    LONGDESC = "longdesc"
    SVG_USE = "svg-use"
    SVG_PAINT = "svg-paint"
    SVG_CLIP = "svg-clip-path"
    SVG_OTHER = "svg-other"  # gradients, filters, foreign objects …
    NAV_TOC = "nav-toc"
    NAV_PAGE_LIST = "nav-page-list"
    NAV_LANDMARKS = "nav-landmarks"
    NAV_OTHER = "nav-other"
    NAV_REGION = "nav-region"
    NCX = "ncx"
    OVERLAY_TEXT = "overlay-text"
    OVERLAY_TEXTREF = "overlay-textref"  # epub:textref of seq and body
    OVERLAY_AUDIO = "overlay-audio"
    SEARCH_KEY = "search-key"
    PROCESSING_INSTRUCTION = "xml-stylesheet"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Url:
    """A URL as it was written and what it resolves to.

    ``path`` is a path in the container, percent-decoded (``""`` for what is not in it);
    ``absolute`` the serialized URL of what lies outside. ``leaks`` says that it climbs above
    the root (EPUB 3.3 §4.2.5), ``trouble`` why it is no valid URL string (``""`` for a valid one).
    """

    written: str
    scheme: str = ""
    path: str = ""
    query: str | None = None
    fragment: str | None = None
    absolute: str = ""
    leaks: bool = False
    trouble: str = ""

    @property
    def is_remote(self) -> bool:
        """Whether it points outside the container by a scheme that names a host or a resource."""
        return bool(self.scheme) and self.scheme not in ("data", "file")

    @property
    def is_local(self) -> bool:
        """Whether it points into the container."""
        return not self.scheme


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of a document or stylesheet to something else.

    ``element`` and ``attribute`` are local names (``""`` in CSS). ``declared_type`` is the
    ``type`` attribute beside it. ``has_fallback`` says that an ``object`` brings content to show
    in its place; ``group`` is the number of the ``audio``, ``video`` or ``picture`` element around
    it, so that a rule sees its alternatives together (EPUB 3.3 §3.4). ``nav`` is the epub:type
    of the ``nav`` around it. ``order`` is the number of the element in its document.
    """

    source: str
    use: Use
    url: Url
    place: Place
    element: str = ""
    attribute: str = ""
    declared_type: str = ""
    rel: str = ""
    has_fallback: bool = False
    group: int | None = None
    nav: str = ""
    order: int = 0


# --- documents -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file is not well-formed, at the first place where it is not."""

    message: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Markup:
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


@dataclass(frozen=True, slots=True)
class Target:
    """An element with an id: where it stands in its document and what it is."""

    order: int
    name: str
    space: str
    place: Place


@dataclass(slots=True, eq=False, kw_only=True)
class Document:
    """An XML file. ``root`` is ``None`` where it is not well-formed, or ``unreadable`` at all.

    ``version`` is the EPUB version it is judged by: ``"2"`` or ``"3"``. ``item`` is its manifest
    item, ``properties`` the properties of that item; ``in_spine`` and ``fixed_layout`` what the
    spine says of it. ``book`` is the publication so far (its package and archive, no
    summaries yet), ``None`` in single-document mode. ``references`` and ``ids`` are gathered
    by the loader, ``by_name`` holds all elements in document order by Clark name, ``orders`` the
    number of each, ``attributes`` the Clark names of all attributes. ``features`` are words
    for what the content uses: ``scripted``, ``svg``,
    ``mathml``, ``switch``, ``form``, ``remote-resources``, and each epub:type as ``type:NAME``.
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
    references: tuple[Reference, ...] = ()
    ids: Mapping[str, Target] = field(default_factory=dict)
    styles: tuple[Stylesheet, ...] = ()
    features: set[str] = field(default_factory=set)
    orders: dict[Element, int] = field(default_factory=dict, repr=False)
    by_name: dict[str, list[Element]] = field(default_factory=dict, repr=False)
    attributes: set[str] = field(default_factory=set, repr=False)

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

    def named(self, *tags: str) -> Iterator[Element]:
        """Yield the elements of these Clark names (``{space}name``), one name after another."""
        names = self.by_name
        for tag in tags:
            yield from names.get(tag, ())


@dataclass(slots=True, eq=False, kw_only=True)
class Container(Document):
    """META-INF/container.xml."""

    rootfiles: tuple[Rootfile, ...] = ()


@dataclass(slots=True, eq=False, kw_only=True)
class Encryption(Document):
    """META-INF/encryption.xml."""

    encrypted: Mapping[str, str] = field(default_factory=dict)  # path: algorithm URI


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


@dataclass(frozen=True, slots=True)
class Rootfile:
    """A ``rootfile`` of the container; ``url`` is ``None`` where ``full-path`` is missing."""

    url: Url | None
    media_type: str
    place: Place

    @property
    def path(self) -> str:
        """The path of its package document, ``""`` where it names none.

        A URL that leads out of the container stands for itself: no file has that name.
        """
        if self.url is None:
            return ""
        return self.url.path or self.url.written.strip()


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


@dataclass(frozen=True, slots=True)
class Resource:
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


# --- the package ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """A manifest item. ``path`` is in the container, ``""`` where the URL is remote or unusable."""

    id: str
    url: Url
    media_type: str
    properties: tuple[str, ...]
    fallback: str
    fallback_style: str
    media_overlay: str
    place: Place
    element: Element | None = field(default=None, repr=False, compare=False)

    @property
    def path(self) -> str:
        """Its path in the container; ``""`` for a remote one."""
        return self.url.path

    @property
    def key(self) -> str:
        """Its path, or its absolute URL where it is remote: what references are looked up by."""
        return self.url.path or self.url.absolute


@dataclass(frozen=True, slots=True)
class Itemref:
    """An entry of the spine."""

    idref: str
    item: Item | None
    linear: bool
    properties: tuple[str, ...]
    place: Place
    element: Element | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Meta:
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


@dataclass(frozen=True, slots=True)
class Link:
    """A ``link`` of the metadata or of a collection."""

    url: Url | None
    rel: tuple[str, ...]
    media_type: str
    properties: tuple[str, ...]
    refines: str
    place: Place
    element: Element


@dataclass(slots=True, eq=False, kw_only=True)
class Package(Document):
    """A package document. The tuples are empty where the elements are missing.

    ``refused`` says why the version of EPUB cannot be known (``""`` if it can).
    """

    declared_version: str | None = None
    refused: str = ""
    wanted_profile: str = "default"
    unique_identifier: str = ""
    toc: str = ""
    items: tuple[Item, ...] = ()
    by_id: Mapping[str, Item] = field(default_factory=dict)
    by_key: Mapping[str, Item] = field(default_factory=dict)
    spine: tuple[Itemref, ...] = ()
    metas: tuple[Meta, ...] = ()
    links: tuple[Link, ...] = ()
    dc_types: frozenset[str] = frozenset()

    def dc(self, name: str) -> list[Element]:
        """Return the Dublin Core elements of that name."""
        return list(self.named(f"{{{DC}}}{name}"))

    def property_values(self, name: str) -> list[str]:
        """Return the values of all metas of the property that refine nothing."""
        return [m.value for m in self.metas if m.property == name and not m.refines]


@dataclass(frozen=True, slots=True)
class Summary:
    """What stays of a document once its tree is gone."""

    path: str
    kind: type[Document]
    media_type: str
    well_formed: bool
    item: Item | None
    in_spine: bool
    fixed_layout: bool
    ids: Mapping[str, Target]
    references: tuple[Reference, ...]
    features: frozenset[str]
    classes: frozenset[str]
    properties: frozenset[str]


@dataclass(slots=True, eq=False, kw_only=True)
class Publication:
    """A package with all that was read of its files.

    ``unreadable`` lists the paths that are in the archive and cannot be unpacked.
    ``summaries`` is by path and complete only when rules that see ``Publication`` run.
    ``spine_order`` gives the place of each path in the reading order. ``followed`` is kept by
    :func:`packager.check.rules.links.followed`: of how many references, and which.
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
