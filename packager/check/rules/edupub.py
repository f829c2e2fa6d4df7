"""Rules of EDUPUB, EPUB for education. https://idpf.org/epub/profiles/edu/structure/."""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import (
    DC,
    XHTML,
    MetaInf,
    Nav,
    Package,
    Publication,
    Use,
    Xhtml,
)
from packager.check.finding import Place, Problem, Severity
from packager.check.load.sections import SECTIONS
from packager.check.profiles import has_profile, metadata_place
from packager.check.registry import Bad, rule
from packager.check.rules.edupub_sections import headings, is_structured

_SPEC = "https://idpf.org/epub/profiles/edu/structure/"
_SECTIONING = frozenset(f"{{{XHTML}}}{name}" for name in ("section", "article", "aside", "nav"))

_FILE = "EPUB/content.opf"
_CHAPTER = "EPUB/chapter.xhtml"
_LANGUAGE = "<dc:language>en</dc:language>"
_EDUPUB = (_LANGUAGE, f"{_LANGUAGE}\n<dc:type>edupub</dc:type>")
_WATER = '<h2 id="water">Water</h2>'


def _bad(path: str, old: str, new: str) -> Bad:
    """Return an example: a file is changed in a book that declares itself as one for education."""
    if path == _FILE:
        return {_FILE: (_EDUPUB, (old, new))}
    return {_FILE: (_EDUPUB,), path: ((old, new),)}


_WITH_PAGES = _bad(
    _CHAPTER,
    _WATER,
    f'<div epub:type="pagebreak" role="doc-pagebreak" id="p2" aria-label="2"></div>\n{_WATER}',
)


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad=_bad("EPUB/notes.xhtml", '<h1 id="notes">Notes</h1>', '<p id="notes">Notes</p>'),
)
def edupub_section_heading(document: Xhtml) -> Iterator[Problem]:
    """A section has a heading, or an ``aria-label`` in its stead."""
    if not is_structured(document):
        return
    headed = {heading.section for heading in headings(document)}
    for section in document.named(f"{{{XHTML}}}section", f"{{{XHTML}}}article"):
        if section not in headed and not (section.get("aria-label") or "").strip():
            yield Problem(document.place(section), "add a heading or an aria-label")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad=_bad(_CHAPTER, "<body>", "<body>\n<p>Read this first.</p>"),
)
def edupub_body_heading(document: Xhtml) -> Iterator[Problem]:
    """A ``body`` that holds text beside sections is a section itself, and has a heading."""
    if not is_structured(document):
        return
    headed = {heading.section for heading in headings(document)}
    for body in document.named(f"{{{XHTML}}}body"):
        others = [e for e in body.iterchildren("*") if e.tag not in _SECTIONING]
        if others and body not in headed:
            yield Problem(document.place(body), "add a heading, or put the text into a section")


@rule("RSC-005", sees=Package, versions=("3",), spec=_SPEC)
def edupub_type_missing(package: Package) -> Iterator[Problem]:
    """A book for education declares the ``dc:type`` "edupub"."""
    if (
        package.root is not None
        and has_profile(package, "edupub")
        and "edupub" not in package.dc_types
    ):
        yield Problem(metadata_place(package), "add <dc:type>edupub</dc:type>")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_bad(
        _FILE,
        '<meta property="schema:accessibilityFeature">structuralNavigation</meta>',
        "",
    ),
)
def edupub_accessibility_features(package: Package) -> Iterator[Problem]:
    """A book for education says what makes it accessible; "none" says nothing."""
    if package.root is None or not has_profile(package, "edupub"):
        return
    features = package.property_values("schema:accessibilityFeature")
    if not features:
        yield Problem(metadata_place(package), "add a schema:accessibilityFeature")
    elif "none" in features:
        yield Problem(metadata_place(package), 'write "tableOfContents" where nothing else applies')


@rule(
    "RSC-017",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_SPEC,
    bad={_FILE: ((_LANGUAGE, f"{_EDUPUB[1]}\n<dc:type>teacher-edition</dc:type>"),)},
)
def edupub_teacher_edition_source(package: Package) -> Iterator[Problem]:
    """A teacher's edition names the students' edition."""
    if (
        has_profile(package, "edupub")
        and "teacher-edition" in package.dc_types
        and not package.dc("source")
    ):
        place = next(
            (
                package.place(e)
                for e in package.named(f"{{{DC}}}type")
                if (e.text or "").strip() == "teacher-edition"
            ),
            metadata_place(package),
        )
        yield Problem(place, "name the students' edition in a <dc:source>")


