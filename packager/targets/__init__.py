"""What a finished book can be turned into: one module a target, found by its name.

A target is a module of this package whose name has no underscore in front. It holds:

- ``SUFFIX``: what its files' names end with, such as ``.kepub.epub``;
- ``IS_EPUB``: whether what it makes is an EPUB, which is then checked like every book;
- ``make(finished) -> Product``: the file, and what the user may want to know of it.

Only the module that is asked for is imported, so a target may need what others do without.
"""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

if TYPE_CHECKING:
    from packager.build.rendition import Rendition
    from packager.model import Book, Note

DEFAULT = "epub3"


@dataclass(frozen=True)
class Finished:
    """A book that is done: what it is made of, and its files."""

    book: Book
    rendition: Rendition

    @property
    def product(self) -> Product:
        """The EPUB 3."""
        return Product(self.rendition)

    @cached_property
    def epub(self) -> bytes:
        """The bytes of the EPUB 3."""
        return self.product.data


@dataclass(frozen=True)
class Product:
    """What a target made: a file, and notes on what was done for it.

    ``content`` are its bytes, or what an EPUB is packed of: that may be larger than memory, since
    pictures stay on disk.
    """

    content: bytes | Rendition
    notes: tuple[Note, ...] = ()

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file."""
        from io import BytesIO

        if isinstance(self.content, bytes):
            return self.content
        target = BytesIO()
        self.write(target)
        return target.getvalue()

    def write(self, target: BinaryIO) -> None:
        """Write the bytes of the file, pictures piece by piece.

        Raises:
            OSError: ``target`` cannot be written, or an image on disk not be read.
            SourceError: an image is too large, or changed while it was read.
        """
        if isinstance(self.content, bytes):
            target.write(self.content)
            return
        from packager.build.ebook import write

        write(self.content, target)


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
