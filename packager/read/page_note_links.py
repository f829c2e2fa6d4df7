# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Notes of a page that links lead to: which links are references, where their notes begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from packager.read.extract.page import remove
from packager.read.page_note_content import (
    BLOCKS,
    NotesPage,
    child_towards,
    clean_note,
    in_notes,
    text_before,
)
from packager.read.page_note_marks import (
    NOT_NOTES,
    NOTE_NAMES,
    is_mark,
)

_CONTINUES = frozenset("p ul ol blockquote pre div table figure".split())
_MOST_WORDS = 1500
_SCROLLS = re.compile(r"\(\s*['\"]#?([\w-]*(?:fn|note)[\w-]*)['\"]\s*\)", re.I)


def link_references(page: NotesPage) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Give each link that refers to a note with the element that it leads to."""
    for element in list(page.body.iter("a", "label", "sup", "span")):
        address = _target_of(element)
        if not address:
            continue
        target = page.ids.get(address)
        if target is None or target is element or target not in page.order:
            continue
        if element in target.iterancestors() or target in element.iterancestors():
            continue
        if page.order[target] < page.order[element] or not _is_reference(element, target, address):
            continue
        yield element, target


def _target_of(element: etree._Element) -> str:
    if element.tag == "a":
        href = (element.get("href") or "").strip()
        if "#" in href and (
            href.startswith("#")
            or re.search(r"#(?:_?fn|_?ftn|footnote|cite_note|note|endnote|sdfootnote)", href, re.I)
        ):
            return href.rpartition("#")[2]
        # Wikidot's notes are found by a script that scrolls to them.
        scrolled = _SCROLLS.search(element.get("onclick") or "")
        return scrolled[1] if scrolled and href.startswith(("javascript:", "#")) else ""
    if element.get("data-definition"):
        return element.get("data-definition") or ""
    if element.tag == "label" and re.search(r"footref|footnote", element.get("class") or ""):
        return element.get("for") or ""
    return ""


def _is_reference(element: etree._Element, target: etree._Element, address: str) -> bool:
    text = "".join(element.itertext()).strip()
    if not is_mark(text):
        return False
    if NOT_NOTES.search(f"{address} {target.get('class') or ''}") or target.tag in {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figure",
        "table",
        "img",
    }:
        return False
    names = " ".join(
        filter(
            None,
            (
                element.get("class"),
                element.get("id"),
                element.get("name"),
                address,
                target.get("class"),
                element.get("role"),
                element.get("rel"),
            ),
        )
    )
    parent = element.getparent()
    raised = (
        element.tag == "sup"
        or next(element.iter("sup"), None) is not None
        or any(a.tag == "sup" for a in list(element.iterancestors())[:3])
    )
    bracketed = text[:1] in "[［（(" and text[-1:] in "]］）)" and text[:1] != "("
    named = bool(NOTE_NAMES.search(names)) or (
        parent is not None and bool(NOTE_NAMES.search(parent.get("class") or ""))
    )
    return raised or named or bracketed


def definitions(
    targets: list[etree._Element],
) -> dict[etree._Element, etree._Element]:
    """Return the notes that the targets begin, each in a ``div`` of its own, taken off the page."""
    wanted = list(dict.fromkeys(targets))
    marked = set(wanted)
    made: dict[etree._Element, etree._Element] = {}
    blocks: dict[etree._Element, list[etree._Element]] = {}
    places: dict[etree._Element, etree._Element] = {}
    for target in wanted:
        block = _block_of(target, marked)
        places[target] = block
        blocks.setdefault(block, []).append(target)
    for target in wanted:
        block = places[target]
        group = blocks[block]
        nodes = _split(block, group, target) if len(group) > 1 else None
        if nodes is None and len("".join(block.itertext()).split()) > _MOST_WORDS:
            continue
        made[target] = nodes if nodes is not None else taken(block, set(places.values()))
    return {target: note for target, note in made.items() if clean_note(note)}


def _block_of(target: etree._Element, marked: set[etree._Element]) -> etree._Element:
    """Return the element that is the whole note which a target begins."""
    block = target
    while block.tag not in BLOCKS and block.getparent() is not None:
        parent = block.getparent()
        assert parent is not None  # noqa: S101 - looked at in the condition
        block = parent
    while True:
        parent = block.getparent()
        if parent is None or parent.tag in {
            "body",
            "article",
            "main",
            "ol",
            "ul",
            "tbody",
            "table",
            "section",
            "dl",
            "footer",
        }:
            break
        inside = sum(1 for element in parent.iter(etree.Element) if element in marked)
        before = text_before(parent, block)
        if inside != 1 or len(before) > 8:
            break
        own = "".join(block.itertext()).strip()
        named = bool(NOTE_NAMES.search(f"{parent.get('class') or ''} {parent.get('id') or ''}"))
        if parent.tag in {"li", "tr"} or (named and len(block) < 3) or is_mark(own) or not own:
            block = parent
            continue
        break
    return block


def _split(
    block: etree._Element, group: list[etree._Element], target: etree._Element
) -> etree._Element | None:
    """Return the part of a block from one target to the next, where it holds several notes."""
    tops = {child_towards(block, other): other for other in group}
    start = child_towards(block, target)
    if start is None:
        return None
    note = etree.Element("div")
    node: etree._Element | None = start
    while node is not None:
        following = node.getnext()
        note.append(node)  # with its tail
        if following is not None and following in tops and tops[following] is not target:
            break
        node = following
    return note


def taken(block: etree._Element, others: set[etree._Element]) -> etree._Element:
    """Take a note's block off the page, with the blocks behind it that continue it."""
    note = etree.Element("div")
    more = []
    if block.tag in {"p", "div"}:
        named = bool(NOTE_NAMES.search(block.get("class") or ""))
        following = block.getnext()
        while (
            following is not None
            and following not in others
            and following.tag in _CONTINUES
            and not named
        ):
            if (
                any(inner in others for inner in following.iter(etree.Element))
                or following.tag == "div"
            ):
                break
            more.append(following)
            following = following.getnext()
        last = following is None or following not in others
        # Behind the last note may come anything: only a list still belongs to it.
        if last and not in_notes(block):
            more = []
    if block.tag == "td":
        row = block.getparent()
        block = row if row is not None else block
    tail = block.tail
    if block.tag in {"li", "td", "tr", "dd", "section", "aside", "span", "div"}:
        note.text = block.text
        note.extend(list(block))
        remove(block)
    else:
        remove(block)
        block.tail = None
        note.append(block)
    del tail
    for element in more:
        remove(element)
        element.tail = None
        note.append(element)
    return note
