"""EPUBs, 2 and 3, as sources: packager's own given back whole, any other chapter by chapter."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree

from packager import xhtml
from packager.check.facts import Item
from packager.errors import SourceError
from packager.model import Reading
from packager.read import ReadOptions, Source
from packager.read.apparatus import has_text, is_apparatus, is_guided, is_title_page
from packager.read.overrides import overridden
from packager.read.own_book import is_own, own_reading
from packager.read.own_page import trusted_record
from packager.read.volume import Volume, open_volume
from packager.xhtml import XHTML

SUFFIXES = (".epub",)
RANK = 20
_SVG = "image/svg+xml"


def sniffs(source: Source) -> bool:
    """Return whether the bytes are a ZIP file that says it is an EPUB."""
    return source.data[:4] == b"PK\x03\x04" and b"application/epub+zip" in source.data[:100]


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essays of a book, or the one chapter that ``source.fragment`` names.

    Raises:
        SourceError: the book cannot be read, or holds no text.
    """
    with open_volume(source) as volume:
        if source.fragment:
            items = [item for item in volume.spine if _is_named(item, source.fragment)]
            if not items:
                paths = ", ".join(item.path for item in volume.spine[:8])
                text = f"has no chapter {source.fragment!r}; it has {paths}"
                raise SourceError(f"{source.name}: {text}")
        else:
            items = [item for item in volume.spine if is_own(volume, item)] or [*volume.spine]
        readings = [
            reading
            for item in items
            if (reading := _reading(volume, item, options, is_named=bool(source.fragment)))
        ]
        if not readings:
            readings = [_as_it_is(volume, item, options) for item in items]
        if not readings:
            raise SourceError(f"{source.name}: its reading order has no page that packager reads")
        return readings


def _is_named(item: Item, fragment: str) -> bool:
    wanted = unquote(fragment).removeprefix("/")
    return item.path == wanted or item.path.endswith(f"/{wanted}")


def _reading(
    volume: Volume, item: Item, options: ReadOptions, *, is_named: bool = False
) -> Reading | None:
    root = volume.tree(item.path)
    if root is None:
        return None
    record = trusted_record(root)
    if record is not None:
        if "parts" in record:
            return None
        return overridden(own_reading(volume, item, root), Source(volume.name, b""), options)
    from packager.read.foreign_chapter import chapter_of

    body = root.find(f"{{{XHTML}}}body")
    if body is None or is_apparatus(root, item) or not has_text(body):
        return None
    if not is_named and (is_guided(volume, item, body) or is_title_page(volume, body)):
        return None
    return chapter_of(volume, item, root, options)


def _as_it_is(volume: Volume, item: Item, options: ReadOptions) -> Reading:
    """Return a page of a book that has no other: an empty one, a cover, a drawing."""
    from packager.html5 import parse_fragment
    from packager.read.foreign_chapter import chapter_of

    root = volume.tree(item.path) if item.media_type != _SVG else None
    page = etree.Element(f"{{{XHTML}}}html") if root is None else root
    if page.find(f"{{{XHTML}}}body") is None:
        name = xhtml.escape(PurePosixPath(item.path).name)
        content = f'<p><img src="{name}" alt=""/></p>' if item.media_type == _SVG else ""
        body = parse_fragment(content)
        body.tag = f"{{{XHTML}}}body"
        page.append(body)
    return chapter_of(volume, item, page, options)
