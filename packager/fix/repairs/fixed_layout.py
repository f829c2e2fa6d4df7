"""Repairs of pages of fixed layout: the size that their viewport or ``viewBox`` says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from packager.check.finding import Finding
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.fix.tree import Element
from packager.xhtml import XHTML

_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*\Z")
_PAIR = re.compile(r"([\w-]+)\s*(?:[=:]\s*([^,;\s]*))?")
# CSS units in pixels: https://www.w3.org/TR/css-values-3/#absolute-lengths
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}


def _viewport(tree_root: Element) -> Element | None:
    found = tree_root.iter(f"{{{XHTML}}}meta")
    return next((meta for meta in found if meta.get("name") == "viewport"), None)


def _sizes(content: str) -> dict[str, str]:
    """Return width and height of a viewport, the first plain number of each."""
    sizes: dict[str, str] = {}
    for name, value in _PAIR.findall(content):
        match = _NUMBER.match(value)
        if name.lower() in ("width", "height") and match:
            sizes.setdefault(name.lower(), match[1])
    return sizes


@repair("viewport-dimension-repeated", "viewport-dimension-invalid", "viewport-syntax", stage=5)
def viewport(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write the width and height of a viewport once, as plain numbers, where both are told."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        meta = None if tree is None else _viewport(tree.root)
        sizes = {} if meta is None else _sizes(str(meta.get("content") or ""))
        if meta is not None and len(sizes) == 2:  # noqa: PLR2004 - width and height
            meta.set("content", f"width={sizes['width']}, height={sizes['height']}")
            draft.touch(path)
            yield Change(path, "viewport written anew", findings[0].rule)


@repair(
    "viewport-missing",
    "viewport-dimension-missing",
    "viewport-dimension-invalid",
    "viewport-syntax",
    safe=False,
    stage=6,
)
def viewport_guessed(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take the size of a page that says none from another page of the book, else 1200 by 1600."""
    sizes = _usual_size(draft)
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        head = None if tree is None else tree.root.find(f"{{{XHTML}}}head")
        if tree is None or head is None:
            continue
        meta = _viewport(tree.root)
        if meta is None:
            meta = etree.SubElement(head, f"{{{XHTML}}}meta")
            meta.set("name", "viewport")
            meta.tail = "\n"
        said = {**sizes, **_sizes(str(meta.get("content") or ""))}
        meta.set("content", f"width={said['width']}, height={said['height']}")
        draft.touch(path)
        yield Change(path, f"viewport set to {meta.get('content')}", findings[0].rule)


def _usual_size(draft: Draft) -> dict[str, str]:
    """Return the size that the first page of the book says which says one, else 1200 by 1600."""
    for entry in draft.entries():
        tree = draft.tree(entry.path)
        meta = None if tree is None else _viewport(tree.root)
        said = {} if meta is None else _sizes(str(meta.get("content") or ""))
        if len(said) == 2:  # noqa: PLR2004 - width and height
            return said
    return {"width": "1200", "height": "1600"}


@repair("viewbox-missing", stage=5)
def view_box(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write the ``viewBox`` that a drawing's own width and height say."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        sides = [_pixels(str(tree.root.get(name) or "")) for name in ("width", "height")]
        if all(sides):
            tree.root.set("viewBox", f"0 0 {sides[0]:g} {sides[1]:g}")
            draft.touch(path)
            yield Change(path, f"viewBox set to {tree.root.get('viewBox')}", findings[0].rule)


@repair("viewbox-missing", safe=False, stage=6)
def view_box_guessed(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Give a drawing that says no size the size of the book's other pages."""
    size = _usual_size(draft)
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is not None and tree.root.get("viewBox") is None:
            tree.root.set("viewBox", f"0 0 {size['width']} {size['height']}")
            draft.touch(path)
            yield Change(path, f"viewBox set to {tree.root.get('viewBox')}", findings[0].rule)


def _pixels(text: str) -> float:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", text)
    return float(match[1]) * _UNITS.get(match[2], 0.0) if match else 0.0
