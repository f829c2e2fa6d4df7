# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Footnotes of web pages, of every dialect, as real notes.

A reference is a link to a place further down whose text is a mark (``[1]``, ``*``, ``iv``), or
a raised number that some later block begins with, or a mark with its note right behind it (a
sidenote, a tooltip). :func:`collect` takes the notes out of the page before its essay is cut
out and leaves ``noteref`` links; :func:`settle` numbers those that are left in the essay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from packager.read.extract.page import remove, with_namespace
from packager.read.page_note_marks import (
    BACK,
    BACK_WORDS,
    HEADING,
    INLINE_NOTE,
    NOT_NOTES,
    NOTE_NAMES,
    is_mark,
    mark_of,
)
from packager.xhtml import EPUB, XHTML

_TYPE = f"{{{EPUB}}}type"
_BLOCKS = frozenset(
    "p li div dd dt td tr aside section blockquote ol ul article footer main body table dl".split()
)
_CONTINUES = frozenset("p ul ol blockquote pre div table figure".split())
_MOST_WORDS = 1500
_SCROLLS = re.compile(r"\(\s*['\"]#?([\w-]*(?:fn|note)[\w-]*)['\"]\s*\)", re.I)
_SUP = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(slots=True)
class Collected:
    """The notes of a page by their provisional keys."""

    notes: dict[str, etree._Element] = field(default_factory=dict)


@dataclass(slots=True)
class _Page:
    """What is looked up while the notes of one page are found."""

    body: etree._Element
    order: dict[etree._Element, int]
    ids: dict[str, etree._Element]


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
    page = _Page(body, {element: place for place, element in enumerate(elements)}, ids)
    collected = Collected()
    links = list(_link_references(page))
    definitions = _definitions([target for _, target in links])
    keys: dict[etree._Element, str] = {}
    used: list[etree._Element] = []
    for reference, target in links:
        note = definitions.get(target)
        if note is None:
            continue
        if target not in keys:
            keys[target] = f"n{len(keys) + 1}"
            collected.notes[keys[target]] = note
        _replace(reference, keys[target])
        used.append(reference)
    _sidenotes(page, collected)
    _inline_notes(page, collected)
    _plain_numbers(page, collected)
    _tidy_up(page, collected)
    return collected


