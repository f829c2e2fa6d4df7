"""The words of a book: what no repair may change.

Compared without the spaces between them, since a repair may close a paragraph, never a word. The
lists of a navigation document are no prose: they repeat what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from packager.fix.tree import Element, decoded, root_of
from packager.html5 import parse_document
from packager.xhtml import EPUB, VOID, local_name

_SUFFIXES = frozenset((".xhtml", ".html", ".htm", ".xml", ".svg"))
_SILENT = frozenset(("script", "style", "title", "head", "nav", "noscript"))
_IN_XHTML = ("http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg")
_SELF_CLOSED = re.compile(r"<([A-Za-z][\w:.-]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)\s*/>")
# One sign in two shapes; a selector of a variation of it is none of its own
_ARROWS_BACK = {**dict.fromkeys(map(ord, "↩↵⏎⮌"), "^"), 0xFE0E: "", 0xFE0F: ""}
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def as_html(text: str) -> str:
    """Return XML text as HTML reads it: ``<a/>`` is ``<a></a>``, CDATA is text."""

    def closed(match: re.Match[str]) -> str:
        name = match[1]
        return match[0] if name.lower() in VOID else f"<{name}{match[2]}></{name}>"

    def plain(match: re.Match[str]) -> str:
        return match[1].replace("&", "&amp;").replace("<", "&lt;")

    return _SELF_CLOSED.sub(closed, _CDATA.sub(plain, _DECLARATION.sub("", text)))


def words_of(data: bytes) -> str:
    """Return the text of a content document without any space; an arrow back is ``^``."""
    text = decoded(data)
    root = root_of(text)
    if root is None:
        root = parse_document(as_html(text))
    parts: list[str] = []
    skipped = None
    from lxml import etree

    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if skipped is None:
                parts.append(node.tail or "")
            continue
        if event == "start":
            if skipped is None and (local_name(node) in _SILENT or _is_passed_over(node)):
                skipped = node
            if skipped is None:
                parts.append(node.text or "")
        else:
            if node is skipped:
                skipped = None
            if skipped is None and node is not root:
                parts.append(node.tail or "")
    return "".join("".join(parts).split()).translate(_ARROWS_BACK)


def shown_in_switch(switch: Element) -> Element | None:
    """Return the alternative of an ``epub:switch`` that readers of EPUB 3 show.

    MathML and SVG are a part of EPUB 3's XHTML; for anything else there is the default.
    """
    for alternative in switch.iterchildren(f"{{{EPUB}}}case"):
        if alternative.get("required-namespace") in _IN_XHTML:
            return alternative
    return next(switch.iterchildren(f"{{{EPUB}}}default"), None)


def _is_passed_over(node: Element) -> bool:
    """Return whether an element is an alternative of a switch that is not shown."""
    if node.tag not in (f"{{{EPUB}}}case", f"{{{EPUB}}}default"):
        return False
    parent = node.getparent()
    return parent is not None and shown_in_switch(parent) is not node


def changed_words(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """Return the path of the first content document whose words differ, ``""`` for none."""
    for path, data in before.items():
        if PurePosixPath(path).suffix.lower() not in _SUFFIXES or path.startswith("META-INF/"):
            continue
        now = after.get(path)
        if now is data:
            continue
        words = words_of(data)
        if (words_of(now) if now is not None else "") == words:
            continue
        # A file may have got another name.
        new = [p for p in after if p not in before and PurePosixPath(p).suffix.lower() in _SUFFIXES]
        if now is not None or all(words_of(after[p]) != words for p in new):
            return path
    return ""
