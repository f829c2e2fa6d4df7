"""The books of a folder: found without leaving it, read one at a time."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from packager.catalog.publication import Publication, read_package
from packager.data_classes import dataclass
from packager.errors import MissingInputError, SourceError

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """A book to look at: its file, its path in the catalog, and whose covers are known."""

    file: Path
    path: str
    known_digest: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A book that was looked at, with its pictures, or why it is left out.

    ``pictures`` are cover and thumbnail with their sizes; none where the file is the known one.
    """

    task: Task
    publication: Publication | None = None
    pictures: tuple[tuple[bytes, tuple[int, int]], ...] = ()
    trouble: str = ""


def find_books(
    folder: Path, besides: Path | None = None
) -> tuple[list[tuple[Path, str]], list[str]]:
    """Return the EPUB files in a folder and those below it, each with its path from there.

    In the order of their paths; beside them, a line for each folder that cannot be read. Hidden
    files and folders are passed over, and ``besides``; a link is followed only to a file that
    lies inside the folder.

    Raises:
        MissingInputError: the folder itself cannot be read.
    """
    root = folder.resolve()
    waiting = [root]
    found: list[tuple[str, Path]] = []
    troubles: list[str] = []
    while waiting:
        place = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError as error:
            told = f"{place}: {(error.strerror or 'cannot be read').lower()}"
            if place == root:
                raise MissingInputError(f"{told}; name a folder of EPUB files") from error
            troubles.append(told)
            continue
        for entry in entries:
            file = Path(entry.path)
            if entry.name.startswith("."):
                continue
            if not _is_text(entry.name):
                troubles.append(f"{place}/{_shown(entry.name)}: the name is no UTF-8; rename it")
                continue
            if entry.is_dir(follow_symlinks=False):
                if besides is None or file != besides:
                    waiting.append(file)
            elif entry.name.lower().endswith(".epub") and _is_inside(file, root):
                found.append((file.relative_to(root).as_posix(), file))
    return [(file, path) for path, file in sorted(found)], troubles


def _is_text(name: str) -> bool:
    """Return whether a file's name is text, which an address can be made of."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    return os.fsencode(name).decode("ascii", "backslashreplace")


def _is_inside(file: Path, root: Path) -> bool:
    try:
        return file.is_file() and file.resolve().is_relative_to(root)
    except OSError:  # a loop of links
        return False


def look_at(task: Task) -> Shown:
    """Return what a catalog shows of a book; a book that cannot be read is told, not raised."""
    from packager.catalog.covers import cover_path, pictures_of
    from packager.check.load.archive import open_archive
    from packager.read.volume import volume_of

    try:
        digest, size_bytes = _digest(task.file)
        with open_archive(task.file, task.file.name) as archive:
            package = volume_of(archive, str(task.file)).package
            publication = read_package(package, task.path, size_bytes, digest)
            if not publication.title:
                publication = replace(publication, title=task.file.stem)
            if digest == task.known_digest:
                return Shown(task, publication)
            path = cover_path(archive, package)
            author = ", ".join(person.name for person in publication.authors[:2])
            language = publication.languages[0] if publication.languages else ""
            data = archive.bytes_of(path) if path else None
            pictures = pictures_of(data, publication.title, author, language)
    except SourceError as error:
        return Shown(task, trouble=str(error))
    except OSError as error:
        told = (error.strerror or "cannot be read").lower()
        return Shown(task, trouble=f"{task.file}: {told}")
    return Shown(task, publication, tuple(pictures))


def _digest(file: Path) -> tuple[str, int]:
    """Return the SHA-256 of a file and its size, read piece by piece."""
    number, size = hashlib.sha256(), 0
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            number.update(block)
            size += len(block)
    return number.hexdigest(), size
