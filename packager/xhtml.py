"""XHTML fragments as strings and trees, and how they are written.

A fragment is a string of XHTML without a root, with the prefixes of
:data:`NAMESPACES` at hand and none declared. Written XHTML opens in readers that parse it
as HTML too: an empty element that HTML does not know as void gets an end tag.
"""

from __future__ import annotations

import re
from html import escape as _escape

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
EPUB = "http://www.idpf.org/2007/ops"
NAMESPACES: dict[str | None, str] = {None: XHTML, "epub": EPUB}

# https://html.spec.whatwg.org/multipage/syntax.html#void-elements
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

_parser = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_pis=True
)
_SPECIAL = re.compile('[&<>"]')
_OPEN = f'<div xmlns="{XHTML}" xmlns:epub="{EPUB}">'


def escape(text: str) -> str:
    """Return ``text`` fit for element content and for double-quoted attribute values."""
    if not _SPECIAL.search(text):
        return text
    return _escape(text, quote=True).replace("&#x27;", "'")


def parse(fragment: str) -> etree._Element:
    """Return a ``div`` that holds the fragment.

    Raises:
        lxml.etree.XMLSyntaxError: the fragment is not well-formed.
    """
    return etree.fromstring(f"{_OPEN}{fragment}</div>".encode(), _parser)


def inner(element: etree._Element) -> str:
    """Return what stands inside an element as a fragment; the inverse of :func:`parse`."""
    holder = etree.Element(f"{{{XHTML}}}div", nsmap=NAMESPACES)
    holder.text = element.text
    tail = [*element]
    holder.extend(tail)
    _expand(holder)
    text = etree.tostring(holder, encoding="unicode", with_tail=False)
    holder.text, element.text = None, holder.text
    element.extend(tail)
    start = text.index(">") + 1
    return "" if text.endswith("/>") and text.count("<") == 1 else text[start : -len("</div>")]


def _expand(root: etree._Element) -> None:
    """Give each empty XHTML element that is not void an end tag."""
    for element in root.iter(f"{{{XHTML}}}*"):
        if len(element) == 0 and not element.text:
            element.text = None if local_name(element) in VOID else ""


def text_of(element: etree._Element) -> str:
    """Return all text inside an element, as it stands."""
    return "".join(str(text) for text in element.itertext())


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def drop(element: etree._Element) -> None:
    """Take an element out of its parent, keeping the text behind it; a root stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
