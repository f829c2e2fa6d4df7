"""The building of a book: pure functions from a Book to the bytes of an EPUB."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from packager.callable_module import make_callable

if TYPE_CHECKING:
    from packager.build.made import Aside, Made
    from packager.build.rendition import Rendition
    from packager.model import Book


def render(
    book: Book, made: Mapping[str, Made] | None = None, aside: Aside | None = None
) -> Rendition:
    """Return the files of a book, finished (see :func:`packager.build.rendition.render`)."""
    from packager.build.rendition import render as render_book

    return render_book(book, made, aside)


def pack(rendition: Rendition) -> bytes:
    """Return the bytes of the EPUB that holds a rendition."""
    from packager.build.ebook import write

    target = BytesIO()
    write(rendition, target)
    return target.getvalue()


def build(book: Book) -> bytes:
    """Return the bytes of a book's EPUB.

    Raises:
        SourceError: an essay's text is not well-formed or shows an image that is not there.
    """
    return pack(render(book))


make_callable(__name__, "build")
