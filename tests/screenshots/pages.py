"""Pages as pictures: is one blank, is something cut off at its edge; all of them on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

_DIFFERS = 60  # of 255 greys: what is told apart from paper
_BLANK = 40  # pixels: less is dust
_EDGE = 2
_COLUMNS = 8
_WIDTH = 300


@dataclass(slots=True)
class Shot:
    """A page: its picture, what it shows (a path or number), and what the engine tells of it."""

    where: str
    image: Image.Image
    faults: list[str] = field(default_factory=list)


def faults_of(image: Image.Image, *, has_margins: bool = True) -> list[str]:
    """Return what the pixels alone tell: a blank page; ink at its very edge."""
    grey = image.convert("L")
    width, height = grey.size
    paper = max(grey.getcolors(width * height) or [(0, 255)])[1]
    ink = grey.point(lambda value: 255 if abs(value - paper) > _DIFFERS else 0)
    if sum(ink.histogram()[1:]) < _BLANK:
        return ["blank"]
    edges = (ink.crop((0, 0, _EDGE, height)), ink.crop((width - _EDGE, 0, width, height)))
    if has_margins and any(edge.getbbox() for edge in edges):
        return ["ink at the edge"]
    return []


def sheet_of(shots: Sequence[Shot]) -> Image.Image:
    """Return all pages on one picture, those with a fault framed in red."""
    scale = _WIDTH / max(shot.image.width for shot in shots)
    tall = max(round(shot.image.height * scale) for shot in shots)
    columns = min(_COLUMNS, len(shots))
    rows = -(-len(shots) // columns)
    gap = 12
    sheet = Image.new("RGB", (columns * (_WIDTH + gap) + gap, rows * (tall + gap) + gap), "#888")
    draw = ImageDraw.Draw(sheet)
    for number, shot in enumerate(shots):
        left = gap + number % columns * (_WIDTH + gap)
        top = gap + number // columns * (tall + gap)
        small = shot.image.convert("RGB").resize(
            (round(shot.image.width * scale), round(shot.image.height * scale)),
            Image.Resampling.LANCZOS,
        )
        sheet.paste(small, (left, top))
        if shot.faults:
            draw.rectangle(
                (left - 4, top - 4, left + _WIDTH + 3, top + tall + 3), outline="red", width=4
            )
    return sheet


def written(shots: Sequence[Shot], folder: Path, name: str) -> list[str]:
    """Write the sheet, and each faulty page at full size; return a line for each fault."""
    folder.mkdir(parents=True, exist_ok=True)
    sheet_of(shots).save(folder / f"{name}.png")
    lines = []
    for number, shot in enumerate(shots, 1):
        if shot.faults:
            shot.image.save(folder / f"{name}-page-{number}.png")
            lines.append(f"{name} page {number} ({shot.where}): {'; '.join(shot.faults)}")
    return lines
