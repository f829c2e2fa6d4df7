"""KOReader (crengine, MuPDF) and readers like it that show a file as it is."""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPS, XHTML, Nav, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule

_FOOTNOTES = "https://github.com/koreader/koreader/issues"
_NAV = "https://github.com/koreader/crengine"
_NOTE_TYPES = frozenset({"note", "footnote", "endnote", "rearnote"})
_LONGEST_NOTE = 5000


@rule(
    "KOR-001",
    sees=Nav,
    severity=Severity.WARNING,
    family="koreader",
    spec=_NAV,
    bad={
        "EPUB/content.opf": (
            ('<itemref idref="cover"/>', '<itemref idref="cover"/><itemref idref="nav"/>'),
        )
    },
)
def hidden_navigation(nav: Nav) -> Iterator[Problem]:
    """What the navigation document hides is not in the reading order.

    MuPDF and FBReader pass over ``hidden``: landmarks and page lists then show as pages of text.
    """
    hidden = [n for n in nav.named(f"{{{XHTML}}}nav") if n.get("hidden") is not None]
    if nav.in_spine and nav.is_linear and hidden:
        text = "stands in the reading order and hides a nav, which shows all the same"
        yield Problem(nav.place(hidden[0]), text)


@rule(
    "KOR-002",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="koreader",
    spec=_FOOTNOTES,
    bad={
        "EPUB/notes.xhtml": (
            b'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
            b'<head><title>Notes</title></head><body><section epub:type="footnote">'
            + b"<p>Three minutes of it.</p>" * 300
            + b"</section></body></html>"
        )
    },
)
def whole_section_as_note(document: Xhtml) -> Iterator[Problem]:
    """Each note has the type of a note, not the section that holds them all.

    KOReader puts notes at the foot of the page: a whole section taken for one note grows the book
    to thousands of pages, and turning a page ends in it.
    """
    if document.root is None:
        return
    for element in document.root.iter(f"{{{XHTML}}}section", f"{{{XHTML}}}div"):
        types = _NOTE_TYPES.intersection(element.get(f"{{{OPS}}}type", "").split())
        if types and sum(len(str(text)) for text in element.itertext()) > _LONGEST_NOTE:
            text = f"a whole section has the type {min(types)!r}; give it to each note"
            yield Problem(document.place(element), text)


@rule(
    "KOR-003",
    sees=Nav,
    severity=Severity.WARNING,
    family="koreader",
    spec=_NAV,
    bad={"EPUB/nav.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>"},
)
def contents_exist(nav: Nav) -> Iterator[Problem]:
    """The contents list at least one entry that leads into the reading order."""
    if nav.root is not None and not any(ref.url.path for ref in nav.references):
        yield Problem(Place(nav.path), "the contents lead nowhere; list the chapters")
