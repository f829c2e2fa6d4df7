"""Rules of data navigation and region-based navigation.

https://idpf.org/epub/renditions/region-nav/
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPS, XHTML, Package, Publication, Use, Xhtml
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
        if reference.use is Use.NAV_REGION or reference.nav == "region-based":
            path = reference.url.path
            summary = book.summaries.get(path)
            lost = summary is None and item_of(book, reference.url) is not None
            if path and not lost and (summary is None or not summary.fixed_layout):
                yield Problem(reference.place, f"{path!r} reflows, or is no page of this book")
