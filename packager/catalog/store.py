"""The folder of a catalog: what is written there, left alone, and removed."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from packager.catalog.publication import Picture, Publication
from packager.catalog.shelves import FOLDER
from packager.errors import OutputError

RECORD = f"{FOLDER}/made.json"
COPIES = "books"
_AT_ROOT = ("index.html", "index.xml", "opds.json")


class Store:
    """Writes into one folder and keeps the record of what is its own there.

    The record, ``catalog/made.json``, has the SHA-256 of each file made, and of each book the
    size of its pictures. It is data of another run, or of somebody else: paths in it are
    followed only where they stay inside the folder.
    """

    def __init__(self, place: Path, *, force: bool) -> None:
        self.place = place
        self.written = 0
        self._files: dict[str, str] = {}
        self._books: dict[str, dict[str, object]] = {}
        self._old_files, self._old_books = self._recorded()
        self._refuse_foreign(force=force)
        self._put(RECORD, self._record(self._old_files, self._old_books))

    def _recorded(self) -> tuple[dict[str, str], dict[str, dict[str, object]]]:
        try:
            table = json.loads((self.place / RECORD).read_text("utf-8"))
            files = {str(path): str(digest) for path, digest in table["files"].items()}
            books = {str(path): dict(told) for path, told in table["books"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}, {}
        return files, books

    def _refuse_foreign(self, *, force: bool) -> None:
        """Do nothing where all that would be replaced is a former run's.

        Raises:
            OutputError: a file is there that is not.
        """
        if (self.place / RECORD).is_file() or force:
            return
        for name in (*_AT_ROOT, FOLDER):
            there = self.place / name
            if there.is_symlink() or (there.exists() and not _is_empty_folder(there)):
                raise OutputError(
                    f"{there}: was not made by packager catalog; give another folder by -o, or "
                    "--force to replace it"
                )

    def known_digest(self, path: str) -> str:
        """Return the digest of the book whose pictures a former run made."""
        return str(self._old_books.get(path, {}).get("digest", ""))

    def kept_picture(self, book: str, path: str) -> tuple[int, int] | None:
        """Return the size of a picture of a former run; nothing where it is not as it was."""
        told = self._old_books.get(book, {}).get("pictures")
        size = told.get(path) if isinstance(told, dict) else None
        match size:
            case [int(width_px), int(height_px)]:
                pass
            case _:
                return None
        digest = self._old_files.get(path, "")
        if digest != _digest_of(self.place / path):
            return None
        self._files[path] = digest
        return width_px, height_px

    def remember(self, book: Publication, pictures: Iterable[Picture]) -> None:
        """Keep in the record what pictures a book has."""
        sizes = {picture.path: [picture.width_px, picture.height_px] for picture in pictures}
        self._books[book.path] = {"digest": book.digest, "pictures": sizes}

    def write(self, path: str, data: bytes) -> None:
        """Write a file unless it is there with these bytes."""
        self._files[path] = hashlib.sha256(data).hexdigest()
        self._put(path, data)

    def copy(self, file: Path, path: str, digest: str) -> None:
        """Copy a book unless it is there already."""
        target = self._safe(path)
        self._files[path] = digest
        if _digest_of(target) == digest:
            return
        if target.exists() and path not in self._old_files:
            raise OutputError(f"{target}: is there and is another file; take it away")
        beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
        with _told(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(file, beside)
                beside.replace(target)
            finally:
                beside.unlink(missing_ok=True)
        self.written += 1

    def finish(self) -> tuple[int, list[str]]:
        """Write the record; remove what a former run made and nobody needs or has changed.

        Return how many files were removed, and which stay because somebody changed them.
        """
        removed, changed = 0, []
        for path in sorted(self._old_files.keys() - self._files.keys()):
            if not _is_ours(path):
                continue
            target = self._safe(path)
            digest = _digest_of(target)
            if digest == self._old_files[path]:
                target.unlink()
                removed += 1
                _remove_empty(target.parent, self.place)
            elif digest:
                changed.append(path)
        self._put(RECORD, self._record(self._files, self._books))
        return removed, changed

    def _record(self, files: Mapping[str, str], books: Mapping[str, Mapping[str, object]]) -> bytes:
        table = {"files": files, "books": books}
        return json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True).encode() + b"\n"

    def _put(self, path: str, data: bytes) -> None:
        target = self._safe(path)
        with _told(target):
            if target.is_file() and not target.is_symlink() and target.read_bytes() == data:
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
            try:
                beside.write_bytes(data)
                beside.replace(target)
            finally:
                beside.unlink(missing_ok=True)
        self.written += path != RECORD

    def _safe(self, path: str) -> Path:
        """Return the file of a path; its folders lie inside the catalog, and none is a link.

        Raises:
            OutputError: one is a link, which would lead elsewhere.
        """
        target = self.place
        for part in PurePosixPath(path).parts[:-1]:
            target /= part
            if target.is_symlink():
                raise OutputError(f"{target}: is a link; packager catalog writes into folders only")
        return self.place / path


def _is_ours(path: str) -> bool:
    """Return whether a path of a record is one that this command can have made."""
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or PurePosixPath(path).is_absolute() or "\\" in path:
        return False
    return path in _AT_ROOT or (len(parts) > 1 and parts[0] in (FOLDER, COPIES))


def _is_empty_folder(place: Path) -> bool:
    return place.is_dir() and next(place.iterdir(), None) is None


def _digest_of(file: Path) -> str:
    """Return the SHA-256 of a file; nothing where it is none, or a link."""
    if file.is_symlink() or not file.is_file():
        return ""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and _is_empty_folder(folder):
        folder.rmdir()
        folder = folder.parent


class _told:  # noqa: N801 - reads as a word in a with statement
    """Turns a failure to write into the fault that the command tells."""

    def __init__(self, target: os.PathLike[str]) -> None:
        self.target = target

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise the fault where writing failed."""
        if isinstance(error, OSError):
            reason = (error.strerror or type(error).__name__).lower()
            raise OutputError(f"{self.target}: cannot be written: {reason}") from error
