"""HTML as people write it, parsed as browsers do: the only module that imports turbohtml.

The tree that comes back is lxml's, elements in their namespaces (XHTML, SVG, MathML), names
and characters such as XML allows, so that it can be written as XHTML. Parsing follows
https://html.spec.whatwg.org/multipage/parsing.html and never fails.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from packager.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    import turbohtml

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
XLINK = "http://www.w3.org/1999/xlink"

_PREFIXES = {
    "xlink": XLINK,
    "xml": "http://www.w3.org/XML/1998/namespace",
    "epub": "http://www.idpf.org/2007/ops",
}
_NAMESPACES = {"html": XHTML, "svg": SVG, "math": MATHML, "mathml": MATHML}
# XML's names (https://www.w3.org/TR/xml/#NT-NameChar) as far as they begin in the Latin script
_NAME = lazy_pattern(
    r"[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff]"
    r"[A-Za-z0-9_.\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u203f\u2040"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd-]*\Z"
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_characters(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 cannot hold (its production 2)."""
    return _NOT_XML.sub("", text)


def parse_document(markup: str | bytes, *, encoding: str | None = None) -> etree._Element:
    """Return the ``html`` element of a page.

    Bytes are decoded as a browser would: byte order mark, ``encoding``, ``<meta>``, then the
    structural check for UTF-8, then by frequency. ``sourceline`` holds each element's line.
    """
    import turbohtml

    document = turbohtml.parse(markup, encoding=encoding, detect_encoding=True)
    root = next(child for child in document.children if isinstance(child, turbohtml.Element))
    return _convert(root)


def parse_fragment(markup: str, *, context: str = "body") -> etree._Element:
    """Return an XHTML ``div`` that holds the nodes of ``markup``, parsed inside ``context``."""
    import turbohtml

    return _convert(turbohtml.parse_fragment(markup, context), name="div")


def _convert(root: turbohtml.Element, name: str = "") -> etree._Element:
    """Copy a turbohtml tree into lxml without recursion, so that depth costs no stack."""
    import turbohtml

    top = etree.Element(f"{{{XHTML}}}{name or root.tag}", nsmap=_default(XHTML))
    if not name:
        _set_attributes(top, root)
    stack: list[tuple[turbohtml.Element, etree._Element]] = [(root, top)]
    while stack:
        source, target = stack.pop()
        last: etree._Element | None = None
        for child in source.children:
            if isinstance(child, turbohtml.Element):
                last = _element(child, target)
                stack.append((child, last))
            elif isinstance(child, turbohtml.Text):
                text = xml_characters(child.data)
                if last is None:
                    target.text = (target.text or "") + text
                else:
                    last.tail = (last.tail or "") + text
    return top


def _element(source: turbohtml.Element, parent: etree._Element) -> etree._Element:
    """Append a copy of an element; a name that XML refuses becomes a ``span``."""
    space = _NAMESPACES.get(str(getattr(source.namespace, "value", source.namespace)), XHTML)
    tag = source.tag if _NAME.match(source.tag) else "span"
    nsmap = _default(space) if parent.nsmap.get(None) != space else None
    element = etree.SubElement(parent, f"{{{space}}}{tag}", nsmap=nsmap)
    _set_attributes(element, source)
    if source.source_line:
        element.sourceline = source.source_line  # type: ignore[misc]
    return element


def _default(space: str) -> dict[str, str]:
    """Return the map that makes a namespace the default (lxml's stubs know no ``None`` key)."""
    return {None: space, "xlink": XLINK} if space == SVG else {None: space}  # type: ignore[dict-item]


def _set_attributes(target: etree._Element, source: turbohtml.Element) -> None:
    """Copy the attributes whose names XML accepts; prefixes that packager knows get a namespace."""
    for key, value in source.attrs.items():
        text = xml_characters(" ".join(value) if isinstance(value, list) else value or "")
        prefix, colon, local = key.partition(":")
        if colon:
            if prefix in _PREFIXES and _NAME.match(local):
                target.set(f"{{{_PREFIXES[prefix]}}}{local}", text)
        elif _NAME.match(key) and key != "xmlns":
            target.set(key, text)
