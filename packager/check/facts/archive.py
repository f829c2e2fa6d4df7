"""The container as a ZIP file: its entries and their bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import NamedTuple

from packager.data_classes import dataclass


class Entry(NamedTuple):
    """One entry of the ZIP file, as its central directory and local header say.

    ``path`` is the decoded name; ``name`` the bytes. ``local_name``, ``local_extra`` come
    from the local header (empty where it cannot be read). ``crc_ok`` is not checked here.
    """

    path: str
    name: bytes
    size: int
    packed_size: int
    method: int
    flags: int
    crc: int
    offset: int
    local_name: bytes = b""
    local_extra: int = 0
    is_utf8: bool = True

    @property
    def is_directory(self) -> bool:
        """Whether the entry stands for a folder."""
        return self.path.endswith("/")

    @property
    def is_encrypted(self) -> bool:
        """Whether ZIP's own encryption is on (bit 0 of the flags)."""
        return bool(self.flags & 1)


@dataclass(frozen=True, slots=True)
class Archive:
    """The container as a ZIP file.

    ``trouble`` says why the file cannot be read as ZIP at all (``""`` for no trouble),
    ``names_trouble`` why an entry's name or packing is none that OCF allows. ``head`` holds its
    first 58 bytes, where ``mimetype`` has to be. ``limits`` lists the entries (or the number of
    entries) that are beyond what packager reads, each with why.
    ``bytes_of`` inflates an entry, bounded; it gives ``None`` for what is not there or cannot
    be inflated, and keeps nothing; ``head_of`` inflates no more than so many bytes; ``deflated_of``
    gives an entry's bytes as they lie in the file, ``None`` where they are not deflated.
    """

    file_name: str
    size: int
    head: bytes
    entries: tuple[Entry, ...]
    trouble: str = ""
    names_trouble: str = ""
    limits: tuple[tuple[str, str], ...] = ()
    by_path: Mapping[str, Entry] = field(default_factory=dict, repr=False)
    bytes_of: Callable[[str], bytes | None] = field(default=lambda _path: None, repr=False)
    head_of: Callable[[str, int], bytes | None] = field(
        default=lambda _path, _count: None, repr=False
    )
    deflated_of: Callable[[str], bytes | None] = field(default=lambda _path: None, repr=False)

    def get(self, path: str) -> Entry | None:
        """Return the entry of a path (in Unicode's normal form C)."""
        return self.by_path.get(path)

    def __contains__(self, path: object) -> bool:
        """Whether there is an entry of that path."""
        return path in self.by_path
