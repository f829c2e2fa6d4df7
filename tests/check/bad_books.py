"""Books broken as a rule's ``bad`` says, and those that only bytes of the ZIP file can break."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from packager.check.registry import Rule
from tests.books import packed, sound_book, sound_files, sound_files_2


def broken_book(rule: Rule) -> bytes:
    """Return the sound book with the changes of a rule's ``bad``."""
    files = sound_files() if "3" in rule.versions else sound_files_2()
    for path, change in rule.bad.items():
        if change is None:
            files.pop(path)
        elif isinstance(change, bytes):
            files[path] = change
        else:
            text = files[path].decode()
            for old, new in change:
                assert old in text, f"{rule.name}: {path} does not hold {old!r}"
                text = text.replace(old, new, 1)
            files[path] = text.encode()
    return packed(files)


def with_extra_field() -> bytes:
    """Return the sound book, its mimetype entry with an extra field."""
    return _zipped(sound_files(), extra=struct.pack("<2HI", 0x5455, 4, 0))


def with_packed_mimetype() -> bytes:
    """Return the sound book, its mimetype compressed."""
    return _zipped(sound_files(), method=zipfile.ZIP_DEFLATED)


def with_zip_encryption() -> bytes:
    """Return the sound book, an entry marked as encrypted by ZIP's own means."""
    data = bytearray(sound_book())
    data[data.find(b"PK\1\2") + 8] |= 1
    return bytes(data)


def with_bomb() -> bytes:
    """Return the sound book and a file of 300 MB of zeros, packed to 300 kB."""
    return packed(sound_files() | {"EPUB/zeros.txt": b"\0" * 300_000_000})


def with_damaged(path: str) -> bytes:
    """Return the sound book, the data of one file overwritten."""
    data = bytearray(sound_book())
    start = data.find(path.encode()) + len(path)
    data[start + 2 : start + 30] = b"\xff" * 28
    return bytes(data)


def with_names_in_latin_1() -> bytes:
    """Return the sound book, a file name in it no UTF-8."""
    return sound_book().replace(b"EPUB/notes.xhtml", b"EPUB/not\xe9s.xhtml")


def _zipped(files: Mapping[str, bytes], *, extra: bytes = b"", method: int = 0) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, (2024, 1, 2, 3, 4, 4))
            if path == "mimetype":
                entry.extra, entry.compress_type = extra, method
            archive.writestr(entry, data)
    return target.getvalue()


# Rules that no change of a file's bytes can show: made by hand, checked under a name.
BY_HAND: dict[str, tuple[Callable[[], bytes], str]] = {
    "archive-header": (lambda: b"PK\3\4", "book.epub"),
    "archive-signature": (lambda: b"GIF89a" + b"\0" * 100, "book.epub"),
    "archive-readable": (lambda: sound_book()[:-40], "book.epub"),
    "archive-entries": (with_names_in_latin_1, "book.epub"),
    "archive-size": (with_bomb, "book.epub"),
    "mimetype-extra-field": (with_extra_field, "book.epub"),
    "mimetype-stored": (with_packed_mimetype, "book.epub"),
    "file-extension-case": (sound_book, "book.ePub"),
    "file-extension": (sound_book, "book.zip"),
    "files-readable": (lambda: with_damaged("EPUB/chapter.xhtml"), "book.epub"),
    "package-readable": (lambda: with_damaged("EPUB/content.opf"), "book.epub"),
    "container-readable": (lambda: with_damaged("META-INF/container.xml"), "book.epub"),
}
