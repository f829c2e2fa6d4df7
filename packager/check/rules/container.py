"""Rules on META-INF: container.xml, encryption.xml.

https://www.w3.org/TR/epub-33/#sec-container-metainf
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packager.check.facts import Container, Encryption, Publication, Reference, Url
from packager.check.finding import Place, Problem, Severity
from packager.check.load.container import PACKAGE_TYPE
from packager.check.registry import rule

_CONTAINER = "https://www.w3.org/TR/epub-33/#sec-container-metainf-container.xml"
_ROOTFILE = '<rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/>'
_FILE = "META-INF/container.xml"


def _encryption(algorithm: str, path: str) -> bytes:
    """Return an encryption.xml that lists one path."""
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData>'
        f'<enc:CipherReference URI="{path}"/></enc:CipherData></enc:EncryptedData></encryption>'
    ).encode()


@rule(
    "OPF-016",
    sees=Container,
    spec=_CONTAINER,
    bad={_FILE: ((' full-path="EPUB/content.opf"', ""),)},
)
def rootfile_path(container: Container) -> Iterator[Problem]:
    """Each ``rootfile`` says by ``full-path`` where its package document is."""
    for rootfile in container.rootfiles:
        if rootfile.url is None:
            yield Problem(
                rootfile.place, "the rootfile has no full-path; name the package document"
            )


@rule(
    "OPF-017",
    sees=Container,
    spec=_CONTAINER,
    bad={_FILE: (('full-path="EPUB/content.opf"', 'full-path=""'),)},
)
def rootfile_path_empty(container: Container) -> Iterator[Problem]:
    """The ``full-path`` of a ``rootfile`` is not empty."""
    for rootfile in container.rootfiles:
        if rootfile.url is not None and not rootfile.url.written.strip():
            yield Problem(rootfile.place, "full-path is empty; name the package document")


@rule(
    "RSC-003",
    sees=Container,
    spec=_CONTAINER,
    bad={_FILE: ((_ROOTFILE, '<rootfile full-path="a.pdf" media-type="application/pdf"/>'),)},
)
def package_named(container: Container) -> Iterator[Problem]:
    """The container names a package document: without one there is no book to open."""
    if not any(
        rootfile.path and rootfile.media_type == PACKAGE_TYPE for rootfile in container.rootfiles
    ):
        yield Problem(
            Place(container.path), f"names no package document; add a rootfile of {PACKAGE_TYPE}"
        )


@rule(
    "OPF-002",
    sees=Container,
    severity=Severity.FATAL,
    spec=_CONTAINER,
    bad={"EPUB/content.opf": None},
)
def package_found(container: Container) -> Iterator[Problem]:
    """The package documents that the container names are in the archive."""
    for rootfile in container.rootfiles:
        if not rootfile.path or container.archive is None or rootfile.media_type != PACKAGE_TYPE:
            continue
        if rootfile.path not in container.archive:
            yield Problem(Place(container.path), f"names {rootfile.path!r}, which is not there")


@rule(
    "PKG-013",
    sees=Container,
    versions=("2",),
    bad={_FILE: ((_ROOTFILE, _ROOTFILE + _ROOTFILE),)},
)
def one_package(container: Container) -> Iterator[Problem]:
    """An EPUB 2 has one package document: readers open the first and know of no other."""
    if sum(rootfile.media_type == PACKAGE_TYPE for rootfile in container.rootfiles) > 1:
        yield Problem(Place(), "the container names several package documents; leave one")


@rule(
    "RSC-004",
    sees=Publication,
    severity=Severity.INFO,
    bad={
        "META-INF/encryption.xml": _encryption(
            "http://www.w3.org/2001/04/xmlenc#aes256-cbc", "EPUB/cover.png"
        )
    },
)
def file_encrypted(book: Publication) -> Iterator[Problem]:
    """A file that is encrypted is not looked into."""
    for item in book.package.items:
        if item.path in book.encryption:
            yield Problem(Place(item.path), "is encrypted, so it is not checked")


@rule(
    "PKG-025",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-container-file-and-dir-structure",
    bad={
        "META-INF/a.png": b"\x89PNG\r\n\x1a\n",
        "EPUB/content.opf": (
            (
                "</manifest>",
                '<item id="a" href="../META-INF/a.png" media-type="image/png"/></manifest>',
            ),
        ),
    },
)
def resources_outside_meta_inf(book: Publication) -> Iterator[Problem]:
    """No file of the manifest lies in META-INF, which is for the container's own files."""
    for item in book.package.items:
        if item.path.startswith("META-INF/"):
            yield Problem(item.place, f"{item.path} lies in META-INF; move it beside the text")


_OBFUSCATION = "http://www.idpf.org/2008/embedding"
_FONTS = frozenset(
    """font/ttf font/otf font/woff font/woff2 font/sfnt application/font-sfnt application/font-woff
    application/x-font-ttf application/vnd.ms-opentype""".split()
)


@rule(
    "PKG-026",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#obfus-specifying",
    bad={
        "META-INF/encryption.xml": _encryption(
            "http://www.idpf.org/2008/embedding", "EPUB/cover.png"
        )
    },
)
def obfuscated_font(book: Publication) -> Iterator[Problem]:
    """Only fonts are obfuscated: readers undo it for nothing else."""
    for reference in _encrypted(book):
        item = book.item(reference.url.path)
        if reference.declared_type == _OBFUSCATION and item and item.media_type not in _FONTS:
            found = item.media_type
            yield Problem(
                reference.place, f"{item.path} is obfuscated but is {found!r}; obfuscate only fonts"
            )


