"""Google Play Books, by Google's help for partners."""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import Archive, Resource, Svg
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule

_HELP = "https://support.google.com/books/partner/answer/3316879"
_MOST_BYTES = 2 * 1024**3
_LONGEST_PX = 7200
_SHORTEST_COVER_PX = 640
_LONGEST_SVG_PX = 3200


@rule("GPB-001", sees=Archive, severity=Severity.ERROR, family="google", spec=_HELP)
def file_size(archive: Archive) -> Iterator[Problem]:
    """The file is smaller than 2 GB: Google takes no larger one."""
    if archive.size >= _MOST_BYTES:
        yield Problem(Place(), f"{archive.size / 1024**3:.1f} GB; Google Play takes less than 2 GB")


@rule("GPB-002", sees=Resource, severity=Severity.WARNING, family="google", spec=_HELP)
def image_sides(resource: Resource) -> Iterator[Problem]:
    """No side of an image is over 7,200 pixels, and the cover's long side has at least 640."""
    from packager.check.devices._images import pixels

    size = pixels(resource)
    if size and max(size) > _LONGEST_PX:
        text = f"{size[0]}×{size[1]}; at most 7,200 pixels a side"
        yield Problem(Place(resource.path), text)
    elif size and "cover-image" in resource.item.properties and max(size) < _SHORTEST_COVER_PX:
        text = f"a cover of {size[0]}×{size[1]}; its long side needs 640 pixels at least"
        yield Problem(Place(resource.path), text)


@rule(
    "GPB-003",
    sees=Svg,
    severity=Severity.WARNING,
    family="google",
    spec=_HELP,
    bad={
        "EPUB/map.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="600"/>',
        "EPUB/content.opf": (
            (
                "</manifest>",
                '<item id="map" href="map.svg" media-type="image/svg+xml"/></manifest>',
            ),
        ),
    },
)
def svg_sides(document: Svg) -> Iterator[Problem]:
    """No side of an SVG is over 3,200 pixels."""
    if document.root is None:
        return
    for name in ("width", "height"):
        number = document.root.get(name, "").removesuffix("px")
        if number.replace(".", "", 1).isdigit() and float(number) > _LONGEST_SVG_PX:
            text = f"{name} is {number}; at most 3,200 pixels a side"
            yield Problem(document.place(document.root), text)
