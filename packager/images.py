"""Images made fit for a book: kept where they are sound, converted, scaled and stripped where not.

What readers show is PNG, JPEG, GIF and SVG, of at most four million pixels
(https://www.w3.org/TR/epub-33/#sec-core-media-types; Apple's asset guide).
Pillow is loaded only for an image that has to be drawn anew.
"""

from __future__ import annotations

import re
import struct
from pathlib import PurePosixPath
from urllib.parse import unquote

from packager.errors import SourceError
from packager.ids import slug
from packager.image_formats import Outline, gif_outline, jpeg_outline, media_type_of, png_outline
from packager.model import Asset, Note, NoteKind

MAX_PIXELS = 4_000_000
MAX_BYTES = 100_000_000

SUFFIXES = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
}
_OUTLINES = {"image/png": png_outline, "image/jpeg": jpeg_outline, "image/gif": gif_outline}
_CONVERTED = {
    "image/webp": "WebP",
    "image/avif": "AVIF",
    "image/heic": "HEIC",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/x-icon": "ICO",
    "image/jp2": "JPEG 2000",
}
_OTHERS = {
    "image/jxl": "a JPEG XL picture",
    "application/pdf": "a PDF",
    "application/zip": "a ZIP archive",
    "text/html": "a web page",
    "video/mp4": "a video",
}


def prepare(
    data: bytes, name: str, *, max_pixels: int = MAX_PIXELS
) -> tuple[Asset, tuple[Note, ...]]:
    """Return the image as the book may carry it, and what had to be done to it.

    Call it ``asset, notes = prepare(data, "img/Photo 1.webp")``. ``name`` is the name or
    address as the text writes it; the asset's ``name`` is made of its last part
    (``photo-1.jpg``: ASCII, lower case, the suffix that the media type asks for). Two images
    may come out with one name: the caller keeps them apart with ``dataclasses.replace``.
    The notes have no ``file`` and ``line``; their messages start with ``name``.

    Sound PNG, JPEG, GIF and SVG keep their pixels; an image without metadata keeps its very
    bytes. EXIF, XMP, IPTC and comments go without the image being coded again; a turned
    picture is turned; CMYK and wide colour profiles become sRGB; WebP, AVIF, BMP, TIFF, ICO,
    JPEG 2000 (and HEIC where pillow-heif is installed) become PNG if they have transparency or
    at most 256 colours, else JPEG; more than ``max_pixels`` are scaled down. The same bytes
    give the same asset.

    Raises:
        SourceError: the bytes are no image that can be read, or a far too large one.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(f"{name}: is {len(data):,} bytes; give an image below {MAX_BYTES:,}")
    media_type = media_type_of(data)
    if media_type == "application/gzip":
        data = _inflate(data, name)
        media_type = media_type_of(data)
    if media_type == "image/svg+xml":
        return _prepare_svg(data, name)
    if media_type in _OUTLINES:
        return _prepare_known(data, name, media_type, max_pixels)
    if media_type in _CONVERTED:
        return _redraw(data, name, media_type, None, max_pixels)
    if not data:
        raise SourceError(f"{name}: is empty; give a PNG, JPEG, GIF or SVG image")
    what = _OTHERS.get(media_type, "no image that packager knows")
    raise SourceError(f"{name}: is {what}; give a PNG, JPEG, GIF, SVG, WebP or AVIF image")


def asset_name(name: str, media_type: str) -> str:
    """Return the file name of an image in a book: ASCII, lower case, the media type's suffix."""
    address = unquote(re.split(r"[?#]", name, maxsplit=1)[0])
    last = PurePosixPath(address.replace("\\", "/"))
    return slug(last.stem, "image") + SUFFIXES[media_type]


