"""Files beside a source, read through one place that remembers which ones were asked for.

A reader that looks for an image or a person asks here, so that a cached reading is known to be
stale when one of them changes, comes or goes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar, cast

from packager.data_classes import dataclass
from packager.read.contents import contents

Result = TypeVar("Result")
_MOST_REMEMBERED = 16
_memory: dict[Path, tuple[object, tuple[tuple[Path, tuple[int, int]], ...]]] = {}
_asked: ContextVar[dict[Path, None] | None] = ContextVar("_asked", default=None)


@dataclass(frozen=True, slots=True)
class Trace:
    """A file that a reading depends on: its SHA-256, or empty where it was not there.

    ``stamp`` is its size and time of change: equal ones spare reading it again.
    """

    name: str
    digest: str
    stamp: tuple[int, int]

    @property
    def file(self) -> Path:
        """The file itself."""
        return Path(self.name)

    @property
    def is_current(self) -> bool:
        """Whether the file is what it was."""
        return _stamp(self.name) == self.stamp or _digest(self.file) == self.digest


@contextmanager
def traced() -> Iterator[dict[Path, None]]:
    """Collect the files that are asked for inside the block."""
    collected: dict[Path, None] = {}
    token = _asked.set(collected)
    try:
        yield collected
    finally:
        _asked.reset(token)


def trace_of(file: Path) -> Trace:
    """Return the trace of a file as it is now."""
    return Trace(str(file), _digest(file), _stamp(file))


def is_file(file: Path) -> bool:
    """Return whether there is such a file, and remember that it was asked for."""
    _note(file)
    return file.is_file()


def is_folder(folder: Path) -> bool:
    """Return whether there is such a folder, and remember that it was asked for."""
    _note(folder)
    return folder.is_dir()


def read_bytes(file: Path) -> bytes:
    """Return a file's bytes, and remember that it was asked for.

    Raises:
        OSError: as :func:`packager.read.contents.contents` says.
    """
    _note(file)
    return contents(file)


def listed(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder in the order of their names; the folder is remembered."""
    _note(folder)
    return sorted(folder.glob(pattern), key=lambda file: file.name)


def remembered(folder: Path, make: Callable[[], Result]) -> Result:
    """Return what ``make`` makes of a folder, made anew when a file changed that it asked for.

    An anthology's essays share their people; each asks for them.
    """
    key = folder.absolute()
    known = _memory.get(key)
    if known is None or any(_stamp(file) != stamp for file, stamp in known[1]):
        with traced() as asked:
            made = make()
        if len(_memory) >= _MOST_REMEMBERED:
            _memory.clear()
        known = _memory[key] = (made, tuple((file, _stamp(file)) for file in asked))
    for file, _ in known[1]:
        _note(file)
    return cast("Result", known[0])


def _note(file: Path) -> None:
    collected = _asked.get()
    if collected is not None:
        collected[file] = None


def _stamp(file: Path | str) -> tuple[int, int]:
    try:
        status = os.stat(file)  # noqa: PTH116 - a path of many takes long to make
    except OSError:
        return (-1, -1)
    return status.st_size, status.st_mtime_ns


def _digest(file: Path) -> str:
    """Return the hash of a file, of a folder's list of names, or nothing."""
    try:
        if file.is_dir():
            names = "\0".join(sorted(child.name for child in file.iterdir()))
            return hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()
        return hashlib.sha256(contents(file)).hexdigest()
    except OSError:
        return ""
