"""Sections and headings of a book for education, and the terms that come in lists.

https://idpf.org/epub/profiles/edu/structure/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from packager.check.facts import OPS, XHTML, Element, Nav, Xhtml
from packager.check.finding import Problem
from packager.check.profiles import has_profile
from packager.check.registry import Bad, rule

_SPEC = "https://idpf.org/epub/profiles/edu/structure/"
_H = f"{{{XHTML}}}"
_TYPE = f"{{{OPS}}}type"
_RANKS = {f"{_H}h{level}": level for level in range(1, 7)}
_LOWEST = 6
_SECTIONING = frozenset(_H + name for name in ("section", "article", "aside", "nav"))
_SECTIONS = frozenset([_H + "section", _H + "article"])
_ASIDES = _SECTIONING - _SECTIONS
_BODY = _H + "body"

_LANGUAGE = "<dc:language>en</dc:language>"
_EDUPUB = (_LANGUAGE, f"{_LANGUAGE}\n<dc:type>edupub</dc:type>")
_WATER = '<h2 id="water">Water</h2>'
_NOTES = '<h1 id="notes">Notes</h1>'


def _bad(old: str, new: str, path: str = "EPUB/chapter.xhtml") -> Bad:
    return {"EPUB/content.opf": (_EDUPUB,), path: ((old, new),)}


def is_structured(document: Xhtml) -> bool:
    """Return whether a document has to have EDUPUB's sections: fixed pages and asides need not.

    Nor need the navigation document of a book, which has a structure of its own.
    """
    if isinstance(document, Nav) and document.book is not None:
        return False
    return has_profile(document, "edupub") and not document.fixed_layout and document.is_linear


class Heading(NamedTuple):
    """A heading: its rank, the ``body`` or section that it is the heading of, and how deep.

    ``depth`` counts the sections that it stands in; a ``body`` is none.
    """

    element: Element
    rank: int
    section: Element | None
    depth: int


def headings(document: Xhtml) -> list[Heading]:
    """Return the headings of a document in its order, ``role="heading"`` among them."""
    found: list[Heading] = []
    inside: dict[Element, tuple[Element | None, int]] = {}
    for element in document.orders:
        parent = element.getparent()
        section, depth = (None, 0) if parent is None else inside[parent]
        rank = _rank(element)
        if rank:
            found.append(Heading(element, rank, section, depth))
        if element.tag == _BODY:
            section = element
        elif element.tag in _SECTIONING:
            section, depth = element, depth + 1
        inside[element] = (section, depth)
    return found


def _rank(element: Element) -> int:
    """Return the rank of a heading, 0 for what is none."""
    if element.get("role") == "heading":
        level = (element.get("aria-level") or "").strip()
        return (
            int(level) if level.isascii() and level.isdigit() else _RANKS.get(str(element.tag), 2)
        )
    return _RANKS.get(str(element.tag), 0)


def _normal(text: str) -> str:
    """Return a text as XPath's ``normalize-space`` gives it."""
    return " ".join(part for part in text.replace("\t", " ").replace("\n", " ").split(" ") if part)


def _label(element: Element) -> str:
    return _normal(element.get("aria-label") or "")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad=_bad("</section>", "</section>\n<p>Left over.</p>", "EPUB/notes.xhtml"),
)
def edupub_section_order(document: Xhtml) -> Iterator[Problem]:
    """What belongs to a section itself stands before the sections inside it.

    Text between two sections or behind them belongs to neither.
    """
    if not is_structured(document):
        return
    for holder in document.named(_BODY, _H + "section"):
        seen = False
        for child in holder.iterchildren("*"):
            if child.tag == _H + "section":
                seen = True
            elif seen:
                yield Problem(document.place(child), "put it before the sections, or into one")


@rule("RSC-005", sees=Xhtml, versions=("3",), spec=_SPEC, bad=_bad(_WATER, f"<h1>{_WATER}</h1>"))
def edupub_headings(document: Xhtml) -> Iterator[Problem]:
    """A section has one heading, which is not empty; none stands in a quotation or a figure."""
    if not is_structured(document):
        return
    by_section: dict[Element, list[Element]] = {}
    for heading in headings(document):
        element = heading.element
        if next(element.iterancestors(_H + "figure", _H + "blockquote"), None) is not None:
            yield Problem(
                document.place(element), "take the heading out of the figure or quotation"
            )
        if heading.section is not None:
            by_section.setdefault(heading.section, []).append(element)
    for section, those in by_section.items():
        if section.tag != _BODY and section.tag not in _SECTIONS:
            continue
        if len(those) > 1:
            yield Problem(document.place(section), "has several headings; keep one")
        elif not _says_something(those[0]):
            yield Problem(document.place(section), "its heading is empty; fill it")


