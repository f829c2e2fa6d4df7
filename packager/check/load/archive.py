"""The ZIP file of a book, read from its own bytes: central directory, local headers, entries.

Python's ``zipfile`` hides what a checker has to see (the local header's extra field, names that
are no UTF-8, overlapping entries) and inflates without a bound, so the directory is read here.
Layout: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from packager.check.facts import Archive, Entry
from packager.check.load.slices import Slices, open_slices

MAX_ENTRIES = 50_000
MAX_FILE_BYTES = 256 * 1024 * 1024
MAX_RATIO = 1000  # deflate itself ends at about 1032
FREE_RATIO_BYTES = 8 * 1024 * 1024  # a small file may be as repetitive as it likes

_WINDOW = 256 * 1024  # of the central directory, read at once
_HEAD = 58  # up to the end of "application/epub+zip" in a sound book
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_IN_ZIP64 = 0xFFFFFFFF


@contextmanager
def open_archive(source: Path | bytes, name: str) -> Iterator[Archive]:
    """Give the archive of a file or of its bytes; it can be read as long as the block lasts.

    Raises:
        OSError: the file cannot be opened.
    """
    if isinstance(source, bytes):
        yield read_archive(source, name)
        return
    with open_slices(source) as data:
        yield read_archive(data, name)


def read_archive(data: Slices, name: str) -> Archive:
    """Return the facts of a ZIP file; never raises on a broken one."""
    size = len(data)
    head = data[:_HEAD]
    limits: list[tuple[str, str]] = []
    entries: list[Entry] = []
    trouble, names_trouble = "", ""
    try:
        entries = list(_entries(data, limits))
    except _BrokenError as error:
        trouble = str(error)
    for entry in entries:
        shown = repr(entry.name[:80])[1:]
        if not entry.is_utf8:
            names_trouble = f"the name {shown} is no UTF-8"
        elif entry.is_encrypted:
            names_trouble = f"the entry {shown} is encrypted by ZIP's own means"
        elif entry.method not in (0, zlib.DEFLATED):
            names_trouble = f"the entry {shown} is packed by method {entry.method}"
    by_path: dict[str, Entry] = {}
    for entry in entries:
        by_path[normal(entry.path)] = entry  # of two with one name Java, and we, read the last
        if entry.size > MAX_FILE_BYTES:
            limits.append((entry.path, f"would be {entry.size:,} bytes"))
        elif entry.size > FREE_RATIO_BYTES and entry.size > MAX_RATIO * max(1, entry.packed_size):
            limits.append((entry.path, f"unpacks {entry.packed_size:,} to {entry.size:,} bytes"))
    refused = {path for path, _ in limits}

    def bytes_of(path: str) -> bytes | None:
        entry = by_path.get(normal(path))
        if entry is None or entry.path in refused:
            return None
        return inflate(data, entry, MAX_FILE_BYTES)

    def head_of(path: str, count: int) -> bytes | None:
        entry = by_path.get(normal(path))
        return None if entry is None else inflate(data, entry, count, whole=False)

    def deflated_of(path: str) -> bytes | None:
        entry = by_path.get(normal(path))
        if entry is None or entry.path in refused or entry.method != zlib.DEFLATED:
            return None
        start = _start(data, entry)
        return None if start is None else data[start : start + entry.packed_size]

    return Archive(
        name,
        size,
        head,
        tuple(entries),
        trouble,
        names_trouble,
        tuple(limits),
        by_path,
        bytes_of,
        head_of,
        deflated_of,
    )


def normal(path: str) -> str:
    """Return a path as names in a book are compared: in normal form C (EPUB 3.3 §4.2.2)."""
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def inflate(data: Slices, entry: Entry, limit: int, *, whole: bool = True) -> bytes | None:
    """Return the bytes of an entry, at most ``limit``; ``None`` where they cannot be had.

    With ``whole`` an entry that holds more than ``limit``, or less than its size, gives ``None``.
    """
    start = _start(data, entry)
    if start is None:
        return None
    if entry.method == 0:
        raw = data[start : start + min(entry.packed_size, limit + 1)]
        return _bounded(raw, limit, whole)
    packed = data[
        start : start + (entry.packed_size if whole else min(entry.packed_size, 4096 + limit))
    ]
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        raw = unpacker.decompress(packed, limit + 1)
    except zlib.error:
        return None
    if whole and not unpacker.eof and len(raw) <= limit:
        return None
    return _bounded(raw, limit, whole)


def _start(data: Slices, entry: Entry) -> int | None:
    """Return where the bytes of an entry begin; ``None`` where they cannot be had."""
    header = data[entry.offset : entry.offset + _LOCAL.size]
    if len(header) < _LOCAL.size or entry.is_encrypted:
        return None
    fields = _LOCAL.unpack(header)
    if fields[0] != b"PK\3\4":
        return None
    start: int = entry.offset + _LOCAL.size + fields[9] + fields[10]
    return start


def _bounded(raw: bytes, limit: int, whole: bool) -> bytes | None:
    if not whole:
        return raw[:limit]
    return None if len(raw) > limit else raw


class _Window:
    """Reads a part of a file from front to back, so much at a time."""

    def __init__(self, data: Slices, start: int) -> None:
        self._data = data
        self._start = start
        self._bytes = b""

    def __getitem__(self, part: slice) -> bytes:
        first, last = part.start - self._start, part.stop - self._start
        if last > len(self._bytes):
            self._start = part.start
            self._bytes = self._data[part.start : max(part.stop, part.start + _WINDOW)]
            first, last = 0, part.stop - part.start
        return self._bytes[first:last]


class _BrokenError(Exception):
    """The central directory cannot be read; the text says why."""


def _entries(data: Slices, limits: list[tuple[str, str]]) -> Iterator[Entry]:
    if not data:
        raise _BrokenError("the file is empty")
    tail = max(0, len(data) - _END.size - 0xFFFF)
    end = data[tail:].rfind(b"PK\5\6")
    end = tail + end if end >= 0 else -1
    if end < 0 or end + _END.size > len(data):
        raise _BrokenError(
            "there is no end of a central directory; the file is cut off or no ZIP file"
        )
    total, length, offset = _end_record(data, end)
    start = end - length
    if data[start : start + 4] != b"PK\1\2" and data[offset : offset + 4] == b"PK\1\2":
        start = offset  # ZIP64 puts records of its own between directory and end
    if start < 0 or offset > start:
        raise _BrokenError("the central directory lies outside of the file")
    shift = start - offset  # bytes that something put before the archive
    if total > MAX_ENTRIES:
        limits.append(("", f"has {total:,} entries"))
        return
    position = start
    directory = _Window(data, start)
    for _ in range(total):
        raw = directory[position : position + _CENTRAL.size]
        if len(raw) < _CENTRAL.size or raw[:4] != b"PK\1\2":
            raise _BrokenError("the central directory has a damaged entry")
        fields = _CENTRAL.unpack(raw)
        _, _, _, flags, method, _, _, crc, packed, size = fields[:10]
        name_length, extra_length, comment_length = fields[10:13]
        first = position + _CENTRAL.size
        name = directory[first : first + name_length]
        extra = directory[first + name_length : first + name_length + extra_length]
        position = first + name_length + extra_length + comment_length
        where = fields[16]
        if _IN_ZIP64 in (packed, size, where):
            size, packed, where = _wide(extra, size, packed, where)
        if position > end:
            raise _BrokenError("the central directory is cut off")
        yield _entry(data, name, where + shift, (size, packed, method, flags, crc))
    if position != end and data[position : position + 4] == b"PK\1\2":
        raise _BrokenError("the central directory has more entries than it says")


def _end_record(data: Slices, end: int) -> tuple[int, int, int]:
    """Return count, length and offset of the central directory; ZIP64's where they are there."""
    _, _, _, _, total, length, offset, _ = _END.unpack(data[end : end + _END.size])
    locator = data[end - 20 : end] if end >= 20 else b""  # noqa: PLR2004 - a locator's size
    if locator[:4] == b"PK\6\7":
        where = struct.unpack("<Q", locator[8:16])[0]
        wide = data[where : where + 56] if where < len(data) else b""
        if wide[:4] == b"PK\6\6":
            total, length, offset = struct.unpack("<3Q", wide[32:56])
            return total, length, offset
    return total, length, offset


