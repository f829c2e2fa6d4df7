"""A book that is to be sent: its title, and whether it opens where it goes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from packager.check.finding import Finding, Severity
from packager.data_classes import dataclass
from packager.errors import MissingInputError, SourceError

_GRAVE = (Severity.FATAL, Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A book with what its way asks of it."""

    name: str
    title: str
    author: str
    data: bytes

    @property
    def file_stem(self) -> str:
        """The file's name without its suffixes."""
        stem = Path(self.name).name
        for suffix in (".epub", ".kepub"):
            if stem.lower().endswith(suffix):
                stem = stem[: -len(suffix)]
        return stem

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def read_parcel(file: Path) -> Parcel:
    """Return a book with its title and first author; without them where it does not tell.

    Raises:
        MissingInputError: the file cannot be read.
        SourceError: it is no EPUB.
    """
    from packager.catalog.publication import read_package
    from packager.read import Source
    from packager.read.volume import open_volume

    try:
        data = file.read_bytes()
    except OSError as error:
        told = (error.strerror or "cannot be read").lower()
        raise MissingInputError(f"{file}: {told}; name an EPUB file") from error
    if not data.startswith(b"PK\x03\x04"):
        raise SourceError(f"{file}: is no EPUB; make one by packager build")
    try:
        with open_volume(Source(str(file), data, file)) as volume:
            known = read_package(volume.package, str(file), len(data), "")
    except SourceError:  # protected or broken; whether it may go is asked of its check
        return Parcel(str(file), "", "", data)
    author = known.authors[0].name if known.authors else ""
    return Parcel(str(file), known.title, author, data)


def refuse_unsound(book: Parcel, place: str, device: str, besides: str = "") -> None:
    """Do nothing if the book opens at the place: no error by the standard's and a device's rules.

    ``device`` is one of those that rules are kept for, or another word for none; ``besides`` is
    an engine's family that does not count.

    Raises:
        SourceError: it has errors; the first is named.
    """
    from packager.check import check
    from packager.check.devices import DEVICES

    families = {"epub", *DEVICES.get(device, ())} - {besides}
    report = check(book.data, name=book.name, families=families)
    grave = sorted(
        (f for f in report.findings if f.severity in _GRAVE), key=lambda f: f.severity.rank
    )
    if not grave:
        return
    count = f"{len(grave)} errors" if len(grave) > 1 else "an error"
    raise SourceError(
        f"{book.name}: may not open on {place}: {count}, first {_told(grave[0])}; "
        "mend it by packager fix, or give --force to send it as it is"
    )


def _told(finding: Finding) -> str:
    line = f":{finding.line}" if finding.line else ""
    place = f" in {finding.path}{line}" if finding.path else ""
    return f"{finding.id} ({finding.rule}){place}"
