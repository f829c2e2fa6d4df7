"""Rules on the manifest: its items, their files, fallbacks and overlays.

https://www.w3.org/TR/epub-33/#sec-pkg-manifest
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPF, Item, Package, Publication, Use
from packager.check.finding import Place, Problem, Severity
from packager.check.load.package import is_misnamed
from packager.check.registry import rule

_FILE = "EPUB/content.opf"
_ITEM = "https://www.w3.org/TR/epub-33/#sec-item-elem"
_FALLBACK = "https://www.w3.org/TR/epub-33/#sec-manifest-fallbacks"
XHTML = "application/xhtml+xml"
SVG = "image/svg+xml"
CONTENT_2 = frozenset({XHTML, "application/x-dtbook+xml", "text/x-oeb1-document"})
_NOTES = 'id="notes" href="notes.xhtml"'


def _add(items: str) -> tuple[tuple[str, str], ...]:
    return (("</manifest>", f"{items}</manifest>"),)


@rule("RSC-001", sees=Publication, spec=_ITEM, bad={"EPUB/cover.png": None})
def manifest_item_missing(book: Publication) -> Iterator[Problem]:
    """Every file that the manifest lists is in the book."""
    seen: set[str] = set()
    for item in book.package.items:
        path = item.path
        is_there = path in book.archive and item.url.fragment is None
        is_itself = item.url.written.strip().startswith("#")  # told by another rule
        if path and path not in seen and not is_there and not is_itself:
            yield Problem(Place(path), f"is in the manifest (id {item.id!r}) but not in the book")
        seen.add(path)


@rule(
    "OPF-003",
    sees=Publication,
    severity=Severity.USAGE,
    spec="https://www.w3.org/TR/epub-33/#sec-manifest-elem",
    bad={"EPUB/more.txt": b"a"},
)
def file_in_manifest(book: Publication) -> Iterator[Problem]:
    """Every file of the book is in the manifest, but for those of the container."""
    if book.container is None:
        return
    own = {item.path for item in book.package.items} | set(book.packages)
    for entry in book.archive.entries:
        path = entry.path
        if entry.is_directory or path == "mimetype" or path.startswith("META-INF/"):
            continue
        if path not in own and book.archive.by_path.get(path, entry).path not in own:
            yield Problem(Place(), f"{path!r} is not in the manifest; list it or leave it out")


@rule(
    "OPF-074",
    sees=Package,
    spec=_ITEM,
    bad={_FILE: _add('<item id="a" href="notes.xhtml" media-type="application/xhtml+xml"/>')},
)
def item_file_once(package: Package) -> Iterator[Problem]:
    """No file is listed twice in the manifest."""
    seen: set[str] = set()
    for item in package.items:
        if item.key and item.key in seen:
            yield Problem(item.place, f"{item.key} is listed already; leave one item")
        seen.add(item.key)


@rule(
    "OPF-091",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#attrdef-item-href",
    bad={_FILE: (('href="notes.xhtml"', 'href="notes.xhtml#note-1"'),)},
)
def item_no_fragment(package: Package) -> Iterator[Problem]:
    """An item names a whole file, not a place in it."""
    for item in package.items:
        if item.url.fragment is not None:
            yield Problem(item.place, f"{item.url.written!r} has a fragment; name the file alone")


@rule(
    "OPF-099",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#sec-manifest-elem",
    bad={_FILE: _add('<item id="a" href="content.opf" media-type="application/xml"/>')},
)
def manifest_without_package(package: Package) -> Iterator[Problem]:
    """The manifest does not list the package document itself."""
    for item in package.items:
        if item.path and item.path == package.path and item.url.fragment is None:
            yield Problem(item.place, "the manifest lists the package document; leave it out")


# --- fallbacks -----------------------------------------------------------------------------


def chain(package: Package, item: Item) -> list[Item]:
    """Return the items that an item falls back to, in order; a circle ends where it closes."""
    result: list[Item] = []
    seen = {item.id}
    step = package.by_id.get(item.fallback)
    while step is not None and step.id not in seen:
        result.append(step)
        seen.add(step.id)
        step = package.by_id.get(step.fallback)
    return result


@rule(
    "OPF-040",
    sees=Package,
    spec=_FALLBACK,
    bad={_FILE: ((_NOTES, f'{_NOTES} fallback="nothing"'),)},
)
def fallback_found(package: Package) -> Iterator[Problem]:
    """A ``fallback`` names an item of the manifest."""
    for item in package.items:
        if item.fallback and item.fallback not in package.by_id:
            yield Problem(item.place, f"falls back to {item.fallback!r}, which is no item's id")


@rule(
    "OPF-041",
    sees=Package,
    versions=("2",),
    spec="https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.3.1.2",
    bad={_FILE: (('href="chapter.xhtml" media', 'href="chapter.xhtml" fallback-style="a" media'),)},
)
def fallback_style_found(package: Package) -> Iterator[Problem]:
    """A ``fallback-style`` names an item of the manifest."""
    for item in package.items:
        if item.fallback_style and item.fallback_style not in package.by_id:
            yield Problem(
                item.place, f"has the fallback style {item.fallback_style!r}, which is no item's id"
            )


@rule(
    "OPF-045",
    sees=Package,
    spec=_FALLBACK,
    bad={
        _FILE: (
            (_NOTES, f'{_NOTES} fallback="chapter"'),
            ('href="chapter.xhtml" media', 'href="chapter.xhtml" fallback="notes" media'),
        )
    },
)
def fallback_no_circle(package: Package) -> Iterator[Problem]:
    """A chain of fallbacks ends: a reader that followed a circle would never stop."""
    done: set[str] = set()
    for item in package.items:
        seen: dict[str, Item] = {}
        step: Item | None = item
        while step is not None and step.id not in done and step.id not in seen:
            seen[step.id] = step
            step = package.by_id.get(step.fallback) if step.fallback else None
        if step is not None and step.id in seen and step.fallback:
            yield Problem(item.place, "its fallbacks lead back to itself; break the circle")
        done.update(seen)


# --- navigation, cover, overlays -----------------------------------------------------------


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-nav-prop",
    bad={_FILE: ((' properties="nav"', ""),)},
)
def nav_item_once(package: Package) -> Iterator[Problem]:
    """Exactly one item of the manifest is the navigation document."""
    manifest = next(package.named(f"{{{OPF}}}manifest"), None)
    if manifest is None:
        return
    count = sum("nav" in item.properties for item in package.items)
    if count != 1:
        yield Problem(
            package.place(manifest), f"{count} items have the property nav; exactly one has it"
        )


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-nav-prop",
    bad={
        _FILE: (
            (' properties="nav"', ""),
            ('id="style" href', 'id="style" properties="nav" href'),
        )
    },
)
def nav_item_xhtml(package: Package) -> Iterator[Problem]:
    """The navigation document is XHTML."""
    for item in package.items:
        if "nav" in item.properties and item.media_type != XHTML:
            yield Problem(item.place, f"is the navigation but {item.media_type!r}; make it XHTML")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-cover-image",
    bad={
        _FILE: _add('<item id="a" href="b.png" media-type="image/png" properties="cover-image"/>')
    },
)
def cover_item_once(package: Package) -> Iterator[Problem]:
    """At most one item is the cover image."""
    manifest = next(package.named(f"{{{OPF}}}manifest"), None)
    count = sum("cover-image" in item.properties for item in package.items)
    if manifest is not None and count > 1:
        yield Problem(
            package.place(manifest), f"{count} items have the property cover-image; leave one"
        )


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-docs-assoc",
    bad={_FILE: ((_NOTES, f'{_NOTES} media-overlay="style"'),)},
)
def overlay_item(package: Package) -> Iterator[Problem]:
    """``media-overlay`` names the item of a media overlay document."""
    for item in package.items:
        written = item.element.get("media-overlay") if item.element is not None else None
        if written is None:
            continue
        target = package.by_id.get(item.media_overlay)
        if target is None:
            yield Problem(item.place, f"has the overlay {written!r}, which is no item's id")
        elif target.media_type != "application/smil+xml":
            yield Problem(item.place, f"has the overlay {written!r}, which is no SMIL file")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-docs-assoc",
    bad={
        _FILE: (
            ('id="style" href', 'id="style" media-overlay="o" href'),
            *_add('<item id="o" href="o.smil" media-type="application/smil+xml"/>'),
        )
    },
)
def overlay_of_content(package: Package) -> Iterator[Problem]:
    """Only content documents have a media overlay: XHTML or SVG."""
    for item in package.items:
        if item.media_overlay and item.media_type not in (XHTML, SVG):
            yield Problem(item.place, f"has an overlay but is {item.media_type!r}; remove it")


@rule(
    "CHK-008",
    sees=Publication,
    bad={_FILE: (('<spine toc="ncx">', '<spine toc="nav">'),)},
)
def item_checked(book: Publication) -> Iterator[Problem]:
    """The navigation document is XHTML, the NCX an NCX: only so can it be checked as what it is."""
    package = book.package
    for item in package.items:
        if item.path in book.archive and is_misnamed(package, item):
            yield Problem(
                Place(package.path), f"{item.path} is not checked: it is not what it is named as"
            )


# What leads somewhere, or tells of something, and loads nothing.
_LEADING = frozenset(
    {
        Use.HYPERLINK,
        Use.NAV_TOC,
        Use.NAV_PAGE_LIST,
        Use.NAV_LANDMARKS,
        Use.NAV_OTHER,
        Use.NAV_REGION,
        Use.NCX,
        Use.LINK,
        Use.CITE,
        Use.LONGDESC,
    }
)


@rule(
    "OPF-097",
    sees=Publication,
    severity=Severity.USAGE,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-manifest-elem",
    bad={
        "EPUB/a.txt": b"a",
        _FILE: _add('<item id="a" href="a.txt" media-type="text/plain"/>'),
    },
)
def item_referenced(book: Publication) -> Iterator[Problem]:
    """Every file of the manifest is shown or used by some page, or stands in the spine.

    A link alone is no use of a file: it leads to what the spine has.
    """
    package = book.package
    used = {r.url.path or r.url.absolute for r in book.references if r.use not in _LEADING}
    used |= {itemref.item.key for itemref in package.spine if itemref.item is not None}
    overlays = {item.media_overlay for item in package.items}
    used |= {item.key for item in package.items if item.id in overlays}
    for item in package.items:
        if item.key in used or item.media_type == "application/x-dtbncx+xml":
            continue
        if "nav" not in item.properties and "cover-image" not in item.properties and item.key:
            yield Problem(item.place, f"nothing refers to {item.key}; drop it if nobody needs it")