def _link_references(page: _Page) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Give each link that refers to a note with the element that it leads to."""
    for element in list(page.body.iter("a", "label", "sup", "span")):
        address = _target_of(element)
        if not address:
            continue
        target = page.ids.get(address)
        if target is None or target is element or target not in page.order:
            continue
        if element in target.iterancestors() or target in element.iterancestors():
            continue
        if page.order[target] < page.order[element] or not _is_reference(element, target, address):
            continue
        yield element, target


def _target_of(element: etree._Element) -> str:
    if element.tag == "a":
        href = (element.get("href") or "").strip()
        if "#" in href and (
            href.startswith("#")
            or re.search(r"#(?:_?fn|_?ftn|footnote|cite_note|note|endnote|sdfootnote)", href, re.I)
        ):
            return href.rpartition("#")[2]
        # Wikidot's notes are found by a script that scrolls to them.
        scrolled = _SCROLLS.search(element.get("onclick") or "")
        return scrolled[1] if scrolled and href.startswith(("javascript:", "#")) else ""
    if element.get("data-definition"):
        return element.get("data-definition") or ""
    if element.tag == "label" and re.search(r"footref|footnote", element.get("class") or ""):
        return element.get("for") or ""
    return ""


def _is_reference(element: etree._Element, target: etree._Element, address: str) -> bool:
    text = "".join(element.itertext()).strip()
    if not is_mark(text):
        return False
    if NOT_NOTES.search(f"{address} {target.get('class') or ''}") or target.tag in {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figure",
        "table",
        "img",
    }:
        return False
    names = " ".join(
        filter(
            None,
            (
                element.get("class"),
                element.get("id"),
                element.get("name"),
                address,
                target.get("class"),
                element.get("role"),
                element.get("rel"),
            ),
        )
    )
    parent = element.getparent()
    raised = (
        element.tag == "sup"
        or next(element.iter("sup"), None) is not None
        or any(a.tag == "sup" for a in list(element.iterancestors())[:3])
    )
    bracketed = text[:1] in "[［（(" and text[-1:] in "]］）)" and text[:1] != "("
    named = bool(NOTE_NAMES.search(names)) or (
        parent is not None and bool(NOTE_NAMES.search(parent.get("class") or ""))
    )
    return raised or named or bracketed


def _definitions(
    targets: list[etree._Element],
) -> dict[etree._Element, etree._Element]:
    """Return the notes that the targets begin, each in a ``div`` of its own, taken off the page."""
    wanted = list(dict.fromkeys(targets))
    marked = set(wanted)
    made: dict[etree._Element, etree._Element] = {}
    blocks: dict[etree._Element, list[etree._Element]] = {}
    places: dict[etree._Element, etree._Element] = {}
    for target in wanted:
        block = _block_of(target, marked)
        places[target] = block
        blocks.setdefault(block, []).append(target)
    for target in wanted:
        block = places[target]
        group = blocks[block]
        nodes = _split(block, group, target) if len(group) > 1 else None
        if nodes is None and len("".join(block.itertext()).split()) > _MOST_WORDS:
            continue
        made[target] = nodes if nodes is not None else _taken(block, set(places.values()))
    return {target: note for target, note in made.items() if _clean_note(note)}


def _block_of(target: etree._Element, marked: set[etree._Element]) -> etree._Element:
    """Return the element that is the whole note which a target begins."""
    block = target
    while block.tag not in _BLOCKS and block.getparent() is not None:
        parent = block.getparent()
        assert parent is not None  # noqa: S101 - looked at in the condition
        block = parent
    while True:
        parent = block.getparent()
        if parent is None or parent.tag in {
            "body",
            "article",
            "main",
            "ol",
            "ul",
            "tbody",
            "table",
            "section",
            "dl",
            "footer",
        }:
            break
        inside = sum(1 for element in parent.iter(etree.Element) if element in marked)
        before = _text_before(parent, block)
        if inside != 1 or len(before) > 8:
            break
        own = "".join(block.itertext()).strip()
        named = bool(NOTE_NAMES.search(f"{parent.get('class') or ''} {parent.get('id') or ''}"))
        if parent.tag in {"li", "tr"} or (named and len(block) < 3) or is_mark(own) or not own:
            block = parent
            continue
        break
    return block


def _text_before(parent: etree._Element, child: etree._Element) -> str:
    text = parent.text or ""
    for sibling in parent:
        if sibling is child:
            break
        text += "".join(sibling.itertext()) + (sibling.tail or "")
    return text.strip()


def _split(
    block: etree._Element, group: list[etree._Element], target: etree._Element
) -> etree._Element | None:
    """Return the part of a block from one target to the next, where it holds several notes."""
    tops = {_child_towards(block, other): other for other in group}
    start = _child_towards(block, target)
    if start is None:
        return None
    note = etree.Element("div")
    node: etree._Element | None = start
    while node is not None:
        following = node.getnext()
        note.append(node)  # with its tail
        if following is not None and following in tops and tops[following] is not target:
            break
        node = following
    return note


def _child_towards(block: etree._Element, inner: etree._Element) -> etree._Element | None:
    node: etree._Element | None = inner
    while node is not None and node.getparent() is not block:
        node = node.getparent()
    return node


def _taken(block: etree._Element, others: set[etree._Element]) -> etree._Element:
    """Take a note's block off the page, with the blocks behind it that continue it."""
    note = etree.Element("div")
    more = []
    if block.tag in {"p", "div"}:
        named = bool(NOTE_NAMES.search(block.get("class") or ""))
        following = block.getnext()
        while (
            following is not None
            and following not in others
            and following.tag in _CONTINUES
            and not named
        ):
            if (
                any(inner in others for inner in following.iter(etree.Element))
                or following.tag == "div"
            ):
                break
            more.append(following)
            following = following.getnext()
        last = following is None or following not in others
        # Behind the last note may come anything: only a list still belongs to it.
        if last and not _in_notes(block):
            more = []
    if block.tag == "td":
        row = block.getparent()
        block = row if row is not None else block
    tail = block.tail
    if block.tag in {"li", "td", "tr", "dd", "section", "aside", "span", "div"}:
        note.text = block.text
        note.extend(list(block))
        remove(block)
    else:
        remove(block)
        block.tail = None
        note.append(block)
    del tail
    for element in more:
        remove(element)
        element.tail = None
        note.append(element)
    return note


def _in_notes(element: etree._Element) -> bool:
    return any(
        NOTE_NAMES.search(f"{a.get('class') or ''} {a.get('id') or ''}")
        for a in list(element.iterancestors())[:3]
        if a.tag not in {"body", "html", "article", "main"}
    )


