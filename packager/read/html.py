"""Saved web pages: their essay, with what the page says of it and the images beside it.

A page that a browser saved with its folder of files, a page of SingleFile, or one that was
fetched; :mod:`packager.read.web_page` takes it apart.
"""

from __future__ import annotations

import re

from packager.model import Note, NoteKind, Reading
from packager.read import ReadOptions, Source
from packager.read.assemble import Found, assemble

SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".shtml")
RANK = 30
_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)  # fmt: skip


def sniffs(source: Source) -> bool:
    """Return whether the bytes begin like a page."""
    return bool(_START.match(source.data[:4000].removeprefix(b"\xef\xbb\xbf")))


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essay of a page.

    Raises:
        SourceError: the bytes are no page, or no essay is on it.
    """
    from packager.read import pictures
    from packager.read.web_page import read_page

    page = read_page(source)
    assets, said = pictures.embed(page.trees, source, options, base=page.address)
    from packager import xhtml

    found = list(page.found)
    if page.title and not any(candidate.field == "title" for candidate in found):
        found.append(Found("title", page.title, "first heading", guessed=True))
    count = len(page.dropped)
    summary = Note(NoteKind.DROPPED, f"{count} texts of the page left out; --show-dropped lists them", rule="extraction", file=source.name)  # fmt: skip
    notes = (*page.notes, *said, *((summary,) if count else ()))
    body = xhtml.inner(page.body).strip()
    text = source.data[:200_000].decode("utf-8", "replace") if source.file is None else ""
    return [assemble(source, found, body, page.footnotes(), assets, notes, options, text=text)]
