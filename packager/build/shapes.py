"""Shapes of a cover's ornaments: masks with smooth edges, and tiles in one colour on another.

Shapes are drawn four times as large, once each, and scaled down. To blend a colour with what is
there through a mask costs 5 ns a pixel, to copy pixels a fiftieth of it: what stands on one
colour is coloured apart (:func:`tile_of`, :func:`coloured`) and copied.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from packager.build.palette import Colour

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageDraw import ImageDraw

_SMOOTH = 4
_BYTE = 255


def _quarter(draw: ImageDraw, size: int) -> None:
    draw.ellipse((-size, 0, size - 1, 2 * size - 1), fill=_BYTE)


def _ring(draw: ImageDraw, size: int) -> None:
    _quarter(draw, size)
    inner = size * 62 // 100
    draw.ellipse((-inner, size - inner, inner - 1, size + inner - 1), fill=0)


def _rings(draw: ImageDraw, size: int) -> None:
    for step in range(4):
        radius = size * (4 - step) // 4
        box = (-radius, size - radius, radius - 1, size + radius - 1)
        draw.ellipse(box, fill=0 if step % 2 else _BYTE)


def _disc(draw: ImageDraw, size: int) -> None:
    edge = size * 14 // 100
    draw.ellipse((edge, edge, size - edge - 1, size - edge - 1), fill=_BYTE)


def _half(draw: ImageDraw, size: int) -> None:
    draw.ellipse((0, size // 2, size - 1, size // 2 + size - 1), fill=_BYTE)


def _triangle(draw: ImageDraw, size: int) -> None:
    draw.polygon(((0, 0), (size, size), (0, size)), fill=_BYTE)


def _square(draw: ImageDraw, size: int) -> None:
    draw.rectangle((0, 0, size, size), fill=_BYTE)


_SHAPES: dict[str, Callable[[ImageDraw, int], None]] = {
    "quarter": _quarter,
    "ring": _ring,
    "rings": _rings,
    "disc": _disc,
    "half": _half,
    "triangle": _triangle,
    "square": _square,
}


@lru_cache(maxsize=64)
def mask_of(name: str, size: int, turns: int = 0) -> Image.Image:
    """Return the mask of a shape in a square tile, turned by quarters."""
    from PIL import Image, ImageChops
    from PIL.ImageDraw import Draw

    if turns % 4:
        methods = (
            Image.Transpose.ROTATE_90,
            Image.Transpose.ROTATE_180,
            Image.Transpose.ROTATE_270,
        )
        return mask_of(name, size).transpose(methods[turns % 4 - 1])
    if name == "leaf":  # where two quarters of opposite corners meet
        return ImageChops.darker(mask_of("quarter", size), mask_of("quarter", size, 2))
    mask = Image.new("L", (size * _SMOOTH, size * _SMOOTH), 0)
    _SHAPES[name](Draw(mask), size * _SMOOTH)
    return mask.reduce(_SMOOTH)


def coloured(mask: Image.Image, back: Colour, front: Colour) -> Image.Image:
    """Return a mask as a picture that goes from one colour to another."""
    ramp = bytearray(3 * 256)
    for band, (start, end) in enumerate(zip(back, front, strict=True)):
        first, change = start * _BYTE + _BYTE // 2, end - start
        ramp[band::3] = bytes([(first + change * part) // _BYTE for part in range(256)])
    picture = mask.copy()
    picture.putpalette(ramp)
    return picture.convert("RGB")


@lru_cache(maxsize=16)  # of one cover, whose colours the next one has not
def tile_of(name: str, size: int, turns: int, back: Colour, front: Colour) -> Image.Image:
    """Return a shape in a square tile, in one colour on another."""
    return coloured(mask_of(name, size, turns), back, front)


@lru_cache(maxsize=8)
def rings_mask(size: int) -> Image.Image:
    """Return the mask of three rings, one inside another."""
    from PIL import Image
    from PIL.ImageDraw import Draw

    big = size * _SMOOTH
    mask = Image.new("L", (big, big), 0)
    draw = Draw(mask)
    for number, share in enumerate((93, 64, 54, 26, 16)):
        edge = big * (100 - share) // 200
        draw.ellipse((edge, edge, big - edge - 1, big - edge - 1), 0 if number % 2 else _BYTE)
    return mask.reduce(_SMOOTH)


@lru_cache(maxsize=32)
def round_mask(size: int) -> Image.Image:
    """Return the mask of a disc that fills its square."""
    from PIL import Image
    from PIL.ImageDraw import Draw

    big = max(1, size) * _SMOOTH
    mask = Image.new("L", (big, big), 0)
    Draw(mask).ellipse((0, 0, big - 1, big - 1), fill=_BYTE)
    return mask.reduce(_SMOOTH)
