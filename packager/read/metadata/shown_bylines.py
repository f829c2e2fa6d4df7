# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Bylines that stand on a page: in elements marked as such, or in a line that begins with ``By``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from packager.data_classes import dataclass
from packager.read.extract.words import bit, kinds_of
from packager.read.furniture import furniture
from packager.read.metadata.data import one_line
from packager.read.metadata.name_texts import LEAD, before_details, is_name, tidied

_AUTHOR_NAME = re.compile(
    r"author|byline|autor|verfasser|writer|contributor|redakteur|journalist", re.I
)
_NOT_NAME = re.compile(
    r"bio|box|about|avatar|image|img|photo|thumb|social|follow|desc|related|more|share|widget|comment|job|role|position|email|archive|block-author-list",
    re.I,
)
_PERSON_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es)?|people|person|profile|profil|by|writers?|contributors?|staff|team|redaktion|editors|journalists?|users?|experts?|member|bio|columnist)s?/",
    re.I,
)
_FOREIGN = bit("comments") | bit("related") | bit("nav") | bit("sidebar") | bit("popup")
_CARDS = bit("comments") | bit("related") | bit("nav")


@dataclass(frozen=True, slots=True)
class Byline:
    """Authors by one rule; ``guessed`` where running text says it, not markup."""

    names: tuple[str, ...]
    rule: str
    guessed: bool = False


def shown_bylines(root: etree._Element) -> Iterator[Byline]:
    """Give the bylines that stand on the page near its title, marked ones first."""
    body = root.find("body")
    if body is None:
        return
    elements = [e for e in body.iter(etree.Element) if e.tag not in {"script", "style", "noscript"}]
    sizes = _sizes(body)
    title_at = next((i for i, e in enumerate(elements) if e.tag == "h1"), 0)
    marked: list[tuple[int, tuple[str, ...], str]] = []
    for place, element in enumerate(elements):
        rule = _rule_of(element)
        if not rule or _is_elsewhere(element, sizes):
            continue
        names = _names_in(element)
        if rule == "link to the author":
            names = tuple(name for name in names if is_name(name, strict=True) and len(names) < 6)
        if names:
            distance = abs(place - title_at) + (200 if place < title_at else 0)
            marked.append((distance if rule != "rel=author" else distance + 30, names, rule))
    ends = [item for item in marked if item[2] in {"itemprop=author", "rel=author"}]
    for distance, names, rule in sorted(marked):
        if rule in {"itemprop=author", "rel=author"}:
            near = [n for d, n, r in ends if r == rule and abs(d - distance) < 25]
            names = (  # noqa: PLW2901 - narrowed
                tuple(dict.fromkeys(name for group in near for name in group))
                if len(near) < 6
                else names
            )
        yield Byline(names, rule)
    yield from _in_text(elements, title_at, sizes)


def _rule_of(element: etree._Element) -> str:
    item = element.get("itemprop") or ""
    if "author" in item.split() and element.tag != "meta":
        return "itemprop=author"
    if element.tag == "a" and "author" in (element.get("rel") or "").split():
        return "rel=author"
    names = (
        f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-testid') or ''}"
    )
    if len(names) > 2 and _AUTHOR_NAME.search(names):
        return "byline" if "name" in names.lower() or not _NOT_NAME.search(names) else ""
    if element.tag == "a" and _is_person_link(element):
        return "link to the author"
    return "byline" if "submitted" in names.split() or "h-card" in names.split() else ""


def _is_elsewhere(element: etree._Element, sizes: dict[etree._Element, int]) -> bool:
    """Return whether an element belongs to comments, teasers of other pieces, or the page's frame."""
    whole = max(sizes.values(), default=1)
    for distance, ancestor in enumerate(element.iterancestors()):
        if sizes.get(ancestor, whole) > 0.35 * whole or _has_title(ancestor):
            return False
        if ancestor.tag == "nav":
            return True
        names = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"
        if len(names) > 1 and distance < 9:
            kinds = kinds_of(names)
            if kinds & _FOREIGN and not (kinds & bit("author") and not kinds & _CARDS):
                return True
    return False


def _sizes(body: etree._Element) -> dict[etree._Element, int]:
    """Return how many elements each element holds, itself included."""
    sizes: dict[etree._Element, int] = {}
    for element in reversed(list(body.iter(etree.Element))):
        sizes[element] = 1 + sum(sizes[child] for child in element.iterchildren(etree.Element))
    return sizes


def _has_title(element: etree._Element) -> bool:
    return next(element.iter("h1"), None) is not None


def _names_in(element: etree._Element) -> tuple[str, ...]:
    """Return the names in a byline's element: its links to people, else its text before dates."""
    inner = [
        e
        for e in element.iter()
        if e is not element and "name" in (e.get("itemprop") or "").split()
    ]
    texts = [one_line("".join(e.itertext())) or one_line(e.get("content") or "") for e in inner]
    if not any(texts):
        links = [
            one_line("".join(link.itertext()))
            for link in element.iter("a")
            if _is_person_link(link)
        ]
        texts = [text for text in links if text]
    if not any(texts):
        pieces = [one_line(piece) for piece in element.itertext() if piece.strip()]
        if sum(map(len, pieces)) > 160:
            return ()
        texts = [before_details(" ".join(pieces))]
        named = [piece for piece in map(before_details, pieces) if is_name(piece, strict=True)]
        if named and len(pieces) > 1 and not re.search(r"\b(?:and|und|et|y|&)\b", texts[0]):
            texts = named[:1]
    names = [
        name
        for text in texts
        for name in tidied([text])
        if furniture(name) is None and not re.search(r"\d", name)
    ]
    names = [name for name in names if len(name.split()) <= 5]
    return tuple(dict.fromkeys(names)) if len(names) <= 8 else ()


def _is_person_link(link: etree._Element) -> bool:
    address = link.get("href") or ""
    if "author" in (link.get("rel") or "").split():
        return True
    return bool(
        _PERSON_PATH.search(unquote(urlsplit(address).path)) if "//[" not in address else False
    )


def _in_text(
    elements: list[etree._Element], title_at: int, sizes: dict[etree._Element, int]
) -> Iterator[Byline]:
    """Give the names of a line that begins with ``By``, ``Von``, ``Par`` …: near the title first."""
    near = elements[max(0, title_at - 15) : title_at + 250]
    for element in (*near, *elements[title_at + 250 :]):
        text = one_line(" ".join(element.itertext())) if len(element) < 12 else ""
        if not text or len(text) > 200:
            continue
        lead = LEAD.match(text)
        if not lead or _is_elsewhere(element, sizes):
            continue
        plain = before_details(text)
        names = tidied([plain])
        short = len(text.split()) <= 4 and len(names) == 1 and element in near
        if (
            names
            and (short or all(is_name(name, strict=True) for name in names))
            and furniture(text) is None
        ):
            yield Byline(names, "line by", guessed=True)
            return
