"""What a manifest of an anthology says: the book, its parts, the sources of its essays in order.

Where no manifest is written, a folder or a list of sources amounts to one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from packager.data_classes import dataclass
from packager.errors import PackagerError, SeveralErrors, SourceError


@dataclass(frozen=True, slots=True)
class Entry:
    """One source as the manifest lists it.

    ``fragment`` is a chapter's path in an EPUB (``volume.epub#text/third.xhtml``), ``overrides``
    are front matter keys that win, ``place`` is ``file:line`` for messages.
    """

    source: str
    place: str
    fragment: str = ""
    overrides: Mapping[str, str] = field(default_factory=dict)
    headnote: str = ""
    is_edited: bool = False  # cut or changed for the book, which some licences forbid
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A part as listed: its title (empty outside parts), its introduction, its sources."""

    title: str
    entries: tuple[Entry, ...]
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an anthology's manifest says; ``values`` holds its keys as given.

    ``problems`` is what is wrong with it, each with its line; such values are left out.
    ``included`` are the files of the manifests whose essays stand among its own.
    """

    file: Path | None
    values: Mapping[str, Any]
    parts: tuple[PartEntry, ...]
    problems: tuple[PackagerError, ...] = ()
    included: tuple[Path, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All sources in order."""
        return tuple(entry for part in self.parts for entry in part.entries)

    def text(self, key: str) -> str:
        """Return a value as text, empty when the key is not there."""
        value = self.values.get(key, "")
        return str(value) if not isinstance(value, list | dict) else ""


def manifest_of_sources(sources: Sequence[str]) -> Manifest:
    """Return the manifest that a list of sources amounts to, in the order given.

    A folder stands for its files in the order of their names.

    Raises:
        SeveralErrors: a folder holds nothing that packager reads.
    """
    entries: list[Entry] = []
    problems: list[PackagerError] = []
    for source in sources:
        path, _, fragment = source.partition("#") if ".epub#" in source else (source, "", "")
        file = Path(path)
        if file.is_dir():
            held = [Entry(str(child), source, file=child) for child in _listed(file)]
            entries += held
            if not held:
                text = f"{source}: holds no essay; name a folder of essays, or the files"
                problems.append(SourceError(text))
        else:
            entries.append(Entry(path, source, fragment=fragment, file=file))
    if problems:
        raise SeveralErrors(problems)
    return Manifest(None, {}, (PartEntry("", tuple(entries)),))


def _listed(folder: Path) -> Iterator[Path]:
    from packager.read import is_readable

    with os.scandir(folder) as found:
        files = sorted(entry.name for entry in found if entry.is_file())
    for name in files:
        child = folder / name
        hidden = name.startswith((".", "_")) or child.stem.lower() in ("readme", "index")
        if not hidden and is_readable(child.suffix.lower()):
            yield child
