"""Rules on the documents of the spine: that readers can show each, and come to it.

https://www.w3.org/TR/epub-33/#sec-manifest-fallbacks · #attrdef-itemref-linear
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import Item, Itemref, Package, Publication, Use
from packager.check.finding import Problem, Severity
from packager.check.load.package import ends_the_check
from packager.check.references import NAV_USES
from packager.check.registry import rule
from packager.check.rules.manifest import CONTENT_2, SVG, XHTML, chain

_FILE = "EPUB/content.opf"
_LINKS = NAV_USES | {Use.HYPERLINK}
_NOT_FOR_SPINE = frozenset(
    "image/gif image/jpeg image/png image/svg+xml text/css text/x-oeb1-css".split()
)


def content_types(package: Package) -> frozenset[str]:
    """Return the media types of content documents in the version of the package."""
    return frozenset({XHTML, SVG}) if package.version == "3" else CONTENT_2


def _is_read(package: Package, item: Item) -> bool:
    """Return whether EPUBCheck leaves the complaint about a text's old media type to OPF-035."""
    return package.version == "2" and item.media_type == "text/html"


def _foreign(package: Package) -> Iterator[tuple[Itemref, Item, list[Item]]]:
    if ends_the_check(package):
        return
    allowed = content_types(package)
    for itemref in package.spine:
        item = itemref.item
        if item is None or _is_read(package, item):
            continue
        if item.media_type not in allowed:
            yield itemref, item, chain(package, item)


@rule(
    "OPF-042",
    sees=Package,
    versions=("2",),
    spec="https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4",
    bad={_FILE: (("</spine>", '<itemref idref="cover-image"/></spine>'),)},
)
def spine_item_type(package: Package) -> Iterator[Problem]:
    """The spine holds documents to read, not images or style sheets."""
    for _, item, _ in _foreign(package):
        if item.media_type in _NOT_FOR_SPINE:
            yield Problem(item.place, f"is in the spine but {item.media_type!r}; take it out")


@rule(
    "OPF-043",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#sec-manifest-fallbacks",
    bad={_FILE: (("</spine>", '<itemref idref="cover-image"/></spine>'),)},
)
def spine_item_fallback(package: Package) -> Iterator[Problem]:
    """What stands in the spine is XHTML or SVG, or falls back to one.

    A reading system need not know anything else.
    """
    for _, item, fallbacks in _foreign(package):
        if package.version == "2" and item.media_type in _NOT_FOR_SPINE:
            continue
        if not fallbacks:
            yield Problem(item.place, f"is in the spine, {item.media_type!r}, without a fallback")


@rule(
    "OPF-044",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#sec-manifest-fallbacks",
    bad={
        _FILE: (
            ("</spine>", '<itemref idref="cover-image"/></spine>'),
            ('id="cover-image" href', 'id="cover-image" fallback="style" href'),
        )
    },
)
def spine_item_fallback_type(package: Package) -> Iterator[Problem]:
    """The fallback of what stands in the spine ends in XHTML or SVG."""
    allowed = content_types(package)
    for _, item, fallbacks in _foreign(package):
        if package.version == "2" and item.media_type in _NOT_FOR_SPINE:
            continue
        if fallbacks and not any(f.media_type in allowed for f in fallbacks):
            yield Problem(item.place, "is in the spine and falls back to no XHTML or SVG")


@rule(
    "OPF-096",
    sees=Publication,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#attrdef-itemref-linear",
    bad={
        _FILE: (('idref="cover"', 'idref="cover" linear="no"'),),
        "EPUB/nav.xhtml": (('<li><a epub:type="cover" href="cover.xhtml">Cover</a></li>', ""),),
    },
)
def spine_nonlinear_reachable(book: Publication) -> Iterator[Problem]:
    """What is not in the reading order can be reached by a link."""
    yield from _unreachable(book, scripted=False)


@rule(
    "OPF-096b",
    sees=Publication,
    severity=Severity.USAGE,
    versions=("3",),
    bad={
        _FILE: (
            ('idref="cover"', 'idref="cover" linear="no"'),
            ('id="chapter" href', 'id="chapter" properties="scripted" href'),
        ),
        "EPUB/nav.xhtml": (('<li><a epub:type="cover" href="cover.xhtml">Cover</a></li>', ""),),
        "EPUB/chapter.xhtml": (("</head>", "<script>print()</script></head>"),),
    },
)
def spine_nonlinear_reachable_by_script(book: Publication) -> Iterator[Problem]:
    """What is not in the reading order can be reached, if not by a link then by a script."""
    yield from _unreachable(book, scripted=True)


def _unreachable(book: Publication, *, scripted: bool) -> Iterator[Problem]:
    has_script = any("scripted" in summary.features for summary in book.summaries.values())
    if has_script is not scripted:
        return
    reached = {r.url.path for r in book.references if r.use in _LINKS and r.url.is_local}
    for itemref in book.package.spine:
        if not itemref.linear and itemref.item is not None and itemref.item.path not in reached:
            path = itemref.item.path
            text = f"{path} is not linear and no link leads to it"
            yield Problem(itemref.item.place, text, subject=path)
