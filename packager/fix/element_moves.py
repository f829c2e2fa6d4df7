"""Moves that put elements right which stand where they may not. None of them loses text."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from packager.fix.presentational import style_of
from packager.fix.tree import Element
from packager.read.elements import RENAMED
from packager.xhtml import drop, local_name, text_of

_HEAD = frozenset(("style", "link", "meta", "title", "base"))
# parent → what wraps a child that is none of its parts
_PARTS = {"ul": "li", "ol": "li", "dl": "dd", "tr": "td", "menu": "li"}
_RUNS = frozenset(("li", "tr", "dt", "dd"))
_OUTER = {"li": "ul", "tr": "tbody", "dt": "dl", "dd": "dl"}


def rename(element: Element, name: str) -> None:
    """Give an element another local name in its namespace."""
    space = str(element.tag).rpartition("}")[0]
    element.tag = f"{space}}}{name}" if space else name


def renamed(name: str) -> Callable[[Element, str], bool]:
    """Return the move that gives an element another name."""

    def move(element: Element, _attribute: str) -> bool:
        if local_name(element) in (name, "html", "body", "head"):
            return False
        for key in [k for k in element.attrib if not _is_global(str(k))]:
            del element.attrib[key]
        rename(element, name)
        return True

    return move


def _is_global(key: str) -> bool:
    return key.startswith(("{", "aria-", "data-")) or key in (
        "id", "class", "style", "lang", "dir", "title", "hidden", "role",
    )  # fmt: skip


def rename_obsolete(element: Element, _attribute: str) -> bool:
    """Give an element that HTML has dropped the name of the one that took its place."""
    name = local_name(element)
    if name not in RENAMED and name.lower() not in RENAMED:
        return False
    said = "text-align: center" if name.lower() == "center" else ""
    for key in ("color", "face", "size"):
        if name.lower() == "font" and element.get(key) is not None:
            said = "; ".join(filter(None, (said, style_of("font", key, str(element.get(key))))))
            del element.attrib[key]
    rename(element, RENAMED[name.lower()][0])
    if said:
        before = str(element.get("style") or "").strip()
        element.set("style", f"{said}; {before}" if before else said)
    return True


def to_head(element: Element, _attribute: str) -> bool:
    """Move what belongs there into the head."""
    if local_name(element) not in _HEAD:
        return False
    root = element.getroottree().getroot()
    head = next((child for child in root if local_name(child) == "head"), None)
    if head is None or element.getparent() is head:
        return False
    drop(element)
    element.tail = "\n"
    head.append(element)
    return True


def into_item(element: Element, _attribute: str) -> bool:
    """Put what stands loose in a list into the item before it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None or local_name(parent) not in ("ul", "ol"):
        return False
    if before is None or local_name(before) != "li" or (before.tail or "").strip():
        return False
    tail, element.tail = element.tail, None
    before.append(element)
    before.tail = tail
    return True


def wrap(element: Element, _attribute: str) -> bool:
    """Put an element into the part that its parent wants."""
    parent = element.getparent()
    name = _PARTS.get(local_name(parent)) if parent is not None else None
    return name is not None and _put_into(element, name)


def _put_into(element: Element, name: str) -> bool:
    parent = element.getparent()
    if parent is None:
        return False
    made = etree.Element(f"{str(element.tag).rpartition('}')[0]}}}{name}")
    parent.insert(parent.index(element), made)
    made.tail, element.tail = element.tail, None
    made.append(element)
    return True


def wrap_run(element: Element, _attribute: str) -> bool:
    """Put parts that stand loose (items, rows) into a list or table of their own."""
    name, parent = local_name(element), element.getparent()
    if name not in _RUNS or parent is None or local_name(parent) == _OUTER[name]:
        return False
    made = etree.Element(f"{str(element.tag).rpartition('}')[0]}}}{_OUTER[name]}")
    parent.insert(parent.index(element), made)
    while (following := made.getnext()) is not None and local_name(following) in _RUNS:
        made.append(following)
        if (following.tail or "").strip():
            made.tail, following.tail = following.tail, None
            break
    return True


def to_front(element: Element, _attribute: str) -> bool:
    """Move an element that has to be the first there."""
    parent = element.getparent()
    if local_name(element) not in ("caption", "legend", "summary", "dt", "metadata", "head"):
        return False
    if parent is None or parent.index(element) == 0 or (element.tail or "").strip():
        return False
    drop(element)
    parent.insert(0, element)
    return True


def split(element: Element, _attribute: str) -> bool:
    """End the paragraph before the element and begin it anew behind, as browsers do."""
    parent = element.getparent()
    if parent is None or local_name(parent) not in ("p", "h1", "h2", "h3", "h4", "h5", "h6"):
        return False
    if parent.getparent() is None:
        return False
    rest = etree.Element(parent.tag, {k: v for k, v in parent.attrib.items() if k != "id"})
    rest.text, element.tail = element.tail, None
    for following in list(element.itersiblings()):
        rest.append(following)
    rest.tail, parent.tail = parent.tail, None
    parent.addnext(element)
    if (rest.text or "").strip() or len(rest):
        element.addnext(rest)
    else:
        element.tail = rest.tail
    if not (parent.text or "").strip() and len(parent) == 0 and not parent.get("id"):
        drop(parent)
    return True


def parent_to_div(element: Element, attribute: str) -> bool:
    """Make the element around it a ``div``, which takes anything."""
    parent = element.getparent()
    return parent is not None and renamed("div")(parent, attribute)


def unwrap(element: Element, _attribute: str) -> bool:
    """Leave what stands in an element in its place."""
    parent = element.getparent()
    if parent is None or local_name(element) in ("body", "head"):
        return False
    place, before = parent.index(element), element.getprevious()
    _append(parent, before, element.text or "")
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(place + offset, child)
    last = children[-1] if children else before
    _append(parent, last, element.tail or "")
    element.tail = None
    parent.remove(element)
    return True


def _append(parent: Element, before: Element | None, text: str) -> None:
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text


def drop_empty(element: Element, _attribute: str) -> bool:
    """Take out an element that shows nothing."""
    if text_of(element).strip() or element.get("id") or element.getparent() is None:
        return False
    if any(local_name(node) in ("img", "svg", "math", "video", "audio") for node in element):
        return False
    drop(element)
    return True


def as_division(element: Element) -> None:
    """Make of a player or a frame a ``div`` that holds what stands in it for other readers."""
    rename(element, "div")
    for key in list(element.attrib):
        if key not in ("id", "class", "style", "lang", "title"):
            del element.attrib[key]
    for param in [c for c in element if local_name(c) in ("param", "source", "track")]:
        drop(param)
