"""The EPUB 3 that packager builds, as it is."""

from __future__ import annotations

from packager.targets import Finished, Product

SUFFIX = ".epub"
IS_EPUB = True


def make(finished: Finished) -> Product:
    """Return the book's EPUB 3."""
    return finished.product
