# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Footnotes of web pages, of every dialect, as real notes.

A reference is a link to a place further down whose text is a mark (``[1]``, ``*``, ``iv``), or
a raised number that some later block begins with, or a mark with its note right behind it (a
sidenote, a tooltip). :func:`collect` takes the notes out of the page before its essay is cut
out and leaves ``noteref`` links; :func:`settle` numbers those that are left in the essay.
"""

from __future__ import annotations

from lxml import etree

from packager.read.extract.page import remove, with_namespace
from packager.read.page_note_content import TYPE, Collected, NotesPage, replace_reference
from packager.read.page_note_links import definitions, link_references
from packager.read.page_note_margins import inline_notes, plain_numbers, sidenotes
from packager.read.page_note_marks import (
    HEADING,
    NOTE_NAMES,
)
from packager.xhtml import XHTML


def collect(body: etree._Element) -> Collected:
    """Take the notes out of a page (HTML elements with bare names); references become noterefs."""
    elements = list(body.iter(etree.Element))
    ids: dict[str, etree._Element] = {}
    for element in elements:
        if element.tag == "input":  # the switch of a sidenote has its note's name
            continue
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                ids.setdefault(name, element)
    page = NotesPage(body, {element: place for place, element in enumerate(elements)}, ids)
    collected = Collected()
    links = list(link_references(page))
    found = definitions([target for _, target in links])
    keys: dict[etree._Element, str] = {}
    used: list[etree._Element] = []
    for reference, target in links:
        note = found.get(target)
        if note is None:
            continue
        if target not in keys:
            keys[target] = f"n{len(keys) + 1}"
            collected.notes[keys[target]] = note
        replace_reference(reference, keys[target])
        used.append(reference)
    sidenotes(page, collected)
    inline_notes(page, collected)
    plain_numbers(page, collected)
    _tidy_up(page, collected)
    return collected


def _tidy_up(page: NotesPage, collected: Collected) -> None:
    """Remove the headings, rules and lists that held notes and hold nothing now."""
    if not collected.notes:
        return
    for element in list(page.body.iter("ol", "ul", "aside", "section", "div", "footer")):
        if (
            element.getparent() is not None
            and not "".join(element.itertext()).strip()
            and next(element.iter("img", "svg", "iframe", "video"), None) is None
            and (
                element.tag in {"ol", "ul"}
                or NOTE_NAMES.search(
                    f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
                )
                or not len(element)
            )
        ):
            remove(element)
    for heading in list(page.body.iter("h1", "h2", "h3", "h4", "h5", "h6", "p")):
        text = "".join(heading.itertext()).strip()
        if len(text) > 40 or not HEADING.match(text):
            continue
        following = heading.getnext()
        if (
            following is None
            or following.tag in {"hr", "footer", "section", "h1", "h2", "h3", "h4"}
            or not "".join(following.itertext()).strip()
        ):
            parent = heading.getparent()
            remove(heading)
            if (
                parent is not None
                and parent.tag in {"section", "div", "footer", "aside"}
                and not "".join(parent.itertext()).strip()
            ):
                remove(parent)


def settle(
    tree: etree._Element, collected: Collected, name: str, base: str
) -> list[tuple[str, etree._Element]]:
    """Give the noterefs left in a sound tree their numbers; return the notes in that order."""
    from packager.read.sound import sound

    labels: dict[str, str] = {}
    seen: dict[str, int] = {}
    for link in list(tree.iter(f"{{{XHTML}}}a")):
        if link.get(TYPE) != "noteref":
            continue
        key = (link.get("href") or "").removeprefix("#fn-")
        if key not in collected.notes:
            continue
        label = labels.setdefault(key, str(len(labels) + 1))
        seen[label] = seen.get(label, 0) + 1
        link.set("href", f"#fn-{label}")
        link.set("id", f"fnref-{label}" + (f"-{seen[label]}" if seen[label] > 1 else ""))
        link.text = label
    notes = []
    for key, label in labels.items():
        note = collected.notes[key]
        with_namespace(note)
        made, _ = sound(note, name, base)
        for link in list(made.iter(f"{{{XHTML}}}a")):  # a note does not refer to notes
            if link.get(TYPE) == "noteref":
                link.tag = f"{{{XHTML}}}span"
                for attribute in (TYPE, "href", "role", "id"):
                    link.attrib.pop(attribute, None)
        notes.append((label, _in_paragraphs(made)))
    return notes


def _in_paragraphs(note: etree._Element) -> etree._Element:
    """Return a note whose running text stands in a paragraph."""
    blocks = {
        f"{{{XHTML}}}{tag}"
        for tag in "p div ul ol blockquote pre table figure dl section aside hr h2 h3 h4 h5 h6".split()
    }
    if any(child.tag in blocks for child in note):
        if (note.text or "").strip() or any(child.tag not in blocks for child in note):
            return _mixed(note, blocks)
        return note
    holder = etree.Element(f"{{{XHTML}}}div", nsmap=note.nsmap)
    paragraph = etree.SubElement(holder, f"{{{XHTML}}}p")
    paragraph.text = (note.text or "").lstrip()
    paragraph.extend(list(note))
    if len(paragraph) and paragraph[-1].tail:
        paragraph[-1].tail = paragraph[-1].tail.rstrip()
    elif not len(paragraph):
        paragraph.text = (paragraph.text or "").rstrip()
    return holder


def _mixed(note: etree._Element, blocks: set[str]) -> etree._Element:
    holder = etree.Element(f"{{{XHTML}}}div", nsmap=note.nsmap)
    run: etree._Element | None = None
    if (note.text or "").strip():
        run = etree.SubElement(holder, f"{{{XHTML}}}p")
        run.text = (note.text or "").lstrip()
    for child in list(note):
        tail, child.tail = child.tail, None
        if child.tag in blocks:
            holder.append(child)
            run = None
        else:
            if run is None:
                run = etree.SubElement(holder, f"{{{XHTML}}}p")
            run.append(child)
            child.tail = tail
            continue
        if (tail or "").strip():
            run = etree.SubElement(holder, f"{{{XHTML}}}p")
            run.text = (tail or "").lstrip()
    return holder
