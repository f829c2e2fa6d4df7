"""Moves that put attributes right: said by a style, with a value that HTML takes, or gone."""

from __future__ import annotations

import re

from packager.fix.presentational import style_of
from packager.fix.tree import Element
from packager.xhtml import drop, local_name

_PIXELS = re.compile(r"\s*(\d+)(?:\.\d+)?\s*(?:px)?\s*\Z")


def restyle(element: Element, key: str) -> bool:
    """Say by a style what an obsolete attribute said; a ``name`` becomes the id."""
    if element.get(key) is None:
        return False
    value = str(element.get(key))
    if key == "name" and local_name(element) in ("a", "img", "span", "div"):
        del element.attrib[key]
        if not element.get("id"):
            element.set("id", value)
        return True
    said = style_of(local_name(element), key, value)
    if not said:
        return False
    del element.attrib[key]
    before = str(element.get("style") or "").strip().rstrip(";")
    element.set("style", f"{said}; {before}" if before else said)
    return True


def revalue(element: Element, key: str) -> bool:
    """Write a value as HTML takes it: a plain number, without spaces, in small letters."""
    value = str(element.get(key) or "")
    number = _PIXELS.match(value)
    for wanted in (number[1] if number else "", value.strip(), value.strip().lower()):
        if wanted and wanted != value:
            element.set(key, wanted)
            return True
    return False


def unset(element: Element, key: str) -> bool:
    """Take an attribute away."""
    if element.get(key) is None:
        return False
    del element.attrib[key]
    return True


def drop_meta(element: Element, _attribute: str) -> bool:
    """Take out a declaration in the head that says nothing."""
    if local_name(element) not in ("meta", "link", "param") or element.getparent() is None:
        return False
    drop(element)
    return True


def empty_alt(element: Element, key: str) -> bool:
    """Write an empty ``alt``: what the image shows, a machine does not know."""
    if key != "alt" or local_name(element) != "img":
        return False
    element.set("alt", "")
    return True
