"""Whether a page that calls itself packager's holds only what packager writes.

Pages of our own books are read as they stand. Anybody may have changed one, or written a record
into another page: one that runs, loads or embeds anything is then read as a stranger's, whose
markup is cleaned.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain

from lxml import etree

from packager import xhtml
from packager.read import elements
from packager.read.urls import SCHEMES, is_web, scheme_of
from packager.svg_content import ELEMENTS as SVG_ELEMENTS
from packager.svg_content import SVG

_MATHML = "http://www.w3.org/1998/Math/MathML"
_OURS = (
    elements.INLINE
    | elements.PARAGRAPHS
    | elements.FLOW
    | elements.LISTS
    | elements.TABLE_PARTS
    | elements.VOID_INLINE
    | frozenset("body header footer hr dl table tr col colgroup ruby rb rp rt rtc nav main".split())
)
_ADDRESSES = frozenset("href src action formaction data poster cite background srcset".split())
_LOADS = frozenset(("src", "srcset", "poster", "background", "data"))
_STYLED = re.compile(r"url\s*\(|expression|@import|\\", re.IGNORECASE)
_ALTERS = frozenset(("maction", "annotation-xml", "foreignObject"))
_FRAGMENTS = ("headnote", "bio")  # the fields of a record that are markup


def is_harmless(root: etree._Element) -> bool:
    """Return whether nothing in a page's ``body`` runs, styles, loads or embeds."""
    body = root if xhtml.local_name(root) == "body" else root.find(f"{{{xhtml.XHTML}}}body")
    return body is None or all(_is_ours(element) for element in body.iter())


def has_harmless_record(record: Mapping[str, object]) -> bool:
    """Return whether the markup in a record is as harmless as that of a page must be."""
    texts = [record, *_rows(record, "introductions")]
    for row in chain(texts, *(_rows(text, "credits") for text in texts)):
        for name in _FRAGMENTS:
            text = row.get(name)
            if isinstance(text, str) and ("<" in text or "&" in text):
                try:
                    root = xhtml.parse(text)
                except (etree.XMLSyntaxError, ValueError):
                    return False
                if not all(_is_ours(element) for element in root.iter()):
                    return False
    return True


def _is_ours(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return isinstance(element, etree._Comment)
    space, _, name = element.tag[1:].rpartition("}")
    known = {
        xhtml.XHTML: name in _OURS,
        SVG: name in SVG_ELEMENTS or name == "a",
        _MATHML: name not in _ALTERS,
    }
    return known.get(space, False) and all(
        _is_harmless_attribute(str(key).rpartition("}")[2], value)
        for key, value in element.attrib.items()
    )


def _is_harmless_attribute(name: str, value: str) -> bool:
    if name[:2].lower() == "on":
        return False
    if name == "style":
        return not _STYLED.search(value)
    if name in _ADDRESSES:
        plain = "".join(c for c in value if c > " ")
        scheme = scheme_of(plain)
        # a headnote in a record names an essay of the book by packager.anthology.links.SCHEME
        return scheme in ("", "essay") or (
            scheme in SCHEMES and not (name in _LOADS and is_web(plain))
        )
    return True


def _rows(record: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = record.get(key)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
