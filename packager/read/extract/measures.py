# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""What can be measured of each block of a page.

The measures say what a block reads like (length, punctuation, links), what it is (its element),
where it stands (its ancestors' class words, how far from the densest part of the page, what lies
around it) and what the page says of itself (the text in its JSON-LD). They know no site and no
language beyond the table of class words and the phrases of site furniture.
"""

from __future__ import annotations

import math
import re
from dataclasses import field

from lxml import etree

from packager.data_classes import dataclass
from packager.read.extract.blocks import (
    COMMA,
    HEADINGS,
    Block,
    class_words,
    densest,
    mask,
    prose_value,
    tokens,
)
from packager.read.extract.cues import CUE_NAMES, cues_in
from packager.read.extract.words import KINDS
from packager.read.furniture import furniture

_STOP = re.compile(r"[.!?。！？…:](?:[\"'”’»)\]]|\s)*$")
_SENTENCE = re.compile(r"[.!?。！？](?:\s|$|[\"'”’»)])")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[./:]\d{2}")

_LONGEST_PHRASE = 200
SECTIONING = ("nav", "aside", "footer", "header", "form", "article", "main", "table", "blockquote")
_BODY = mask("body")
_CLUTTER = mask("related", "share", "subscribe", "nav", "footer", "sidebar", "ad", "popup", "tags")
TAGS = ("p", "li", "div", "td", "a", "figcaption", "pre", "dt", "span", "ul", "ol", "table")
AROUND = ("words", "links", "heading", "clutter")
_NOTHING = (0.0, 0.0, 0.0, 1.0)

FEATURES: tuple[str, ...] = (
    "log_words", "link_share", "stop", "commas", "sentences", "digits", "capitals",
    "question", "exclaims", "has_year", "has_name_only", "chars_per_word",
    *(f"tag_{name}" for name in TAGS), "heading_level",
    *(f"in_{name}" for name in SECTIONING), "in_li", "in_figure",
    *(f"near_{name}" for name in KINDS), *(f"far_{name}" for name in KINDS),
    *(f"cue_{name}" for name in CUE_NAMES),
    "levels_up", "levels_down", "share_parent", "share_grandparent", "share_great", "links_parent",
    "links_grandparent", "links_great", "words_parent", "words_grandparent", "depth",
    "marked_share", "marked_elsewhere", "article_share", "article_elsewhere", "articles",
    "position", "after_title", "title_levels", "is_title", "words_since_title", "repeats",
    "furniture", "furniture_inside", "same_as_description", "page_text_share", "page_text_known",
    "prose_before", "prose_after", "list_links", "list_words", "list_items", "twins",
    "heading_furniture", "heading_distance", "heading_cue",
    *(f"{what}_{side}" for side in ("p3", "p2", "p1", "n1", "n2", "n3") for what in AROUND),
    "next_prose", "previous_prose", "share_sibling",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page says of itself, as far as the measures use it."""

    title: str = ""
    description: str = ""
    text: str = ""  # the article's text in the page's JSON-LD


@dataclass(slots=True)
class _Sums:
    """What is known of all blocks inside one element."""

    prose: float = 0.0
    words: int = 0
    links: int = 0
    blocks: int = 0


@dataclass(slots=True)
class _Context:
    blocks: list[Block]
    values: list[float]
    facts: PageFacts
    top: tuple[etree._Element, ...] = ()
    total: float = 1.0
    sums: dict[etree._Element, _Sums] = field(default_factory=dict)
    told: frozenset[tuple[str, ...]] = frozenset()
    title_at: int = -1
    seen: dict[str, int] = field(default_factory=dict)
    lists: dict[etree._Element, tuple[float, float, int]] = field(default_factory=dict)
    marked: dict[etree._Element, float] = field(default_factory=dict)
    best_mark: float = 0.0
    articles: dict[etree._Element, float] = field(default_factory=dict)
    best_article: float = 0.0
    around: list[tuple[float, ...]] = field(default_factory=list)
    twins: dict[tuple[etree._Element, str], int] = field(default_factory=dict)


