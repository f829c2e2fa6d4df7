"""Pages to print, by calibre: A5, numbered, with the book's contents as bookmarks."""

from __future__ import annotations

from packager.targets import Finished, Product
from packager.targets._calibre import Form, convert

SUFFIX = ".pdf"
IS_EPUB = False

_MARGINS_PT = {"top": 48, "bottom": 54, "left": 48, "right": 48}
_PDF = Form(
    SUFFIX,
    b"%PDF-",
    0,
    (
        "--paper-size=a5",
        "--pdf-default-font-size=15",
        "--pdf-mono-font-size=13",
        "--pdf-page-numbers",  # but no --pdf-hyphenate: its soft hyphens spoil search and copying
        "--preserve-cover-aspect-ratio",
        *(f"--pdf-page-margin-{side}={width}" for side, width in _MARGINS_PT.items()),
    ),
)
_HINT = "A browser prints the web page: --target html"


def make(finished: Finished) -> Product:
    """Return the book as PDF.

    Raises:
        ConfigError: calibre is not installed.
        OutputError: it cannot convert the book.
    """
    return Product(convert(finished.product, _PDF, _HINT))
