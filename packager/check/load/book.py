"""The order in which facts become known: archive, META-INF, packages, their files, the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from packager.check.facts import (
    Archive,
    Container,
    Document,
    Dtbook,
    Encryption,
    Item,
    MetaInf,
    Nav,
    Ncx,
    OtherXml,
    Overlay,
    Package,
    Publication,
    Resource,
    Stylesheet,
    Svg,
    Xhtml,
)
from packager.check.load import css, markup
from packager.check.load.container import (
    PACKAGE_TYPE,
    mapping_documents,
    read_container,
    read_encryption,
)
from packager.check.load.index import index, read_features
from packager.check.load.keep import keep, keep_known
from packager.check.load.known import Known, is_plain
from packager.check.load.package import is_misnamed, read_package
from packager.check.load.references import read_references
from packager.check.load.resource import HEAD_BYTES, kind_of
from packager.check.load.url import resolve
from packager.check.load.version import declared_version, version_of

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
_META_INF = ("META-INF/signatures.xml", "META-INF/metadata.xml")

_KINDS: dict[str, type[Document]] = {
    "application/xhtml+xml": Xhtml,
    "image/svg+xml": Svg,
    "application/x-dtbncx+xml": Ncx,
    "application/smil+xml": Overlay,
    "application/vnd.epub.search-key-map+xml": OtherXml,
}
_KINDS_2: dict[str, type[Document]] = {
    "application/xhtml+xml": Xhtml,
    "text/x-oeb1-document": Xhtml,
    "application/x-dtbook+xml": Dtbook,
    "image/svg+xml": Svg,
    "application/x-dtbncx+xml": Ncx,
}
_CSS = ("text/css", "text/x-oeb1-css")
_MODES: dict[str, tuple[type[Document], str]] = {
    "opf": (Package, PACKAGE_TYPE),
    "xhtml": (Xhtml, "application/xhtml+xml"),
    "nav": (Nav, "application/xhtml+xml"),
    "svg": (Svg, "image/svg+xml"),
    "mo": (Overlay, "application/smil+xml"),
    "ncx": (Ncx, "application/x-dtbncx+xml"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be judged: as in :func:`packager.check.check`."""

    mode: str | None = None
    version: str | None = None
    profile: str = "default"


def facts_of_document(data: bytes, name: str, options: Options) -> Iterator[object]:
    """Yield the facts of a single document: its style sheets first, the document last."""
    kind, media_type = _MODES[options.mode or "xhtml"]
    version = options.version or "3"
    document = kind(path=name, version=version, profile=options.profile, media_type=media_type)
    read_document(document, data)
    yield from document.styles
    yield document


def read_document(document: Document, data: bytes | None) -> None:
    """Parse the bytes of a document and gather what it says."""
    if data is None:
        document.unreadable = True
        return
    if isinstance(document, Package):
        document.declared_version = declared_version(data)
    document.root, document.markup = markup.parse(
        data, dtd_entities=document.version == "2" and not isinstance(document, Dtbook)
    )
    if document.root is None:
        _read_beginning(document, data)
        return
    tags = index(document, data)
    if isinstance(document, Package):
        read_package(document)
    elif isinstance(document, Container):
        read_container(document)
    elif isinstance(document, Encryption):
        read_encryption(document)
    elif not isinstance(document, MetaInf):
        read_features(document)
        read_references(document, tags)


def _read_beginning(document: Document, data: bytes) -> None:
    """Gather ids and references of what stands before the fault; the document keeps no root."""
    document.beginning = markup.beginning(data, document.markup)
    if isinstance(document, (Package, Container, Encryption, MetaInf)):
        return
    document.root = document.beginning
    if document.root is not None:
        index(document)
        read_references(document)
        document.styles = ()
        document.forget_tree()


def facts_of_book(
    archive: Archive, options: Options, known: Mapping[str, Known] | None = None
) -> Iterator[object]:
    """Yield the facts of a publication; in place of a document what is ``known`` of it, by path.

    Each file's facts are yielded when nothing but its package's facts is known beside them, the
    ``Publication`` at the end of each package. Only the fact just yielded holds a tree.
    """
    yield archive
    if archive.trouble or archive.names_trouble or any(not path for path, _ in archive.limits):
        return
    if CONTAINER not in archive:
        return
    container = Container(path=CONTAINER, archive=archive, profile=options.profile)
    read_document(container, archive.bytes_of(CONTAINER))
    packages = [
        rootfile.path
        for rootfile in container.rootfiles
        if rootfile.path and rootfile.media_type == PACKAGE_TYPE
    ]
    read = [p for p in (_package(archive, path, options) for path in dict.fromkeys(packages)) if p]
    container.version = options.version or (read[0].version if read else "3")
    yield container
    encryption = _meta_inf(archive, Encryption, ENCRYPTION, container)
    if encryption is not None:
        yield encryption
    for path in _META_INF:
        document = _meta_inf(archive, MetaInf, path, container)
        if document is not None:
            yield document
    encrypted = encryption.encrypted if isinstance(encryption, Encryption) else {}
    done: set[str] = set()
    for package in read:
        book = Publication(
            archive=archive,
            package=package,
            version=package.version,
            profile=package.profile,
            container=container,
            encryption=encrypted,
            encryption_file=encryption if isinstance(encryption, Encryption) else None,
            packages=tuple(packages),
        )
        package.book = book
        yield package
        if package.root is None or package.refused:
            continue
        yield from _files(book, done, known if known and is_plain(package) else {})
        yield from _mappings(book, done)
        yield book