def _clean_note(note: etree._Element) -> bool:
    """Take the way back and the mark off a note; return whether anything is left."""
    for link in list(note.iter("a")):
        text = "".join(link.itertext()).strip()
        href = link.get("href") or ""
        names = f"{link.get('class') or ''} {link.get('role') or ''} {link.get('rev') or ''} {link.get('aria-label') or ''}"
        if (href.startswith("#") or not href) and (
            not text or BACK.match(text) or is_mark(text) or BACK_WORDS.search(names) or text == ","
        ):
            _drop_up(link, note)
    for element in list(note.iter("span", "div", "sup", "input", "button", "label")):
        if element.getparent() is not None and re.search(
            r"backlink|backref|footnote-?(?:number|label|marker)|sidenote-number|mw-cite-backlink|footnote_item_index",
            element.get("class") or "",
        ):
            remove(element)
    _strip_mark(note)
    return bool("".join(note.itertext()).strip())


def _drop_up(element: etree._Element, top: etree._Element) -> None:
    """Remove an element, and those around it that held nothing else."""
    parent = element.getparent()
    remove(element)
    while (
        parent is not None
        and parent is not top
        and len(parent) == 0
        and re.fullmatch(r"[\s.\[\]()^,:]*", "".join(parent.itertext()))
    ):
        element, parent = parent, parent.getparent()
        remove(element)


def _strip_mark(note: etree._Element) -> None:
    """Take the number off the beginning of a note."""
    for element in note.iter(etree.Element):
        if element is not note and element.tag in {"sup", "strong", "b", "span", "a", "em"}:
            text = "".join(element.itertext()).strip()
            if text and is_mark(text.rstrip(".:")) and not _text_before_deep(note, element):
                tail = element.tail or ""
                element.tail = re.sub(r"^[\s.:)\]]+", "", tail)
                _drop_up(element, note)
                return
        if (element.text or "").strip():
            element.text = re.sub(
                r"^\s*(?:[\[(]?\d{1,3}[\])]|\d{1,3}\.(?=\s)|\^|↑)\s*(?:[.:]\s*)?",
                "",
                element.text or "",
            )
            return


def _text_before_deep(top: etree._Element, element: etree._Element) -> str:
    text = ""
    for inner in top.iter(etree.Element):
        if inner is element:
            break
        text += inner.text or ""
    return text.strip()


def _replace(reference: etree._Element, key: str) -> None:
    """Put a noteref in the place of a reference and of the ``sup`` or brackets around it."""
    parent = reference.getparent()
    while (
        parent is not None
        and parent.tag in {"sup", "span", "a", "b", "strong"}
        and "".join(parent.itertext()).strip().strip("[]()")
        == "".join(reference.itertext()).strip().strip("[]()")
    ):
        reference, parent = parent, parent.getparent()
    if parent is None:
        return
    made = _noteref(key)
    made.tail = reference.tail
    reference.tail = None
    index = parent.index(reference)
    parent.remove(reference)
    parent.insert(index, made)
    _trim_before(made)


def _noteref(key: str) -> etree._Element:
    made = etree.Element("sup")
    link = etree.SubElement(made, "a")
    link.set(_TYPE, "noteref")
    link.set("role", "doc-noteref")
    link.set("href", f"#fn-{key}")
    link.text = "*"
    return made


def _trim_before(made: etree._Element) -> None:
    """Take the space away that stands between a word and its reference."""
    previous = made.getprevious()
    if previous is not None and previous.tail:
        previous.tail = previous.tail.rstrip() if previous.tail.strip() else ""
    elif previous is None:
        parent = made.getparent()
        if parent is not None and parent.text:
            parent.text = parent.text.rstrip()


def _sidenotes(page: _Page, collected: Collected) -> None:
    """Take the notes that stand right behind their mark: sidenotes of Tufte CSS, plug-ins."""
    for element in list(page.body.iter("span", "small", "aside", "div")):
        name = element.get("class") or ""
        is_switched = "footnote" in name.split() and any(
            mark.tag in {"input", "label"} for mark in _marks_before(element)
        )
        if (
            not (is_switched or INLINE_NOTE.search(name))
            or element.getparent() is None
            or page.body not in element.iterancestors()
        ):
            continue
        before = _marks_before(element)
        if not before:
            continue
        known = next(
            (
                b
                for b in before
                if b.tag == "sup"
                and next(b.iter("a"), None) is not None
                and next(b.iter("a")).get(_TYPE) == "noteref"
            ),
            None,
        )
        if known is not None:
            remove(element)
            continue
        note = etree.Element("div")
        note.text = element.text
        note.extend(list(element))
        if not _clean_note(note):
            continue
        key = f"s{len(collected.notes) + 1}"
        collected.notes[key] = note
        made = _noteref(key)
        element.addprevious(made)
        made.tail = None
        remove(element)
        for mark in before:
            remove(mark)
        _trim_before(made)