def _says_something(heading: Element) -> bool:
    if _normal("".join(map(str, heading.itertext()))) or _label(heading):
        return True
    return any(_normal(image.get("alt") or "") for image in heading.iterchildren(_H + "img"))


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad=_bad(_NOTES, f"{_NOTES}\n<section><h3>More</h3></section>", "EPUB/notes.xhtml"),
)
def edupub_heading_rank(document: Xhtml) -> Iterator[Problem]:
    """The rank of a heading says how deep its section is: an h2 in a section of a section.

    The document's own heading may have any rank; those below go on counting from there.
    """
    if not is_structured(document):
        return
    found = headings(document)
    base = _base(document, found)
    for heading in found:
        wanted = base + heading.depth
        if heading.rank != wanted and not (wanted > _LOWEST <= heading.rank):
            text = f"its rank is {heading.rank}; here it has to be {min(wanted, _LOWEST)}"
            yield Problem(document.place(heading.element), text)


def _base(document: Xhtml, found: list[Heading]) -> int:
    """Return the rank that a heading outside all sections would have."""
    for heading in found:
        tag = None if heading.section is None else heading.section.tag
        if tag == _BODY:
            return heading.rank
        if tag in _SECTIONS and heading.depth == 1:
            return heading.rank - 1
    body = next(document.named(_BODY), None)
    if body is None:
        return 0
    return int(any(child.tag not in _SECTIONS for child in body.iterchildren("*")))


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad=_bad('role="doc-endnotes"', 'role="doc-endnotes" aria-label="Notes"', "EPUB/notes.xhtml"),
)
def edupub_section_label(document: Xhtml) -> Iterator[Problem]:
    """The ``aria-label`` of a section says something, and something else than its heading.

    A screen reader would say the same twice.
    """
    if not is_structured(document):
        return
    labelled = {
        section: label
        for section in document.named(_H + "section", _H + "article")
        if (label := section.get("aria-label")) is not None
    }
    firsts: dict[Element, Element] = {}
    for heading in headings(document) if labelled else ():
        for section in heading.element.iterancestors("*"):
            if section in labelled:
                firsts.setdefault(section, heading.element)
            elif section.tag in _ASIDES:
                break
    for section in labelled:
        label, first = _label(section), firsts.get(section)
        if not label:
            yield Problem(document.place(section), "the aria-label is empty; take it out")
        elif first is not None and _normal("".join(map(str, first.itertext()))) == label:
            yield Problem(document.place(section), "the aria-label repeats the heading")


# What stands in a list of its kind: https://idpf.org/epub/profiles/edu/structure/#vocab
_MEMBERS = {
    "answers": "answer",
    "assessments": "assessment",
    "bibliography": "biblioentry",
    "credits": "credit",
    "fill-in-the-blank-problem": "question",
    "footnotes": "footnote",
    "general-problem": "question",
    "keywords": "keyword",
    "learning-objectives": "learning-objective",
    "learning-outcomes": "learning-outcome",
    "learning-resources": "learning-resource",
    "learning-standards": "learning-standard",
    "match-problem": "question",
    "practices": "practice",
    "rearnotes": "rearnote",
    "true-false-problem": "question",
}


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad=_bad(_WATER, f'{_WATER}\n<div epub:type="keywords"><b>Tea</b></div>'),
)
def edupub_list_members(document: Xhtml) -> Iterator[Problem]:
    """What is marked as a list of keywords, answers, aims … marks each of them too."""
    if not is_structured(document):
        return
    for type_, member in _MEMBERS.items():
        if f"type:{type_}" not in document.features:
            continue
        for element in document.orders:
            if element.get(_TYPE) == type_ and not any(
                inner.get(_TYPE) == member for inner in element.iterdescendants("*")
            ):
                yield Problem(document.place(element), f'mark its parts: epub:type="{member}"')


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad=_bad(
        '<h1 id="title">On Tea</h1>',
        '<h1 id="title">On Tea</h1>\n<p epub:type="subtitle">A Course</p>',
    ),
)
def edupub_subtitle_header(document: Xhtml) -> Iterator[Problem]:
    """A subtitle that follows its title stands with it in a ``header``."""
    if not is_structured(document) or "type:subtitle" not in document.features:
        return
    for element in document.named(_H + "p"):
        parent = element.getparent()
        if parent is None or parent.tag == _H + "header" or element.get(_TYPE) != "subtitle":
            continue
        if next(element.itersiblings(*_RANKS, preceding=True), None) is not None:
            yield Problem(document.place(element), "put title and subtitle into a <header>")
