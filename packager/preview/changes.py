"""Whether the files that a book is made of have changed, told by their times and sizes.

The system wakes whoever waits (watchfiles). Where it cannot, on a drive of the network or with too
many folders watched already, the files are looked at twice a second.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

# More files than an essay has; a home folder has more, and is not to be walked twice a second.
MOST_FILES = 5_000
DEPTH = 2
POLL_SECONDS = 0.5
_SETTLED_MILLISECONDS = 100  # an editor writes a file in several steps

Stamp = dict[str, tuple[int, int]]


def stamp(file: Path, folders: Iterable[Path] = ()) -> Stamp:
    """Return time (ns) and size (bytes) by name: of a file and of those in ``folders``.

    Folders are entered two levels deep; hidden files are left out, and so is whatever comes
    after 5,000 files or cannot be looked at.
    """
    found: Stamp = {}
    for one in (file, *(inner for folder in folders for inner in _files(folder, DEPTH))):
        if len(found) >= MOST_FILES:
            break
        try:
            status = one.stat()
        except OSError:  # gone since it was listed: its absence is what is told
            continue
        found[str(one)] = (status.st_mtime_ns, status.st_size)
    return found


def _files(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:  # not there, or not ours to read: nothing in it can be watched
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            if depth:
                yield from _files(Path(entry.path), depth - 1)
        else:
            yield Path(entry.path)


class Watch:
    """Waits for something to happen in the folders that files lie in."""

    def __init__(self) -> None:
        self._folders: frozenset[Path] = frozenset()
        self._woken = _woken(self._folders)

    def wait(self, files: Iterable[str]) -> None:
        """Return once something changes in the folders of ``files``, in half a second at most."""
        folders = frozenset(Path(file).absolute().parent for file in files)
        if folders != self._folders:
            self._woken.close()
            self._folders, self._woken = folders, _woken(folders)
        next(self._woken)


def _woken(folders: Iterable[Path]) -> Generator[object, None, None]:
    from watchfiles import watch

    there = [folder for folder in folders if folder.is_dir()]
    try:
        if there:
            yield from watch(
                *there,
                watch_filter=None,
                recursive=False,
                debounce=_SETTLED_MILLISECONDS,
                step=_SETTLED_MILLISECONDS // 2,
                rust_timeout=int(POLL_SECONDS * 1000),
                yield_on_timeout=True,
                raise_interrupt=True,
            )
    except (OSError, RuntimeError):  # no watch to be had: the system's limit, a strange drive
        pass
    while True:
        time.sleep(POLL_SECONDS)
        yield None