def _encrypted(book: Publication) -> tuple[Reference, ...]:
    return () if book.encryption_file is None else tuple(book.encryption_file.references)


@rule(
    "RSC-007",
    sees=Publication,
    bad={"META-INF/encryption.xml": _encryption("http://www.w3.org/2001/04/xmlenc#a", "EPUB/a")},
)
def encrypted_file_found(book: Publication) -> Iterator[Problem]:
    """What encryption.xml lists is in the archive."""
    for reference in _encrypted(book):
        url = reference.url
        if url.trouble and not url.is_local:
            continue
        if url.is_remote or url.fragment is not None or url.path not in book.archive:
            yield Problem(reference.place, f"lists {url.written!r}, which is not in the book")


def _urls(fact: Container | Encryption) -> Iterator[tuple[Url, Place]]:
    for rootfile in fact.rootfiles if isinstance(fact, Container) else ():
        if rootfile.url is not None:
            yield rootfile.url, rootfile.place
    for reference in fact.references:
        yield reference.url, reference.place


def _queries(urls: Iterable[tuple[Url | None, Place]]) -> Iterator[Problem]:
    for url, place in urls:
        if url is not None and url.is_local and url.query is not None:
            yield Problem(place, f"leave out '?{url.query}': a file in a book has none")


def _leaks(fact: Container | Encryption) -> Iterator[Problem]:
    for url, place in _urls(fact):
        if url.leaks:
            yield Problem(place, f"{url.written!r} leads out of the book; write {url.path!r}")


@rule(
    "RSC-020",
    sees=Container,
    spec="https://url.spec.whatwg.org/#url-writing",
    bad={_FILE: (('full-path="EPUB', 'full-path="x y/../EPUB'),)},
)
def rootfile_url_valid(container: Container) -> Iterator[Problem]:
    """Paths of root files are valid URLs: a space and the like are percent-encoded."""
    for rootfile in container.rootfiles:
        if rootfile.url is not None and rootfile.url.trouble:
            written = rootfile.url.written
            yield Problem(rootfile.place, f"{written!r} is no valid URL: {rootfile.url.trouble}")


@rule(
    "RSC-033",
    sees=Container,
    spec=_CONTAINER,
    bad={_FILE: (('content.opf"', 'content.opf?a"'),)},
)
def rootfile_no_query(container: Container) -> Iterator[Problem]:
    """Paths of root files have no query."""
    yield from _queries((rootfile.url, rootfile.place) for rootfile in container.rootfiles)


@rule(
    "RSC-033",
    sees=Encryption,
    spec="https://www.w3.org/TR/epub-33/#sec-container-iri",
    bad={"META-INF/encryption.xml": _encryption("http://www.w3.org/2001/04/xmlenc#a", "EPUB/a?b")},
)
def encrypted_file_no_query(encryption: Encryption) -> Iterator[Problem]:
    """Paths of encrypted files have no query."""
    yield from _queries(_urls(encryption))


@rule(
    "RSC-026",
    sees=Container,
    spec="https://www.w3.org/TR/epub-33/#sec-container-iri",
    bad={_FILE: (('full-path="EPUB', 'full-path="/EPUB'),)},
)
def rootfile_inside(container: Container) -> Iterator[Problem]:
    """Paths of root files start at the container's root, without a slash in front."""
    yield from _leaks(container)


@rule(
    "RSC-026",
    sees=Encryption,
    spec="https://www.w3.org/TR/epub-33/#sec-container-iri",
    bad={"META-INF/encryption.xml": _encryption("http://www.w3.org/2001/04/xmlenc#a", "/EPUB/a")},
)
def encrypted_file_inside(encryption: Encryption) -> Iterator[Problem]:
    """Paths of encrypted files start at the container's root, without a slash in front."""
    yield from _leaks(encryption)


@rule(
    "RSC-020",
    sees=Encryption,
    spec="https://url.spec.whatwg.org/#url-writing",
    bad={"META-INF/encryption.xml": _encryption("http://www.w3.org/2001/04/xmlenc#a", "http://")},
)
def encrypted_file_url(encryption: Encryption) -> Iterator[Problem]:
    """What encryption.xml lists are valid URLs."""
    for url, place in _urls(encryption):
        if url.trouble:
            yield Problem(place, f"{url.written!r} is no valid URL: {url.trouble}")


@rule(
    "RSC-019",
    sees=Container,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-multi-rend-11/#sec-metadata-xml",
    bad={_FILE: ((_ROOTFILE, _ROOTFILE + _ROOTFILE),)},
)
def renditions_metadata(container: Container) -> Iterator[Problem]:
    """A book of several renditions says in META-INF/metadata.xml what they have in common."""
    archive = container.archive
    count = sum(rootfile.media_type == PACKAGE_TYPE for rootfile in container.rootfiles)
    if count > 1 and archive is not None and "META-INF/metadata.xml" not in archive:
        yield Problem(Place(), "has several renditions and no META-INF/metadata.xml; add it")