def _marks_before(element: etree._Element) -> list[etree._Element]:
    """Return the marks, labels and switches that stand immediately before a sidenote."""
    found = []
    previous = element.getprevious()
    while previous is not None and not (previous.tail or "").strip():
        text = "".join(previous.itertext()).strip()
        if previous.tag == "input" or (
            previous.tag in {"label", "sup", "a", "span", "button"}
            and (not text or is_mark(text) or text in "⊕*")
        ):
            found.append(previous)
            previous = previous.getprevious()
            continue
        break
    return found


def _inline_notes(page: _Page, collected: Collected) -> None:
    """Take the notes that are kept in an attribute of their mark: tooltips."""
    for element in list(page.body.iter("sup", "span", "a", "button", "abbr")):
        name = f"{element.get('class') or ''} {element.get('role') or ''}"
        if not NOTE_NAMES.search(name):
            continue
        text = (
            element.get("data-footnote")
            or element.get("data-footnote-content")
            or element.get("data-note")
            or element.get("data-content")
            or element.get("data-tooltip")
            or element.get("data-bigfoot-footnote")
            or element.get("title")
            or ""
        )
        if len(text.split()) < 3 or not is_mark("".join(element.itertext()).strip()):
            continue
        from packager.html5 import parse_fragment
        from packager.read.extract.page import without_namespace

        note = parse_fragment(text)
        without_namespace(note)
        key = f"t{len(collected.notes) + 1}"
        collected.notes[key] = note
        _replace(element, key)


def _plain_numbers(page: _Page, collected: Collected) -> None:
    """Take raised numbers without links, and the blocks that begin with the same numbers."""
    raised: dict[str, etree._Element] = {}
    for sup in page.body.iter("sup"):
        text = "".join(sup.itertext()).strip().translate(_SUP).strip("[]()")
        if (
            re.fullmatch(r"\d{1,3}|[*†‡§]{1,3}", text)
            and next(sup.iter("a"), None) is None
            and not _opens_block(sup)
        ):
            raised.setdefault(text, sup)
    if not raised:
        return
    blocks = _numbered_blocks(page)
    for mark, sup in raised.items():
        block = blocks.get(mark)
        if (
            block is None
            or block.getparent() is None
            or page.order.get(block, 0) < page.order.get(sup, 0)
        ):
            continue
        note = _taken(block, set(blocks.values()))
        if _clean_note(note):
            key = f"p{len(collected.notes) + 1}"
            collected.notes[key] = note
            _replace(sup, key)


def _opens_block(element: etree._Element) -> bool:
    """Return whether nothing stands before an element in its block."""
    node = element
    while True:
        parent = node.getparent()
        if parent is None:
            return True
        if _text_before(parent, node):
            return False
        if parent.tag in _BLOCKS:
            return True
        node = parent


def _numbered_blocks(page: _Page) -> dict[str, etree._Element]:
    """Return the blocks that begin with a raised or bold number, or stand in a numbered aside."""
    found: dict[str, etree._Element] = {}
    after_rule = False
    for element in page.body.iter(etree.Element):
        if element.tag == "hr" or (
            element.tag in {"h2", "h3", "h4"} and HEADING.match("".join(element.itertext()).strip())
        ):
            after_rule = True
        if element.tag in {"p", "li", "div"} and not (element.text or "").strip() and len(element):
            first: etree._Element = element[0]
            bold = False
            while (
                first.tag in {"b", "strong", "span", "em", "a"}
                and not (first.text or "").strip()
                and len(first)
            ):
                first, bold = first[0], True
            text = "".join(first.itertext()).strip().translate(_SUP)
            number = mark_of(text)
            sure = first.tag == "sup"
            if (
                number
                and (sure or (first.tag in {"strong", "b"} and (after_rule or _in_notes(element))))
                and element.tag != "div"
            ):
                found[number] = element
            del bold
        elif element.tag == "ol" and any(
            a.tag == "aside" or NOTE_NAMES.search(a.get("class") or "")
            for a in list(element.iterancestors())[:2]
        ):
            start = (
                int(element.get("start") or 1)
                if re.fullmatch(r"\d{1,3}", element.get("start") or "1")
                else 1
            )
            for offset, item in enumerate(element.iterchildren("li")):
                found.setdefault(str(start + offset), item)
    return found


def _tidy_up(page: _Page, collected: Collected) -> None:
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
        if link.get(_TYPE) != "noteref":
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
            if link.get(_TYPE) == "noteref":
                link.tag = f"{{{XHTML}}}span"
                for attribute in (_TYPE, "href", "role", "id"):
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
