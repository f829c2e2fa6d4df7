"""The order in which facts become known: archive, META-INF, packages, their files, the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packager.check.facts import (
    Archive,
    Container,
    Document,
    Encryption,
    MetaInf,
    Nav,
    Ncx,
    Overlay,
    Package,
    Publication,
    Svg,
    Xhtml,
)
from packager.check.load.cleared import Cleared
from packager.check.load.container import PACKAGE_TYPE, mapping_documents
from packager.check.load.document import read_document
from packager.check.load.files import Sharing, files
from packager.check.load.known import Known, is_plain
from packager.check.load.package import ends_the_check
from packager.check.load.url import resolve
from packager.check.load.version import version_of
from packager.data_classes import dataclass

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
_META_INF = ("META-INF/signatures.xml", "META-INF/metadata.xml")

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


def facts_of_book(
    archive: Archive,
    options: Options,
    known: Mapping[str, Known] | None = None,
    sharing: Sharing | None = None,
    cleared: Cleared | None = None,
) -> Iterator[object]:
    """Yield the facts of a publication; in place of a document what is ``known`` of it, by path.

    Packages and publications that are ``cleared`` are not among them: nothing is to be found.

    With ``sharing`` the pages of a large book are read in several processes, where they can be
    forked; ``Examined`` facts stand for them then.

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
            if len(packages) > 1:
                document.features.add("several-renditions")
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
        if cleared is not None:
            book.pending = []
        if cleared is None or package not in cleared:
            yield package
        if package.root is None or package.refused or ends_the_check(package):
            continue
        yield from files(book, done, known if known and is_plain(package) else {}, sharing)
        yield from _mappings(book, done)
        if cleared is None or book not in cleared:
            book.complete()
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
