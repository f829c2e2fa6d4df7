# ruff: noqa: E501 - tables and patterns read better on one line
"""Saved web pages: their essay, with what the page says of it and the images beside it.

A page that a browser saved with its folder of files, a page of SingleFile, or one that was
fetched; :mod:`packager.read.web_page` takes it apart.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from packager.html5 import XHTML
from packager.model import Reading
from packager.read import ReadOptions, Source
from packager.read.assemble import Found, assemble

SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".shtml")
RANK = 30
_IMAGE, _ASIDE = f"{{{XHTML}}}img", f"{{{XHTML}}}img-on-the-web"
_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)  # fmt: skip


def sniffs(source: Source) -> bool:
    """Return whether the bytes begin like a page."""
    return bool(_START.match(source.data[:4000].removeprefix(b"\xef\xbb\xbf")))


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essay of a page, or those of a page that packager made.

    Raises:
        SourceError: the bytes are no page, or no essay is on it.
    """
    from packager.read import own_web_page

    return own_web_page.readings(source, options) or [_reading(source, options, has_remote=False)]


def read_linked(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essay of a page, its images on the web left as addresses, for a text to edit.

    Raises:
        SourceError: the bytes are no page, or no essay is on it.
    """
    from packager.read import own_web_page

    return own_web_page.readings(source, options) or [
        _reading(source, options, has_remote=not options.fetch)
    ]


def _reading(source: Source, options: ReadOptions, *, has_remote: bool) -> Reading:
    from packager import xhtml
    from packager.read import pictures, urls
    from packager.read.web_page import read_page

    page = read_page(source)
    set_aside = []
    if has_remote:
        for image in [i for tree in page.trees for i in tree.iter(_IMAGE)]:
            address = str(image.get("src") or "")
            brought = source.member is not None and source.member(address) is not None
            absolute = (
                "" if brought else urls.repaired(address, "" if source.file else page.address)
            )
            if not absolute and not brought and not _is_beside(source, address):
                absolute = urls.repaired(address, page.address)
            if absolute and urls.is_web(absolute):
                image.set("src", absolute)
                image.tag = _ASIDE
                set_aside.append(image)
    assets, said = pictures.embed(page.trees, source, options, base=page.address)
    for image in set_aside:
        image.tag = _IMAGE
    found = list(page.found)
    if page.title and not any(candidate.field == "title" for candidate in found):
        found.append(Found("title", page.title, "first heading", guessed=True))
    body = xhtml.inner(page.body).strip()
    notes = (*page.notes, *said)
    return assemble(source, found, body, page.footnotes(), assets, notes, options)


def _is_beside(source: Source, address: str) -> bool:
    """Return whether an image lies in the folder that a browser saved with the page."""
    if source.file is None or not address or ":" in address[:12]:
        return False
    try:
        return (source.file.parent / unquote(address.partition("?")[0])).is_file()
    except (OSError, ValueError):
        return False
