"""Rules of data navigation and region-based navigation.

https://idpf.org/epub/renditions/region-nav/
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPF, OPS, XHTML, Element, Package, Publication, Use, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.media import item_of
from packager.check.registry import Bad, rule

_SPEC = "https://idpf.org/epub/renditions/region-nav/"


def _bad(nav: str) -> Bad:
    """Return changes that give the sound book a data navigation document of one ``nav``."""
    item = '<item id="data" href="data.xhtml" properties="data-nav"'
    return {
        "EPUB/content.opf": (
            ("</manifest>", f'{item}\nmedia-type="application/xhtml+xml"/>\n</manifest>'),
        ),
        "EPUB/data.xhtml": (
            f'<html xmlns="{XHTML}" xmlns:epub="{OPS}">\n'
            f"<head><title>Data</title></head>\n<body>\n{nav}\n</body>\n</html>"
        ).encode(),
    }


_ENDS = 2  # a region that runs over two pages has a link to each
_LIST = '<ol><li><a href="chapter.xhtml">On Tea</a></li></ol>'


@rule("RSC-005", sees=Xhtml, versions=("3",), spec=_SPEC, bad=_bad(f"<nav>{_LIST}</nav>"))
def data_nav_type(document: Xhtml) -> Iterator[Problem]:
    """Each ``nav`` of a data navigation document says what it lists."""
    if "data-nav" in document.properties:
        for nav in document.named(f"{{{XHTML}}}nav"):
            if not (nav.get(f"{{{OPS}}}type") or "").strip():
                yield Problem(document.place(nav), "give the nav an epub:type")


@rule(
    "OPF-077",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_SPEC,
    bad={"EPUB/content.opf": (('<item id="notes"', '<item id="notes" properties="data-nav"'),)},
)
def data_nav_in_spine(package: Package) -> Iterator[Problem]:
    """A data navigation document is read by programs, and so not part of the reading order."""
    for itemref in package.spine:
        if itemref.item is not None and "data-nav" in itemref.item.properties:
            yield Problem(itemref.place, f"take {itemref.item.path!r} out of the spine")


def _region_navs(document: Xhtml) -> Iterator[Element]:
    if "data-nav" in document.properties:
        for nav in document.named(f"{{{XHTML}}}nav"):
            if "region-based" in (nav.get(f"{{{OPS}}}type") or "").split():
                yield nav


def _named(nav: Element, name: str) -> Iterator[Element]:
    return nav.iter(f"{{{XHTML}}}{name}")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad=_bad('<nav epub:type="region-based"><h2>Regions</h2></nav>'),
)
def region_structure(document: Xhtml) -> Iterator[Problem]:
    """A list of regions is one ``ol``; an entry is a link, or a ``span`` of two, with its parts."""
    for nav in _region_navs(document):
        if [child.tag for child in nav] != [f"{{{XHTML}}}ol"]:
            yield Problem(document.place(nav), "put one ol into the nav, and nothing beside it")
        for span in _named(nav, "span"):
            if sum(child.tag == f"{{{XHTML}}}a" for child in span) != _ENDS:
                yield Problem(document.place(span), "put two links into the span")
        for entry in _named(nav, "li"):
            if [child.tag for child in entry[1:]] not in ([], [f"{{{XHTML}}}ol"]):
                yield Problem(document.place(entry), "one ol may follow the link, nothing else")


@rule(
    "RSC-017",
    sees=Xhtml,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_SPEC,
    bad=_bad(f'<nav epub:type="region-based">{_LIST}</nav>'),
)
def region_labelled(document: Xhtml) -> Iterator[Problem]:
    """Links to regions have no text: nobody sees it."""
    for nav in _region_navs(document):
        for link in _named(nav, "a"):
            if "".join(link.itertext()).strip():
                yield Problem(document.place(link), "take the text out of the link to a region")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad={
        "EPUB/content.opf": (
            ('<item id="notes"', '<item id="notes" properties="data-nav"'),
            ('<item id="chapter"', '<item id="chapter" properties="data-nav"'),
        )
    },
)
def data_nav_once(package: Package) -> Iterator[Problem]:
    """A book has at most one data navigation document."""
    count = sum("data-nav" in item.properties for item in package.items)
    manifest = next(package.named(f"{{{OPF}}}manifest"), None)
    if count > 1 and manifest is not None:
        yield Problem(package.place(manifest), f"{count} items are data-nav; leave one")


@rule(
    "NAV-009",
    sees=Publication,
    versions=("3",),
    spec=_SPEC,
    bad=_bad(f'<nav epub:type="region-based">{_LIST}</nav>'),
)
def region_target_reflows(book: Publication) -> Iterator[Problem]:
    """Regions lie on pages of fixed layout: on others there is nothing to measure by."""
    for reference in book.references:
        source = book.item(reference.source)
        if source is None or "data-nav" not in source.properties:
            continue
        if reference.use is Use.NAV_REGION or reference.nav == "region-based":
            path = reference.url.path
            summary = book.summaries.get(path)
            lost = summary is None and item_of(book, reference.url) is not None
            if path and not lost and (summary is None or not summary.fixed_layout):
                yield Problem(reference.place, f"{path!r} reflows, or is no page of this book")
