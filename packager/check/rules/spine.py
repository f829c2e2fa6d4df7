"""Rules on the spine: what its entries name, its NCX, and how its entries override the layout.

https://www.w3.org/TR/epub-33/#sec-pkg-spine
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OEB, OPF, Item, Itemref, Package
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule

_FILE = "EPUB/content.opf"
_SPINE = "https://www.w3.org/TR/epub-33/#sec-spine-elem"
_NCX = "application/x-dtbncx+xml"
_PAGE_MAP = "page-map"


@rule(
    "OPF-049",
    sees=Package,
    spec=_SPINE,
    bad={_FILE: (('<itemref idref="notes"/>', '<itemref idref="nothing"/>'),)},
)
def spine_item_found(package: Package) -> Iterator[Problem]:
    """What the spine names is an item of the manifest."""
    spine = next(package.named(f"{{{OPF}}}spine", f"{{{OEB}}}spine"), None)
    if spine is not None and spine.get("toc") is not None and not package.toc:
        toc = (spine.get("toc") or "").strip()
        yield Problem(package.place(spine), f"toc names {toc!r}, which is no item's id before it")
    for itemref in package.spine:
        found = itemref.item is not None and not _is_nowhere(itemref.item)
        if not found and _has_idref(itemref):
            yield Problem(
                itemref.place, f"the spine names {itemref.idref!r}, which is no item's id"
            )


def _is_nowhere(item: Item) -> bool:
    """Return whether an item's URL has a scheme but no sound host: then there is no such item."""
    return item.url.is_remote and not item.url.absolute


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPINE,
    bad={_FILE: (('<itemref idref="notes"/>', '<itemref idref="title"/>'),)},
)
def spine_idref(package: Package) -> Iterator[Problem]:
    """``idref`` names an item of the manifest, no other element."""
    for itemref in package.spine:
        if itemref.idref not in package.by_id and _has_idref(itemref):
            yield Problem(itemref.place, f"idref is {itemref.idref!r}; name an item's id")


def _has_idref(itemref: Itemref) -> bool:
    return itemref.element is not None and itemref.element.get("idref") is not None


def _repeated(package: Package) -> Iterator[Itemref]:
    seen: set[str] = set()
    for itemref in package.spine:
        if itemref.idref and itemref.idref in seen:
            yield itemref
        seen.add(itemref.idref)


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPINE,
    bad={_FILE: (("</spine>", '<itemref idref="notes"/></spine>'),)},
)
def spine_item_once(package: Package) -> Iterator[Problem]:
    """No document stands in the spine twice: a reader could not tell where it is."""
    for itemref in _repeated(package):
        yield Problem(itemref.place, f"the spine has {itemref.idref!r} already; leave one")


@rule(
    "OPF-034",
    sees=Package,
    versions=("2",),
    spec="https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4",
    bad={_FILE: (("</spine>", '<itemref idref="chapter"/></spine>'),)},
)
def spine_item_once_2(package: Package) -> Iterator[Problem]:
    """No document stands in the spine twice."""
    for itemref in _repeated(package):
        yield Problem(itemref.place, f"the spine has {itemref.idref!r} already; leave one")


@rule(
    "OPF-033",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#attrdef-itemref-linear",
    bad={
        _FILE: (
            ('idref="cover"', 'idref="cover" linear="no"'),
            ('idref="chapter"', 'idref="chapter" linear="no"'),
            ('idref="notes"', 'idref="notes" linear="no"'),
        )
    },
)
def spine_linear(package: Package) -> Iterator[Problem]:
    """At least one document of the spine is in the reading order."""
    found = [itemref for itemref in package.spine if itemref.item is not None]
    if found and not any(itemref.linear for itemref in found):
        yield Problem(Place(package.path), 'nothing in the spine is linear; remove linear="no"')


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#attrdef-spine-toc",
    bad={_FILE: (('<spine toc="ncx">', "<spine>"),)},
)
def spine_toc_named(package: Package) -> Iterator[Problem]:
    """Where the book has an NCX, the spine names it: older readers find it by that."""
    spine = next(package.named(f"{{{OPF}}}spine"), None)
    if spine is None:
        return
    toc = spine.get("toc")
    if toc is None:
        if any(item.media_type == _NCX for item in package.items):
            yield Problem(package.place(spine), "has no toc; name the item of the NCX")
        return
    item = package.by_id.get(toc.strip())
    if item is None:
        yield Problem(package.place(spine), f"toc is {toc!r}, which is no item's id")
    elif item.media_type != _NCX:
        yield Problem(package.place(spine), f"toc names {toc!r}, which is no NCX")


