"""Pixels decoded, set upright, brought to sRGB, scaled and coded anew: with Pillow, bounded.

Only the decoder that the first bytes ask for is tried, so that a file cannot choose one
(PostScript, for instance) that runs programs.
"""

from __future__ import annotations

import io
import math
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from packager.data_classes import dataclass

if TYPE_CHECKING:
    from PIL import Image

JPEG_QUALITY = 88
FEW_COLOURS = 256
_BYTE = 255
_DRAWING = 1.5  # times the JPEG's size that a PNG of few colours may have

DECODERS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
    "image/heic": "HEIF",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/x-icon": "ICO",
    "image/jp2": "JPEG2000",
}

# What Pillow's decoders raise on damaged files, by experience with each of its plugins.
_DECODER_FAULTS = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, IndexError, KeyError, TypeError,
    OverflowError, ZeroDivisionError, RuntimeError, AttributeError, MemoryError,
)  # fmt: skip


class UnreadableError(ValueError):
    """An image cannot be decoded; the text says why, ready to stand behind its name."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An image coded anew: what it is now, and what it was."""

    data: bytes
    media_type: str
    size: tuple[int, int]
    old_size: tuple[int, int]
    frames: int = 1
    is_damaged: bool = False


def redraw(data: bytes, media_type: str, max_pixels: int) -> Drawn:
    """Return an image of at most ``max_pixels``: sRGB, upright, without metadata, one frame.

    PNG stays PNG and JPEG stays JPEG; another format becomes PNG if it is transparent or has
    at most 256 colours, else baseline JPEG. What can be read of a damaged file is taken.

    Raises:
        UnreadableError: nothing of it can be decoded, or it has too many pixels to be safe.
    """
    try:
        image, old_size, frames, damaged = _opened(data, media_type, max_pixels)
        encoded, new_type = _encode(image, media_type)
    except _DECODER_FAULTS as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("cannot be decoded; export it again") from error
    return Drawn(encoded, new_type, image.size, old_size, frames, damaged)


def upright(data: bytes, media_type: str, max_pixels: int) -> Image.Image:
    """Return the decoded image: RGB, RGBA or grey, upright, in sRGB, at most ``max_pixels``.

    Raises:
        UnreadableError: as :func:`redraw`.
    """
    try:
        return _opened(data, media_type, max_pixels)[0]
    except _DECODER_FAULTS as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("cannot be decoded; export it again") from error


@contextmanager
def _bounded() -> Iterator[None]:
    """Let Pillow's bound on pixels (89 million) be an error, and its other warnings be quiet."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            limit = (Image.MAX_IMAGE_PIXELS or 0) // 1_000_000
            raise UnreadableError(f"has more than {limit} million pixels; scale it down") from error


def _opened(
    data: bytes, media_type: str, max_pixels: int
) -> tuple[Image.Image, tuple[int, int], int, bool]:
    """Return (image, its size in the file, its frames, whether it is damaged)."""
    if media_type == "image/heic":
        if find_spec("pillow_heif") is None:
            raise UnreadableError("is HEIC; install pillow-heif, or export it as JPEG")
        import_module("pillow_heif").register_heif_opener()
    with _bounded():
        try:
            return (*_load(data, media_type, max_pixels), False)
        except _DECODER_FAULTS as error:
            if isinstance(error, UnreadableError):
                raise
        with _lenient():
            return (*_load(data + b"\xff\xd9", media_type, max_pixels), True)


@contextmanager
def _lenient() -> Iterator[None]:
    """Let Pillow give what it could read of a file that ends early."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _load(
    data: bytes, media_type: str, max_pixels: int
) -> tuple[Image.Image, tuple[int, int], int]:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=[DECODERS[media_type]]) as image:
        old_size = image.size
        frames = int(getattr(image, "n_frames", 1))
        width, height = _fitting(*old_size, max_pixels)
        if media_type == "image/jpeg" and (width, height) != old_size:
            image.draft(image.mode, (width, height))
        image.load()
        turned = ImageOps.exif_transpose(image)
        if turned.size == image.size[::-1] and turned.size != image.size:
            width, height, old_size = height, width, old_size[::-1]
        drawn = _srgb(turned)
    if drawn.size != (width, height):
        drawn = drawn.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return drawn, old_size, frames


