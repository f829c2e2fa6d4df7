"""Kindle's own format (KF8), by calibre, for copying to the device by cable.

Kindle knows no MathML in it, so it is made of the book for old readers
(:mod:`packager.targets.compat`) where that can be made.
"""

from __future__ import annotations

from packager.errors import ConfigError
from packager.model import Note, NoteKind
from packager.targets import Finished, Product, compat
from packager.targets._calibre import Form, convert

SUFFIX = ".azw3"
IS_EPUB = False

# Palm's database header: type and creator. https://wiki.mobileread.com/wiki/PDB
_AZW3 = Form(SUFFIX, b"BOOKMOBI", 60, ("--no-inline-toc", "--output-profile=kindle_pw3"))
_HINT = "Kindle takes EPUB too, by Send to Kindle: --target epub3"


def make(finished: Finished) -> Product:
    """Return the book as AZW3.

    Raises:
        ConfigError: calibre is not installed.
        OutputError: it cannot convert the book.
    """
    try:
        epub = compat.make(finished)
    except ConfigError as error:
        text = f"formulas and drawings have no pictures: {error}"
        note = Note(NoteKind.WARNING, text, rule="target azw3")
        epub = Product(finished.rendition, (note,))
    return Product(convert(epub, _AZW3, _HINT), epub.notes)
