"""What a finished book can be turned into: one module a target, found by its name.

A target is a module of this package whose name has no underscore in front. It holds:

- ``SUFFIX``: what its files' names end with, such as ``.kepub.epub``;
- ``IS_EPUB``: whether what it makes is an EPUB, which is then checked like every book;
- ``make(finished) -> Product``: the bytes, and what the user may want to know of them.

Only the module that is asked for is imported, so a target may need what others do without.
"""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from packager.build.rendition import Rendition
    from packager.model import Book, Note

DEFAULT = "epub3"


@dataclass(frozen=True)
class Finished:
    """A book that is done: what it is made of, its files, and (packed once) its EPUB 3."""

    book: Book
    rendition: Rendition

    @cached_property
    def epub(self) -> bytes:
        """The bytes of the EPUB 3."""
        from packager.build import pack

        return pack(self.rendition)


@dataclass(frozen=True, slots=True)
class Product:
    """What a target made: the bytes of a file, and notes on what was done for it."""

    data: bytes
    notes: tuple[Note, ...] = ()


class Target(Protocol):
    """What each module of this package has."""

    SUFFIX: str
    IS_EPUB: bool

    def make(self, finished: Finished, /) -> Product:
        """Return the file.

        Raises:
            PackagerError: it cannot be made, and why.
        """


def names() -> list[str]:
    """Return the names of the targets, sorted."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name for name in found if not name.startswith("_"))


def target_named(name: str) -> Target:
    """Return a target by its name, one of :func:`names`."""
    return cast("Target", import_module(f"{__name__}.{name}"))


def summary_of(name: str) -> str:
    """Return the first line of a target's docstring."""
    text = import_module(f"{__name__}.{name}").__doc__ or ""
    return text.strip().partition("\n")[0]