def _wide(extra: bytes, size: int, packed: int, where: int) -> tuple[int, int, int]:
    """Return the 64-bit values of a ZIP64 extra field for those that are 0xFFFFFFFF."""
    values = []
    position = 0
    while position + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, position)
        if kind == 1:
            body = extra[position + 4 : position + 4 + length]
            values = [v[0] for v in struct.iter_unpack("<Q", body[: len(body) // 8 * 8])]
        position += 4 + length
    rest = iter(values)
    size, packed, where = (next(rest, v) if v == _IN_ZIP64 else v for v in (size, packed, where))
    return size, packed, where


def _entry(data: Slices, name: bytes, offset: int, facts: tuple[int, int, int, int, int]) -> Entry:
    size, packed, method, flags, crc = facts
    try:
        path, is_utf8 = name.decode("utf-8"), True
    except UnicodeDecodeError:
        path, is_utf8 = name.decode("cp437"), False
    header = data[offset : offset + _LOCAL.size + len(name)] if offset < len(data) else b""
    local = header[: _LOCAL.size]
    local_name, local_extra = b"", 0
    if len(local) == _LOCAL.size and local[:4] == b"PK\3\4":
        name_length, local_extra = _LOCAL.unpack(local)[9:11]
        start = offset + _LOCAL.size
        local_name = header[_LOCAL.size :][:name_length]
        if name_length > len(name):
            local_name = data[start : start + name_length]
    return Entry(
        path, name, size, packed, method, flags, crc, offset, local_name, local_extra, is_utf8
    )
