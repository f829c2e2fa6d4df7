"""The styles of a foreign chapter, kept for its own page alone: CSS, its images, the fonts it uses.

Each essay is a file of its own and only that file links the sheet, so nothing of it reaches
another essay. What is remote or runs something is left out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from packager.media_types import suffix_for
from packager.model import Asset
from packager.xhtml import XHTML

if TYPE_CHECKING:
    from packager.check.facts import Item
    from packager.read.volume import Volume

KEPT = "style-"  # what the stored names of a sheet's files begin with
_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)""", re.I)
_IMPORT = re.compile(r"@import[^;]*;", re.I)
_CHARSET = re.compile(r"@(?:charset|namespace)[^;]*;", re.I)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_FONT_FACE = re.compile(r"@font-face\s*\{([^{}]*)\}", re.I)
_FAMILY = re.compile(r"""font-family\s*:\s*["']?([^;"']+)""", re.I)
_MOST_BYTES = 20_000_000
_FONTS = ("font/", "application/font", "application/vnd.ms-opentype", "application/x-font")


def style_of(volume: Volume, item: Item, root: etree._Element) -> tuple[str, tuple[Asset, ...]]:
    """Return the CSS of a chapter with its references resolved, and the files that it needs."""
    assets: dict[str, Asset] = {}
    sheets = [
        _resolved(volume, path, text, assets) for path, text in _sheets(volume, item.path, root)
    ]
    css = "\n".join(sheet for sheet in sheets if sheet.strip())
    css = _FONT_FACE.sub(lambda found: _used_face(found, css), css)
    used = tuple(a for a in assets.values() if a.stored_as in css)
    return css.strip(), used


def _sheets(volume: Volume, path: str, root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield path and text of each sheet that a page links or holds, in order."""
    for element in root.iter(f"{{{XHTML}}}link", f"{{{XHTML}}}style"):
        if element.tag == f"{{{XHTML}}}style":
            yield path, element.text or ""
        elif "stylesheet" in element.get("rel", "").lower().split():
            where = normpath(
                join(dirname(path), unquote(element.get("href", "").partition("#")[0]))
            )
            data = volume.archive.bytes_of(where)
            if data is not None and len(data) < _MOST_BYTES:
                yield where, data.decode("utf-8-sig", "replace")


def _resolved(volume: Volume, path: str, css: str, assets: dict[str, Asset]) -> str:
    css = _CHARSET.sub("", _IMPORT.sub("", _COMMENT.sub("", css)))

    def place(found: re.Match[str]) -> str:
        href = next((group for group in found.groups() if group is not None), "")
        where = normpath(join(dirname(path), unquote(re.split(r"[?#]", href)[0])))
        asset = assets.get(where) or _asset(volume, where)
        if asset is None:
            return "none"
        assets[where] = asset
        return f'url("../images/{asset.stored_as}{suffix_for(asset.media_type)}")'

    return _URL.sub(place, css)


def _asset(volume: Volume, path: str) -> Asset | None:
    """Return a font or image of the book under a name made of its content."""
    item = volume.package.by_key.get(path)
    data = volume.archive.bytes_of(path) if item else None
    if item is None or data is None or path in volume.encrypted:
        return None
    if item.media_type.startswith(_FONTS):
        stamp = hashlib.sha256(data).hexdigest()[:16]
        return Asset(path.rpartition("/")[2], item.media_type, data, stored_as=f"{KEPT}{stamp}")
    image = volume.asset(path)
    if image is None:
        return None
    stamp = hashlib.sha256(image.read()).hexdigest()[:16]
    return Asset(image.name, image.media_type, image.read(), stored_as=f"{KEPT}{stamp}")


def _used_face(found: re.Match[str], css: str) -> str:
    """Return a font's declaration if some rule asks for its family, else nothing."""
    family = _FAMILY.search(found[1])
    if family is None or "url(" not in found[1]:
        return ""
    name = family[1].strip().casefold()
    others = _FONT_FACE.sub("", css)
    asked = (f.casefold() for f in re.findall(r"font(?:-family)?\s*:([^;}]*)", others, re.I))
    return found[0] if any(name in names for names in asked) else ""
