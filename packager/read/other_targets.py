"""Pages of kepubs, and of packager's books for old readers, as they were in the EPUB 3.

A kepub, be it from Kobo's shop, of another converter or of :mod:`packager.targets.kepub`, has spans
around sentences and two divisions around all; :mod:`packager.targets.compat` puts a picture
beside each formula and drawing, and brackets around readings. None of it is the author's.
"""

from __future__ import annotations

from lxml import etree

from packager import xhtml
from packager.html5 import XHTML

_KOBO_SPAN = "koboSpan"
_KOBO_IDS = ("book-columns", "book-inner")
_PICTURE, _ORIGINAL = "drawn-picture", "drawn-original"
_SHEET = "/compat.css"
_MARK = f"{{{XHTML}}}packager-gone"


def without_targets(root: etree._Element) -> None:
    """Take out of a page, in its place, what targets put in."""
    for span in list(root.iter(f"{{{XHTML}}}span")):
        kind = span.get("class", "")
        if kind.partition(" ")[0] == _PICTURE:
            xhtml.drop(span)
        elif kind in (_KOBO_SPAN, _ORIGINAL):
            span.tag = _MARK
    for division in root.iter(f"{{{XHTML}}}div"):
        if division.get("id") in _KOBO_IDS:
            division.tag = _MARK
    etree.strip_tags(root, _MARK)
    links = root.iter(f"{{{XHTML}}}link")
    if any(str(link.get("href")).endswith(_SHEET) for link in links):
        for bracket in list(root.iter(f"{{{XHTML}}}rp")):
            xhtml.drop(bracket)
