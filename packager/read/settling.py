"""What an element's children must be together: tables, definition lists, figures, ruby.

The last step of :mod:`packager.read.sound`, on a tree whose nesting is sound.
"""

from __future__ import annotations

from lxml import etree

from packager.html5 import XHTML
from packager.read import elements
from packager.xhtml import local_name


def settle(root: etree._Element) -> None:
    """Put in order the children of tables, definition lists, figures, ruby and the like."""
    for node in list(root.iter(*(f"{{{XHTML}}}{name}" for name in _SETTLED))):
        if (settles := _SETTLED.get(local_name(node))) is not None:
            settles(node)


def _rename(node: etree._Element, name: str) -> None:
    node.tag = f"{{{XHTML}}}{name}"


def _settle_table(table: etree._Element) -> None:
    """Order a table: one caption, one head, bodies, one foot.

    See https://html.spec.whatwg.org/multipage/tables.html#the-table-element
    """
    table.text = None
    kinds: dict[str, list[etree._Element]] = {}
    for child in list(table):
        child.tail = None
        kinds.setdefault(local_name(child), []).append(child)
    captions = kinds.get("caption", [])
    for extra in captions[1:]:
        for node in list(extra):
            captions[0].append(node)
        table.remove(extra)
    heads, feet = kinds.get("thead", []), kinds.get("tfoot", [])
    for extra in heads[1:]:
        _rename(extra, "tbody")
    for extra in feet[:-1]:
        _rename(extra, "tbody")
    if heads:
        table.insert(0, heads[0])
    if captions:
        table.insert(0, captions[0])
    if feet:
        table.append(feet[-1])
    if not any(local_name(child) in elements.TABLE_PARTS for child in table):
        _rename(table, "div")
        for caption in captions:
            _rename(caption, "div")


def _settle_terms(terms: etree._Element) -> None:
    """See that every term has a definition and every definition a term."""
    names = [local_name(child) for child in terms]
    if "dd" not in names[names.index("dt") :] if "dt" in names else True:
        _rename(terms, "div")
        for child in terms:
            _rename(child, "div")
        return
    parent = terms.getparent()
    if parent is None:
        return
    while local_name(terms[0]) == "dd":
        first = terms[0]
        first.tail = None
        _rename(first, "div")
        terms.addprevious(first)
    while local_name(terms[-1]) == "dt":
        last = terms[-1]
        _rename(last, "div")
        last.tail, tail = None, terms.tail
        terms.tail = None
        terms.addnext(last)
        last.tail = tail


def _settle_figure(figure: etree._Element) -> None:
    """Leave one caption, first or last."""
    captions = [child for child in figure if local_name(child) == "figcaption"]
    for extra in captions[1:]:
        _rename(extra, "div")
        extra.set("class", "caption")
    if captions:
        caption = captions[0]
        blank = not (caption.tail or "").strip()
        is_first = figure[0] is caption and not (figure.text or "").strip()
        if not is_first and not (figure[-1] is caption and blank):
            tail, before = caption.tail or "", caption.getprevious()
            figure.remove(caption)
            caption.tail = None
            if before is not None:
                before.tail = (before.tail or "") + tail
            else:
                figure.text = (figure.text or "") + tail
            figure.append(caption)


def _settle_ruby(ruby: etree._Element) -> None:
    """See that ruby is text and reading, in turns, and ends on a reading.

    See https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-ruby-element
    """
    readings = [child for child in ruby if local_name(child) == "rt"]
    if readings:
        _move_out_behind(readings[-1], ruby)
    alternate = (
        bool(readings) and ruby[-1] is readings[-1] and not (readings[-1].tail or "").strip()
    )
    has_base = bool((ruby.text or "").strip())
    for child in ruby:
        if local_name(child) == "rt":
            alternate = alternate and has_base
            has_base = bool((child.tail or "").strip())
        else:
            has_base = True
    if not alternate:
        _rename(ruby, "span")
        for reading in readings:
            _rename(reading, "span")
            _append_parentheses(reading)


def _move_out_behind(last: etree._Element, parent: etree._Element) -> None:
    """Move what follows a child to behind its parent."""
    following = list(last.itersiblings())
    tail, last.tail = last.tail or "", None
    behind, parent.tail = parent.tail or "", None
    place = parent
    for node in following:
        place.addnext(node)
        place = node
    if place is not parent:
        place.tail = (place.tail or "") + behind
    parent.tail = tail + (behind if place is parent else "")


def _append_parentheses(node: etree._Element) -> None:
    node.text = "(" + (node.text or "")
    if len(node):
        node[-1].tail = (node[-1].tail or "") + ")"
    else:
        node.text += ")"


def _settle_reading(reading: etree._Element) -> None:
    """Leave a reading only where it belongs, in ruby itself."""
    parent = reading.getparent()
    if parent is None or local_name(parent) != "ruby":
        _rename(reading, "span")


def _settle_time(moment: etree._Element) -> None:
    """Leave a moment only around plain text: of markup EPUBCheck lets it hold some alone."""
    if len(moment):
        _rename(moment, "span")
        moment.attrib.pop("datetime", None)


def _settle_item(item: etree._Element) -> None:
    """Leave a number only in a list that is numbered."""
    parent = item.getparent()
    if parent is None or local_name(parent) != "ol":
        item.attrib.pop("value", None)


_SETTLED = {
    "li": _settle_item,
    "rt": _settle_reading,
    "time": _settle_time,
    "table": _settle_table,
    "dl": _settle_terms,
    "figure": _settle_figure,
    "ruby": _settle_ruby,
}
