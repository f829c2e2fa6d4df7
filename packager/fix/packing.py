"""A book packed anew: ``mimetype`` first and stored, as OCF asks, every other file deflated.

https://www.w3.org/TR/epub-33/#sec-zip-container-mime
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from packager.media_types import BY_SUFFIX, COMPRESSED

MIMETYPE = b"application/epub+zip"
# A ZIP entry cannot be dated before 1980, so that is the date that says nothing.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644
_UNIX = 3
_FIRST = ("mimetype", "META-INF/container.xml")


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return an EPUB of the files, in their order behind ``mimetype`` and the container."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(_entry("mimetype"), MIMETYPE)
        for path in sorted(files, key=lambda path: path not in _FIRST):
            if path != "mimetype":
                archive.writestr(_entry(path), files[path])
    return target.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _DATE)
    entry.create_system = _UNIX
    entry.external_attr = _MODE << 16
    media_type = BY_SUFFIX.get(PurePosixPath(path).suffix.lower(), "")
    stored = path == "mimetype" or media_type in COMPRESSED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return entry
