# ruff: noqa: E501 - tables and patterns read better on one line
"""The author's biography on a page: in a box, in a line about the author, in JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from lxml import etree

from packager.data_classes import dataclass
from packager.names import is_organisation
from packager.read.biography import begins_with_name, describes, introduced, is_heading
from packager.read.extract.words import bit, kinds_of
from packager.read.furniture import furniture
from packager.read.metadata.data import one_line, strings, types_of

_FOREIGN = bit("comments") | bit("related") | bit("nav")
_BOX = re.compile(
    r"author|autor|\bbio|biograph|contributor|writer|profile|verfasser|redakteur", re.I
)
_NOT_BOX = re.compile(r"comment|related|byline|list|archive|posts-by|more-from|meta", re.I)
_TEXTS = (
    "p",
    "div",
    "span",
    "li",
    "em",
    "i",
    "figcaption",
    "section",
    "address",
    "td",
    "small",
    "dd",
)
_LEAST, _MOST = 6, 320
_LATE = 0.4  # of the page's blocks
_IS_A = re.compile(
    r"(?:,? (?:MD|M\.D\.|PhD|Ph\.D\.|RD|RDN|CPA)\.?,?)?\s+(?:is|ist|est|es|è|é|är|er|jest)\s+(?:an?|the|one|ein|eine|der|die|une?|le|la|un|una|um|uma|en|ett|PPL|[A-Z][\w’']*[’']\s?s)\b",
    re.I,
)
_GROUP = re.compile(r"\b(?:team|staff|editors?|redaktion|editorial)\b", re.I)
_MORE = re.compile(
    r"\s*(?:view all (?:posts|articles)(?: by .{2,40})?|more (?:posts |articles )?(?:by|from) .{2,60}|read more|see (?:all|full).{0,40}|view (?:bio|profile|posts).{0,30}|full bio|follow .{2,40})\W*\Z",
    re.I,
)


@dataclass(frozen=True, slots=True)
class AuthorBoxes:
    """The biography, the rule that found it, and the elements that it stood in."""

    bio: str = ""
    rule: str = ""
    guessed: bool = True
    elements: frozenset[etree._Element] = field(default_factory=frozenset)


def find(
    body: etree._Element,
    authors: tuple[str, ...],
    articles: list[dict[str, object]],
) -> AuthorBoxes:
    """Return the biography of one of the authors that stands on a page."""
    elements = [e for e in body.iter(*_TEXTS) if not _has_blocks(e)]
    total = max(1, len(elements))
    found: list[tuple[str, str, etree._Element]] = []
    people = [name for name in authors if not is_organisation(name) and len(name) > 3]  # noqa: PLR2004
    for place, element in enumerate(elements):
        text = _text(element)
        words = len(text.split())
        if not _LEAST <= words <= _MOST or _is_elsewhere(element):
            continue
        boxed = _box_of(element)
        headed = _is_headed(element)
        late = place > _LATE * total
        rule = ""
        if any(describes(text, name) for name in people) or (
            (late or boxed is not None or headed) and any(_says_who(text, name) for name in people)
        ):
            rule = "line about the author"
        elif ((boxed is not None or headed) and introduced(text)) or (
            (boxed is not None or headed)
            and people
            and _speaks_of(text, tuple(people), boxed, headed=headed)
        ):
            rule = "author box"
        if rule:
            found.append((text, rule, element))
    if found:
        texts, elements_of = _together(found)
        return AuthorBoxes(" ".join(texts), found[0][1], True, frozenset(elements_of))
    return _from_data(articles)


def _says_who(text: str, name: str) -> bool:
    """Return whether a text begins ``NAME is a …`` (the whole name, in a dozen languages)."""
    if not begins_with_name(text, name):
        return False
    rest = (
        text[text.casefold().find(name.casefold()) + len(name) :]
        if name.casefold() in text[:80].casefold()
        else ""
    )
    return bool(_IS_A.match(rest))


def _text(element: etree._Element) -> str:
    return _MORE.sub("", one_line("".join(element.itertext()))).strip()


def _has_blocks(element: etree._Element) -> bool:
    return any(
        child.tag
        in {
            "p",
            "div",
            "ul",
            "ol",
            "section",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "table",
            "article",
            "aside",
        }
        for child in element.iter(etree.Element)
        if child is not element
    )


def _is_elsewhere(element: etree._Element) -> bool:
    for distance, ancestor in enumerate(element.iterancestors()):
        if distance > 6 or ancestor.tag in {"body", "article", "main"}:  # noqa: PLR2004
            return False
        names = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"
        if kinds_of(names) & _FOREIGN and not kinds_of(names) & bit("author"):
            return True
    return False


def _box_of(element: etree._Element) -> etree._Element | None:
    """Return the box about an author that an element stands in, if its names say it is one."""
    node: etree._Element | None = element
    for _ in range(5):
        if node is None or node.tag in {"body", "article", "main"}:
            return None
        names = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''}"
        if _BOX.search(names) and not _NOT_BOX.search(names):
            words = sum(len(text.split()) for text in node.itertext())
            return node if words < 400 else None  # noqa: PLR2004
        node = node.getparent()
    return None


def _is_headed(element: etree._Element) -> bool:
    """Return whether ``About the author`` or the like stands right before an element."""
    node: etree._Element | None = element
    for _ in range(3):
        if node is None:
            return False
        previous = node.getprevious()
        for _ in range(2):
            if previous is None:
                break
            text = one_line("".join(previous.itertext()))
            if text and is_heading(text):
                return True
            if len(text.split()) > 6:  # noqa: PLR2004
                break
            previous = previous.getprevious()
        node = node.getparent()
    return False


def _speaks_of(
    text: str, authors: tuple[str, ...], box: etree._Element | None, headed: bool
) -> bool:
    """Return whether a text in a box tells of the author: in the first or third person."""
    if furniture(text) is not None and len(text) < 200:  # noqa: PLR2004
        return False
    whole = one_line(" ".join(box.itertext())) if box is not None else text
    named = any(
        name.casefold() in whole.casefold() or name.split()[0].casefold() in text.casefold()
        for name in authors
    )
    if not named and not headed:
        return False
    if not re.search(r"[.!。！]", text):
        return False
    return bool(
        re.search(
            r"\b(?:I|I['’]m|my|he|she|they|his|her|their|ich|er|sie|je|il|elle|is|has|was|ist|hat|est|es)\b",
            text,
        )
        or re.search("[\u3040-\u9fff\uac00-\ud7af]", text)
    )


def _together(
    found: list[tuple[str, str, etree._Element]],
) -> tuple[list[str], list[etree._Element]]:
    """Return the texts of the first biography and of those beside it, each once."""
    texts: list[str] = []
    elements = []
    first = found[0][2]
    home = first.getparent()
    for text, _, element in found:
        elements.append(element)
        beside = (
            element is first
            or element.getparent() is home
            or (home is not None and element.getparent() is home.getparent())
        )
        if text in texts or any(text in known for known in texts):
            continue
        if beside or len(texts) < 3:  # noqa: PLR2004
            texts.append(text)
    return texts, elements


def _from_data(articles: list[dict[str, object]]) -> AuthorBoxes:
    for thing in articles[:1]:
        value = thing.get("author")
        people = value if isinstance(value, list) else [value]
        for person in people:
            if isinstance(person, dict) and "Person" in types_of(person):
                for text in strings(person.get("description"))[:1]:
                    if len(text.split()) >= _LEAST and _is_of(text, strings(person)):
                        return AuthorBoxes(
                            re.sub(r"<[^<>]{0,300}>", " ", text), "json-ld author", False
                        )
    return AuthorBoxes()


def _is_of(text: str, names: list[str]) -> bool:
    """Return whether a description speaks of the person: by name, or as *her* or *him*."""
    if any(_GROUP.search(name) or is_organisation(name) for name in names):
        return False
    named = any(word.casefold() in text.casefold() for name in names for word in name.split())
    return named or bool(re.search(r"\b(?:he|she|his|her|er|sie|ihre?|elle|ella)\b", text, re.I))


def all_elements(boxes: AuthorBoxes) -> Iterator[etree._Element]:
    """Give the elements that the biography stood in, with all inside them."""
    for element in boxes.elements:
        yield from element.iter(etree.Element)
