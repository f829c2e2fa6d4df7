"""Packages and publications that were judged before, and of which nothing was found.

What rules may see of a package is its document and the names in the archive; of a publication also
the outlines of its files (:mod:`packager.check.load.outline`). Where all that is as it was when
nothing was found, nothing is to be found. Rules are watched: one that looks at more of the archive
keeps the fact it looks at from being cleared; where rules run that packager does not bring along,
nobody knows at what they look, and nothing is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, cast

from packager.check.facts import Archive, Package, Publication


class Keys(Protocol):
    """A set of keys that outlasts the process; it may lose some at any time."""

    def __contains__(self, key: str) -> bool:
        """Whether a key was added."""

    def add(self, key: str) -> None:
        """Add a key."""


class Cleared:
    """The facts of which nothing is to be found, told by keys of all that rules see of them."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._names: tuple[Archive, bytes] | None = None

    def __contains__(self, fact: Package | Publication) -> bool:
        """Whether nothing was found of such a fact before."""
        key = self._key(fact)
        return bool(key) and key in self._keys

    @contextmanager
    def watched(self, fact: Package | Publication) -> Iterator[_Names]:
        """Let rules see the names of the archive, and note whether they see more of it."""
        archive = cast("Archive", fact.archive)
        names = _Names(archive, fact.package.path if isinstance(fact, Publication) else fact.path)
        book = fact if isinstance(fact, Publication) else fact.book
        around = () if book is None else (book, book.package, book.container)
        holders: list[Any] = [fact, *(holder for holder in around if holder is not None)]
        try:
            for holder in holders:
                holder.archive = names
            yield names
        finally:
            for holder in holders:
                holder.archive = archive

    def add(self, fact: Package | Publication) -> None:
        """Note that nothing was found of a fact by rules that were watched."""
        key = self._key(fact)
        if key:
            self._keys.add(key)

    def _key(self, fact: Package | Publication) -> str:
        """Return the key of what rules see of a fact; empty where they may see more."""
        book = fact if isinstance(fact, Publication) else fact.book
        if book is None or book.container is None or book.encryption_file is not None:
            return ""
        archive = book.archive
        stamp = hashlib.sha256()
        stamp.update(self._archive_digest(archive))
        said = [type(fact).__name__, fact.version, fact.profile, book.package.path]
        said += [str(book.package.wanted_profile), *book.packages]
        for path in (book.container.path, book.package.path):
            data = archive.bytes_of(path)
            if data is None:
                return ""
            said.append(hashlib.sha256(data).hexdigest())
        if fact is book:
            said += ["unreadable", *book.unreadable, "outlines"]
            said += [f"{path} {outline.hex()}" for path, outline in book.outlines.items()]
        stamp.update(repr(said).encode("utf-8", "surrogatepass"))
        return stamp.hexdigest()

    def _archive_digest(self, archive: Archive) -> bytes:
        if self._names is None or self._names[0] is not archive:
            told = repr([entry.path for entry in archive.entries])
            digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()
            self._names = (archive, digest)
        return self._names[1]


class _Names:
    """An archive of which names are to be seen; ``is_all_told`` while no rule asks for more."""

    def __init__(self, archive: Archive, package: str) -> None:
        self.is_all_told = True
        self.archive, self._package = archive, package
        self.entries = tuple(_Name(self, entry) for entry in archive.entries)
        self.by_path = {path: _Name(self, entry) for path, entry in archive.by_path.items()}

    def __contains__(self, path: object) -> bool:
        return path in self.by_path

    def get(self, path: str) -> _Name | None:
        """Return the name of an entry."""
        return self.by_path.get(path)

    def bytes_of(self, path: str) -> bytes | None:
        """Return the bytes of the package document; those of others are more than names."""
        self.is_all_told &= path == self._package
        return self.archive.bytes_of(path)

    def __getattr__(self, name: str) -> Any:
        self.is_all_told = False
        return getattr(self.archive, name)


class _Name:
    def __init__(self, names: _Names, entry: Any) -> None:
        self._names, self._entry = names, entry
        self.path, self.is_directory = entry.path, entry.is_directory

    def __getattr__(self, name: str) -> Any:
        self._names.is_all_told = False
        return getattr(self._entry, name)
