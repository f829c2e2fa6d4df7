"""A cover made of the essay's own picture: cropped, set on a ground, or under the title."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING

from packager.build.cover import HEIGHT_PX, NAME, WIDTH_PX, drawn_cover, encoded
from packager.errors import SourceError
from packager.image_formats import jpeg_outline, media_type_of
from packager.model import Asset, Book, Note, NoteKind

if TYPE_CHECKING:
    from PIL import Image

_RATIO = HEIGHT_PX / WIDTH_PX
# A portrait loses at most an eighth of itself by cropping; a flatter one is no cover shape.
_CROPPED = 0.125
_FLATTEST = 1.2
_SMALL_PX = 1000
_MOST_PIXELS = 16_000_000
_KEPT_RATIOS = (1.45, 1.8)


def cover_of_picture(book: Book, picture: Asset) -> tuple[Asset | None, tuple[Note, ...]]:
    """Return a cover made of a picture, and notes; no cover where it cannot serve as one.

    A JPEG of a cover's shape and size stays as it is. Another portrait is cropped to the ratio
    if that costs little, else set on a ground of the colour of its edge; a landscape stands
    under the drawn title.
    """
    try:
        return _cover(book, picture)
    except SourceError as error:
        message = f"{error}; the cover is drawn instead"
        return None, (Note(NoteKind.WARNING, message, field="cover", value=picture.name),)


def _cover(book: Book, picture: Asset) -> tuple[Asset | None, tuple[Note, ...]]:
    from packager.images import prepare
    from packager.rasters import DECODERS, UnreadableError, upright

    data = picture.read()
    media_type = media_type_of(data)
    if media_type not in DECODERS:
        prepare(data, picture.name)  # raises for what is no image, so what is left is SVG
        message = f"{picture.name}: an SVG drawing is no cover that all readers show; give a JPEG"
        return None, (Note(NoteKind.WARNING, message, field="cover", value=picture.name),)
    kept = _as_it_is(data, picture.name) if media_type == "image/jpeg" else None
    if kept:
        return kept, ()
    try:
        image = upright(data, media_type, _MOST_PIXELS)
    except UnreadableError as error:
        raise SourceError(f"{picture.name}: {error}") from error
    notes: tuple[Note, ...] = ()
    if image.width < _SMALL_PX:
        found = f"{image.width}×{image.height}"
        message = f"{picture.name}: has {found} pixels and will look soft as a cover; "
        wanted = f"give {WIDTH_PX}×{HEIGHT_PX}"
        notes = (Note(NoteKind.WARNING, message + wanted, field="cover", value=found),)
    ratio = image.height / image.width
    if ratio < _FLATTEST:
        asset, more = drawn_cover(book, image)
        return asset, (*notes, *more)
    lost = 1 - min(ratio / _RATIO, _RATIO / ratio)
    shown = _cropped(image) if lost <= _CROPPED else _on_ground(image)
    return _jpeg_asset(encoded(shown), (WIDTH_PX, HEIGHT_PX)), notes


def _jpeg_asset(data: bytes, size: tuple[int, int]) -> Asset:
    return Asset(NAME, "image/jpeg", data, width_px=size[0], height_px=size[1])


def _as_it_is(data: bytes, name: str) -> Asset | None:
    """Return a JPEG that already has a cover's shape and size, its pixels untouched."""
    from packager.images import MAX_PIXELS, prepare

    try:
        outline = jpeg_outline(data)
    except (ValueError, struct.error) as error:
        raise SourceError(f"{name}: {error}; give the image again") from error
    fits = (
        outline.width_px >= _SMALL_PX
        and outline.width_px * outline.height_px <= MAX_PIXELS
        and _KEPT_RATIOS[0] <= outline.height_px / outline.width_px <= _KEPT_RATIOS[1]
        and not outline.is_progressive
    )
    if not fits or outline.orientation != 1:
        return None
    asset, _notes = prepare(data, name)
    return replace(asset, name=NAME)


def _cropped(image: Image.Image) -> Image.Image:
    """Return the picture cut to the ratio, about its middle."""
    from PIL import ImageOps

    return ImageOps.fit(_on_white(image), (WIDTH_PX, HEIGHT_PX))


def _on_ground(image: Image.Image) -> Image.Image:
    """Return the whole picture on a ground of the mean colour of its edges."""
    from PIL import Image, ImageOps

    opaque = _on_white(image)
    frame = opaque.resize((16, 16), Image.Resampling.BOX)
    edge = [frame.getpixel((x, y)) for x in range(16) for y in (0, 15)]
    edge += [frame.getpixel((x, y)) for x in (0, 15) for y in range(1, 15)]
    sums = [sum(pixel[band] for pixel in edge if isinstance(pixel, tuple)) for band in range(3)]
    red, green, blue = (round(total / len(edge)) for total in sums)
    ground = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), (red, green, blue))
    shown = ImageOps.contain(opaque, (WIDTH_PX, HEIGHT_PX))
    ground.paste(shown, ((WIDTH_PX - shown.width) // 2, (HEIGHT_PX - shown.height) // 2))
    return ground


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture without transparency, as on paper."""
    from PIL import Image

    if image.mode not in ("RGBA", "LA"):
        return image.convert("RGB")
    opaque = Image.new("RGB", image.size, (255, 255, 255))
    colour = image.convert("RGBA")
    opaque.paste(colour, mask=colour.getchannel("A"))
    return opaque