def _toc_item(package: Package) -> Item | None:
    spine = next(package.named(f"{{{OPF}}}spine", f"{{{OEB}}}spine"), None)
    return None if spine is None else package.by_id.get((spine.get("toc") or "").strip())


@rule(
    "OPF-050",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#attrdef-spine-toc",
    bad={_FILE: (('<spine toc="ncx">', '<spine toc="nav">'),)},
)
def spine_toc_ncx(package: Package) -> Iterator[Problem]:
    """The ``toc`` of the spine names an NCX."""
    item = _toc_item(package)
    if item is not None and item.media_type != _NCX:
        yield Problem(item.place, f"the spine's toc names it, but it is {item.media_type!r}")


# --- itemref properties --------------------------------------------------------------------

_EXCLUSIVE = (
    ("rendition:layout-", "rendition:layout-reflowable rendition:layout-pre-paginated"),
    ("rendition:orientation-", "auto landscape portrait"),
    ("rendition:spread-", "auto both landscape none portrait"),
    ("rendition:flow-", "auto paginated scrolled-continuous scrolled-doc"),
)


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#layout-overrides",
    bad={
        _FILE: (
            (
                'idref="notes"',
                'idref="notes" properties="rendition:flow-auto rendition:flow-paginated"',
            ),
        )
    },
)
def itemref_overrides(package: Package) -> Iterator[Problem]:
    """An entry of the spine overrides layout, orientation, spread and flow at most once each."""
    for itemref in package.spine:
        for prefix, _ in _EXCLUSIVE:
            found = [p for p in itemref.properties if p.startswith(prefix)]
            if len(found) > 1:
                yield Problem(itemref.place, f"{' and '.join(found)} exclude each other; leave one")


_CENTRE = "rendition:page-spread-center"


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#page-spread",
    bad={
        _FILE: (('idref="notes"', 'idref="notes" properties="page-spread-left page-spread-right"'),)
    },
)
def itemref_page_spread(package: Package) -> Iterator[Problem]:
    """An entry of the spine goes on one side of a spread only."""
    for itemref in package.spine:
        for prefix in ("page-spread-", "rendition:page-spread-"):
            sides = [p for p in itemref.properties if p.startswith(prefix)]
            if prefix == "page-spread-" and sides and _CENTRE in itemref.properties:
                sides.append(_CENTRE)
            if len(sides) > 1:
                yield Problem(itemref.place, f"{' and '.join(sides)} exclude each other; keep one")


# --- Adobe's page map -----------------------------------------------------


@rule(
    "OPF-062",
    sees=Package,
    severity=Severity.USAGE,
    bad={
        _FILE: (
            ('<spine toc="ncx"', '<spine page-map="map" toc="ncx"'),
            (
                "</manifest>",
                '<item id="map" href="map.xml" media-type="application/oebps-page-map+xml"/>'
                "</manifest>",
            ),
        ),
        "EPUB/map.xml": b'<page-map xmlns="http://www.idpf.org/2007/opf"/>',
    },
)
def page_map(package: Package) -> Iterator[Problem]:
    """The spine has no ``page-map``, an extension of Adobe's that only its engine reads."""
    for spine in package.named(f"{{{OPF}}}spine"):
        if spine.get(_PAGE_MAP) is not None:
            yield Problem(package.place(spine), "has a page-map, which is Adobe's own; drop it")


@rule(
    "OPF-063",
    sees=Package,
    severity=Severity.WARNING,
    bad={_FILE: (('<spine toc="ncx"', '<spine page-map="map" toc="ncx"'),)},
)
def page_map_found(package: Package) -> Iterator[Problem]:
    """What ``page-map`` names is an item of the manifest."""
    for spine in package.named(f"{{{OPF}}}spine"):
        name = spine.get(_PAGE_MAP)
        if name is not None and name.strip() not in package.by_id:
            yield Problem(package.place(spine), f"page-map is {name!r}, which is no item's id")