def _package(archive: Archive, path: str, options: Options) -> Package | None:
    if path not in archive:
        return None
    package = Package(path=path, archive=archive, profile=options.profile, media_type=PACKAGE_TYPE)
    read_document(package, archive.bytes_of(path))
    package.version, package.refused = version_of(package, options.version)
    if package.refused:  # nobody knows by which rules to judge it
        package = Package(
            path=path,
            archive=archive,
            version=package.version,
            media_type=PACKAGE_TYPE,
            markup=package.markup,
            unreadable=package.unreadable,
            refused=package.refused,
        )
    package.wanted_profile = options.profile
    if package.version == "2":
        package.profile = "default"
    return package


def _meta_inf(
    archive: Archive, kind: type[Document], path: str, container: Container
) -> Document | None:
    if path not in archive:
        return None
    document = kind(
        path=path, archive=archive, version=container.version, profile=container.profile
    )
    read_document(document, archive.bytes_of(path))
    return document


def _files(book: Publication, done: set[str], known: Mapping[str, Known]) -> Iterator[object]:
    """Yield the facts of the manifest's files, each once, and keep their summaries."""
    package = book.package
    spine = {itemref.idref: itemref for itemref in package.spine}
    layout = "pre-paginated" in package.property_values("rendition:layout")
    read = {itemref.item.path for itemref in package.spine if itemref.item is not None}
    seen: set[str] = set()
    for item in package.items:
        path = item.path
        if not path or path in seen or path == package.path:
            continue
        seen.add(path)
        if path in book.encryption or path not in book.archive:
            continue
        kind = (_KINDS if book.version == "3" else _KINDS_2).get(item.media_type)
        if kind is Xhtml and book.version == "3" and "nav" in item.properties:
            kind = Nav
        if kind is None:
            yield from _other_file(book, item)
            continue
        document = kind(
            path=path,
            archive=book.archive,
            version=book.version,
            profile=book.profile,
            media_type=item.media_type,
            item=item,
            properties=frozenset(item.properties),
            book=book,
        )
        itemref = spine.get(item.id)
        if itemref is not None:
            document.in_spine = True
            document.is_linear = itemref.linear
            document.fixed_layout = layout
            if "rendition:layout-pre-paginated" in itemref.properties:
                document.fixed_layout = True
            elif "rendition:layout-reflowable" in itemref.properties:
                document.fixed_layout = False
        data = book.archive.bytes_of(path)
        misnamed = is_misnamed(package, item)
        done.add(path)
        before = known.get(path)
        if before and data is not None and not misnamed and before.is_of(document, data):
            yield before
            keep_known(book, document, before, is_read=path in read)
            continue
        read_document(document, data)
        if document.unreadable:
            book.unreadable.append(path)
        if not misnamed:
            yield from document.styles
            yield document
        keep(book, document, is_read=path in read)


def _other_file(book: Publication, item: Item) -> Iterator[object]:
    archive = book.archive
    if item.media_type in _CSS:
        data = archive.bytes_of(item.path)
        if data is None:
            book.unreadable.append(item.path)
            return
        text, encoding = css.decode(data)
        sheet = Stylesheet(
            path=item.path,
            text=text,
            version=book.version,
            data=data,
            encoding=encoding,
            item=item,
            properties=frozenset(item.properties),
            book=book,
        )
        css.read_stylesheet(sheet)
        book.stylesheets[item.path] = sheet.classes
        book.references.extend(sheet.references)
        yield sheet
        return
    entry = archive.get(item.path)
    head = archive.head_of(item.path, HEAD_BYTES)
    if entry is not None and head is not None:
        yield Resource(item, item.path, head, entry.size, kind_of(head), book)


def _mappings(book: Publication, done: set[str]) -> Iterator[object]:
    """Yield the rendition mapping documents, which no manifest has to list."""
    assert book.container is not None  # noqa: S101 - a packaged book has one
    for href, media_type in mapping_documents(book.container):
        path = resolve(href, "").path
        if media_type != "application/xhtml+xml" or path in done or path not in book.archive:
            continue
        done.add(path)
        document = Xhtml(
            path=path, archive=book.archive, media_type=media_type, features={"rendition-mapping"}
        )
        read_document(document, book.archive.bytes_of(path))
        yield document
