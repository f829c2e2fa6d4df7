# ruff: noqa: E501 - tables and patterns read better on one line

"""What a note of a page says, and what stands in its place: cleaned, cut out, referred to."""

from __future__ import annotations

import re
from dataclasses import field

from lxml import etree

from packager.data_classes import dataclass
from packager.read.extract.page import remove
from packager.read.page_note_marks import (
    BACK,
    BACK_WORDS,
    NOTE_NAMES,
    is_mark,
)
from packager.xhtml import EPUB

TYPE = f"{{{EPUB}}}type"
BLOCKS = frozenset(
    "p li div dd dt td tr aside section blockquote ol ul article footer main body table dl".split()
)


@dataclass(slots=True)
class Collected:
    """The notes of a page by their provisional keys."""

    notes: dict[str, etree._Element] = field(default_factory=dict)


@dataclass(slots=True)
class NotesPage:
    """What is looked up while the notes of one page are found."""

    body: etree._Element
    order: dict[etree._Element, int]
    ids: dict[str, etree._Element]


def in_notes(element: etree._Element) -> bool:
    """Tell whether one of the three elements around this one is named as the place of notes."""
    return any(
        NOTE_NAMES.search(f"{a.get('class') or ''} {a.get('id') or ''}")
        for a in list(element.iterancestors())[:3]
        if a.tag not in {"body", "html", "article", "main"}
    )


def clean_note(note: etree._Element) -> bool:
    """Take the way back and the mark off a note; return whether anything is left."""
    for link in list(note.iter("a")):
        text = "".join(link.itertext()).strip()
        href = link.get("href") or ""
        names = f"{link.get('class') or ''} {link.get('role') or ''} {link.get('rev') or ''} {link.get('aria-label') or ''}"
        if (href.startswith("#") or not href) and (
            not text or BACK.match(text) or is_mark(text) or BACK_WORDS.search(names) or text == ","
        ):
            _drop_up(link, note)
    for element in list(note.iter("span", "div", "sup", "input", "button", "label")):
        if element.getparent() is not None and re.search(
            r"backlink|backref|footnote-?(?:number|label|marker)|sidenote-number|mw-cite-backlink|footnote_item_index",
            element.get("class") or "",
        ):
            remove(element)
    _strip_mark(note)
    return bool("".join(note.itertext()).strip())


def _drop_up(element: etree._Element, top: etree._Element) -> None:
    """Remove an element, and those around it that held nothing else."""
    parent = element.getparent()
    remove(element)
    while (
        parent is not None
        and parent is not top
        and len(parent) == 0
        and re.fullmatch(r"[\s.\[\]()^,:]*", "".join(parent.itertext()))
    ):
        element, parent = parent, parent.getparent()
        remove(element)


def _strip_mark(note: etree._Element) -> None:
    """Take the number off the beginning of a note."""
    for element in note.iter(etree.Element):
        if element is not note and element.tag in {"sup", "strong", "b", "span", "a", "em"}:
            text = "".join(element.itertext()).strip()
            if text and is_mark(text.rstrip(".:")) and not _text_before_deep(note, element):
                tail = element.tail or ""
                element.tail = re.sub(r"^[\s.:)\]]+", "", tail)
                _drop_up(element, note)
                return
        if (element.text or "").strip():
            element.text = re.sub(
                r"^\s*(?:[\[(]?\d{1,3}[\])]|\d{1,3}\.(?=\s)|\^|↑)\s*(?:[.:]\s*)?",
                "",
                element.text or "",
            )
            return


def _text_before_deep(top: etree._Element, element: etree._Element) -> str:
    text = ""
    for inner in top.iter(etree.Element):
        if inner is element:
            break
        text += inner.text or ""
    return text.strip()


def replace_reference(reference: etree._Element, key: str) -> None:
    """Put a noteref in the place of a reference and of the ``sup`` or brackets around it."""
    parent = reference.getparent()
    while (
        parent is not None
        and parent.tag in {"sup", "span", "a", "b", "strong"}
        and "".join(parent.itertext()).strip().strip("[]()")
        == "".join(reference.itertext()).strip().strip("[]()")
    ):
        reference, parent = parent, parent.getparent()
    if parent is None:
        return
    made = noteref(key)
    made.tail = reference.tail
    reference.tail = None
    index = parent.index(reference)
    parent.remove(reference)
    parent.insert(index, made)
    trim_before(made)


def noteref(key: str) -> etree._Element:
    """Make the reference to the note with a key: a raised link, ``#fn-KEY``."""
    made = etree.Element("sup")
    link = etree.SubElement(made, "a")
    link.set(TYPE, "noteref")
    link.set("role", "doc-noteref")
    link.set("href", f"#fn-{key}")
    link.text = "*"
    return made


def trim_before(made: etree._Element) -> None:
    """Take the space away that stands between a word and its reference."""
    previous = made.getprevious()
    if previous is not None and previous.tail:
        previous.tail = previous.tail.rstrip() if previous.tail.strip() else ""
    elif previous is None:
        parent = made.getparent()
        if parent is not None and parent.text:
            parent.text = parent.text.rstrip()


def text_before(parent: etree._Element, child: etree._Element) -> str:
    """Give the text of an element that stands before one of its children, stripped."""
    text = parent.text or ""
    for sibling in parent:
        if sibling is child:
            break
        text += "".join(sibling.itertext()) + (sibling.tail or "")
    return text.strip()


def child_towards(block: etree._Element, inner: etree._Element) -> etree._Element | None:
    """Give the child of a block that holds an inner element; None if the block does not hold it."""
    node: etree._Element | None = inner
    while node is not None and node.getparent() is not block:
        node = node.getparent()
    return node