def _inflate(data: bytes, name: str) -> bytes:
    """Return what a gzipped file (.svgz) holds, bounded."""
    import zlib

    try:
        inflated = zlib.decompressobj(wbits=31).decompress(data, MAX_BYTES)
    except zlib.error as error:
        raise SourceError(f"{name}: is a damaged gzip file; export it again") from error
    if not inflated:
        raise SourceError(f"{name}: is an empty gzip file; export it again")
    return inflated


def _prepare_svg(data: bytes, name: str) -> tuple[Asset, tuple[Note, ...]]:
    from packager.svg import safe_svg

    safe = safe_svg(data, name)
    media_type = "image/svg+xml"
    asset = Asset(
        asset_name(name, media_type),
        media_type,
        safe.data,
        width_px=safe.width_px,
        height_px=safe.height_px,
    )
    if not safe.removed:
        return asset, ()
    removed = ", ".join(safe.removed)
    return asset, (
        Note(NoteKind.DROPPED, f"{name}: a book's drawing has no {removed}", value=removed),
    )


def _prepare_known(
    data: bytes, name: str, media_type: str, max_pixels: int
) -> tuple[Asset, tuple[Note, ...]]:
    """Return a PNG, JPEG or GIF, untouched or stripped if that is enough."""
    try:
        outline = _OUTLINES[media_type](data)
    except (ValueError, struct.error) as error:
        raise SourceError(f"{name}: {error}; give the image again") from error
    if (
        outline.fault
        or outline.width_px * outline.height_px > max_pixels
        or outline.orientation != 1
        or outline.is_cmyk
        or (outline.icc and not _is_srgb(outline.icc))
    ):
        return _redraw(data, name, media_type, outline, max_pixels)
    asset = Asset(
        asset_name(name, media_type),
        media_type,
        outline.clean,
        width_px=outline.width_px,
        height_px=outline.height_px,
    )
    return asset, _metadata_notes(name, outline)


def _metadata_notes(name: str, outline: Outline | None) -> tuple[Note, ...]:
    if outline is None or not outline.has_location:
        return ()
    message = f"{name}: the place where it was taken is left out, with all EXIF"
    return (Note(NoteKind.DROPPED, message, value="location"),)


def _is_srgb(icc: bytes) -> bool:
    """Return whether a colour profile says sRGB; ``c2`` is Facebook's short one."""
    text = icc.replace(b"\0", b"")
    return b"sRGB" in text or b"descc2" in text or b"uRGB" in text


def _redraw(
    data: bytes, name: str, media_type: str, outline: Outline | None, max_pixels: int
) -> tuple[Asset, tuple[Note, ...]]:
    """Return the image decoded, set right and coded anew."""
    from packager.rasters import UnreadableError, redraw

    try:
        drawn = redraw(data, media_type, max_pixels)
    except UnreadableError as error:
        raise SourceError(f"{name}: {error}") from error
    new_name = asset_name(name, drawn.media_type)
    notes = list(_metadata_notes(name, outline))

    def note(kind: NoteKind, message: str, value: str = "") -> None:
        notes.append(Note(kind, f"{name}: {message}", value=value))

    if drawn.is_damaged:
        note(NoteKind.WARNING, "is damaged; what could be read of it is shown")
    if drawn.frames > 1:
        note(NoteKind.DROPPED, "only the first of its frames is shown", "animation")
    if drawn.size != drawn.old_size:
        was, now = ("×".join(map(str, size)) for size in (drawn.old_size, drawn.size))
        note(NoteKind.DROPPED, f"scaled from {was} to {now} pixels, as much as readers take", was)
    if media_type in _CONVERTED:
        kind = _CONVERTED[media_type]
        note(NoteKind.FOUND, f"{kind} becomes {new_name}, which every reader shows", new_name)
    elif media_type != drawn.media_type:
        note(NoteKind.FOUND, f"becomes {new_name}", new_name)
    width, height = drawn.size
    asset = Asset(new_name, drawn.media_type, drawn.data, width_px=width, height_px=height)
    return asset, tuple(notes)
