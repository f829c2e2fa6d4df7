"""The cache of what is costly to make again: files in the user's cache folder.

It lies in ``PACKAGER_CACHE``, else in ``XDG_CACHE_HOME``, else in the system's own place. Every
file may vanish at any time and may be damaged: then the work is done again.

Results of one kind of work stand together on a :class:`Shelf`, which is one file: a thousand
files take longer to open than their bytes to read. A shelf is written as a whole, beside its place
and then renamed. Of two processes at once the later one's stays; nobody reads half of one.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import struct
import sys
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache as once
from mmap import ACCESS_READ, mmap
from pathlib import Path

_OLDEST_SECONDS = 60 * 24 * 3600
_MOST_BYTES = 512 * 1024 * 1024
_SWEEP_EVERY_SECONDS = 24 * 3600
_PROGRAM_FILES = (".py", ".tsv", ".toml", ".css")

_MARK = b"packager shelf 1\n"
_HEAD = struct.Struct("<QL")  # bytes of the index, and its CRC-32
_LARGE_BYTES = 1024 * 1024
_SMALL = 8  # how many times as large a shelf is than the small one beside it
_IDLE_BYTES = 8 * 1024 * 1024  # what may lie there unused, beside as much again as is used


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the cache; it need not exist."""
    if environ.get("PACKAGER_CACHE"):
        return Path(environ["PACKAGER_CACHE"])
    if environ.get("XDG_CACHE_HOME"):
        return Path(environ["XDG_CACHE_HOME"], "packager")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "packager"
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"], "packager", "cache")
    return Path.home() / ".cache" / "packager"


@once
def program_key() -> str:
    """Return a key of this version of the program, Python and zlib: others make other results."""
    stamp = hashlib.sha256(f"{sys.version} {zlib.ZLIB_RUNTIME_VERSION}".encode())
    for name, size, changed in sorted(_program_files(str(Path(__file__).parent), "")):
        stamp.update(f"{name} {size} {changed}".encode())
    return stamp.hexdigest()


