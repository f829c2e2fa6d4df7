"""Whether the files that a book is made of have changed, told by their times and sizes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# More files than an essay has; a home folder has more, and is not to be walked twice a second.
MOST_FILES = 5_000
DEPTH = 2

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
