"""Elements written where the content model of XHTML lets them stand, whatever stood in the page.

A writer keeps the elements that are open (:mod:`packager.read.open_elements`). Each exists in the
tree only once something stands in it, so nothing empty is left; a block that comes inside a
paragraph or inside emphasis ends it, and what follows begins it again, as a browser's list of
active formatting elements does
(https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements).
Time and memory grow with the page's length, never with its depth: below :data:`DEEPEST` elements
only text goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from packager.read import elements
from packager.read.open_elements import KINDS, MEMBERS, PHRASING, Kind, Open, OpenElements
from packager.xhtml import NAMESPACES, XHTML

DEEPEST = 100
NOTHING = sys.maxsize  # the depth to close to where nothing was opened
_NO_BARE_TEXT = frozenset(("", "blockquote", "section"))


class Writer:
    """Writes elements, text and atoms into a new tree whose nesting is sound."""

    def __init__(self, wanted: frozenset[str] = frozenset()) -> None:
        """Begin a tree; ``wanted`` are the ids that links lead to, whose elements stay if empty."""
        self.root = etree.Element(f"{{{XHTML}}}div", nsmap=NAMESPACES)
        self.too_deep = False
        self._stack = OpenElements(self.root)
        self._open = self._stack.entries  # the same list
        self._space = False
        self._wanted = wanted

    # -- what the page says ------------------------------------------------------------------

    def start(self, name: str, attributes: Mapping[str, str]) -> int:
        """Open an element; return the depth that :meth:`end` is to be given."""
        if len(self._open) > DEEPEST:
            self.too_deep = True
            self._space = self._space or KINDS[name] is not Kind.INLINE
            return NOTHING
        if KINDS[name] is Kind.INLINE:
            return self._start_inline(name, dict(attributes))
        return self._start_block(name, dict(attributes))

    def end(self, depth: int) -> None:
        """Close everything deeper than ``depth``."""
        del self._open[max(depth, 1) :]

    def space(self) -> None:
        """Keep what was written and what will be apart, where a block's border is lost."""
        self._space = True

    def text(self, text: str) -> None:
        """Write text into the element that is open."""
        if not text:
            return
        if not text.strip(" \t\n\r\f"):
            self._blank(text)
            return
        room = self._room()
        if self._space:
            self._space = False
            if not text[0].isspace() and (
                _last(room) is not None or room.text or room.getprevious() is not None
            ):
                text = " " + text
        self._append(room, text)

    def atom(self, node: etree._Element) -> None:
        """Write an element that is finished and may stand in a line: an image, a formula."""
        self._space = False
        self._room().append(node)

    @property
    def is_between_blocks(self) -> bool:
        """Whether nothing is open, so that a block would stand in the root itself."""
        return len(self._open) == 1 and not self._space

    def copy(self, block: etree._Element) -> None:
        """Write a block that is sound as it is, where nothing is open; not its tail."""
        copied = deepcopy(block)
        copied.tail = None
        self.root.append(copied)

    def void(self, name: str, attributes: Mapping[str, str]) -> None:
        """Write an image or a line break."""
        top = self._open[-1]
        if name != "img" and top.kind is Kind.FLOW and top.name in _NO_BARE_TEXT:
            return  # a line break between blocks says nothing
        etree.SubElement(self._room(), f"{{{XHTML}}}{name}", dict(attributes))

    def rule(self, attributes: Mapping[str, str]) -> None:
        """Write a thematic break."""
        if self._stack.line_must_hold("hr", Kind.FLOW):
            self._space = True
            return
        self._stack.leave_implied("hr")
        self._stack.imply_members()
        at = max(at for at, entry in enumerate(self._open) if entry.kind not in PHRASING)
        for entry in self._open[at + 1 :]:
            entry.node = None
        etree.SubElement(self._place_at(at), f"{{{XHTML}}}hr", dict(attributes))

    def is_inside(self, name: str) -> bool:
        """Return whether an element of this name is open."""
        return self._stack.is_inside(name)

    # -- opening -----------------------------------------------------------------------------

    def _start_inline(self, name: str, attributes: dict[str, str]) -> int:
        if name == "a" and self._stack.is_inside("a"):
            return NOTHING
        if name == "rt" and not self._stack.is_inside("ruby"):
            return NOTHING
        if name in ("ruby", "rt") and self._stack.is_inside("rt"):
            return NOTHING
        self._make_room()
        mark = len(self._open)
        self._open.append(Open(name, Kind.INLINE, attributes))
        if attributes.get("id") in self._wanted:
            self._place()
        return mark

    def _start_block(self, name: str, attributes: dict[str, str]) -> int:
        kind = KINDS[name]
        if self._stack.line_must_hold(name, kind):
            self._space = True
            return NOTHING
        self._stack.leave_implied(name)
        if name == "div" and self._open[-1].kind in MEMBERS:
            return NOTHING  # a group in a definition list; in a list or table it says nothing
        if not self._stack.find_parent(name):
            if name not in ("caption", "figcaption"):
                self._space = True
                return NOTHING
            self._stack.imply_members()
            name, kind, attributes = "p", Kind.PARAGRAPH, {**attributes, "class": "caption"}
        is_strong = name in elements.HEADINGS and self._stack.is_restricted()
        if is_strong:
            name = "p"
        elif name in ("section", "aside") and self._stack.is_restricted():
            name = "div"
        mark = len(self._open)
        self._stack.push(name, kind, attributes)
        if is_strong:
            self._open.append(Open("strong", Kind.INLINE))
        if name in elements.CELLS or attributes.get("id") in self._wanted:
            self._place()
        return mark

    # -- writing -----------------------------------------------------------------------------

    def _make_room(self) -> None:
        """See that the innermost open element may hold text."""
        self._stack.imply_members()
        top = self._open[-1]
        if top.kind is Kind.FLOW and top.name in _NO_BARE_TEXT:
            self._stack.push("p", Kind.PARAGRAPH, {}, implied=True)

    def _room(self) -> etree._Element:
        self._make_room()
        return self._place()

    def _place(self) -> etree._Element:
        """Return the innermost open element's node, made with all that it stands in."""
        return self._place_at(len(self._open) - 1)

    def _place_at(self, at: int) -> etree._Element:
        missing = []
        inside_block = False
        while True:
            entry = self._open[at]
            if inside_block and entry.kind in PHRASING:
                entry.node = None  # a block stands here: what is open ends, and begins again
            elif entry.node is not None:
                break
            else:
                missing.append(entry)
                inside_block = inside_block or entry.kind is not Kind.INLINE
            at -= 1
        parent = entry
        node = entry.node
        for entry in reversed(missing):
            node = etree.SubElement(node, f"{{{XHTML}}}{entry.name}", entry.attributes)
            entry.node = node
            if parent.kind is Kind.LIST:
                parent.last = node
            if "id" in entry.attributes:
                entry.attributes = {k: v for k, v in entry.attributes.items() if k != "id"}
            parent = entry
        return node

    def _blank(self, text: str) -> None:
        """Write white space where a line has begun, or between blocks that are there."""
        for entry in reversed(self._open):
            if entry.node is not None:
                if entry.kind in (*PHRASING, Kind.FLOW):
                    self._append(entry.node, text)
                return
            if entry.kind is not Kind.INLINE:
                return

    @staticmethod
    def _append(node: etree._Element, text: str) -> None:
        last = _last(node)
        if last is not None:
            last.tail = (last.tail or "") + text
        else:
            node.text = (node.text or "") + text


def _last(node: etree._Element) -> etree._Element | None:
    """Return the last child; ``len(node)`` would count them all, each time (lxml 6)."""
    return next(node.iterchildren(reversed=True), None)
