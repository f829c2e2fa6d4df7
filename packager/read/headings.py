"""Headings of an essay: from ``h2`` on, no level skipped, the title not said twice."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from packager.html5 import XHTML
from packager.read.elements import HEADINGS
from packager.xhtml import local_name, text_of

_TOP, _DEEPEST = 2, 6
_NAMES = tuple(f"{{{XHTML}}}{name}" for name in sorted(HEADINGS))
_THROUGH = frozenset(("div", "section"))


def repair(root: etree._Element, title: str) -> str:
    """Put the headings in order and return the title that the text itself gives, if any.

    The first heading goes if it repeats ``title``; where ``title`` is empty, the heading that
    opens the text, or the only ``h1``, becomes the title that is returned.
    """
    headings = list(root.iter(*_NAMES))
    for node in headings:
        if not text_of(node).strip() and not _shows_something(node):
            _remove(node)
    headings = [node for node in headings if node.getparent() is not None]
    found = ""
    if headings:
        first = headings[0]
        text = " ".join(text_of(first).split())
        if title and _same(text, title) and _stands_free(first, root):
            _remove(first)
            headings = headings[1:]
        elif not title and text and _stands_free(first, root):
            firsts = sum(node.tag == first.tag for node in headings)
            if _opens(first, root) or (local_name(first) == "h1" and firsts == 1):
                found = text
                _remove(first)
                headings = headings[1:]
    _relevel(headings)
    return found


def _relevel(headings: list[etree._Element]) -> None:
    """Give each heading the level of its depth: below the last one that was higher."""
    levels: list[int] = []
    for node in headings:
        level = int(local_name(node)[1])
        while levels and levels[-1] >= level:
            levels.pop()
        node.tag = f"{{{XHTML}}}h{min(_TOP + len(levels), _DEEPEST)}"
        levels.append(level)


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", text) or text.strip()


def _stands_free(heading: etree._Element, root: etree._Element) -> bool:
    """Return whether a heading is the essay's own, not a quotation's or a table's."""
    node = heading.getparent()
    while node is not None and node is not root:
        if local_name(node) not in _THROUGH:
            return False
        node = node.getparent()
    return True


def _opens(heading: etree._Element, root: etree._Element) -> bool:
    """Return whether nothing to be read stands before a heading."""
    node = heading
    while node is not root:
        parent = node.getparent()
        if parent is None or (parent.text or "").strip():
            return False
        for before in node.itersiblings(preceding=True):
            if text_of(before).strip() or (before.tail or "").strip():
                return False
        node = parent
    return True


def _shows_something(node: etree._Element) -> bool:
    return any(local_name(inner) in ("img", "svg", "math") for inner in node.iter())


def _remove(node: etree._Element) -> None:
    """Take an element out of the tree; what follows it stays."""
    parent, tail = node.getparent(), node.tail or ""
    if parent is None:
        return
    before = node.getprevious()
    parent.remove(node)
    node.tail = None
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
