"""What the package says of its accessibility, by which readers choose a book.

https://www.w3.org/TR/epub-a11y-11/#sec-discovery
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from packager.check.facts import Nav, Package, Publication
from packager.check.finding import Place, Problem, Severity
from packager.check.profiles import metadata_place
from packager.check.registry import rule

_SPEC = "https://www.w3.org/TR/epub-a11y-11/#sec-disc-package"
_PAGES = "https://www.w3.org/TR/epub-a11y-11/#sec-page-nav"
_OPF = "EPUB/content.opf"
_CHAPTER = "EPUB/chapter.xhtml"
_PAGE_BREAK = (
    '<p class="lead">',
    '<p class="lead"><span epub:type="pagebreak" role="doc-pagebreak" id="p2" aria-label="2"/>',
)
# https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20241209/
_MODES = frozenset(
    """auditory tactile textual visual chartOnVisual chemOnVisual colorDependent diagramOnVisual
    mathOnVisual musicOnVisual textOnVisual""".split()
)
_FEATURES = frozenset(
    """annotations ARIA bookmarks index pageBreakMarkers pageBreakSource pageNavigation
    printPageNumbers readingOrder structuralNavigation tableOfContents taggedPDF
    alternativeText audioDescription captions closedCaptions describedMath longDescription
    openCaptions signLanguage transcript displayTransformability synchronizedAudioText
    timingControl unlocked ChemML latex latex-chemistry MathML MathML-chemistry ttsMarkup
    highContrastAudio highContrastDisplay largePrint braille tactileGraphic tactileObject
    fullRubyAnnotations horizontalWriting rubyAnnotations verticalWriting
    withAdditionalWordSegmentation withoutAdditionalWordSegmentation none unknown""".split()
)
_HAZARDS = frozenset(
    """flashing noFlashingHazard unknownFlashingHazard motionSimulation noMotionSimulationHazard
    unknownMotionSimulationHazard sound noSoundHazard unknownSoundHazard none unknown""".split()
)
_REQUIRED = (
    ("accessMode", "A11Y-040", Severity.WARNING),
    ("accessibilityFeature", "A11Y-041", Severity.WARNING),
    ("accessibilityHazard", "A11Y-042", Severity.WARNING),
    ("accessibilitySummary", "A11Y-043", Severity.INFO),
    ("accessModeSufficient", "A11Y-044", Severity.INFO),
)
_KNOWN = {"accessMode": _MODES, "accessibilityFeature": _FEATURES, "accessibilityHazard": _HAZARDS}
_CONFORMS = re.compile(
    r"EPUB Accessibility 1\.[01] - WCAG 2\.[0-2] Level A{1,3}\Z"
    r"|http://www\.idpf\.org/epub/a11y/accessibility-20170105\.html#wcag-a{1,3}\Z"
)


def _values(package: Package, name: str) -> list[str]:
    """Return the values of a schema.org property, in EPUB 3's form or in EPUB 2's."""
    old = [m.content.strip() for m in package.metas if m.name == f"schema:{name}"]
    return [*package.property_values(f"schema:{name}"), *old]


def _register(name: str, id_: str, severity: Severity) -> None:
    def missing(package: Package) -> Iterator[Problem]:
        if not _values(package, name):
            yield Problem(metadata_place(package), f'add <meta property="schema:{name}">')

    missing.__doc__ = f"The package says its ``schema:{name}``: readers find a book by it."
    rule(
        id_,
        sees=Package,
        severity=severity,
        family="accessibility",
        spec=_SPEC,
        name=f"metadata-{name.lower()}",
        bad={_OPF: ((f'property="schema:{name}"', 'property="dcterms:extent"'),)},
    )(missing)


for _entry in _REQUIRED:
    _register(*_entry)


@rule(
    "A11Y-045",
    sees=Package,
    severity=Severity.WARNING,
    family="accessibility",
    spec=_SPEC,
    bad={_OPF: ((">none<", ">harmless<"),)},
)
def accessibility_values(package: Package) -> Iterator[Problem]:
    """Accessibility metadata have the values that catalogues look for."""
    for meta in package.metas:
        name = (meta.property or meta.name).removeprefix("schema:")
        value = meta.value or meta.content.strip()
        word = value.split("/")[0]
        if name in _KNOWN and (meta.property or meta.name) != name and word not in _KNOWN[name]:
            yield Problem(meta.place, f"{value!r} is no value of schema:{name}")


@rule(
    "A11Y-046",
    sees=Package,
    severity=Severity.WARNING,
    family="accessibility",
    spec=_SPEC,
    bad={_OPF: (('Sufficient">textual<', 'Sufficient">reading<'),)},
)
def sufficient_modes(package: Package) -> Iterator[Problem]:
    """Each way of reading that suffices is a list of known ways."""
    for meta in package.metas:
        if meta.property == "schema:accessModeSufficient":
            words = [word.strip() for word in re.split(r"[,\s]+", meta.value) if word.strip()]
            if not words or not set(words) <= _MODES:
                yield Problem(meta.place, f"{meta.value!r}; write textual, visual, auditory …")


@rule(
    "A11Y-047",
    sees=Package,
    severity=Severity.WARNING,
    family="accessibility",
    versions=("3",),
    spec="https://www.w3.org/TR/epub-a11y-11/#sec-conf-reporting",
    bad={
        _OPF: (
            (
                "</metadata>",
                '<meta property="dcterms:conformsTo">EPUB Accessibility 1.1 AA</meta></metadata>',
            ),
        )
    },
)
def conformance_claim(package: Package) -> Iterator[Problem]:
    """A claim of conformance is worded as EPUB Accessibility says, so that programs know it."""
    for meta in package.metas:
        if (
            meta.property == "dcterms:conformsTo"
            and "ccessib" in meta.value
            and not _CONFORMS.match(meta.value)
        ):
            yield Problem(
                meta.place,
                f"{meta.value!r}; write 'EPUB Accessibility 1.1 - WCAG 2.2 Level AA'",
            )


def _has_pages(book: Publication) -> bool:
    return any("type:pagebreak" in summary.features for summary in book.summaries.values())


def _page_list(book: Publication) -> bool:
    navs = (s for s in book.summaries.values() if issubclass(s.kind, Nav))
    return any("type:page-list" in nav.features for nav in navs)


@rule(
    "A11Y-048",
    sees=Publication,
    severity=Severity.WARNING,
    family="accessibility",
    spec=_PAGES,
    bad={_CHAPTER: (_PAGE_BREAK,)},
)
def page_list_missing(book: Publication) -> Iterator[Problem]:
    """Where pages are marked, a page list leads to them."""
    if book.version == "3" and _has_pages(book) and not _page_list(book):
        yield Problem(Place(book.package.path), 'add a nav of epub:type "page-list"')


@rule(
    "A11Y-049",
    sees=Publication,
    severity=Severity.WARNING,
    family="accessibility",
    spec=_PAGES,
    bad={_CHAPTER: (_PAGE_BREAK,)},
)
def page_source_missing(book: Publication) -> Iterator[Problem]:
    """Where pages are marked, the metadata say whose pages they are."""
    names = {meta.property for meta in book.package.metas}
    named = names & {"pageBreakSource", "source-of", "a11y:pageBreakSource"}
    if named or book.package.dc("source") or book.version != "3":
        return
    if _has_pages(book) or _page_list(book):
        yield Problem(Place(book.package.path), "add pageBreakSource")
