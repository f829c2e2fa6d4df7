"""Books opened again in tests, with nothing of packager's: names, texts, trees."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from packager.build import build
from packager.build.book import book_of
from packager.model import Essay

NS = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}
OPF = "EPUB/content.opf"
NAV = "EPUB/nav.xhtml"


def files_of(data: bytes) -> dict[str, bytes]:
    """Return the files of an EPUB by path, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def made(essay: Essay) -> dict[str, bytes]:
    """Return the files of the book of one essay."""
    return files_of(build(book_of(essay)))


def tree(files: dict[str, bytes], path: str) -> etree._Element:
    """Return the tree of one file."""
    return etree.fromstring(files[path])


def found(element: etree._Element, path: str) -> list[str]:
    """Return the strings that an XPath finds: texts and attributes."""
    results = element.xpath(path, namespaces=NS)
    assert isinstance(results, list)
    return [r if isinstance(r, str) else "".join(r.itertext()) for r in results]


def metas(files: dict[str, bytes], property_: str) -> list[str]:
    """Return the values of a property in the package document."""
    return found(tree(files, OPF), f"//opf:meta[@property='{property_}']")
