"""Kobo's own engines, by its specification for publishers and what its readers report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packager.check.devices._css import place_in, read_sheet, selects, side_margins_em
from packager.check.facts import OPS, XHTML, Nav, Package, Publication, Stylesheet, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule
from packager.xhtml import local_name, text_of

_PAGE = "EPUB/chapter.xhtml"
_PACKAGE = "EPUB/content.opf"
_SPEC = "https://github.com/kobolabs/epub-spec"
_STANDARD_EBOOKS = "https://github.com/standardebooks/tools"
_CRASH = "https://github.com/gutenbergtools/ebookmaker/issues/286"
_POPUP = range(9, 5001)  # characters of a link's target that open as a pop-up
_MOST_MARGIN_EM = 2.0
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,4}[a-z]?|[*†‡§¶]{1,3})[\])]?", re.IGNORECASE)
# What links back from notes show, and Kobo has no shape for
ARROWS = frozenset("↩↩︎↵⏎⮌\ufe0e\ufe0f \u00a0")


@rule(
    "KOB-001",
    sees=Package,
    severity=Severity.WARNING,
    family="kobo",
    spec=_SPEC,
    bad={_PACKAGE: (('<meta name="cover" content="cover-image"/>\n', ""),)},
)
def cover_meta(package: Package) -> Iterator[Problem]:
    """The package has ``<meta name="cover">`` that names the cover image's manifest item.

    Kobo's library shows the cover by this element, also in EPUB 3.
    """
    if not any(meta.name == "cover" and meta.content in package.by_id for meta in package.metas):
        text = 'has no <meta name="cover" content="ID of the cover image"/>'
        yield Problem(Place(package.path), text)


@rule(
    "KOB-002",
    sees=Publication,
    severity=Severity.WARNING,
    family="kobo",
    spec=_SPEC,
    bad={_PACKAGE: (('<itemref idref="cover"/>', ""),)},
)
def cover_page_of_its_own(book: Publication) -> Iterator[Problem]:
    """The cover image stands alone in the first file of the reading order."""
    covers = {item.path for item in book.package.items if "cover-image" in item.properties}
    first = next((entry.item for entry in book.package.spine if entry.item), None)
    if covers and first is not None and first.path in book.summaries:
        shown = {ref.url.path for ref in book.summaries[first.path].references}
        if not covers & shown:
            text = f"the reading order begins with {first.path}, not with a page of the cover"
            yield Problem(Place(book.package.path), text)


@rule(
    "KOB-003",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="kobo",
    spec=_SPEC,
    bad={"EPUB/style.css": b"blockquote { margin: 1em 4em }"},
)
def side_margins(sheet: Stylesheet) -> Iterator[Problem]:
    """Side margins are at most 2 em: on a small screen with large type more leaves no room."""
    for declaration in read_sheet(sheet).declarations:
        width = side_margins_em(declaration)
        if width > _MOST_MARGIN_EM:
            text = f"{declaration.name} of {width:g}em on {declaration.selector}; at most 2em"
            yield Problem(place_in(sheet, declaration.line), text)


@rule(
    "KOB-004",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="kobo",
    spec=_SPEC,
    bad={"EPUB/style.css": b"span { font-style: italic }"},
)
def bare_span_and_div(sheet: Stylesheet) -> Iterator[Problem]:
    """No rule styles all ``span`` or ``div`` elements: Kobo puts its own around every sentence."""
    for selector, line in read_sheet(sheet).selectors:
        if selects(selector, "span", "div"):
            yield Problem(place_in(sheet, line), f"styles every {selector}; give it a class")


@rule(
    "KOB-005",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="kobo",
    spec=_SPEC,
    bad={_PAGE: (('<p class="lead">Soft', '<p style="color: red">Soft'),)},
)
def inline_styles(document: Xhtml) -> Iterator[Problem]:
    """No ``style`` attribute stands in a content document; styles have classes in a stylesheet."""
    if document.root is not None:
        for element in document.root.iter(f"{{{XHTML}}}*"):
            if element.get("style"):
                text = f"<{local_name(element)} style=…>; move it to the stylesheet"
                yield Problem(document.place(element), text)


@rule(
    "KOB-006",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="kobo",
    spec=_SPEC,
    bad={
        _PAGE: (
            ("Tea wants", '<a href="#water">Tea</a> wants'),
            ("Water</h2>", "Water for tea</h2>"),
        )
    },
)
def links_that_pop_up(document: Xhtml) -> Iterator[Problem]:
    """A link to a place further on in the same file is a note (or its mark), or its target is long.

    Kobo opens the target of any such link as a pop-up when it has 9 to 5,000 characters; a
    link to a section then shows a piece of it instead of going there.
    """
    if isinstance(document, Nav) or document.root is None:
        return
    targets = {e.get("id"): e for e in document.root.iter(f"{{{XHTML}}}*") if e.get("id")}
    for link in document.named(f"{{{XHTML}}}a"):
        href = link.get("href", "")
        types = f"{link.get(f'{{{OPS}}}type', '')} {link.get('role', '')}"
        target = targets.get(href[1:]) if href.startswith("#") else None
        if target is None or re.search(r"noteref|backlink|biblioref|glossref", types):
            continue
        if _NOTE_MARK.fullmatch(text_of(link).strip()):  # EPUB 2 has no other way to say it
            continue
        is_later = document.order(target) > document.order(link)
        if is_later and len(text_of(target).strip()) in _POPUP:
            text = f"the link to {href} opens as a pop-up; link to a file, or mark it as a noteref"
            yield Problem(document.place(link), text)


@rule(
    "KOB-007",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="kobo",
    spec=_STANDARD_EBOOKS,
    bad={_PAGE: (('<p class="lead">Soft', '<p class="lead"><a href="notes.xhtml">↩</a> Soft'),)},
)
def back_links_with_text(document: Xhtml) -> Iterator[Problem]:
    """A link back from a note shows a number or a word: Kobo's fonts lack the arrow ↩."""
    for link in document.named(f"{{{XHTML}}}a"):
        text = text_of(link)
        if text.strip() and ARROWS.issuperset(text):
            yield Problem(document.place(link), "the link back is only an arrow; write the number")


@rule(
    "KOB-008",
    sees=Xhtml,
    severity=Severity.ERROR,
    family="kobo",
    spec=_CRASH,
    bad={
        _PAGE: (
            ('<p class="lead">Soft', '<p class="lead"><span style="padding: 1em"> </span>Soft'),
        )
    },
)
def padding_on_spaces(document: Xhtml) -> Iterator[Problem]:
    """No padding is asked for on an element of nothing but spaces: Kobo's renderer crashes."""
    for span in document.named(f"{{{XHTML}}}span"):
        text = text_of(span)
        if "padding" in span.get("style", "") and text and not text.strip():
            yield Problem(document.place(span), "a span of spaces has padding; take it out")