def _program_files(folder: str, inside: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir():
                yield from _program_files(entry.path, f"{inside}{entry.name}/")
            elif entry.name.endswith(_PROGRAM_FILES):
                status = entry.stat()
                yield inside + entry.name, status.st_size, status.st_mtime_ns


def key_of(parts: Iterable[bytes | str]) -> str:
    """Return the key of inputs: SHA-256 over the parts, each with its length before it."""
    stamp = hashlib.sha256(program_key().encode())
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        stamp.update(len(data).to_bytes(8, "big"))
        stamp.update(data)
    return stamp.hexdigest()


class Shelf:
    """Bytes by key, in one file of the cache. :meth:`save` writes what was added, and closes.

    What comes to a large shelf is written to a small one beside it, until that is no longer small.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        file = folder / name[:2] / name[2:]
        self._whole, self._added = _Stored(file), _Stored(file.with_name(file.name + "+"))
        self._used: dict[str, bytes | memoryview] = {}
        self._new: dict[str, bytes] = {}

    def get(self, key: str) -> memoryview | None:
        """Return the bytes under a key, or ``None`` where there are none or damaged ones.

        They last until the shelf is closed.
        """
        found = self._added.get(key)
        if found is None:
            found = self._whole.get(key)
        if found is not None:
            self._used[key] = found
        return found

    def put(self, key: str, data: bytes) -> None:
        """Add bytes, or put others in their place."""
        self._new[key] = self._used[key] = data

    def save(self) -> None:
        """Write the shelf if something was put there: what was used, then what lay idle; close it.

        A folder that cannot be written is no failure: nothing is kept then.
        """
        try:
            with contextlib.suppress(OSError):
                if self._new:
                    self._write()
                elif self._used:
                    self._whole.touch()  # what is in use is not old
                    self._added.touch()
        finally:
            self.close()

    def _write(self) -> None:
        more: dict[str, bytes | memoryview] = {**dict(self._added.items()), **self._new}
        is_large = self._whole.size >= _LARGE_BYTES
        if is_large and sum(map(len, more.values())) * _SMALL <= self._whole.size:
            self._whole.touch()
            self._added.write(more)
        else:
            self._used.update(self._idle())
            self._whole.write(self._used)
            self._added.remove()
        sweep(self._folder)

    def _idle(self) -> Iterator[tuple[str, memoryview]]:
        """Yield what nobody asked for this time, as much of it as may stay."""
        left = _IDLE_BYTES + sum(map(len, self._used.values()))
        for key, data in (*self._added.items(), *self._whole.items()):
            if key not in self._used:
                left -= len(data)
                if left >= 0:
                    yield key, data

    def close(self) -> None:
        """Let go of the files; what :meth:`get` gave is gone."""
        self._used.clear()
        self._new.clear()
        self._whole.close()
        self._added.close()


class _Stored:
    """Bytes by key in a file: an index, then all bytes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._map: mmap | None = None
        self._data = memoryview(b"")
        self._index: Mapping[str, tuple[int, int, int]] = {}
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError, struct.error):
            self._open()

    def _open(self) -> None:
        """Read the index; whatever is wrong with it leaves nothing there."""
        with self._file.open("rb") as stream:
            self._map = mmap(stream.fileno(), 0, access=ACCESS_READ)
        data = memoryview(self._map)
        start = len(_MARK) + _HEAD.size
        if data[: len(_MARK)] != _MARK:
            return
        length, crc = _HEAD.unpack(data[len(_MARK) : start])
        raw = data[start : start + length]
        if len(raw) != length or zlib.crc32(raw) != crc:
            return
        self._index = marshal.loads(raw)  # noqa: S302 - written by this user's own packager
        self._data = data[start + length :]

    @property
    def size(self) -> int:
        """How many bytes there are, the index apart."""
        return len(self._data)

    def get(self, key: str) -> memoryview | None:
        """Return the bytes under a key, unless they are damaged."""
        place = self._index.get(key)
        if place is None:
            return None
        offset, size, crc = place
        found = self._data[offset : offset + size]
        return found if len(found) == size and zlib.crc32(found) == crc else None

    def items(self) -> Iterator[tuple[str, memoryview]]:
        """Yield all keys with bytes that are whole."""
        for key in self._index:
            data = self.get(key)
            if data is not None:
                yield key, data

    def write(self, values: Mapping[str, bytes | memoryview]) -> None:
        """Write other values in the place of these, beside the file, then renamed; close it.

        Raises:
            OSError: the folder cannot be written.
        """
        index: dict[str, tuple[int, int, int]] = {}
        offset = 0
        for key, data in values.items():
            index[key] = (offset, len(data), zlib.crc32(data))
            offset += len(data)
        raw = marshal.dumps(index)
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self._file.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_MARK + _HEAD.pack(len(raw), zlib.crc32(raw)) + raw)
                stream.writelines(values.values())
            self.close()  # Windows renames nothing over a file that is open
            Path(name).replace(self._file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def touch(self) -> None:
        """Note that the file is in use, if it is there."""
        if self._map is not None:
            os.utime(self._file)

    def remove(self) -> None:
        """Take the file away, if it is there."""
        self.close()
        self._file.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        self._index = {}
        self._data = memoryview(b"")
        if self._map is not None:
            with contextlib.suppress(BufferError):  # a part is in use; it is closed with that
                self._map.close()
        self._map = None


class Keys:
    """A set of keys on a shelf of their own; it loses those that are not asked for any more."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, key_of(["keys", name])

    def __contains__(self, key: str) -> bool:
        """Whether the key was added."""
        shelf = Shelf(self._folder, self._name)
        found = shelf.get(key) is not None
        shelf.save()
        return found

    def add(self, key: str) -> None:
        """Add a key."""
        shelf = Shelf(self._folder, self._name)
        shelf.put(key, b"")
        shelf.save()


def sweep(folder: Path) -> None:
    """Once a day, delete what is two months old, and the oldest beyond 512 MB."""
    mark = folder / "swept"
    with contextlib.suppress(OSError):
        if mark.exists() and time.time() - mark.stat().st_mtime < _SWEEP_EVERY_SECONDS:
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.touch()
        left = _MOST_BYTES
        entries = [(f.stat(), f) for f in folder.glob("??/*") if f.is_file()]
        for status, file in sorted(entries, key=lambda pair: -pair[0].st_mtime):
            left -= status.st_size
            if left < 0 or time.time() - status.st_mtime > _OLDEST_SECONDS:
                file.unlink(missing_ok=True)
