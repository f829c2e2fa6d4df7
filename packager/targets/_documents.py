"""The XHTML files of a rendition, opened to be changed and written again as they were.

What stands around the content of ``body`` stays byte by byte, and so do the lines: a finding on
the changed file still leads to the line of the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lxml import etree

from packager import xhtml
from packager.build.rendition import BookFile, Rendition
from packager.media_types import XHTML

_OPEN, _CLOSE = "<body>", "</body>"


def pages(rendition: Rendition) -> Iterator[BookFile]:
    """Yield the files of the reading order, in order."""
    files = {file.id: file for file in rendition.files}
    return (files[id_] for id_ in rendition.spine if files[id_].media_type == XHTML)


def body_of(file: BookFile) -> etree._Element:
    """Return a ``div`` that holds what stands in a page's ``body``."""
    return xhtml.parse(file.data.decode().partition(_OPEN)[2].rpartition(_CLOSE)[0])


def with_body(file: BookFile, body: etree._Element, head: str = "") -> BookFile:
    """Return a page with other content in its ``body``, and more at the end of its ``head``."""
    before, opening, rest = file.data.decode().partition(_OPEN)
    _, closing, after = rest.rpartition(_CLOSE)
    start, head_end, behind = before.rpartition("</head>")
    text = f"{start}{head}{head_end}{behind}{opening}{xhtml.inner(body)}{closing}{after}"
    return replace(file, data=text.encode())


def with_pages(rendition: Rendition, change: Callable[[BookFile], BookFile]) -> Rendition:
    """Return a rendition whose pages of the reading order are changed."""
    ids = set(rendition.spine)
    files = tuple(
        change(file) if file.id in ids and file.media_type == XHTML else file
        for file in rendition.files
    )
    return replace(rendition, files=files)
