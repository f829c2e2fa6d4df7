# ruff: noqa: E501 - tables and patterns read better on one line
"""A page made ready for extraction: what is never text is gone, every block of text has an element.

Works in place on the tree of :func:`packager.html5.parse_document` and leaves HTML elements
without their namespace (``p`` rather than ``{http://www.w3.org/1999/xhtml}p``), which keeps
the rest of this package readable; :func:`with_namespace` gives it back.
"""

from __future__ import annotations

import re

from lxml import etree

from packager.html5 import XHTML

_PREFIX = f"{{{XHTML}}}"
_PREFIX_LENGTH = len(_PREFIX)

# Never text of an article. Scripts of mathematics are read before (read.extract.math).
GONE = frozenset(
    "script style template head link meta base title object applet embed param canvas map area "
    "button select option optgroup datalist input textarea progress meter dialog menu "
    "frame frameset noframes portal fencedframe".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li listing main nav ol p "
    "plaintext pre search section summary table caption tbody td tfoot th thead tr ul".split()
)
# Elements whose own text is their whole block, never wrapped in a paragraph.
_TEXT_HOLDERS = frozenset("p h1 h2 h3 h4 h5 h6 pre dt figcaption summary caption address".split())
_MOST_HIDDEN = 0.4  # of the page's characters
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)


def without_namespace(root: etree._Element) -> None:
    """Give the HTML elements of a tree their bare names."""
    for element in root.iter(f"{_PREFIX}*"):
        element.tag = str(element.tag)[_PREFIX_LENGTH:]


def with_namespace(root: etree._Element) -> None:
    """Give bare names their namespace back: the inverse of :func:`without_namespace`."""
    for element in root.iter():
        tag = element.tag
        if isinstance(tag, str) and tag[0] != "{":
            element.tag = _PREFIX + tag


def remove(element: etree._Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
        element.tail = None
    parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Put what an element holds in the element's place."""
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    children = list(element)
    text, tail = element.text or "", element.tail or ""
    if children:
        children[-1].tail = (children[-1].tail or "") + tail
    else:
        text += tail
    previous = element.getprevious()
    if text:
        if previous is None:
            parent.text = (parent.text or "") + text
        else:
            previous.tail = (previous.tail or "") + text
    element.tail = None
    parent.remove(element)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)


def is_hidden(element: etree._Element) -> bool:
    """Return whether a browser would not show the element, as far as its attributes tell."""
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    style = element.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def strip(body: etree._Element) -> None:
    """Remove what is never text: scripts, forms' controls, templates, what is hidden.

    Something hidden that holds most of the page is what a script would show, and stays.
    """
    whole = len("".join(body.itertext()))
    for element in list(body.iter(etree.Element)):
        tag = element.tag
        if tag == "br":
            element.tail = "\n" + (element.tail or "")
        elif (
            tag in GONE
            or tag == "noscript"
            or (
                element is not body
                and is_hidden(element)
                and sum(map(len, element.itertext())) < whole * _MOST_HIDDEN
            )
        ):
            remove(element)


_PERMALINK = re.compile(r"[#¶§🔗⚓∞\u200b\s]*\Z|(?:permalink|direct link|link|anchor)\W*\Z", re.I)


def drop_permalinks(body: etree._Element) -> None:
    """Remove the links by which headings offer their own address."""
    for heading in list(body.iter("h1", "h2", "h3", "h4", "h5", "h6")):
        for link in list(heading.iter("a")):
            text = "".join(link.itertext())
            shown = next(link.iter("img"), None) is not None
            if "#" in (link.get("href") or "") and _PERMALINK.match(text) and not shown:
                remove(link)


DEEPEST = 200


def flatten(body: etree._Element, deepest: int = DEEPEST) -> None:
    """Unwrap elements that lie deeper than ``deepest``: no essay nests so, and time stays linear."""
    deep: list[etree._Element] = []
    stack: list[tuple[etree._Element, int]] = [(body, 0)]
    while stack:
        element, depth = stack.pop()
        if depth == deepest:
            deep.append(element)
            continue
        stack.extend((child, depth + 1) for child in element)
    for element in deep:
        for inner in list(element.iter("script", "style", "template")):
            remove(inner)
        text = "".join(element.itertext())
        for child in list(element):
            element.remove(child)
        element.text = text


def wrap_text(body: etree._Element) -> set[etree._Element]:
    """Make each run of text between blocks a ``p``; return the elements that hold blocks.

    Two ``<br>`` in a row end a paragraph, as they look. Afterwards an element holds either
    blocks or text, so that a block can be kept or dropped as one element.
    """
    elements = list(body.iter(etree.Element))
    holders: set[etree._Element] = set()
    for element in reversed(elements):
        parent = element.getparent()
        if parent is not None and (element.tag in BLOCKS or element in holders):
            holders.add(parent)
    for element in elements:
        tag = element.tag
        if tag in _TEXT_HOLDERS and element not in holders:
            if tag == "p" and _has_double_break(element):
                _wrap_runs(element, set())
                element.tag = "div"
                holders.add(element)
            continue
        if element in holders or (tag in BLOCKS and _has_double_break(element)):
            _wrap_runs(element, holders)
            if any(child.tag == "p" for child in element):
                holders.add(element)
    return holders


def _has_double_break(element: etree._Element) -> bool:
    for child in element:
        if child.tag == "br" and not (child.tail or "").strip():
            following = child.getnext()
            if following is not None and following.tag == "br":
                return True
    return False


def _wrap_runs(element: etree._Element, holders: set[etree._Element]) -> None:
    """Move the runs of inline content of an element into paragraphs of their own."""
    if element.tag in {"table", "tbody", "thead", "tfoot", "tr", "ul", "ol", "dl", "dir"}:
        element.text = None
        for child in element:
            child.tail = None
        return
    children = list(element)
    run: list[etree._Element] = []
    text = element.text or ""
    element.text = None
    position = 0
    for child in children:
        is_block = child.tag in BLOCKS or child in holders
        tail, child.tail = child.tail or "", None
        if is_block:
            position = _close(element, position, text, run)
            text, run = tail, []
            position += 1
        elif child.tag == "br" and run and run[-1].tag == "br" and not (run[-1].tail or "").strip():
            element.remove(run.pop())
            position = _close(element, position, text, run)
            text, run = tail, []
            element.remove(child)
        elif child.tag == "br" and not run and not text.strip():
            element.remove(child)
            text = tail
        else:
            run.append(child)
            child.tail = tail
    _close(element, position, text, run)


def _close(element: etree._Element, position: int, text: str, run: list[etree._Element]) -> int:
    """Put a run into a paragraph at ``position``; return where the next one goes."""
    while run and run[-1].tag == "br" and not (run[-1].tail or "").strip():
        element.remove(run.pop())
    if not run and not text.strip():
        return position
    visible = bool(text.strip()) or any(
        (child.tail or "").strip() or child.tag in _SHOWN or _has_something(child) for child in run
    )
    if not visible:
        return position + len(run)
    # The run's elements stand together from `position` on: moving them keeps the order.
    paragraph = etree.Element("p")
    paragraph.text = text
    for child in run:
        paragraph.append(child)
    element.insert(position, paragraph)
    return position + 1


_SHOWN = frozenset("img svg video audio iframe picture math".split())


def _has_something(element: etree._Element) -> bool:
    return bool("".join(element.itertext()).strip()) or any(
        isinstance(inner.tag, str) and inner.tag.rpartition("}")[2] in _SHOWN
        for inner in element.iter()
    )
