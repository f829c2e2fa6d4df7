"""packager makes sound EPUB books of essays, checks any EPUB, and binds essays into anthologies.

>>> import packager
>>> (reading,) = packager.read(packager.Source("tea.txt", b"Tea wants patience."))
>>> data = packager.build(packager.book_of(reading.essay))
>>> packager.check(data).valid
True

The names below are imported when they are asked for, so that ``import packager`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from packager.anthology.bind import bind
    from packager.build import build
    from packager.build.book import book_of
    from packager.check import Report, check
    from packager.errors import PackagerError
    from packager.model import Book, Essay, Person, Reading
    from packager.read import ReadOptions, Source, read

__version__ = "0.1.0"

__all__ = [
    "Book",
    "Essay",
    "PackagerError",
    "Person",
    "ReadOptions",
    "Reading",
    "Report",
    "Source",
    "bind",
    "book_of",
    "build",
    "check",
    "read",
]

_HOMES = {
    "Book": "model",
    "Essay": "model",
    "PackagerError": "errors",
    "Person": "model",
    "ReadOptions": "read",
    "Reading": "model",
    "Report": "check",
    "Source": "read",
    "bind": "anthology.bind",
    "book_of": "build.book",
    "build": "build",
    "check": "check",
    "read": "read",
}


def __getattr__(name: str) -> Any:
    """Return a public name, importing the module that defines it.

    ``packager.read``, ``packager.build`` and ``packager.check`` are packages that can be called.
    """
    if name not in _HOMES:
        raise AttributeError(f"module 'packager' has no attribute {name!r}")
    home = import_module(f"packager.{_HOMES[name]}")
    return home if _HOMES[name] == name else getattr(home, name)


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*__all__, "__version__"])
