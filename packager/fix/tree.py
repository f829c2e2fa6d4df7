"""An XML file of a book as a tree that is changed and written back.

The text before and behind the root (XML declaration, document type, comments) stays as it was;
the file is written as UTF-8, which EPUB asks for (EPUB 3.3 §3.2).
"""

from __future__ import annotations

import re
from html.entities import name2codepoint

from lxml import etree

from packager.check.finding import Finding
from packager.check.load.markup import read_markup
from packager.check.load.position import Positions
from packager.xhtml import VOID, XHTML, local_name

Element = etree._Element

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset(("lt", "gt", "amp", "quot", "apos"))
_START = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*'|\[.*?\]\s*(?=>))*>"
    r"|(?P<root><[^\s!?/>])",
    re.DOTALL,
)
_DECLARED = re.compile(r"""(<\?xml[^>]*?\bencoding\s*=\s*)(["'])[^"']*\2""")
_parser = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, strip_cdata=False
)


class Tree:
    """A parsed file: its root, the text around it, and where its elements stood in the source."""

    def __init__(self, text: str, root: Element) -> None:
        self.text = text
        self.root = root
        self.is_changed = False
        self.prolog, self.epilog = _around(text)
        self._elements = [node for node in root.iter() if isinstance(node.tag, str)]
        self._by_place: dict[tuple[int, int], Element] | None = None

    def at(self, finding: Finding) -> Element | None:
        """Return the element that a finding names, while it is still in the tree."""
        if finding.line is None or finding.column is None:
            return None
        if self._by_place is None:
            positions = Positions(self.text)
            self._by_place = {}
            for order, element in enumerate(self._elements):
                place = positions.of(order)
                if place is not None:
                    self._by_place[place] = element
        found = self._by_place.get((finding.line, finding.column))
        return found if found is not None and self.holds(found) else None

    def holds(self, element: Element) -> bool:
        """Return whether an element is still a part of the tree."""
        top = element
        while (parent := top.getparent()) is not None:
            top = parent
        return top is self.root

    def named(self, name: str) -> list[Element]:
        """Return the elements of a local name, in document order."""
        return [node for node in self.root.iter() if local_name(node) == name]

    def bytes(self) -> bytes:
        """Return the file as it is to be written."""
        for element in self.root.iter(f"{{{XHTML}}}*"):
            if len(element) == 0 and not element.text and local_name(element) not in VOID:
                element.text = ""
        body = etree.tostring(self.root, encoding="unicode", with_tail=False)
        prolog = _DECLARED.sub(r"\1\2utf-8\2", self.prolog, count=1)
        return f"{prolog}{body}{self.epilog}".encode()


def decoded(data: bytes) -> str:
    """Return the text of an XML file, by its mark or declaration; what is no text is replaced."""
    _, codec = read_markup(data)
    return data.decode(codec, "replace").removeprefix("\ufeff")


def parsed(data: bytes) -> Tree | None:
    """Return the tree of an XML file, ``None`` where it is not well-formed.

    Named characters of HTML are read as such: EPUB 2's document type declares them.
    """
    text = decoded(data)
    root = root_of(text)
    return None if root is None else Tree(text, root)


def root_of(text: str) -> Element | None:
    """Return the root of XML text, ``None`` where it is not well-formed."""
    bare = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    plain = bare.lstrip()
    # Line breaks are kept, so that the elements' lines are those of the file.
    plain = "\n" * text.count("\n", 0, len(text) - len(plain)) + plain
    if "<!ENTITY" not in plain:
        plain = characters(plain)
    try:
        return etree.fromstring(plain.encode("utf-8", "replace"), _parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def characters(text: str) -> str:
    """Return text with HTML's named characters spelled out, XML's own five left alone."""

    def spelled(match: re.Match[str]) -> str:
        code = name2codepoint.get(match[1])
        return match[0] if code is None or match[1] in _XML_ENTITIES else chr(code)

    return _ENTITY.sub(spelled, text)


def _around(text: str) -> tuple[str, str]:
    """Return what stands before the root and behind it."""
    start = next((match.start() for match in _START.finditer(text) if match["root"]), 0)
    name = re.match(r"<([^\s/>]+)", text[start:])
    end = -1
    if name is not None:
        for match in re.finditer(rf"</{re.escape(name[1])}\s*>", text):
            end = match.end()
    return text[:start], text[end:] if end > 0 else "\n"
