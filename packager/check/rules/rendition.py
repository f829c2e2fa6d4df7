"""Rules on how the book is laid out and how media overlays play, as the metadata say it.

https://www.w3.org/TR/epub-33/#sec-rendering-control · https://www.w3.org/TR/epub-33/#sec-mo-package
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from packager.check.facts import OPF, Item, Meta, Package
from packager.check.finding import Problem, Severity
from packager.check.registry import rule
from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern

_FILE = "EPUB/content.opf"
_RENDERING = "https://www.w3.org/TR/epub-33/#sec-rendering-control"
_OVERLAYS = "https://www.w3.org/TR/epub-33/#app-overlays-vocab"
_VIEWPORT = lazy_pattern(
    r"\s*(?:(?:width\s*=\s*\d+(?:\.\d+)?\s*,\s*height\s*=\s*\d+(?:\.\d+)?)"
    r"|(?:height\s*=\s*\d+(?:\.\d+)?\s*,\s*width\s*=\s*\d+(?:\.\d+)?))\s*\Z"
)


def _add(text: str) -> dict[str, tuple[tuple[str, str], ...]]:
    return {_FILE: (("</metadata>", f"{text}</metadata>"),)}


@dataclass(frozen=True, slots=True)
class Rendition:
    """The values that a property of the rendition vocabulary may have."""

    values: tuple[str, ...]
    may_refine: bool = False


_TABLE = {
    "rendition:layout": Rendition(("reflowable", "pre-paginated")),
    "rendition:orientation": Rendition(("landscape", "portrait", "auto")),
    "rendition:spread": Rendition(("none", "landscape", "portrait", "both", "auto")),
    "rendition:flow": Rendition(("paginated", "scrolled-continuous", "scrolled-doc", "auto")),
}


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_RENDERING,
    bad=_add('<meta property="rendition:layout">fixed</meta>'),
)
def rendition_value(package: Package) -> Iterator[Problem]:
    """A property of the rendition has one of the values that EPUB lists.

    A reader that does not know the value shows the book as if nothing were said.
    """
    for meta in package.metas:
        known = _TABLE.get(meta.property)
        if known is not None and meta.value not in known.values:
            wanted = ", ".join(known.values)
            yield Problem(meta.place, f"{meta.property} is {meta.value!r}; write one of {wanted}")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_RENDERING,
    bad=_add('<meta refines="#title" property="rendition:layout">reflowable</meta>'),
)
def rendition_of_book(package: Package) -> Iterator[Problem]:
    """Layout, orientation, spread and flow are said of the whole book, or in the spine."""
    for meta in package.metas:
        if meta.property in _TABLE and meta.refines:
            yield Problem(meta.place, f"{meta.property} refines something; say it in the spine")


_ONCE = (*_TABLE, "media:active-class", "media:playback-active-class")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_RENDERING,
    bad=_add('<meta property="rendition:layout">reflowable</meta>' * 2),
)
def rendition_once(package: Package) -> Iterator[Problem]:
    """Each such property is said once."""
    metadata = next(package.named(f"{{{OPF}}}metadata"), None)
    if metadata is None:
        return
    for name in (*_ONCE, "rendition:viewport"):
        count = sum(
            meta.property == name and not (name == "rendition:viewport" and meta.refines)
            for meta in package.metas
        )
        if count > 1:
            yield Problem(package.place(metadata), f"{name} is there {count} times; leave one")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#viewport",
    bad=_add('<meta property="rendition:viewport">600x800</meta>'),
)
def rendition_viewport(package: Package) -> Iterator[Problem]:
    """``rendition:viewport`` is written ``width=600, height=800``."""
    for meta in package.metas:
        if meta.property == "rendition:viewport" and not _VIEWPORT.match(meta.value):
            yield Problem(meta.place, f"the viewport is {meta.value!r}; write width=x, height=y")


def _deprecated(package: Package) -> Iterator[tuple[str, object]]:
    for meta in package.metas:
        if meta.property == "rendition:viewport":
            yield "rendition:viewport", meta.place
        elif meta.property == "rendition:spread" and meta.value == "portrait":
            yield "rendition:spread portrait", meta.place
    for itemref in package.spine:
        if "rendition:spread-portrait" in itemref.properties:
            yield "rendition:spread-portrait", itemref.place


@rule(
    "OPF-086",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#spread",
    bad=_add('<meta property="rendition:spread">portrait</meta>'),
)
def rendition_deprecated(package: Package) -> Iterator[Problem]:
    """The book does without what EPUB has dropped: the viewport property, spreads in portrait."""
    for name, place in _deprecated(package):
        yield Problem(place, f"{name} is dropped from EPUB; leave it out")  # type: ignore[arg-type]


# --- media overlays ------------------------------------------------------------------------

_CLOCK = lazy_pattern(
    r"(?:\d+:[0-5]\d:[0-5]\d(?:\.\d+)?|[0-5]\d:[0-5]\d(?:\.\d+)?|\d+(?:\.\d+)?(?:h|min|s|ms)?)\Z"
)
_UNITS = {"h": 3600.0, "min": 60.0, "s": 1.0, "ms": 0.001}
_TOLERANCE_SECONDS = 1.0


def seconds_of(clock: str) -> float | None:
    """Return a SMIL clock value in seconds, ``None`` where it is none.

    https://www.w3.org/TR/SMIL3/smil-timing.html#q22
    """
    text = clock.strip()
    if not _CLOCK.match(text):
        return None
    if ":" in text:
        total = 0.0
        for part in text.split(":"):
            total = total * 60 + float(part)
        return total
    found = re.match(r"([\d.]+)([a-z]*)\Z", text)
    return None if found is None else float(found[1]) * _UNITS.get(found[2], 1.0)


def _durations(package: Package) -> list[Meta]:
    return [meta for meta in package.metas if meta.property == "media:duration"]


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_OVERLAYS,
    bad=_add('<meta property="media:duration">half an hour</meta>'),
)
def overlay_duration_value(package: Package) -> Iterator[Problem]:
    """A duration is a clock value such as ``0:12:30`` or ``45.5s``."""
    for meta in _durations(package):
        if seconds_of(meta.value) is None:
            yield Problem(meta.place, f"the duration is {meta.value!r}; write it as 0:12:30")


def _overlaid(package: Package) -> list[Item]:
    return [item for item in package.items if item.media_overlay]


@rule("RSC-005", sees=Package, versions=("3",), spec=_OVERLAYS, bad={
    _FILE: (
        ('id="chapter" href', 'id="chapter" media-overlay="o" href'),
        ("</metadata>", '<meta property="media:duration">1s</meta></metadata>'),
    )
})  # fmt: skip
def overlay_durations(package: Package) -> Iterator[Problem]:
    """A book with media overlays says how long each of them plays, and all of them together."""
    used = _overlaid(package)
    if not used:
        return
    metas = _durations(package)
    if not any(not meta.refines for meta in metas):
        manifest = next(package.named(f"{{{OPF}}}manifest"), None)
        if manifest is not None:
            yield Problem(package.place(manifest), "has no media:duration of the whole; add it")
    refined = {meta.refines for meta in metas}
    for item in used:
        wanted = f"#{item.media_overlay}"
        if wanted not in refined:
            yield Problem(item.place, f"its overlay has no media:duration that refines {wanted!r}")


@rule(
    "MED-016",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_OVERLAYS,
    bad=_add(
        '<meta property="media:duration">60s</meta>'
        '<meta refines="#notes" property="media:duration">30s</meta>'
    ),
)
def overlay_duration_sum(package: Package) -> Iterator[Problem]:
    """The duration of the whole is the sum of those of its parts, within a second."""
    total: float | None = None
    parts = 0.0
    for meta in _durations(package):
        seconds = seconds_of(meta.value)
        if seconds is None:
            return
        if meta.refines:
            parts += seconds
        else:
            total = seconds
    if total is not None and abs(total - parts) > _TOLERANCE_SECONDS:
        from packager.check.finding import Place

        yield Problem(
            Place(package.path), f"plays {total:g} s in all, its parts {parts:g} s; correct one"
        )


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_OVERLAYS,
    bad=_add('<meta property="media:active-class">now playing</meta>'),
)
def overlay_class_name(package: Package) -> Iterator[Problem]:
    """The class for what is being read aloud is one class name, said of the whole book."""
    for meta in package.metas:
        if meta.property in ("media:active-class", "media:playback-active-class"):
            if meta.refines:
                yield Problem(meta.place, f"{meta.property} refines something; say it of the book")
            if len(meta.value.split()) > 1:
                yield Problem(meta.place, f"{meta.property} is {meta.value!r}; write one class")
