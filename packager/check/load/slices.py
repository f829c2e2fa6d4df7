"""The bytes of a file, read where they are needed and not kept.

A mapping of the file into memory would do the same, but every page that was looked at stays and
counts: a book of 250 MB of pictures would weigh 250 MB.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Protocol


class Slices(Protocol):
    """What :class:`bytes` does too: a length, and slices."""

    def __len__(self) -> int:
        """Return the number of bytes."""

    def __getitem__(self, part: slice, /) -> bytes:
        """Return a part."""


class _File:
    """A file that is open for reading; several threads and processes may read it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = os.fstat(file.fileno()).st_size
        self._lock = Lock()

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self._size)
        if stop <= start:
            return b""
        if hasattr(os, "pread"):
            return _read(self._file.fileno(), stop - start, start)
        with self._lock:  # Windows has one position for all
            self._file.seek(start)
            return self._file.read(stop - start)


def _read(descriptor: int, count: int, start: int) -> bytes:
    """Return bytes from a place on; less than asked for only at the end of the file."""
    found = os.pread(descriptor, count, start)
    if len(found) == count or not found:
        return found
    pieces = [found]
    while found and (count := count - len(found)):
        start += len(found)
        found = os.pread(descriptor, count, start)
        pieces.append(found)
    return b"".join(pieces)


@contextmanager
def open_slices(file: Path) -> Iterator[Slices]:
    """Give the bytes of a file; they can be read as long as the block lasts.

    Raises:
        OSError: the file cannot be opened.
    """
    with file.open("rb", buffering=0) as opened:
        yield _File(opened)
