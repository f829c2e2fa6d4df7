"""How many pixels an image of a book has."""

from __future__ import annotations

from packager.check.facts import Resource
from packager.image_formats import gif_outline, jpeg_outline, png_outline

_OUTLINES = {"image/png": png_outline, "image/gif": gif_outline, "image/jpeg": jpeg_outline}


def pixels(resource: Resource) -> tuple[int, int] | None:
    """Return width and height of a PNG, GIF or JPEG; nothing for other files and damaged ones."""
    outline_of = _OUTLINES.get(resource.kind)
    data = resource.book.archive.bytes_of(resource.path) if outline_of else None
    if outline_of is None or data is None:
        return None
    try:
        outline = outline_of(data)
    except ValueError:
        return None
    return outline.width_px, outline.height_px
