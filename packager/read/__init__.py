"""Readers: each makes essays of one kind of source, with notes on what it found.

A reader is a module of this package that exports ``SUFFIXES`` (lower case, with the dot),
``sniffs(source) -> bool`` (whether the bytes look like its kind; cheap) and
``read(source, options) -> list[Reading]``. It is found by its module's being here, or by the
entry point ``packager.readers`` of an installed package. It is asked by suffix first, then by
sniffing, in the order of ``RANK`` (lower first; 50 if it has none).
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from packager import plugins
from packager.callable_module import make_callable
from packager.data_classes import dataclass
from packager.errors import SourceError
from packager.media_types import BY_SUFFIX
from packager.model import Reading


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader is given: the bytes, the name as the user wrote it, and the file if any.

    Files that the text names (images, ``people/``) are looked for beside ``file``.
    """

    name: str
    data: bytes
    file: Path | None = None
    url: str = ""
    fragment: str = ""  # a chapter's path inside an EPUB
    # The files that came with it (of an EPUB, an archive, an MHTML page), by address
    member: Callable[[str], bytes | None] | None = field(default=None, repr=False, compare=False)

    @property
    def suffix(self) -> str:
        """The suffix of the name, lower case, with its dot."""
        return Path(self.name).suffix.lower()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user asked for: ``overrides`` are front matter keys that win over everything."""

    overrides: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    people: Path | None = None  # the folder of people; else ``people`` beside or above the source
    fetch: bool = False  # whether remote images may be fetched
    drafts: bool = False
    keep_styles: bool = False  # of foreign EPUBs, each for its own page


class Reader(Protocol):
    """What a module of this package exports to be a reader."""

    SUFFIXES: tuple[str, ...]

    def sniffs(self, source: Source) -> bool:
        """Return whether the bytes look like this reader's kind."""

    def read(self, source: Source, options: ReadOptions) -> list[Reading]:
        """Return the essays of the source, or raise :class:`SourceError`."""


# Where the commonest kinds are read: importing every reader would take longer than reading.
# A test holds that readers() says the same.
_ZIP = b"PK\x03\x04"
_PLAIN = (".txt", ".text")  # what any text is taken for
_USUAL = {".md": "markdown", ".markdown": "markdown"}


@cache
def readers() -> tuple[Reader, ...]:
    """Return all readers, best asked first."""
    found = [import_module(f"{__name__}.{name}") for name in _module_names()]
    found += plugins.loaded("packager.readers")
    kinds = [module for module in found if hasattr(module, "SUFFIXES")]
    return tuple(cast("list[Reader]", sorted(kinds, key=lambda m: getattr(m, "RANK", 50))))


def _module_names() -> Iterator[str]:
    return (module.name for module in pkgutil.iter_modules(__path__))


@cache
def is_readable(suffix: str) -> bool:
    """Return whether files of a suffix (lower case, with its dot) are of a kind that is read.

    Of a picture and of Markdown that is known without the readers, which take long to load.
    """
    if not plugins.loaded("packager.readers"):
        if suffix in _USUAL:
            return True
        if BY_SUFFIX.get(suffix, "").startswith("image/"):
            return False
    return any(suffix in reader.SUFFIXES for reader in readers())


def reader_for(source: Source) -> Reader:
    """Return the reader for a source: by its suffix, else by its bytes.

    Raises:
        SourceError: no reader knows this kind, or it is one that is given by mistake.
    """
    from packager.read.kinds import mistaken_kind, unread_kind

    if what := mistaken_kind(source.data):
        raise SourceError(f"{source.name}: is {what}")
    if source.data.startswith(_ZIP):  # whatever its name says: no text begins so
        for reader in readers():
            if reader.sniffs(source):
                return reader
    elif source.suffix in _USUAL and not plugins.loaded("packager.readers"):
        return cast("Reader", import_module(f"{__name__}.{_USUAL[source.suffix]}"))
    for reader in readers():
        if source.suffix in reader.SUFFIXES:
            return reader
    what = ""
    for reader in readers():
        if reader.sniffs(source):
            what = unread_kind(source.data, source.suffix) if reader.SUFFIXES == _PLAIN else ""
            if not what:
                return reader
    if what := what or unread_kind(source.data, source.suffix):
        raise SourceError(f"{source.name}: is {what}")
    raise SourceError(f"{source.name}: is of no kind that packager reads; give Markdown or text")


def read(source: Source, options: ReadOptions | None = None) -> list[Reading]:
    """Return the essays of a source: one, or several from an archive or a feed.

    Raises:
        SourceError: it is of no kind that is read, or its reader refuses it.
    """
    return reader_for(source).read(source, options or ReadOptions())


make_callable(__name__, "read")
