"""The ZIP file of a book: the same bytes for the same files, on any day and machine.

``mimetype`` comes first, stored and without extra field, so that its text lies at offset 38
(https://www.w3.org/TR/epub-33/#sec-zip-container-mime); the container description follows, then
the rest in the order given. Deflate's output is zlib's: another zlib may compress otherwise.

The file is written here, not by Python's ``zipfile``, which cannot take bytes that were
deflated before. Layout: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from posixpath import splitext
from typing import BinaryIO

from packager.data_classes import dataclass
from packager.errors import SourceError
from packager.media_types import BY_SUFFIX, COMPRESSED

_DATE = (1 << 5) | 1  # 1 January 1980: no entry can be older, so it is the date that says nothing
_MODE = 0o100644
_UNIX = 3
_FIRST = ("mimetype", "META-INF/container.xml")
_STORED, _DEFLATED = 0, 8
_VERSION, _VERSION_64 = 20, 45  # 2.0 knows deflate, 4.5 knows ZIP64
_IS_UTF8 = 1 << 11
_FULL, _FULL_COUNT = 0xFFFFFFFF, 0xFFFF  # what stands where ZIP64 has the value
_LIMIT = _FULL  # sizes and places from here on are told by ZIP64
_MOST_ENTRIES = _FULL_COUNT - 1
_BLOCK_BYTES = 1 << 20

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s2B5H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")


@dataclass(frozen=True, slots=True)
class Packed:
    """Bytes with what a ZIP file needs of them: ``deflated``, and the CRC-32 of ``data``."""

    data: bytes
    deflated: bytes
    crc: int


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    flags: int
    method: int
    crc: int
    packed_size: int
    size: int
    offset: int


def packed(data: bytes) -> Packed:
    """Return bytes deflated as every book has them."""
    deflater = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(data, deflater.compress(data) + deflater.flush(), zlib.crc32(data))


def repack(
    source: BinaryIO,
    target: BinaryIO,
    order: Sequence[str],
    on_disk: Mapping[str, Path],
    ready: Mapping[str, Packed],
) -> None:
    """Write the entries of the ZIP file ``source`` to ``target``, dated, those of ``order`` last.

    The bytes of the paths in ``on_disk`` come from there, piece by piece, and those of the paths
    in ``ready`` as they are; ``source`` need not have them.

    Raises:
        OSError: a file cannot be read, or ``target`` not written.
        SourceError: a file on disk is too large, or changed while it was read.
    """
    entries: list[_Entry] = []
    listed = frozenset(order)
    with zipfile.ZipFile(source) as read:
        names = [*(name for name in read.namelist() if name not in listed), *order]
        for name in sorted(names, key=_rank):
            if name in on_disk:
                entries.append(_write_file(target, name, on_disk[name]))
            elif not _is_stored(name):
                done = ready.get(name) or packed(read.read(name))
                entries.append(_write_packed(target, name, done))
            else:
                data = read.read(name)
                entries.append(_write_head(target, name, zlib.crc32(data), len(data), len(data)))
                target.write(data)
    _write_directory(target, entries)


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _is_stored(name: str) -> bool:
    suffix = splitext(name)[1].lower()
    return name == "mimetype" or BY_SUFFIX.get(suffix, "") in COMPRESSED


def _write_file(target: BinaryIO, name: str, file: Path) -> _Entry:
    """Write a file on disk; a large one that is stored is read twice, and never held whole.

    Its size and CRC stand before its bytes: old readers do not know of those behind them.
    """
    if not _is_stored(name):
        return _write_packed(target, name, packed(file.read_bytes()))
    if file.stat().st_size <= _BLOCK_BYTES:
        data = file.read_bytes()
        entry = _write_head(target, name, zlib.crc32(data), len(data), len(data))
        target.write(data)
        return entry
    crc = size = 0
    for block in _blocks(file):
        crc, size = zlib.crc32(block, crc), size + len(block)
    entry = _write_head(target, name, crc, size, size)
    again = written = 0
    for block in _blocks(file):
        again, written = zlib.crc32(block, again), written + len(block)
        target.write(block)
    if (again, written) != (crc, size):
        raise SourceError(f"{file}: changed while the book was written; build it again")
    return entry


def _write_packed(target: BinaryIO, name: str, done: Packed) -> _Entry:
    entry = _write_head(target, name, done.crc, len(done.deflated), len(done.data))
    target.write(done.deflated)
    return entry


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            yield block


def _write_head(target: BinaryIO, name: str, crc: int, packed_size: int, size: int) -> _Entry:
    """Write the local header of an entry; its bytes are to follow.

    Raises:
        SourceError: the entry is of 4 GB or more, which no reading system unpacks.
    """
    if max(size, packed_size) >= _LIMIT:
        raise SourceError(f"{name}: is {size:,} bytes; an EPUB's files stay below 4 GB")
    raw = name.encode("ascii" if name.isascii() else "utf-8")
    flags = 0 if name.isascii() else _IS_UTF8
    method = _STORED if _is_stored(name) else _DEFLATED
    entry = _Entry(raw, flags, method, crc, packed_size, size, target.tell())
    target.write(
        _LOCAL.pack(
            b"PK\3\4", _VERSION, flags, method, 0, _DATE, crc, packed_size, size, len(raw), 0
        )
        + raw
    )
    return entry


def _write_directory(target: BinaryIO, entries: list[_Entry]) -> None:
    """Write the central directory and its end, both as ZIP64 where four bytes do not do."""
    start = target.tell()
    for entry in entries:
        is_far = entry.offset >= _LIMIT
        extra = struct.pack("<2HQ", 1, 8, entry.offset) if is_far else b""
        version = _VERSION_64 if is_far else _VERSION
        target.write(
            _CENTRAL.pack(
                b"PK\1\2", version, _UNIX, version, entry.flags, entry.method, 0, _DATE,
                entry.crc, entry.packed_size, entry.size, len(entry.name), len(extra), 0, 0, 0,
                _MODE << 16, _FULL if is_far else entry.offset,
            )
            + entry.name
            + extra
        )  # fmt: skip
    end = target.tell()
    count, length = len(entries), end - start
    if count > _MOST_ENTRIES or max(length, start) >= _LIMIT:
        whole = (count, count, length, start)
        target.write(
            _END_64.pack(b"PK\6\6", 44, _VERSION_64, _VERSION_64, 0, 0, *whole)
            + _LOCATOR_64.pack(b"PK\6\7", 0, end, 1)
        )
        count, length, start = _FULL_COUNT, _FULL, _FULL
    target.write(_END.pack(b"PK\5\6", 0, 0, count, count, length, start, 0))