def measure(blocks: list[Block], facts: PageFacts) -> None:
    """Fill in the measures of each block."""
    context = _Context(blocks, [prose_value(block) for block in blocks], facts)
    context.top = densest(blocks)
    context.total = sum(context.values) or 1.0
    _add_up(context)
    context.told = _shingles(tokens(facts.text))
    context.title_at = _title_position(blocks, facts.title)
    for block in blocks:
        context.seen[block.text] = context.seen.get(block.text, 0) + 1
    context.lists = _list_shares(blocks)
    heading, distance, before, since_title = "", 0, 0.0, 0
    for index, block in enumerate(blocks):
        if index == context.title_at:
            since_title = 0
        block.measures = _measures(index, block, context, before, since_title)
        cue = float(any(cues_in(tokens(heading))[1:5])) if heading else 0.0
        block.measures += [
            _furniture(heading)[0] if heading else 0.0, float(min(distance, 20)), cue,
        ]  # fmt: skip
        block.measures += _surroundings(index, context)
        before += context.values[index]
        since_title += len(block.words)
        distance += 1
        if block.element.tag in HEADINGS:
            heading, distance = block.text[:80], 0


def _furniture(text: str) -> tuple[float, float]:
    """Return whether a line is a phrase of site furniture, and whether it begins with or has one."""
    found = furniture(text) if len(text) <= _LONGEST_PHRASE else None
    if found is None:
        return 0.0, 0.0
    return float(found.how == "is"), float(found.how != "is")


def _add_up(context: _Context) -> None:
    for index, block in enumerate(context.blocks):
        for ancestor in block.path:
            sums = context.sums.get(ancestor)
            if sums is None:
                sums = context.sums[ancestor] = _Sums()
            sums.prose += context.values[index]
            sums.words += len(block.words)
            sums.links += block.link_words
            sums.blocks += 1
        kind = str(block.element.tag)
        context.around.append((
            math.log1p(len(block.words)),
            block.link_words / max(1, len(block.words)),
            float(kind in HEADINGS),
            float(bool(block.near & _CLUTTER)),
        ))  # fmt: skip
    for ancestor, sums in context.sums.items():
        share = sums.prose / context.total
        if class_words(ancestor) & _BODY:
            context.marked[ancestor] = share
            context.best_mark = max(context.best_mark, share)
        if ancestor.tag == "article":
            context.articles[ancestor] = share
            context.best_article = max(context.best_article, share)


def _surroundings(index: int, context: _Context) -> list[float]:
    values: list[float] = []
    for offset in (-3, -2, -1, 1, 2, 3):
        place = index + offset
        values += context.around[place] if 0 <= place < len(context.around) else _NOTHING
    following = next(
        (
            context.values[place]
            for place in range(index + 1, min(index + 6, len(context.blocks)))
            if context.blocks[place].element.tag not in HEADINGS
        ),
        0.0,
    )
    preceding = next(
        (
            context.values[place]
            for place in range(index - 1, max(index - 6, -1), -1)
            if context.blocks[place].element.tag not in HEADINGS
        ),
        0.0,
    )
    block = context.blocks[index]
    parent = block.path[-1] if block.path else None
    near = [
        context.values[place]
        for place in range(max(0, index - 8), min(len(context.blocks), index + 9))
        if place != index
        and context.blocks[place].path
        and context.blocks[place].path[-1] is parent
    ]
    return [*values, following, preceding, sum(near) / 16]


def _shingles(words: list[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(words[start:] for start in range(4)), strict=False))


def _title_position(blocks: list[Block], title: str) -> int:
    """Return the place of the page's title among its blocks, or -1."""
    wanted = tokens(title)
    whole = " ".join(wanted)
    best = -1
    for index, block in enumerate(blocks):
        if block.element.tag == "h1" and block.words:
            if block.words == wanted or not wanted:
                return index
            if best < 0 and len(block.words) > 2 and " ".join(block.words) in whole:
                best = index
    if best < 0 and wanted:
        best = next((i for i, block in enumerate(blocks) if block.words == wanted), -1)
    if best < 0:
        headings = (i for i, b in enumerate(blocks) if b.element.tag == "h1" and len(b.words) > 2)
        best = next(headings, -1)
    return best


def _list_shares(blocks: list[Block]) -> dict[etree._Element, tuple[float, float, int]]:
    """Return for each list the share of its words in links, its words an item, its items."""
    counts: dict[etree._Element, list[int]] = {}
    for block in blocks:
        if block.element.tag in {"ul", "ol", "dl"}:
            items = sum(1 for child in block.element if child.tag in {"li", "dd"})
            counts[block.element] = [len(block.words), block.link_words, items]
            continue
        holder = next((e for e in reversed(block.path) if e.tag in {"ul", "ol", "dl"}), None)
        if holder is not None:
            entry = counts.setdefault(holder, [0, 0, 0])
            entry[0] += len(block.words)
            entry[1] += block.link_words
            entry[2] += 1
    return {
        holder: (linked / max(1, words), words / max(1, items), items)
        for holder, (words, linked, items) in counts.items()
    }


