# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Which part of a web page is its essay.

:func:`extract` takes a page's tree and gives the essay's part of it, and all texts that were
left out with the reason. The page is cut into blocks of text (:mod:`~.blocks`), each is measured
and weighed (:mod:`~.weigh`), what stands between and around chosen ones is settled here.
"""

from __future__ import annotations

import re

from lxml import etree

from packager.data_classes import dataclass
from packager.read.extract import page
from packager.read.extract.blocks import HEADINGS, Block, blocks_of, densest
from packager.read.extract.body import cut_out
from packager.read.extract.measures import PageFacts, measure
from packager.read.extract.reasons import reason_for
from packager.read.extract.weigh import log_odds
from packager.read.extract.words import bit

_CAPTION = -3.0  # log odds; a figure below is of another piece
_FEW = 60  # words; below, the measures of a page say little
_CLUTTER = sum(map(bit, ("related", "share", "comments", "subscribe", "nav", "footer", "popup")))


@dataclass(frozen=True, slots=True)
class Extraction:
    """The essay's part of a page: its tree, what was left out and why, how many words it has."""

    body: etree._Element
    dropped: tuple[tuple[str, str], ...]
    words: int
    longest: int  # words of the longest block of the page, for what to say where there is none


def extract(
    body: etree._Element, facts: PageFacts, biography: frozenset[etree._Element] = frozenset()
) -> Extraction:
    """Return the essay in a ``body`` element whose HTML elements have bare names; uses it up."""
    page.strip(body)
    page.drop_permalinks(body)
    holders = page.wrap_text(body)
    blocks = blocks_of(body, holders)
    measure(blocks, facts)
    for block in blocks:
        block.weight = log_odds(block.measures)
        if biography and _is_inside(block, biography):
            block.weight, block.reason = -9.0, "about the author"
    _settle(blocks, facts)
    if _words(blocks) < _FEW:
        _take_small_page(blocks)
    kept = {block.element for block in blocks if block.weight > 0}
    dropped = tuple(
        (block.text, block.reason or reason_for(block))
        for block in blocks
        if block.element not in kept
    )
    words = sum(len(block.words) for block in blocks if block.element in kept)
    longest = max((len(block.words) for block in blocks), default=0)
    return Extraction(cut_out(body, blocks, kept), dropped, words, longest)


def _is_inside(block: Block, elements: frozenset[etree._Element]) -> bool:
    """Return whether a block is one of these elements, stands in one, or holds one."""
    if block.element in elements or any(ancestor in elements for ancestor in block.path):
        return True
    return any(inner in elements for inner in block.element.iter(etree.Element))


def _words(blocks: list[Block]) -> int:
    return sum(len(block.words) for block in blocks if block.weight > 0)


def _take_small_page(blocks: list[Block]) -> None:
    """Of a page with little text take what stands in its ``article``, ``main`` or densest part."""
    top = densest(blocks)
    marked = [{a for b in blocks for a in b.path if a.tag == tag} for tag in ("article", "main")]
    for holders in (*marked, set(top[-1:])):
        inside = [b for b in blocks if b.element in holders or holders.intersection(b.path)]
        taken = [b for b in inside if not b.reason and not _is_furniture(b)]
        if sum(len(b.words) for b in taken) > _words(blocks):
            for block in taken:
                block.weight = max(block.weight, 0.1)
            return


def _is_furniture(block: Block) -> bool:
    return bool(block.near & _CLUTTER) or any(
        a.tag in {"nav", "footer", "aside", "form"} for a in block.path
    )


def _settle(blocks: list[Block], facts: PageFacts) -> None:
    _drop_repeated(blocks)
    _drop_title(blocks, facts.title)
    _settle_headings(blocks)
    _keep_captions(blocks)


def _drop_repeated(blocks: list[Block]) -> None:
    """Of a long text that stands twice on the page keep the one amid more of the essay."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.weight > 0 and len(block.words) > 9:
            places.setdefault(block.text, []).append(index)
    for group in places.values():
        if len(group) < 2:
            continue
        best = max(group, key=lambda place: _company(blocks, place))
        for place in group:
            if place != best:
                blocks[place].weight, blocks[place].reason = -1.0, "repeated"


def _company(blocks: list[Block], place: int) -> float:
    near = blocks[max(0, place - 5) : place + 6]
    return sum(block.weight * len(block.words) for block in near if block.weight > 0)


def _drop_title(blocks: list[Block], title: str) -> None:
    """Drop the title where it opens the text: it is the essay's already."""
    wanted = _plain(title)
    seen = 0
    for block in blocks:
        if block.weight <= 0:
            continue
        if (wanted and _plain(block.text) == wanted) or (
            block.element.tag == "h1" and seen == 0 and _plain(block.text) in wanted
        ):
            block.weight, block.reason = -1.0, "title"
        else:
            seen += 1
        if seen > 3:
            return


def _plain(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def _settle_headings(blocks: list[Block]) -> None:
    """Keep a heading before kept text, drop it before none: it belongs to what follows."""
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if block.element.tag not in HEADINGS:
            continue
        level = str(block.element.tag)
        following = blocks[index + 1 : index + 8]
        section = []
        for other in following:
            if other.element.tag in HEADINGS and str(other.element.tag) <= level:
                break
            section.append(other)
        has_text = any(other.weight > 0 for other in section)
        if block.weight > 0 and not has_text:
            block.weight, block.reason = -0.5, "heading of nothing"
        elif (
            -1.5 < block.weight <= 0
            and section
            and section[0].weight > 0
            and not block.reason
            and _amid(blocks, index)
        ):
            block.weight = 0.5


def _keep_captions(blocks: list[Block]) -> None:
    """Keep the caption of a figure that stands amid the essay: its picture stays as well."""
    kept = [place for place, block in enumerate(blocks) if block.weight > 0]
    if not kept:
        return
    for block in blocks[kept[0] : kept[-1] + 1]:
        if block.element.tag != "figcaption" or block.weight > 0 or block.reason:
            continue
        figure = next((a for a in reversed(block.path) if a.tag == "figure"), None)
        if (
            figure is not None
            and next(figure.iter("img"), None) is not None
            and block.weight > _CAPTION
        ):
            block.weight = 0.1


def _amid(blocks: list[Block], index: int) -> bool:
    """Return whether text of the essay stands close before."""
    return any(block.weight > 0 for block in blocks[max(0, index - 4) : index])
