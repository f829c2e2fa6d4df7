"""Ways to put an element right that stands where it may not: each says whether it did anything.

They change a tree and lose no text. Which of them helps, the content model decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from packager.fix.presentational import style_of
from packager.fix.tree import Element
from packager.read.elements import RENAMED
from packager.schemas.html import PHRASING
from packager.xhtml import drop, local_name, text_of

Move = Callable[[Element, str], bool]

_ATTRIBUTE = (
    re.compile(r"takes no attribute (\S+);"),
    re.compile(r"^(\S+) does not go with "),
    re.compile(r"^(\S+) of <"),
)
_HEAD = frozenset(("style", "link", "meta", "title", "base"))
# parent → what wraps a child that is none of its parts
_PARTS = {"ul": "li", "ol": "li", "dl": "dd", "tr": "td", "menu": "li"}
_RUNS = frozenset(("li", "tr", "dt", "dd"))
_OUTER = {"li": "ul", "tr": "tbody", "dt": "dl", "dd": "dl"}


def moves_for(message: str) -> Iterator[tuple[str, Move]]:
    """Yield the moves that may help against a fault of the content model, best first."""
    if any(pattern.search(message) for pattern in _ATTRIBUTE):
        yield "obsolete attribute said by a style", _restyle
        yield "attribute value mended", _revalue
        yield "attribute taken out", _unset
        yield "declaration without meaning taken out", _drop_meta
    elif message.startswith("text "):
        for name in ("p", "li", "dd", "td", "div"):
            yield f"text put into <{name}>", _wrapper_of_text(name)
        yield "list of text made a <div>", _renamed("div")
    elif " lacks " in message:
        yield "alt left empty", _empty_alt
        yield "element without a source taken out", _drop_empty
        yield "element unwrapped", _unwrap
    elif "is not complete" in message:
        yield "title added", _add_title
        yield "an empty <div> put into the empty page", _fill
        yield "empty element taken out", _drop_empty
        yield "element without its parts made a <div>", _renamed("div")
        yield "element without its parts made a <span>", _renamed("span")
    elif message.startswith("<") and ("cannot stand" in message or "too early" in message):
        yield "obsolete element renamed", _rename_obsolete
        yield "moved into the head", _to_head
        yield "put into the list item before it", _into_item
        yield "put into the part of its parent", _wrap
        yield "loose parts put into a list", _wrap_run
        yield "moved to the front", _to_front
        yield "paragraph closed before it", _split
        yield "element around it made a <div>", _parent_to_div
        yield "made a <span>", _renamed("span")
        yield "made a <div>", _renamed("div")
        yield "empty element taken out", _drop_empty
        yield "unwrapped", _unwrap


def rename(element: Element, name: str) -> None:
    """Give an element another local name in its namespace."""
    space = str(element.tag).rpartition("}")[0]
    element.tag = f"{space}}}{name}" if space else name


def _key(element: Element, message: str) -> str:
    for pattern in _ATTRIBUTE:
        if match := pattern.search(message):
            wanted = match[1].rpartition(":")[2]
            return next((str(k) for k in element.attrib if str(k).rpartition("}")[2] == wanted), "")
    return ""


def _restyle(element: Element, message: str) -> bool:
    key = _key(element, message)
    if not key:
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


def _revalue(element: Element, message: str) -> bool:
    key = _key(element, message)
    value = str(element.get(key) or "") if key else ""
    number = re.match(r"\s*(\d+)(?:\.\d+)?\s*(?:px)?\s*\Z", value)
    for wanted in (number[1] if number else "", value.strip(), value.strip().lower()):
        if wanted and wanted != value:
            element.set(key, wanted)
            return True
    return False


def _unset(element: Element, message: str) -> bool:
    key = _key(element, message)
    if not key:
        return False
    del element.attrib[key]
    return True


def _drop_meta(element: Element, _message: str) -> bool:
    if local_name(element) not in ("meta", "link", "param") or element.getparent() is None:
        return False
    drop(element)
    return True


def _wrapper_of_text(name: str) -> Move:
    def wrap(element: Element, _message: str) -> bool:
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


def _renamed(name: str) -> Move:
    def move(element: Element, _message: str) -> bool:
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


def _rename_obsolete(element: Element, _message: str) -> bool:
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


def _to_head(element: Element, _message: str) -> bool:
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


def _into_item(element: Element, _message: str) -> bool:
    parent, before = element.getparent(), element.getprevious()
    if parent is None or local_name(parent) not in ("ul", "ol"):
        return False
    if before is None or local_name(before) != "li" or (before.tail or "").strip():
        return False
    tail, element.tail = element.tail, None
    before.append(element)
    before.tail = tail
    return True


def _wrap(element: Element, _message: str) -> bool:
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


def _wrap_run(element: Element, _message: str) -> bool:
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


def _to_front(element: Element, _message: str) -> bool:
    parent = element.getparent()
    if local_name(element) not in ("caption", "legend", "summary", "dt", "metadata", "head"):
        return False
    if parent is None or parent.index(element) == 0 or (element.tail or "").strip():
        return False
    drop(element)
    parent.insert(0, element)
    return True


def _split(element: Element, _message: str) -> bool:
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


def _parent_to_div(element: Element, message: str) -> bool:
    parent = element.getparent()
    return parent is not None and _renamed("div")(parent, message)


def _unwrap(element: Element, _message: str) -> bool:
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


def _drop_empty(element: Element, _message: str) -> bool:
    if text_of(element).strip() or element.get("id") or element.getparent() is None:
        return False
    if any(local_name(node) in ("img", "svg", "math", "video", "audio") for node in element):
        return False
    drop(element)
    return True


def _fill(element: Element, _message: str) -> bool:
    if local_name(element) != "body":
        return False
    etree.SubElement(element, f"{str(element.tag).rpartition('}')[0]}}}div")
    return True


def _empty_alt(element: Element, message: str) -> bool:
    if " alt;" not in message or local_name(element) != "img":
        return False
    element.set("alt", "")
    return True


def _add_title(element: Element, _message: str) -> bool:
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
    return words if len(words) <= 60 else words[:60].rpartition(" ")[0] + " …"  # noqa: PLR2004
