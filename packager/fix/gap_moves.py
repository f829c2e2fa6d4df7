"""Moves against what is missing: an element around loose text, a title, anything on a page."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from packager.fix.tree import Element
from packager.schemas.html import PHRASING
from packager.xhtml import local_name, text_of

_LONGEST_TITLE = 60


def wrapper_of_text(name: str) -> Callable[[Element, str], bool]:
    """Return the move that puts loose text into elements of a name."""

    def wrap(element: Element, _attribute: str) -> bool:
        return _wrap_loose(element, name)

    return wrap


def _wrap_loose(element: Element, name: str) -> bool:
    """Put each run of text and phrasing that stands directly in an element into a new one."""
    space = str(element.tag).rpartition("}")[0]
    did = False
    run: Element | None = None

    def start(place: int) -> Element:
        made = etree.Element(f"{space}}}{name}")
        element.insert(place, made)
        return made

    if (element.text or "").strip():
        run = start(0)
        run.text, element.text = element.text, None
        did = True
    for child in list(element):
        if child is run:
            continue
        is_inline = not isinstance(child.tag, str) or (
            local_name(child) in PHRASING and run is not None
        )
        if is_inline and run is not None:
            run.append(child)  # with its tail
            continue
        run = None
        if (child.tail or "").strip():
            run = start(element.index(child) + 1)
            run.text, child.tail = child.tail, None
            did = True
    return did


def fill(element: Element, _attribute: str) -> bool:
    """Put an empty ``div`` into a page without anything."""
    if local_name(element) != "body":
        return False
    etree.SubElement(element, f"{str(element.tag).rpartition('}')[0]}}}div")
    return True


def add_title(element: Element, _attribute: str) -> bool:
    """Write the title that the head lacks."""
    if local_name(element) != "head":
        return False
    title = etree.SubElement(element, f"{str(element.tag).rpartition('}')[0]}}}title")
    title.text = title_for(element.getroottree().getroot())
    title.tail = "\n"
    return True


def title_for(root: Element) -> str:
    """Return a title for a page: its first heading, else its first words."""
    for node in root.iter(etree.Element):
        if re.fullmatch(r"h[1-6]", local_name(node)) and (text := " ".join(text_of(node).split())):
            return text
    body = next((child for child in root if local_name(child) == "body"), root)
    words = " ".join(text_of(body).split())
    if len(words) <= _LONGEST_TITLE:
        return words
    return words[:_LONGEST_TITLE].rpartition(" ")[0] + " …"