def _share(context: _Context, element: etree._Element | None) -> tuple[float, float, float]:
    """Return an element's share of the page's prose, of links in its words, and its words."""
    if element is None:
        return 0.0, 0.0, 0.0
    sums = context.sums[element]
    return sums.prose / context.total, sums.links / max(1, sums.words), math.log1p(sums.words)


def _measures(
    index: int, block: Block, context: _Context, before: float, since_title: int
) -> list[float]:
    text, words, path = block.text, block.words, block.path
    count = len(words)
    tag = str(block.element.tag)
    tags = {e.tag for e in path}
    shared = _shared(path, context.top)
    parts = text.split()
    parents = [_share(context, path[-n] if len(path) >= n else None) for n in (1, 2, 3)]
    marked = max((context.marked.get(e, 0.0) for e in path), default=0.0)
    article = max((context.articles.get(e, 0.0) for e in path), default=0.0)
    in_text, told = 0.0, bool(context.told)
    if told:
        shingles = list(zip(*(words[start:] for start in range(4)), strict=False))
        in_text = sum(s in context.told for s in shingles) / len(shingles) if shingles else 0.5
    lists = next(
        (context.lists[e] for e in (block.element, *reversed(path)) if e in context.lists),
        (0.0, 0.0, 0),
    )
    description = context.facts.description
    title_path = context.blocks[context.title_at].path if context.title_at >= 0 else ()
    capitals = sum(1 for word in parts if word[:1].isupper()) / max(1, len(parts))
    return [
        math.log1p(count), block.link_words / max(1, count), float(bool(_STOP.search(text))),
        min(6.0, float(len(COMMA.findall(text)))), min(6.0, float(len(_SENTENCE.findall(text)))),
        sum(c.isdigit() for c in text) / max(1, len(text)), capitals, float("?" in text),
        float("!" in text), float(bool(_DATE.search(text))),
        float(2 <= len(parts) <= 4 and capitals == 1), len(text) / max(1, count),
        *(float(tag == name) for name in TAGS),
        float(tag[1]) if tag in HEADINGS else 0.0,
        *(float(name in tags) for name in SECTIONING),
        float("li" in tags), float("figure" in tags),
        *(float(block.near >> n & 1) for n in range(len(KINDS))),
        *(float(block.far >> n & 1) for n in range(len(KINDS))),
        *cues_in(words),
        float(min(len(context.top) - shared, 10)), float(min(len(path) - shared, 10)),
        parents[0][0], parents[1][0], parents[2][0], parents[0][1], parents[1][1], parents[2][1],
        parents[0][2], parents[1][2], float(len(path)),
        marked, float(context.best_mark > 0.2 and marked < context.best_mark / 2),
        article, float(context.best_article > 0.2 and article < context.best_article / 2),
        float(min(len(context.articles), 10)),
        index / max(1, len(context.blocks)),
        0.0 if context.title_at < 0 else (1.0 if index > context.title_at else -1.0),
        float(min(10, len(title_path) - _shared(path, title_path))) if title_path else -1.0,
        float(index == context.title_at), math.log1p(since_title),
        float(context.seen[text]), *_furniture(text),
        float(bool(description) and count > 4 and text[:60] == description[:60]),
        in_text, float(told), before / context.total,
        (context.total - before - context.values[index]) / context.total,
        lists[0], min(lists[1], 60.0), float(min(lists[2], 20)), _twins(block, context),
    ]  # fmt: skip


def _shared(path: tuple[etree._Element, ...], other: tuple[etree._Element, ...]) -> int:
    """Return how many elements two paths have in common from the top."""
    shared = 0
    for mine, theirs in zip(path, other, strict=False):
        if mine is not theirs:
            break
        shared += 1
    return shared


def _twins(block: Block, context: _Context) -> float:
    """Return in how many siblings of one class the block stands: cards, teasers, comments."""
    most = 0
    for ancestor in block.path[-4:]:
        name = ancestor.get("class")
        parent = ancestor.getparent()
        if not name or parent is None:
            continue
        key = (parent, name)
        alike = context.twins.get(key)
        if alike is None:
            alike = context.twins[key] = sum(1 for s in parent if s.get("class") == name)
        most = max(most, alike)
    return float(min(most, 20))
