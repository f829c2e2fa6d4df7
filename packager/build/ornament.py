"""The quiet pattern at the foot of a cover: plain shapes that a hash arranges.

Each ornament is a function that paints the lower part of the image. Shapes that stand on one
colour are copied; of large ones that cover others only the edges go through a mask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from packager.build.palette import Colour, Palette
from packager.build.shapes import coloured, rings_mask, round_mask, tile_of

if TYPE_CHECKING:
    from PIL import Image

_BYTE = 255
_SLAB_PX = 64
_OVERLAP_PX = 8  # by which a scale reaches under those that hide its lower half


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
        name = (
            ("quarter", "half", "triangle")[number // 3 % 3] if is_top else shapes[number // 3 % 8]
        )
        turns = (number // 24 % 2) * 3 if is_top and name != "half" else number // 24 % 4
        turns = 0 if name == "half" and is_top else turns
        if is_top:
            front = back if front != palette.accent else front
            back = palette.ground
        image.paste(tile_of(name, tile, turns, back, front), (x, y))


def _scales(image: Image.Image, top: int, palette: Palette, seed: bytes) -> None:
    """Paint overlapping rows of rings, as on Japanese waves (seigaiha), thinning upwards."""
    numbers = _numbers(seed)
    columns = (4, 5, 6)[next(numbers) % 3]
    step = image.width // columns
    radius = step // 2 + 2
    rows = (image.height - top) // (radius // 2) - 1
    tones = (palette.low, palette.middle)
    scales: dict[tuple[int, int], Colour] = {}  # by row from the foot, and column
    for row in range(rows, -1, -1):
        for column in range(-1, columns + 2):
            number = next(numbers)
            if row and number % max(rows, 1) < row - rows // 3:
                continue
            colour = palette.accent if number % 17 == 0 else tones[(row + column) % 2]
            scales[row, column] = colour
    parts: dict[tuple[Colour, bool], list[_Part]] = {}
    for (row, column), colour in scales.items():
        # Two neighbours in the row below and one two rows below hide the lower half
        below = ((row - 1, column - row % 2), (row - 1, column - row % 2 + 1), (row - 2, column))
        is_half = all(place in scales or place[0] < 0 for place in below)
        if (colour, is_half) not in parts:
            scale = coloured(rings_mask(2 * radius), palette.ground, colour)
            height = radius + _OVERLAP_PX if is_half else 2 * radius
            parts[colour, is_half] = _parts_of_round(scale, height)
        left = column * step - radius + (0 if row % 2 else step // 2)
        top_px = image.height - (row + 1) * (radius // 2)
        for part, x, y, mask in parts[colour, is_half]:
            image.paste(part, (left + x, top_px + y), mask)


_Part = tuple["Image.Image", int, int, "Image.Image | None"]  # a picture, where, through what


def _parts_of_round(tile: Image.Image, height: int) -> list[_Part]:
    """Return the parts of the disc that fills a square tile, down to a height.

    The square within a circle, which needs no mask, begins at (1 - √½) / 2 = 0.147 of its diameter.
    """
    size, mask = tile.width, round_mask(tile.width)
    low = size * 15 // 100
    high = size - low
    foot = min(high, height)
    boxes = [(0, 0, size, low), (0, low, low, foot), (high, low, size, foot)]
    boxes += [(0, high, size, height)] if height > high else []
    parts: list[_Part] = [(tile.crop(box), box[0], box[1], mask.crop(box)) for box in boxes]
    return [*parts, (tile.crop((low, low, high, foot)), low, low, None)]


def _hills(image: Image.Image, top: int, palette: Palette, seed: bytes) -> None:
    """Paint a sun behind rounded hills, one before another."""
    numbers = _numbers(seed)
    height = image.height - top
    sun = height * (42 + next(numbers) % 16) // 100
    x = image.width * (18 + next(numbers) % 64) // 100
    image.paste(coloured(round_mask(sun), palette.ground, palette.accent), (x - sun // 2, top))
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
        _pour(image, colour, y, _caps(image.width, foot - y, caps))


def _pour(image: Image.Image, colour: Colour, top: int, mask: Image.Image) -> None:
    """Fill the image below the upper edge that a mask as wide as it shows, to its foot."""
    from PIL import ImageChops

    for left in range(0, mask.width, _SLAB_PX):
        right = min(left + _SLAB_PX, mask.width)
        slab = mask.crop((left, 0, right, mask.height))
        shown = slab.getbbox()
        edge = ImageChops.invert(slab).getbbox()
        full = edge[3] if edge else 0  # from here on down nothing shines through
        if shown and shown[1] < full:
            image.paste(
                colour, (left, top + shown[1]), slab.crop((0, shown[1], right - left, full))
            )
        image.paste(colour, (left, top + full, right, image.height))


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
        image.paste(tile_of("leaf", tile, turns, palette.ground, colour), (x, y))


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
        image.paste(tile_of("rings", tile, number // 64, palette.ground, tone), (x, y))


ORNAMENTS: tuple[Callable[[Image.Image, int, Palette, bytes], None], ...] = (
    _town,
    _scales,
    _hills,
    _petals,
    _arcs,
)
