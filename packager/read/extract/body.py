# ruff: noqa: E501 - tables and patterns read better on one line
"""The article's element tree, cut out of the page around the blocks that were chosen.

What shows something and has no words (an image, a rule, a player) stays where it stands between
chosen blocks and does not belong to something that was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from packager.data_classes import dataclass
from packager.read.extract.blocks import HEADINGS, Block
from packager.read.extract.page import remove, unwrap
from packager.read.extract.words import bit, kinds_of

_SHOWN = frozenset("img svg video audio iframe picture math hr".split())
_WRAPPERS = frozenset("div section article main span header footer aside center font".split())
_LIST_PARTS = {"li": ("ul", "ol", "menu"), "dt": ("dl",), "dd": ("dl",), "tr": ("table", "tbody", "thead", "tfoot"), "td": ("tr",), "th": ("tr",)}  # fmt: skip
_NOT_OURS = bit("related") | bit("share") | bit("comments") | bit("ad") | bit("author") | bit("nav") | bit("subscribe") | bit("sidebar") | bit("popup") | bit("product") | bit("footer")  # fmt: skip
_TINY = re.compile(r"\A\s*[0-3]?[0-9](?:px)?\s*\Z")


@dataclass(slots=True)
class _Counts:
    kept: int = 0
    dropped: int = 0


def cut_out(body: etree._Element, blocks: list[Block], kept: set[etree._Element]) -> etree._Element:
    """Return a ``div`` with the chosen blocks of a page in their structure.

    The page's tree is used up.
    """
    counts: dict[etree._Element, _Counts] = {}
    for block in blocks:
        chosen = block.element in kept
        for element in (*block.path, block.element):
            entry = counts.setdefault(element, _Counts())
            if chosen:
                entry.kept += len(block.words) or 1
            else:
                entry.dropped += len(block.words) or 1
    top = _common(blocks, kept, body)
    _prune(top, counts, blocks, kept)
    holder = etree.Element("div")
    if top.tag in _WRAPPERS or top.tag == "body":
        holder.text = top.text
        holder.extend(list(top))
    else:
        holder.append(top)
        top.tail = None
    _unwrap_layout(holder)
    return holder


def _common(
    blocks: Iterable[Block], kept: set[etree._Element], body: etree._Element
) -> etree._Element:
    """Return the deepest element that holds all chosen blocks, at least a wrapper of them."""
    paths = [block.path for block in blocks if block.element in kept]
    if not paths:
        return body
    shared = paths[0]
    for path in paths[1:]:
        length = 0
        for mine, theirs in zip(shared, path, strict=False):
            if mine is not theirs:
                break
            length += 1
        shared = shared[:length]
    while len(shared) > 1 and shared[-1].tag not in _WRAPPERS and shared[-1].tag != "body":
        shared = shared[:-1]
    return shared[-1] if shared else body


def _prune(
    top: etree._Element,
    counts: dict[etree._Element, _Counts],
    blocks: list[Block],
    kept: set[etree._Element],
) -> None:
    """Remove from ``top`` all that is neither chosen nor shown between what is chosen."""
    order = {element: place for place, element in enumerate(top.iter(etree.Element))}
    places = [
        order[block.element] for block in blocks if block.element in kept and block.element in order
    ]
    first, last = (min(places), max(places)) if places else (0, 0)
    end = max(
        (
            order[inner]
            for element in kept
            if element in order and order[element] == last
            for inner in element.iter(etree.Element)
        ),
        default=last,
    )
    gone: list[etree._Element] = []
    stack = list(reversed(top))
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        entry = counts.get(element)
        if element in kept:
            continue
        if entry is not None and entry.kept:
            stack.extend(reversed(element))
            continue
        if entry is not None and entry.dropped:
            figure = _figure_of(element, order, first, end)
            if figure is not None:
                _leave_only(element, figure)
                continue
            gone.append(element)
            continue
        if not (first - 12 <= order[element] <= end + 3 and _shows(element)):
            gone.append(element)
    for element in gone:
        remove(element)


def _figure_of(
    element: etree._Element, order: dict[etree._Element, int], first: int, end: int
) -> list[etree._Element] | None:
    """Return the images of a figure whose caption was left out, if it stands in the article."""
    if not first <= order[element] <= end:
        return None
    figures = [element] if element.tag == "figure" else list(element.iter("figure"))
    images = [image for figure in figures for image in figure.iter("img")]
    return images if images and all(map(_is_picture, images)) and len(images) < 4 else None  # noqa: PLR2004


def _leave_only(element: etree._Element, images: list[etree._Element]) -> None:
    tail = element.tail
    for child in list(element):
        element.remove(child)
    element.text = None
    for image in images:
        image.tail = None
        element.append(image)
    element.tail = tail


def _shows(element: etree._Element) -> bool:
    """Return whether an element without words shows something that belongs to a text."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if kinds_of(names) & _NOT_OURS:
        return False
    shown = False
    for inner in element.iter(etree.Element):
        tag = str(inner.tag).rpartition("}")[2]
        if tag not in _SHOWN:
            continue
        if tag == "img":
            if not _is_picture(inner):
                continue
        elif tag == "svg":
            continue
        shown = True
    return shown


def _is_picture(image: etree._Element) -> bool:
    """Return whether an image is one to look at: no tracking pixel, icon, avatar or logo."""
    for name in ("width", "height"):
        value = image.get(name)
        if value and _TINY.match(value) and int(re.sub(r"\D", "", value) or 0) < 40:  # noqa: PLR2004
            return False
    source = image.get("src") or ""
    if not source or source.startswith("data:image/gif"):
        return False
    words = f"{image.get('class') or ''} {image.get('alt') or ''}".lower()
    return not re.search(
        r"\b(?:avatar|gravatar|logo|icon|emoji|pixel|spacer)\b|gravatar\.com|doubleclick|/pixel",
        words + " " + source.lower(),
    )


def _unwrap_layout(holder: etree._Element) -> None:
    """Take out wrappers that only lay out: an e-book has no columns."""
    for element in list(
        holder.iter("div", "section", "article", "main", "center", "font", "header", "footer")
    ):
        if element is holder:
            continue
        parent = element.getparent()
        if parent is None or parent.tag in {"ul", "ol", "dl", "table", "tbody", "tr"}:
            continue
        if not element.get("id") and not _means_something(element):
            unwrap(element)
    for element in list(holder.iter("p", "ul", "ol", "div", "li", "figure", *HEADINGS)):
        if element.tag != "li" and element is not holder and _is_empty(element):
            remove(element)


def _means_something(element: etree._Element) -> bool:
    name = element.get("class") or ""
    return any(word in name.split() for word in ("epigraph", "pull-quote", "verse", "callout"))


def _is_empty(element: etree._Element) -> bool:
    return not "".join(element.itertext()).strip() and not any(
        str(inner.tag).rpartition("}")[2] in _SHOWN for inner in element.iter(etree.Element)
    )
