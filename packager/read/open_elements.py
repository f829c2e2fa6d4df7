"""The elements that are open while a page is written, and what may be opened inside them.

The content model of XHTML as a writer needs it: which kind an element is, what it must stand in,
and what is put around it where that is missing
(https://html.spec.whatwg.org/multipage/parsing.html#the-stack-of-open-elements).
"""

from __future__ import annotations

from dataclasses import field
from enum import Enum, auto

from lxml import etree

from packager.data_classes import dataclass
from packager.read import elements

_MOST_FORMATS = 8
_NO_HEADINGS = frozenset(("dt", "th", "caption"))


class Kind(Enum):
    """How an element takes part in nesting."""

    FLOW = auto()
    PARAGRAPH = auto()
    INLINE = auto()
    LIST = auto()
    TERMS = auto()
    TABLE = auto()
    ROWS = auto()
    ROW = auto()


PHRASING = (Kind.PARAGRAPH, Kind.INLINE)
MEMBERS = {  # what an element that holds only certain children puts around anything else
    Kind.LIST: ("li", Kind.FLOW),
    Kind.TERMS: ("dd", Kind.FLOW),
    Kind.TABLE: ("tbody", Kind.ROWS),
    Kind.ROWS: ("tr", Kind.ROW),
    Kind.ROW: ("td", Kind.FLOW),
}
KINDS = {
    **dict.fromkeys(elements.FLOW, Kind.FLOW),
    **dict.fromkeys(elements.PARAGRAPHS, Kind.PARAGRAPH),
    **dict.fromkeys(elements.INLINE | {"ruby"}, Kind.INLINE),
    **dict.fromkeys(elements.LISTS, Kind.LIST),
    **dict.fromkeys(elements.TABLE_PARTS, Kind.ROWS),
    "dl": Kind.TERMS,
    "table": Kind.TABLE,
    "tr": Kind.ROW,
}
# the kind of parent that an element needs, and the parent that is made where it has none
_PARENTS = {
    "li": ((Kind.LIST,), "ul"),
    "dt": ((Kind.TERMS,), "dl"),
    "dd": ((Kind.TERMS,), "dl"),
    "td": ((Kind.ROW, Kind.ROWS, Kind.TABLE), ""),
    "th": ((Kind.ROW, Kind.ROWS, Kind.TABLE), ""),
    "tr": ((Kind.ROWS, Kind.TABLE), ""),
    **dict.fromkeys([*elements.TABLE_PARTS, "caption"], ((Kind.TABLE,), "")),
}


@dataclass(slots=True)
class Open:
    """An element that is open: in the tree (``node``), or not yet or no longer."""

    name: str
    kind: Kind
    attributes: dict[str, str] = field(default_factory=dict)
    node: etree._Element | None = None
    implied: bool = False
    formats: tuple[tuple[str, dict[str, str]], ...] = ()  # emphasis to begin again further in
    last: etree._Element | None = None  # the last list item


class OpenElements:
    """The stack of open elements, outermost first; ``entries[0]`` is the root and stays."""

    def __init__(self, root: etree._Element) -> None:
        """Begin with the root of a tree."""
        self.entries = [Open("", Kind.FLOW, node=root)]

    def is_inside(self, name: str) -> bool:
        """Return whether an element of this name is open."""
        return any(entry.name == name for entry in self.entries)

    def find_parent(self, name: str) -> bool:
        """See that the innermost element may hold a block; return whether that can be."""
        if name == "figcaption":
            self.imply_members()
            return self._block().name == "figure"
        if name not in _PARENTS:
            self.imply_members()
            return True
        kinds, made = _PARENTS[name]
        if self._block().kind not in kinds:
            if not made:
                return False
            self.imply_members()
            self.push(made, KINDS[made], {}, implied=True)
        if name in elements.CELLS:
            self._imply(Kind.TABLE, Kind.ROWS)
        elif name == "tr":
            self._imply(Kind.TABLE)
        return True

    def push(
        self, name: str, kind: Kind, attributes: dict[str, str], *, implied: bool = False
    ) -> Open:
        """Open a block; emphasis that is open around it begins again inside it."""
        formats: list[tuple[str, dict[str, str]]] = []
        for entry in reversed(self.entries):
            if entry.kind is Kind.INLINE and entry.name not in ("ruby", "rt"):
                plain = {k: v for k, v in entry.attributes.items() if k != "id"}
                formats.insert(0, (entry.name, plain))
            elif entry.kind not in PHRASING:
                formats = [*entry.formats, *formats]
                break
        formats = formats[-_MOST_FORMATS:]
        entry = Open(name, kind, attributes, implied=implied)
        self.entries.append(entry)
        if kind in (Kind.FLOW, Kind.PARAGRAPH):
            self.entries.extend(Open(n, Kind.INLINE, a, implied=True) for n, a in formats)
        else:
            entry.formats = tuple(formats)
        return entry

    def line_must_hold(self, name: str, kind: Kind) -> bool:
        """Return whether a block's text is to go on inside a heading or code as it is."""
        for entry in reversed(self.entries):
            if entry.kind not in PHRASING:
                return name == "table" and entry.name == "caption"
            if entry.name in elements.HEADINGS or entry.name in ("pre", "ruby"):
                return kind in (Kind.PARAGRAPH, Kind.FLOW) and name != "blockquote"
        return False

    def is_restricted(self) -> bool:
        """Return whether a term, a header cell or a caption is open: they hold no headings."""
        return any(entry.name in _NO_HEADINGS for entry in self.entries)

    def leave_implied(self, name: str) -> None:
        """Close what was only implied and cannot go on around this block."""
        parents = _PARENTS[name][0] if name in _PARENTS else ()
        while True:
            at = len(self.entries) - 1
            while self.entries[at].kind is Kind.INLINE and self.entries[at].implied:
                at -= 1
            entry = self.entries[at]
            if not entry.implied or entry.kind in parents:
                return
            passing = entry.kind in (Kind.PARAGRAPH, Kind.LIST, Kind.TERMS)
            if not passing and not parents:
                return
            del self.entries[at:]

    def _block(self) -> Open:
        """Return the innermost open element that is neither a paragraph nor inside one."""
        return next(entry for entry in reversed(self.entries) if entry.kind not in PHRASING)

    def _imply(self, *kinds: Kind) -> None:
        while (kind := self.entries[-1].kind) in kinds:
            name, inner = MEMBERS[kind]
            self.push(name, inner, {}, implied=True)

    def imply_members(self) -> None:
        """Put a list item, cell or definition around what its parent may not hold itself."""
        while (top := self.entries[-1]).kind in MEMBERS:
            if top.implied and top.kind in (Kind.LIST, Kind.TERMS):
                self.entries.pop()
                continue
            name, kind = MEMBERS[top.kind]
            self.push(name, kind, {}, implied=True).node = top.last
