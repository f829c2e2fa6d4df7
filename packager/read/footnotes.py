"""Notes of a Markdown text: taken out of the page that Python-Markdown made, in order.

References become what :class:`packager.model.Footnote` says; the notes are trees of their own,
so that links and images in them are settled with the text's.
"""

from __future__ import annotations

import re

from lxml import etree

from packager.html5 import XHTML
from packager.ids import distinct
from packager.model import Note, NoteKind
from packager.read.anchors import LineOf
from packager.xhtml import EPUB, NAMESPACES, local_name, text_of

_XHTML = f"{{{XHTML}}}"
_MISSING = re.compile(r"\[\^([^\]\s]{1,60})\]")
_QUIET = frozenset(("code", "pre", "math", "svg", "kbd", "samp"))
_MENTIONED = 60


def take(
    root: etree._Element, name: str, line_of: LineOf
) -> tuple[list[tuple[str, etree._Element]], list[Note]]:
    """Return label and content of each note that is referred to, and what to tell.

    The list of notes leaves the tree; references in it, and in the notes, get their ids.
    """
    told = [
        _warning(
            f"note [^{key}] is referred to but not written; add it", name, line_of(f"[^{key}]")
        )
        for key in dict.fromkeys(_missing(root))
    ]
    written = _written(root)
    order: dict[str, int] = {}  # the number of each note that is referred to
    pending = [root]
    while pending:
        for link in _references(pending.pop(0)):
            key = str(link.get("href"))[len("#fn:") :]
            if key in written and key not in order:
                order[key] = len(order) + 1
                pending.append(written[key])
    for key, node in written.items():
        if key not in order:
            text = " ".join(text_of(node).split())
            message = f"note [^{key}] is never referred to; dropped: {text[:_MENTIONED]}"
            line = line_of(f"[^{key}]:")
            told.append(
                Note(NoteKind.DROPPED, message, value=text, rule="notes", file=name, line=line)
            )
    labels = dict(zip(order, distinct(map(_label, order)), strict=True))
    _number([root, *(written[key] for key in order)], order, labels)
    return [(labels[key], written[key]) for key in order], told


def _warning(message: str, name: str, line: int | None) -> Note:
    return Note(NoteKind.WARNING, message, rule="notes", file=name, line=line)


def _label(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", key).strip("-").lower() or "x"


def _references(root: etree._Element) -> list[etree._Element]:
    links = root.iter(f"{_XHTML}a")
    return [
        a for a in links if a.get("class") == "footnote-ref" and str(a.get("href"))[:4] == "#fn:"
    ]


def _written(root: etree._Element) -> dict[str, etree._Element]:
    """Take the list of notes out of the tree; return each note's content by its key."""
    found: dict[str, etree._Element] = {}
    for holder in [div for div in root.iter(f"{_XHTML}div") if div.get("class") == "footnote"]:
        items = [li for li in holder.iter(f"{_XHTML}li") if str(li.get("id"))[:3] == "fn:"]
        parent = holder.getparent()
        if not items or parent is None:
            continue
        for item in items:
            note = etree.Element(f"{_XHTML}div", nsmap=NAMESPACES)
            note.text = item.text
            note.extend(list(item))
            for link in [
                a for a in note.iter(f"{_XHTML}a") if a.get("class") == "footnote-backref"
            ]:
                _drop_back_link(link)
            for empty in [p for p in note.iter(f"{_XHTML}p") if not len(p) and not p.text]:
                note.remove(empty) if empty.getparent() is note else None
            found[str(item.get("id"))[3:]] = note
        parent.remove(holder)
    return found


def _drop_back_link(link: etree._Element) -> None:
    parent, before = link.getparent(), link.getprevious()
    if parent is None:
        return
    tail = link.tail or ""
    if before is not None:
        before.tail = (before.tail or "").rstrip("\xa0 ") + tail
    else:
        parent.text = (parent.text or "").rstrip("\xa0 ") + tail
    link.tail = None
    parent.remove(link)


def _number(trees: list[etree._Element], order: dict[str, int], labels: dict[str, str]) -> None:
    """Write number, id and href of each reference; one to a note that is not there is text."""
    counts: dict[str, int] = {}
    for tree in trees:
        for link in _references(tree):
            key = str(link.get("href"))[len("#fn:") :]
            holder = link.getparent()
            if holder is not None and local_name(holder) == "sup":
                holder.attrib.pop("id", None)
            if key not in labels:
                link.tag = f"{_XHTML}span"
                link.attrib.clear()
                continue
            counts[key] = counts.get(key, 0) + 1
            label = labels[key]
            link.attrib.clear()
            link.set(f"{{{EPUB}}}type", "noteref")
            link.set("role", "doc-noteref")
            link.set("href", f"#fn-{label}")
            again = f"-{counts[key]}" if counts[key] > 1 else ""
            link.set("id", f"fnref-{label}{again}")
            link.text = str(order[key])


def _missing(root: etree._Element) -> list[str]:
    """Return the keys of references that were left in the text because no note has them."""
    found: list[str] = []
    stack = [root]
    while stack:
        node = stack.pop()
        found += _MISSING.findall(node.tail or "")
        if local_name(node) not in _QUIET:
            found += _MISSING.findall(node.text or "")
            stack.extend(node)
    return found
