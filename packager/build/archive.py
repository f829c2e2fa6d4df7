"""The ZIP file of a book: the same bytes for the same files, on any day and machine.

``mimetype`` comes first, stored and without extra field, so that its text lies at offset 38
(https://www.w3.org/TR/epub-33/#sec-zip-container-mime); the container description follows, then
the rest in the order given. Deflate's output is zlib's: another zlib may compress otherwise.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from packager.media_types import BY_SUFFIX, COMPRESSED

# A ZIP entry cannot be dated before 1980, so that is the date that says nothing.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644
_UNIX = 3
_FIRST = ("mimetype", "META-INF/container.xml")


def repack(source: BinaryIO, target: BinaryIO, on_disk: Mapping[str, Path]) -> None:
    """Write the entries of the ZIP file ``source`` to ``target``, dated and ordered.

    The bytes of the paths in ``on_disk`` come from there, piece by piece, not from ``source``.

    Raises:
        OSError: a file cannot be read, or ``target`` not written.
    """
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w") as written:
        names = read.namelist()
        for name in sorted(names, key=_rank):
            entry = _entry(name)
            if name in on_disk:
                with on_disk[name].open("rb") as data, written.open(entry, "w") as out:
                    shutil.copyfileobj(data, out)
            else:
                written.writestr(entry, read.read(name))


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.create_system = _UNIX
    entry.external_attr = _MODE << 16
    media_type = BY_SUFFIX.get(Path(name).suffix.lower(), "")
    stored = name == "mimetype" or media_type in COMPRESSED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return entry
