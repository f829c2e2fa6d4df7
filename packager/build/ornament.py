"""The quiet pattern at the foot of a cover: plain shapes that a hash arranges.

Each ornament is a function that paints the lower part of the image. Shapes are drawn four
times as large, once each, scaled down for smooth edges, then pasted wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from packager.build.palette import Colour, Palette

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageDraw import ImageDraw

_SMOOTH = 4
_BYTE = 255


def paint(image: Image.Image, top_px: int, palette: Palette, seed: bytes) -> None:
    """Paint one of the ornaments into the image below ``top_px``."""
    ornament = ORNAMENTS[seed[5] % len(ORNAMENTS)]
    ornament(image, top_px, palette, seed[6:])


def _numbers(seed: bytes) -> Iterator[int]:
    """Yield bytes without end that only the seed decides (a small congruential generator)."""
    state = int.from_bytes(seed[:8], "big")
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 56


# --- Shapes, as masks -------------------------------------------------------------------------


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
def _mask(name: str, size: int, turns: int = 0) -> Image.Image:
    """Return the mask of a shape in a square tile, turned by quarters."""
    from PIL import Image, ImageChops
    from PIL.ImageDraw import Draw

    if turns % 4:
        methods = (
            Image.Transpose.ROTATE_90,
            Image.Transpose.ROTATE_180,
            Image.Transpose.ROTATE_270,
        )
        return _mask(name, size).transpose(methods[turns % 4 - 1])
    if name == "leaf":  # where two quarters of opposite corners meet
        return ImageChops.darker(_mask("quarter", size), _mask("quarter", size, 2))
    mask = Image.new("L", (size * _SMOOTH, size * _SMOOTH), 0)
    _SHAPES[name](Draw(mask), size * _SMOOTH)
    return mask.reduce(_SMOOTH)


# --- Ornaments --------------------------------------------------------------------------------


def _grid(image: Image.Image, top: int, columns: int) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield (column, row from the foot, x, y, tile size) of the tiles below ``top``."""
    tile = -(-image.width // columns)
    for row in range((image.height - top) // tile):
        for column in range(columns):
            yield column, row, column * tile, image.height - (row + 1) * tile, tile


def _town(image: Image.Image, top: int, palette: Palette, seed: bytes) -> None:
    """Paint columns of blocks of uneven height: quarter circles, arches, discs, squares."""
    numbers = _numbers(seed)
    rows = max(1, (image.height - top) // (image.width // 6))
    heights = [1 + next(numbers) % max(rows, 1) for _ in range(6)]
    heights[next(numbers) % 6] = rows
    shapes = ("quarter", "quarter", "ring", "half", "triangle", "disc", "square", "leaf")
    accents = {next(numbers) % 24 for _ in range(4)}
    for column, row, x, y, tile in _grid(image, top, 6):
        if row >= heights[column]:
            continue
        number = next(numbers)
        back = (palette.low, palette.middle, palette.low)[number % 3]
        front = palette.middle if back == palette.low else palette.low
        if row * 6 + column in accents:
            front = palette.accent
        is_top = row == heights[column] - 1
        if not is_top:
            image.paste(back, (x, y, x + tile, y + tile))
        name = (
            ("quarter", "half", "triangle")[number // 3 % 3] if is_top else shapes[number // 3 % 8]
        )
        turns = (number // 24 % 2) * 3 if is_top and name != "half" else number // 24 % 4
        turns = 0 if name == "half" and is_top else turns
        image.paste(
            back if is_top and front != palette.accent else front, (x, y), _mask(name, tile, turns)
        )


def _scales(image: Image.Image, top: int, palette: Palette, seed: bytes) -> None:
    """Paint overlapping rows of rings, as on Japanese waves (seigaiha), thinning upwards."""
    from PIL.Image import new

    numbers = _numbers(seed)
    columns = (4, 5, 6)[next(numbers) % 3]
    step = image.width // columns
    radius = step // 2 + 2
    rows = (image.height - top) // (radius // 2) - 1
    tones = (palette.low, palette.middle)
    tiles: dict[Colour, Image.Image] = {}  # a scale of each colour on the ground, painted once
    for row in range(rows, -1, -1):
        y = image.height - (row + 1) * (radius // 2)
        offset = -radius if row % 2 else -radius + step // 2
        for column in range(-1, columns + 2):
            number = next(numbers)
            if row and number % max(rows, 1) < row - rows // 3:
                continue
            at = (offset + column * step, y)
            colour = palette.accent if number % 17 == 0 else tones[(row + column) % 2]
            if colour not in tiles:
                tiles[colour] = new("RGB", (2 * radius, 2 * radius), palette.ground)
                tiles[colour].paste(colour, (0, 0), _target(2 * radius))
            image.paste(tiles[colour], at, _round(2 * radius))


@lru_cache(maxsize=8)
def _target(size: int) -> Image.Image:
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
def _round(size: int) -> Image.Image:
    """Return the mask of a disc that fills its square."""
    from PIL import Image
    from PIL.ImageDraw import Draw

    big = max(1, size) * _SMOOTH
    mask = Image.new("L", (big, big), 0)
    Draw(mask).ellipse((0, 0, big - 1, big - 1), fill=_BYTE)
    return mask.reduce(_SMOOTH)


def _hills(image: Image.Image, top: int, palette: Palette, seed: bytes) -> None:
    """Paint a sun behind rounded hills, one before another."""
    numbers = _numbers(seed)
    height = image.height - top
    sun = height * (42 + next(numbers) % 16) // 100
    x = image.width * (18 + next(numbers) % 64) // 100
    image.paste(palette.accent, (x - sun // 2, top), _round(sun))
    half = _between(palette.middle, palette.low)
    tones = (palette.middle, half, palette.low, _between(palette.low, palette.ground))
    for layer, colour in enumerate(tones):
        width = image.width * (95 + next(numbers) % 70) // 100
        centre = image.width * (next(numbers) % 100) // 100
        y = top + height * (34 + 17 * layer) // 100
        aside = image.width * (60 + next(numbers) % 30) // 100
        other = centre + (aside if centre < image.width // 2 else -aside)
        foot = min(image.height, y + height * 30 // 100)
        caps = ((centre - width // 2, 0, width), (other - width // 2, height * 8 // 100, width))
        image.paste(colour, (0, y), _caps(image.width, foot - y, caps))
        image.paste(colour, (0, foot, image.width, image.height))


def _caps(width: int, height: int, discs: tuple[tuple[int, int, int], ...]) -> Image.Image:
    """Return the mask of the tops of discs, each (left, top, size), in a strip."""
    from PIL import Image
    from PIL.ImageDraw import Draw

    mask = Image.new("L", (width * 2, height * 2), 0)
    draw = Draw(mask)
    for left, top, size in discs:
        draw.ellipse((2 * left, 2 * top, 2 * (left + size), 2 * (top + size)), _BYTE)
    return mask.reduce(2)


def _between(one: Colour, other: Colour) -> Colour:
    red, green, blue = ((a + b) // 2 for a, b in zip(one, other, strict=True))
    return red, green, blue


def _petals(image: Image.Image, top: int, palette: Palette, seed: bytes) -> None:
    """Paint a lattice of leaves that turns at random and thins upwards."""
    numbers = _numbers(seed)
    columns = (6, 8)[next(numbers) % 2]
    rows = max(1, (image.height - top) // (image.width // columns))
    regular = next(numbers) % 2
    for column, row, x, y, tile in _grid(image, top, columns):
        number = next(numbers)
        if row > 1 and number % rows < row - 1:
            continue
        turns = (column + row) % 2 if regular else number // 8 % 2
        tone = (palette.low, palette.middle, palette.low)[number % 3]
        colour = palette.accent if number % 13 == 0 else tone
        image.paste(colour, (x, y), _mask("leaf", tile, turns))


def _arcs(image: Image.Image, top: int, palette: Palette, seed: bytes) -> None:
    """Paint rings of quarter circles that run on from tile to tile (after Truchet)."""
    numbers = _numbers(seed)
    for column, row, x, y, tile in _grid(image, top, 5):
        number = next(numbers)
        if row > 1 and number % 4 < row - 1:
            continue
        tone = (
            palette.accent
            if (number // 4) % 11 == 0
            else palette.middle
            if (column + row) % 2
            else palette.low
        )
        image.paste(tone, (x, y), _mask("rings", tile, number // 64))


ORNAMENTS: tuple[Callable[[Image.Image, int, Palette, bytes], None], ...] = (
    _town,
    _scales,
    _hills,
    _petals,
    _arcs,
)