def _fitting(width: int, height: int, max_pixels: int) -> tuple[int, int]:
    """Return the largest size of the same shape that has at most ``max_pixels``."""
    if width * height <= max_pixels:
        return width, height
    scale = math.sqrt(max_pixels / (width * height))
    new_width = max(1, math.floor(width * scale))
    new_height = max(1, math.floor(height * scale))
    return min(new_width, max_pixels // new_height), min(new_height, max_pixels // new_width)


def _srgb(image: Image.Image) -> Image.Image:
    """Return the image as L, LA, RGB or RGBA in sRGB, with nothing in its ``info``."""
    icc = image.info.get("icc_profile")
    profiled = _through_profile(image, icc) if isinstance(icc, bytes) and icc else None
    drawn = profiled or _plain(image)
    if drawn.mode in ("RGBA", "LA") and drawn.getchannel("A").getextrema() == (_BYTE, _BYTE):
        drawn = drawn.convert("RGB" if drawn.mode == "RGBA" else "L")
    drawn = drawn.copy() if drawn is image else drawn
    drawn.info = {}
    return drawn


def _through_profile(image: Image.Image, icc: bytes) -> Image.Image | None:
    """Return the image in sRGB by its own profile, or nothing where the profile does not fit."""
    from PIL import ImageCms

    source = image
    if image.mode in ("P", "PA"):
        source = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if source.mode not in ("RGB", "RGBA", "CMYK", "L", "LAB"):
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        mode = "RGBA" if source.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(
            source, profile, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    if converted is None:
        return None
    return converted.convert("L") if source.mode == "L" else converted


def _plain(image: Image.Image) -> Image.Image:
    """Return the image in a mode that PNG and JPEG know, without a profile's help."""
    if image.has_transparency_data:
        return image.convert("LA" if image.mode == "LA" else "RGBA")
    if image.mode.startswith("I"):
        deep = image.convert("I")  # 16 bits a sample come as 0 to 65535
        _low, highest = (float(str(bound)) for bound in deep.getextrema())
        scaled = deep.point(lambda value: value * (1 / 257)) if highest > _BYTE else deep
        return scaled.convert("L")
    if image.mode == "F":
        low, high = (float(str(bound)) for bound in image.getextrema())
        span = (high - low) or 1.0
        return image.point(lambda value: value * (_BYTE / span) - low * _BYTE / span).convert("L")
    if image.mode in ("L", "RGB"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _encode(image: Image.Image, media_type: str) -> tuple[bytes, str]:
    """Return (bytes, media type) of an image that :func:`_srgb` made."""
    if image.mode in ("LA", "RGBA") or media_type == "image/png":
        return _png(image), "image/png"
    few = None if media_type == "image/jpeg" else _few_colours(image)
    if few is None:
        return _jpeg(image), "image/jpeg"
    # A grey photograph has at most 256 colours too, but is no drawing.
    as_png, as_jpeg = _png(few), _jpeg(image)
    if len(as_png) <= _DRAWING * len(as_jpeg):
        return as_png, "image/png"
    return as_jpeg, "image/jpeg"


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    # Baseline, because old Kobo and Kindle engines show progressive covers late or not at all.
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=False)
    return out.getvalue()


def _few_colours(image: Image.Image) -> Image.Image | None:
    """Return the image with a palette if that loses nothing."""
    from PIL import Image

    if image.getcolors(FEW_COLOURS) is None:
        return None
    if image.mode == "L":
        return image
    small = image.quantize(FEW_COLOURS, dither=Image.Dither.NONE)
    return small if small.convert("RGB").tobytes() == image.tobytes() else image
