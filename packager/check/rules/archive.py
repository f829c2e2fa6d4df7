"""Rules on the ZIP file: its header, its directory, ``mimetype``, what has to be in it."""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import Archive
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule

_ZIP = "https://www.w3.org/TR/epub-33/#sec-container-zip"
_MIMETYPE = "https://www.w3.org/TR/epub-33/#sec-zip-container-mime"
_HEADER = 58  # 30 bytes of local header, "mimetype", "application/epub+zip"
EXPECTED = b"application/epub+zip"


def _has_header(archive: Archive) -> bool:
    return len(archive.head) == _HEADER


def _is_zip(archive: Archive) -> bool:
    return _has_header(archive) and archive.head[:2] == b"PK"


def _name_length(archive: Archive) -> int:
    return int.from_bytes(archive.head[26:28], "little")


def _extra_length(archive: Archive) -> int:
    return int.from_bytes(archive.head[28:30], "little")


@rule("PKG-003", sees=Archive, spec=_ZIP)
def archive_header(archive: Archive) -> Iterator[Problem]:
    """The file is long enough to hold the header of an EPUB.

    A file of less than 58 bytes was cut off on its way: copy or download it again.
    """
    if len(archive.head) < _HEADER:
        yield Problem(
            Place(), f"the file has {archive.size} bytes, too few for an EPUB; get it again"
        )


@rule("PKG-004", sees=Archive, severity=Severity.FATAL, spec=_ZIP)
def archive_signature(archive: Archive) -> Iterator[Problem]:
    """The file begins as a ZIP file does, with the letters ``PK``.

    Something else under the name of a book (an image, a web page that says "not found") opens in
    no reading system.
    """
    if _has_header(archive) and archive.head[:2] != b"PK":
        head = archive.head[:4].hex(" ").upper()
        yield Problem(Place(), f"begins with the bytes {head}, so it is no ZIP file; get it again")


@rule("PKG-008", sees=Archive, severity=Severity.FATAL, spec=_ZIP)
def archive_readable(archive: Archive) -> Iterator[Problem]:
    """The directory at the end of the ZIP file can be read."""
    if archive.trouble:
        yield Problem(Place(), f"cannot be read as a ZIP file: {archive.trouble}")


@rule("PKG-027", sees=Archive, severity=Severity.FATAL, spec=_ZIP)
def archive_entries(archive: Archive) -> Iterator[Problem]:
    """The names in the ZIP file are UTF-8, its entries stored or deflated, none encrypted by ZIP.

    OCF allows nothing else, and a library for ZIP files that meets something else gives up.
    """
    if archive.names_trouble:
        yield Problem(Place(), f"{archive.names_trouble}; pack the book again by a tool for EPUB")


@rule("PKR-001", sees=Archive, severity=Severity.FATAL)
def archive_size(archive: Archive) -> Iterator[Problem]:
    """What is inside stays within what can be unpacked safely.

    A file that unpacks to a thousand times its size, or a directory of more than 50,000 entries,
    is made to exhaust memory, not to be read. packager does not unpack it.
    """
    for path, why in archive.limits:
        yield Problem(Place(path), f"{why}; packager does not unpack that")


@rule("PKG-005", sees=Archive, spec=_MIMETYPE)
def mimetype_extra_field(archive: Archive) -> Iterator[Problem]:
    """The mimetype entry has no extra field in its header.

    Reading systems look for ``application/epub+zip`` at offset 38; an extra field moves it.
    ``zip -X`` writes none.
    """
    if _is_zip(archive) and _name_length(archive) == len(b"mimetype") and _extra_length(archive):
        length = _extra_length(archive)
        yield Problem(Place(), f"mimetype has an extra field of {length} bytes; pack it without")


@rule("PKG-006", sees=Archive, spec=_MIMETYPE, bad={"mimetype": None})
def mimetype_first(archive: Archive) -> Iterator[Problem]:
    """The first entry of the archive is ``mimetype``.

    It is how a reading system, a mail program or ``file`` knows an EPUB from any other ZIP.
    """
    if not _is_zip(archive):
        return
    if _name_length(archive) != len(b"mimetype") or (
        not _extra_length(archive) and archive.head[30:38] != b"mimetype"
    ):
        yield Problem(Place(), "the first entry is not mimetype; put it in front, stored")


@rule(
    "PKG-007",
    sees=Archive,
    spec=_MIMETYPE,
    bad={"mimetype": b"application/epub+zip\n"},
)
def mimetype_contents(archive: Archive) -> Iterator[Problem]:
    """The mimetype entry holds ``application/epub+zip`` and nothing else.

    Reading systems compare the bytes at offset 38 of the file, so a trailing newline or a byte
    order mark is enough for a book to be refused.
    """
    if "mimetype" not in archive or archive.trouble or archive.names_trouble:
        return
    data = archive.bytes_of("mimetype") or b""
    if data != EXPECTED:
        found = data[:40].decode("ascii", "backslashreplace")
        wanted = EXPECTED.decode()
        yield Problem(Place(), f"mimetype holds {found!r}; write {wanted!r}, without a newline")


@rule("PKR-002", sees=Archive, severity=Severity.WARNING, spec=_MIMETYPE)
def mimetype_stored(archive: Archive) -> Iterator[Problem]:
    """The mimetype entry is not compressed: reading systems look for its text in the file."""
    entry = archive.get("mimetype")
    if entry is not None and entry.method:
        yield Problem(Place(), "mimetype is compressed; store it as it is")


@rule("PKG-016", sees=Archive, severity=Severity.WARNING)
def file_extension_case(archive: Archive) -> Iterator[Problem]:
    """The extension ``.epub`` is written in small letters: some systems know no other."""
    _, dot, extension = archive.file_name.rpartition(".")
    if dot and extension.lower() == "epub" and extension != "epub":
        yield Problem(Place(), f"the file ends in .{extension}; name it .epub")


@rule("PKG-024", sees=Archive, severity=Severity.USAGE)
def file_extension(archive: Archive) -> Iterator[Problem]:
    """A book's file name ends in ``.epub``."""
    _, dot, extension = archive.file_name.rpartition(".")
    if dot and extension.lower() != "epub":
        yield Problem(Place(), f"the file ends in .{extension}; reading systems look for .epub")


@rule(
    "RSC-002",
    sees=Archive,
    severity=Severity.FATAL,
    spec="https://www.w3.org/TR/epub-33/#sec-container-metainf-container.xml",
    bad={"META-INF/container.xml": None},
)
def container_found(archive: Archive) -> Iterator[Problem]:
    """META-INF/container.xml is there: it says where the package document is."""
    if archive.trouble or archive.names_trouble or any(not path for path, _ in archive.limits):
        return
    if "META-INF/container.xml" not in archive:
        yield Problem(Place(), "META-INF/container.xml is missing; no reader finds the book's text")