@rule("RSC-005", sees=MetaInf, versions=("3",), spec=_SPEC)
def edupub_publication_type(document: MetaInf) -> Iterator[Problem]:
    """The metadata of all renditions of a book for education declare its type too."""
    if document.path == "META-INF/metadata.xml" and document.root is not None:
        types = {(e.text or "").strip() for e in document.root.iter(f"{{{DC}}}type")}
        if document.profile == "edupub" and "edupub" not in types:
            yield Problem(document.place(document.root), "add <dc:type>edupub</dc:type>")


def _page_breaks(book: Publication) -> bool:
    return any("type:pagebreak" in summary.features for summary in book.summaries.values())


@rule("OPF-066", sees=Publication, versions=("3",), spec=_SPEC, bad=_WITH_PAGES)
def edupub_page_source(book: Publication) -> Iterator[Problem]:
    """Where pages are marked, the metadata say whose pages they are."""
    if not has_profile(book, "edupub") or not _page_breaks(book):
        return
    named = any(m.property == "source-of" and m.value == "pagination" for m in book.package.metas)
    if not named or not book.package.dc("source"):
        yield Problem(Place(book.package.path), "add dc:source with source-of 'pagination'")


@rule("NAV-003", sees=Publication, versions=("3",), spec=_SPEC, bad=_WITH_PAGES)
def edupub_page_list(book: Publication) -> Iterator[Problem]:
    """Where pages are marked, the navigation document lists them."""
    if not has_profile(book, "edupub") or not _page_breaks(book):
        return
    for summary in book.summaries.values():
        if issubclass(summary.kind, Nav) and "type:page-list" not in summary.features:
            text = f'add a nav of epub:type "page-list" to {summary.path}'
            yield Problem(Place(book.package.path), text)


@rule(
    "NAV-004",
    sees=Publication,
    severity=Severity.USAGE,
    versions=("3",),
    spec=_SPEC,
    bad=_bad(_CHAPTER, _WATER, f"<section>\n<h2>Milk</h2>\n</section>\n{_WATER}"),
)
def edupub_contents_complete(book: Publication) -> Iterator[Problem]:
    """The contents of a book for education have an entry for each section.

    EPUBCheck 5.3.0 compares their numbers, not the headings.
    """
    if not has_profile(book, "edupub"):
        return
    wanted = 0
    for summary in book.summaries.values():
        for feature in summary.features:
            if feature.startswith(SECTIONS):
                wanted += int(feature.removeprefix(SECTIONS))
    for summary in book.summaries.values():
        if issubclass(summary.kind, Nav):
            listed = sum(r.use is Use.NAV_TOC for r in summary.references)
            if listed != wanted:
                yield Problem(
                    Place(summary.path), f"lists {listed} places, the book has {wanted} sections"
                )


_LISTS = (
    ("NAV-005", "audio", "loa", '<audio controls="controls"></audio>'),
    ("NAV-006", "figure", "loi", '<figure><img src="cover.png" alt="A pot of tea"/></figure>'),
    ("NAV-007", "table", "lot", "<table><tr><td>Green</td><td>70 °C</td></tr></table>"),
    ("NAV-008", "video", "lov", '<video controls="controls"></video>'),
)


def _list_missing(book: Publication, element: str, type_: str) -> Iterator[Problem]:
    if has_profile(book, "edupub") and any(element in s.features for s in book.summaries.values()):
        for summary in book.summaries.values():
            if issubclass(summary.kind, Nav) and f"type:{type_}" not in summary.features:
                yield Problem(Place(summary.path), f'add a nav of epub:type "{type_}"')


def _register_list(id_: str, element: str, type_: str, example: str) -> None:
    def list_missing(book: Publication) -> Iterator[Problem]:
        return _list_missing(book, element, type_)

    list_missing.__doc__ = f"The navigation document of a book for education lists each {element}."
    rule(
        id_,
        sees=Publication,
        severity=Severity.USAGE,
        versions=("3",),
        spec=_SPEC,
        name=f"edupub-list-of-{element}",
        bad=_bad(_CHAPTER, _WATER, f"{_WATER}\n{example}"),
    )(list_missing)


for _entry in _LISTS:
    _register_list(*_entry)
