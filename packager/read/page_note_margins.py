# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Notes of a page without links: in its margin, inside a line, or by bare raised numbers."""

from __future__ import annotations

import re

from lxml import etree

from packager.read.extract.page import remove
from packager.read.page_note_content import (
    BLOCKS,
    TYPE,
    Collected,
    NotesPage,
    clean_note,
    in_notes,
    noteref,
    replace_reference,
    text_before,
    trim_before,
)
from packager.read.page_note_links import taken
from packager.read.page_note_marks import (
    HEADING,
    INLINE_NOTE,
    NOTE_NAMES,
    is_mark,
    mark_of,
)

_SUP = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def sidenotes(page: NotesPage, collected: Collected) -> None:
    """Take the notes that stand right behind their mark: sidenotes of Tufte CSS, plug-ins."""
    for element in list(page.body.iter("span", "small", "aside", "div")):
        name = element.get("class") or ""
        is_switched = "footnote" in name.split() and any(
            mark.tag in {"input", "label"} for mark in _marks_before(element)
        )
        if (
            not (is_switched or INLINE_NOTE.search(name))
            or element.getparent() is None
            or page.body not in element.iterancestors()
        ):
            continue
        before = _marks_before(element)
        if not before:
            continue
        known = next(
            (
                b
                for b in before
                if b.tag == "sup"
                and next(b.iter("a"), None) is not None
                and next(b.iter("a")).get(TYPE) == "noteref"
            ),
            None,
        )
        if known is not None:
            remove(element)
            continue
        note = etree.Element("div")
        note.text = element.text
        note.extend(list(element))
        if not clean_note(note):
            continue
        key = f"s{len(collected.notes) + 1}"
        collected.notes[key] = note
        made = noteref(key)
        element.addprevious(made)
        made.tail = None
        remove(element)
        for mark in before:
            remove(mark)
        trim_before(made)


def _marks_before(element: etree._Element) -> list[etree._Element]:
    """Return the marks, labels and switches that stand immediately before a sidenote."""
    found = []
    previous = element.getprevious()
    while previous is not None and not (previous.tail or "").strip():
        text = "".join(previous.itertext()).strip()
        if previous.tag == "input" or (
            previous.tag in {"label", "sup", "a", "span", "button"}
            and (not text or is_mark(text) or text in "⊕*")
        ):
            found.append(previous)
            previous = previous.getprevious()
            continue
        break
    return found


def inline_notes(page: NotesPage, collected: Collected) -> None:
    """Take the notes that are kept in an attribute of their mark: tooltips."""
    for element in list(page.body.iter("sup", "span", "a", "button", "abbr")):
        name = f"{element.get('class') or ''} {element.get('role') or ''}"
        if not NOTE_NAMES.search(name):
            continue
        text = (
            element.get("data-footnote")
            or element.get("data-footnote-content")
            or element.get("data-note")
            or element.get("data-content")
            or element.get("data-tooltip")
            or element.get("data-bigfoot-footnote")
            or element.get("title")
            or ""
        )
        if len(text.split()) < 3 or not is_mark("".join(element.itertext()).strip()):
            continue
        from packager.html5 import parse_fragment
        from packager.read.extract.page import without_namespace

        note = parse_fragment(text)
        without_namespace(note)
        key = f"t{len(collected.notes) + 1}"
        collected.notes[key] = note
        replace_reference(element, key)


def plain_numbers(page: NotesPage, collected: Collected) -> None:
    """Take raised numbers without links, and the blocks that begin with the same numbers."""
    raised: dict[str, etree._Element] = {}
    for sup in page.body.iter("sup"):
        text = "".join(sup.itertext()).strip().translate(_SUP).strip("[]()")
        if (
            re.fullmatch(r"\d{1,3}|[*†‡§]{1,3}", text)
            and next(sup.iter("a"), None) is None
            and not _opens_block(sup)
        ):
            raised.setdefault(text, sup)
    if not raised:
        return
    blocks = _numbered_blocks(page)
    for mark, sup in raised.items():
        block = blocks.get(mark)
        if (
            block is None
            or block.getparent() is None
            or page.order.get(block, 0) < page.order.get(sup, 0)
        ):
            continue
        note = taken(block, set(blocks.values()))
        if clean_note(note):
            key = f"p{len(collected.notes) + 1}"
            collected.notes[key] = note
            replace_reference(sup, key)


def _opens_block(element: etree._Element) -> bool:
    """Return whether nothing stands before an element in its block."""
    node = element
    while True:
        parent = node.getparent()
        if parent is None:
            return True
        if text_before(parent, node):
            return False
        if parent.tag in BLOCKS:
            return True
        node = parent


def _numbered_blocks(page: NotesPage) -> dict[str, etree._Element]:
    """Return the blocks that begin with a raised or bold number, or stand in a numbered aside."""
    found: dict[str, etree._Element] = {}
    after_rule = False
    for element in page.body.iter(etree.Element):
        if element.tag == "hr" or (
            element.tag in {"h2", "h3", "h4"} and HEADING.match("".join(element.itertext()).strip())
        ):
            after_rule = True
        if element.tag in {"p", "li", "div"} and not (element.text or "").strip() and len(element):
            first: etree._Element = element[0]
            bold = False
            while (
                first.tag in {"b", "strong", "span", "em", "a"}
                and not (first.text or "").strip()
                and len(first)
            ):
                first, bold = first[0], True
            text = "".join(first.itertext()).strip().translate(_SUP)
            number = mark_of(text)
            sure = first.tag == "sup"
            if (
                number
                and (sure or (first.tag in {"strong", "b"} and (after_rule or in_notes(element))))
                and element.tag != "div"
            ):
                found[number] = element
            del bold
        elif element.tag == "ol" and any(
            a.tag == "aside" or NOTE_NAMES.search(a.get("class") or "")
            for a in list(element.iterancestors())[:2]
        ):
            start = (
                int(element.get("start") or 1)
                if re.fullmatch(r"\d{1,3}", element.get("start") or "1")
                else 1
            )
            for offset, item in enumerate(element.iterchildren("li")):
                found.setdefault(str(start + offset), item)
    return found
