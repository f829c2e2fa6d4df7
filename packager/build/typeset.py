"""Lines of a cover: set in the faces that have their letters, broken evenly, drawn.

Lengths are in ems until a size is chosen, so a text is measured once. Letters of scripts
that need no shaping are placed one by one with the font's own kerning: the same places
whether libraqm is there or not.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from packager.build.bidi import joined, plain, visual_runs
from packager.build.fonts import Face, can_shape, face_for, scripts, scripts_of
from packager.data_classes import dataclass

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_MEASURE_PX = 1000
_LAST_OF_LATIN = "\u02ff"
_VIRAMA = 9  # its canonical combining class


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set: its language, its direction, its weight.

    ``mixed`` says that the packaged face sets what it can of the text, and others only what it
    lacks; without it, a face that has all of a line is taken first. See :func:`is_mixed`.
    """

    language: str = ""
    rtl: bool = False
    weight: int = 600
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one direction and one face."""

    text: str
    face: Face
    rtl: bool


@dataclass(frozen=True, slots=True)
class Unset:
    """Letters that no font here can show, and whether a shaper would have helped."""

    letters: str = ""
    script: str = ""
    needs_shaper: bool = False


def settable(text: str, setting: Setting) -> tuple[str, Unset]:
    """Return (the text that can be set, what cannot).

    Signs without a glyph (emoji, mostly) are left out. If a letter has none the text comes
    back empty: half a word is no word.
    """
    kept: list[str] = []
    lost: dict[str, None] = {}
    for char in unicodedata.normalize("NFC", plain(" ".join(text.split()))):
        if char.isspace() or face_for(char, setting.language):
            kept.append(char)
        else:
            lost[char] = None
    letters = "".join(c for c in lost if unicodedata.category(c)[0] in "LMN")
    if letters:
        found = scripts_of(letters[0])
        return "", Unset(letters, found[0].name if found else "")
    result = " ".join("".join(kept).split())
    if not can_shape():
        for char in result:
            shaped = [script for script in scripts_of(char) if script.needs_shaper]
            if shaped:
                return "", Unset(char, shaped[0].name, needs_shaper=True)
    return result, Unset("".join(lost))


def runs_of(text: str, setting: Setting) -> list[Run]:
    """Return the runs of a line from left to right; every letter has a face (see above)."""
    runs: list[Run] = []
    for part, rtl in visual_runs(text, rtl=setting.rtl):
        pieces = _by_face(part, setting, rtl=rtl)
        runs.extend(reversed(pieces) if rtl else pieces)
    return runs


def is_mixed(text: str) -> bool:
    """Return whether most letters of a text are of scripts that the packaged face sets.

    A few Han characters in an English title do not make it a Chinese one, nor the other way.
    """
    letters = [char for char in text if char.isalpha()]
    usual = scripts()[0].name
    known = sum(any(script.name == usual for script in scripts_of(char)) for char in letters)
    return known * 2 > len(letters)


def _by_face(text: str, setting: Setting, *, rtl: bool) -> list[Run]:
    """Return the text cut where the face changes; spaces and marks stay with what they follow."""
    language = setting.language
    whole = None if setting.mixed and not rtl else face_for(text, language)
    if whole is not None:
        return [Run(text, whole, rtl)]
    pieces: list[tuple[str, Face]] = []
    for cluster in clusters(text):
        face = pieces[-1][1] if pieces else None
        if face is None or not face.covers(cluster.strip()):
            face = face_for(cluster, language) or face
        elif cluster.isspace():
            face = pieces[-1][1]
        if face is None:
            continue
        if pieces and pieces[-1][1] == face:
            pieces[-1] = (pieces[-1][0] + cluster, face)
        else:
            pieces.append((cluster, face))
    return [Run(piece, face, rtl) for piece, face in pieces]


_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")


def clusters(text: str) -> list[str]:
    """Return the text cut into letters with the marks that belong to them."""
    found: list[str] = []
    for char in text:
        belongs = unicodedata.category(char) in ("Mn", "Mc", "Me") or char in _JOINERS
        # A virama or joiner binds the next letter too.
        bound = found and (
            found[-1][-1] == "\u200d" or unicodedata.combining(found[-1][-1]) == _VIRAMA
        )
        if found and (belongs or (bound and char.isalpha())):
            found[-1] += char
        else:
            found.append(char)
    return found


def _is_shaped(text: str) -> bool:
    """Return whether letters of the run change with their neighbours."""
    return any(
        unicodedata.bidirectional(char) in ("AL", "NSM")
        or any(script.needs_shaper for script in scripts_of(char))
        for char in text
        if char > _LAST_OF_LATIN
    )


@lru_cache(maxsize=4096)
def _advance(face: Face, weight: int, cluster: str) -> float:
    return float(face.at(_MEASURE_PX, weight).getlength(cluster)) / _MEASURE_PX


@lru_cache(maxsize=4096)
def _kern(face: Face, left: str, right: str) -> float:
    tables = face.sfnt
    # Kerning of full-width letters presumes proportional widths, which nobody asked for.
    if tables is None or len(left) > 1 or unicodedata.east_asian_width(right[0]) in "WF":
        return 0.0
    return tables.kern(tables.glyph(ord(left)), tables.glyph(ord(right[0]))) / tables.units_per_em


@dataclass(frozen=True, slots=True)
class _Placed:
    """What is drawn in one go, ``x`` ems from the line's left edge."""

    text: str
    face: Face
    x: float
    direction: str = ""  # of a run that libraqm shapes


@lru_cache(maxsize=1024)
def _placed(text: str, setting: Setting) -> tuple[tuple[_Placed, ...], float]:
    """Return (pieces, width in ems) of a line."""
    pieces: list[_Placed] = []
    x = 0.0
    for run in runs_of(text, setting):
        shown = run.text
        if _is_shaped(shown):
            if can_shape():
                direction = "rtl" if run.rtl else "ltr"
                font = run.face.at(_MEASURE_PX, setting.weight, shaped=True)
                pieces.append(_Placed(shown, run.face, x, direction))
                x += font.getlength(shown, direction=direction) / _MEASURE_PX
                continue
            shown = joined(shown) if run.rtl else shown
        elif run.rtl:
            shown = joined(shown)
        before = ""
        for cluster in clusters(shown):
            if before:
                x += _kern(run.face, before, cluster)
            pieces.append(_Placed(cluster, run.face, x))
            x += _advance(run.face, setting.weight, cluster)
            before = cluster
    return tuple(pieces), x


def width_em(text: str, setting: Setting) -> float:
    """Return how wide a line is, in ems."""
    return _placed(text, setting)[1]


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to draw: ``x`` is its left end, ``baseline`` where its letters stand."""

    text: str
    x: float
    baseline: float
    size_px: int
    colour: tuple[int, int, int]
    setting: Setting


def draw_line(draw: ImageDraw, line: Line) -> None:
    """Draw a line of a cover."""
    for piece in _placed(line.text, line.setting)[0]:
        place = (line.x + piece.x * line.size_px, line.baseline)
        weight, colour = line.setting.weight, line.colour
        if piece.direction:
            font = piece.face.at(line.size_px, weight, shaped=True)
            draw.text(place, piece.text, colour, font, anchor="ls", direction=piece.direction)
        elif not piece.text.isspace():
            font = piece.face.at(line.size_px, weight)
            draw.text(place, piece.text, colour, font, anchor="ls")
