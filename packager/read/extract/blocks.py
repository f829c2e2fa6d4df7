# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""The blocks of text of a page, and how much each reads like prose.

A block is an element that holds text and no other block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field

from lxml import etree

from packager.data_classes import dataclass
from packager.read.extract.words import KINDS, kinds_of

_NAMES = ("class", "id", "role", "itemprop", "data-testid", "data-component", "aria-label")
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}\u0e00-\u0e7f]|[^\W{_CJK}\u0e00-\u0e7f]+")
COMMA = re.compile(r"[,、，;；]")
_STRUCTURES = frozenset("ul ol dl table tbody thead tfoot tr".split())
_NOT_IN_UNITS = frozenset(
    "h1 h2 h3 h4 h5 h6 article section figure nav aside pre blockquote".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())


def tokens(text: str) -> list[str]:
    """Return the words of a text, an ideograph being a word, in lower case."""
    return _TOKEN.findall(text.lower())


@dataclass(slots=True, eq=False)
class Block:
    """One block: its element, text and words, and what ``extract.measures`` adds."""

    element: etree._Element
    text: str
    words: list[str]
    link_words: int
    path: tuple[etree._Element, ...]  # ancestors from the body down, without the element
    near: int = 0  # class words of the element and its two nearest ancestors
    far: int = 0  # class words of all other ancestors below the body
    measures: list[float] = field(default_factory=list)
    weight: float = 0.0  # log odds of being text of the article
    reason: str = ""


def blocks_of(body: etree._Element, holders: set[etree._Element]) -> list[Block]:
    """Return the blocks of a page in reading order."""
    found: list[Block] = []
    stack: list[tuple[etree._Element, tuple[etree._Element, ...], tuple[int, ...]]] = []
    stack.append((body, (), ()))
    while stack:
        element, path, kinds = stack.pop()
        own = class_words(element)
        if (element in holders or element.tag in _STRUCTURES) and not _is_unit(element):
            inner, inner_kinds = (*path, element), (*kinds, own)
            stack.extend((child, inner, inner_kinds) for child in reversed(element))
            continue
        text = text_of(element)
        if not text:
            continue
        words = tokens(text)
        near, far = own, 0
        for depth, value in enumerate(reversed(kinds)):
            if depth < 2:
                near |= value
            else:
                far |= value
        found.append(Block(element, text, words, _link_words(element), path, near, far))
    return found


def text_of(element: etree._Element) -> str:
    """Return the text of an element on one line, a space between cells and items."""
    if element.tag in _STRUCTURES:
        return " ".join(" ".join(element.itertext()).split())
    return " ".join("".join(element.itertext()).split())


def _is_unit(element: etree._Element) -> bool:
    """Return whether a list or table is kept or dropped as a whole: it is no page layout."""
    if element.tag not in {"ul", "ol", "dl", "table"}:
        return False
    rows = cells = words = 0
    for inner in element.iter(etree.Element):
        tag = inner.tag
        if inner is not element and (tag in _NOT_IN_UNITS or tag == "table"):
            return False
        if tag == "tr":
            rows += 1
        elif tag in {"td", "th", "li", "dd"}:
            cells += 1
            words += len("".join(inner.itertext()).split())
    if not cells:
        return False
    if element.tag == "table":
        return rows > 1 and cells >= 2 * rows and words / cells < 60
    return words / cells < 60


def class_words(element: etree._Element) -> int:
    """Return what the names of an element say that it is, as bits of :data:`KINDS`."""
    names = [value for name in _NAMES if (value := element.get(name)) and len(value) < 400]
    return kinds_of(" ".join(names)) if names else 0


def _link_words(element: etree._Element) -> int:
    if element.tag == "a":
        return len(tokens("".join(element.itertext())))
    return sum(
        len(tokens("".join(link.itertext())))
        for link in element.iter("a")
        if not (link.get("href") or "").startswith("#")
    )


def prose_value(block: Block) -> float:
    """Return how much a block reads like prose, as Readability counts it."""
    if block.element.tag in HEADINGS or len(block.text) < 25:
        return 0.0
    links = block.link_words / max(1, len(block.words))
    commas = len(COMMA.findall(block.text))
    return (1 + min(commas, 8) + min(len(block.text) / 100, 6)) * (1 - links)


def densest(blocks: Iterable[Block]) -> tuple[etree._Element, ...]:
    """Return the path down to the element that holds most prose most directly.

    A block's value counts in full for its parent, half for the grandparent, a third … above;
    class words of navigation, comments, footers and the like take from it.
    """
    scores: dict[etree._Element, float] = {}
    paths: dict[etree._Element, tuple[etree._Element, ...]] = {}
    for block in blocks:
        value = prose_value(block)
        if not value:
            continue
        if (block.near | block.far) & _FOREIGN:
            value *= 0.3
        for distance, ancestor in enumerate(reversed(block.path[1:])):
            scores[ancestor] = scores.get(ancestor, 0.0) + value / (distance + 1)
            if ancestor not in paths:
                paths[ancestor] = block.path[: len(block.path) - distance]
            if distance > 5:
                break
    if not scores:
        return ()
    return paths[max(scores, key=lambda element: scores[element])]


def mask(*names: str) -> int:
    """Return the bits of kinds of class words."""
    return sum(1 << KINDS.index(name) for name in names)


_FOREIGN = mask("comments", "footer", "nav", "sidebar", "related", "popup", "hidden")
