"""Accessible names as far as markup gives them. https://www.w3.org/TR/accname-1.2/."""

from __future__ import annotations

from packager.check.facts import SVG, XHTML, Document, Element

_IMG = f"{{{XHTML}}}img"
_TITLE = f"{{{SVG}}}title"


def name_of(document: Document, element: Element) -> str:
    """Return what a screen reader would say for an element; ``""`` for nothing."""
    for id_ in (element.get("aria-labelledby") or "").split():
        target = document.ids.get(id_)
        if target is not None:
            return id_
    label = (element.get("aria-label") or "").strip()
    return label or content_name(element) or (element.get("title") or "").strip()


def content_name(element: Element) -> str:
    """Return the text of an element with the alternatives of the images in it."""
    parts = [element.text or ""]
    if element.tag == _IMG or element.get("role") == "img":
        parts.append(element.get("alt") or element.get("aria-label") or "")
    for child in element.iterchildren("*"):
        if child.get("aria-hidden") != "true":
            parts.append(content_name_of_child(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())


def content_name_of_child(element: Element) -> str:
    """Return the name that a child adds to its parent's: its label before its content."""
    label = (element.get("aria-label") or "").strip()
    return label or content_name(element) or (element.get("title") or "").strip()
