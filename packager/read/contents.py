"""The bytes of a file that was named: a regular file, or a pipe that somebody writes to.

A pipe without a writer would be waited for for ever, and ``/dev/zero`` has no end.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 1_000_000_000  # of a source; what is read from it has bounds of its own
_AT_ONCE = 1 << 20
_OURS = {
    errno.EFBIG: "give a smaller file",
    errno.ENODEV: "name a file, or - for standard input",
    errno.ENXIO: "name a file, or - for standard input",
}
_WAITED_SECONDS = 1.0  # for somebody to open the other end


def contents(file: Path, most: int = MOST_BYTES) -> bytes:
    """Return what a file holds.

    Raises:
        OSError: it is not there, is a folder, a device, a socket or a pipe that nobody writes
            to, or holds more than ``most`` bytes; ``strerror`` says what.
        ValueError: its name can be no file's.
    """
    # Without O_NONBLOCK, opening a pipe waits for its writer (POSIX.1-2024, open())
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        kind = status.st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, "is a folder", str(file))
        if stat.S_ISFIFO(kind):
            return _first(handle, file) + bounded(stream, most, file)
        if not stat.S_ISREG(kind):
            raise OSError(errno.ENODEV, "is a device", str(file))
        if status.st_size > most:
            raise _too_large(most, file)
        return bounded(stream, most, file)


def bounded(stream: BinaryIO, most: int = MOST_BYTES, file: Path | None = None) -> bytes:
    """Return all that a stream gives.

    Raises:
        OSError: it gives more than ``most`` bytes.
    """
    data = stream.read(most + 1)
    if len(data) > most:
        raise _too_large(most, file)
    return data


def _too_large(most: int, file: Path | None) -> OSError:
    name = str(file) if file else None
    return OSError(errno.EFBIG, f"holds more than {most // 1_000_000:,} MB", name)


def reason_of(error: OSError | ValueError) -> str:
    """Return what kept a file from being read, and what to do, for a message behind its name."""
    number = getattr(error, "errno", None)
    reason = getattr(error, "strerror", None) or str(error)
    if number in _OURS:
        return f"{reason}; {_OURS[number]}"
    return f"cannot be read: {reason.lower()}"


def _first(handle: int, file: Path) -> bytes:
    """Return the first bytes of a pipe that has a writer; it can then be read like any file.

    Raises:
        OSError: nobody opens its other end.
    """
    deadline = time.monotonic() + _WAITED_SECONDS
    while time.monotonic() < deadline:
        try:
            data = os.read(handle, _AT_ONCE)
        except BlockingIOError:  # a writer is there and has not written yet
            data = None
        if data != b"":
            os.set_blocking(handle, True)
            return data or b""
        time.sleep(0.01)
    raise OSError(errno.ENXIO, "is a pipe that nothing writes to", str(file))
