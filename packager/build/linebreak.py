"""Where the lines of a title end: evenly, at good places, in scripts with spaces and without."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from packager.build.typeset import Setting, clusters, width_em
from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ELLIPSIS = "…"

# JIS X 4051: what does not begin a line, what does not end one.
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー々〜～’”）〕］｝〉》」』】…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ゛゜!?,.:;)]}%»"
)
_NOT_LAST = frozenset("‘“（〔［｛〈《「『【([{«")
_WORD = re.compile(r"\S+\s*|\s+")
_AFTER_DASH = re.compile(r"(?<=[^\W\d_][-–—/])(?=\w)")
_HAN_OR_KANA = lazy_pattern(
    "[\u2e80-\u2fdf\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff01-\uffef]"
)
_NO_SPACES = lazy_pattern("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u0f00-\u0fff]")
_POOR_BREAK, _BAD_BREAK = 0.12, 0.4


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never broken, with the cost of breaking behind it (in line widths squared)."""

    text: str
    cost: float = 0.0


@lru_cache(maxsize=64)
def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return a text cut wherever a line may end: spaces, dashes, between Han and kana."""
    found: list[Piece] = []
    for word in _WORD.findall(text):
        for part in _AFTER_DASH.split(word):
            found.extend(_within(part))
    return tuple(found)


def _within(word: str) -> list[Piece]:
    """Return one word cut between letters of scripts that are written without spaces."""
    # In front of, between and behind the scripts meant: nothing that the patterns would find.
    if not any("\u0e00" <= letter < "\u2000" or letter >= "\u2e80" for letter in word):
        return [Piece(word)]
    found: list[Piece] = []
    start = 0
    letters = clusters(word)
    for i in range(1, len(letters)):
        left, right = letters[i - 1], letters[i]
        if right.isspace() or left[0] in _NOT_LAST or right[0] in _NOT_FIRST:
            continue
        wide = _HAN_OR_KANA.match(left) or _HAN_OR_KANA.match(right)
        if wide or (_NO_SPACES.match(left) and _NO_SPACES.match(right)):
            found.append(Piece("".join(letters[start:i]), _break_cost(left[0], right[0])))
            start = i
    found.append(Piece("".join(letters[start:])))
    return found


def _kind(char: str) -> str:
    code = ord(char)
    if 0x3041 <= code <= 0x309F:  # noqa: PLR2004 - hiragana
        return "hiragana"
    if 0x30A0 <= code <= 0x30FF:  # noqa: PLR2004 - katakana
        return "katakana"
    return "han" if unicodedata.category(char) == "Lo" else "sign" if not char.isalnum() else "word"


def _break_cost(left: str, right: str) -> float:
    """Return how poor a break is: best after a sign or a particle, worst inside a loan word."""
    before, after = _kind(left), _kind(right)
    if before == "sign" or (before == "hiragana" and after in ("han", "katakana", "word")):
        return 0.0
    if before == after == "katakana" or after == "hiragana":
        return _BAD_BREAK
    return _POOR_BREAK


def broken(text: str, setting: Setting, width: float) -> tuple[list[str], bool]:
    """Return (lines, whether they fit) of a text in a column ``width`` ems wide.

    There are as few lines as can be, about equally long (the sum of the squares of what they
    differ from the mean is least). A word wider than the column is cut, and does not fit.
    """
    whole = pieces_of(text)
    pieces = [part for piece in whole for part in _narrow(piece, setting, width)]
    space = width_em(" ", setting)
    widths = [width_em(piece.text.rstrip(), setting) for piece in pieces]
    advances = [
        own + (space if piece.text[-1:].isspace() else 0.0)
        for own, piece in zip(widths, pieces, strict=True)
    ]
    count = _fewest(widths, advances, width)
    fits = len(pieces) == len(whole)
    ends = _best_ends(pieces, widths, advances, width, count)
    lines, start = [], 0
    for end in ends:
        lines.append("".join(piece.text for piece in pieces[start:end]).strip())
        start = end
    return lines, fits


def _narrow(piece: Piece, setting: Setting, width: float) -> list[Piece]:
    """Return a piece cut so that each part fits the column; a cut in a word shows a hyphen."""
    if width_em(piece.text.rstrip(), setting) <= width:
        return [piece]
    parts: list[Piece] = []
    held = ""
    # About equally long, so that no two letters are left for a line of their own.
    hyphen_em = width_em("-", setting)
    room = max(width - hyphen_em, hyphen_em)
    target = width_em(piece.text.rstrip(), setting)
    target /= math.ceil(target / room)
    for cluster in clusters(piece.text):
        hyphen = "-" if held[-1:].isalpha() and cluster[0].isalpha() else ""
        longer = width_em(held + cluster.rstrip(), setting)
        if held and (longer > room or width_em(held, setting) >= target):
            parts.append(Piece(held + hyphen))
            held = ""
        held += cluster
    return [*parts, Piece(held, piece.cost)]


def _fewest(widths: Sequence[float], advances: Sequence[float], width: float) -> int:
    """Return how many lines there are if each is filled as far as it goes."""
    count, used = 1, 0.0
    for own, advance in zip(widths, advances, strict=True):
        if used and used + own > width:
            count, used = count + 1, 0.0
        used += advance
    return count


def _best_ends(
    pieces: Sequence[Piece],
    widths: Sequence[float],
    advances: Sequence[float],
    width: float,
    lines: int,
) -> list[int]:
    """Return where each of ``lines`` lines ends, by dynamic programming over (line, end)."""
    count = len(pieces)
    starts = [0.0]
    for advance in advances:
        starts.append(starts[-1] + advance)
    ideal = starts[-1] / max(lines, 1)
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(1, lines + 1):
        after: dict[int, tuple[float, tuple[int, ...]]] = {}
        for begin, (cost, ends) in best.items():
            for end in range(begin + 1, count + 1):
                length = starts[end - 1] - starts[begin] + widths[end - 1]
                if length > width and end > begin + 1:
                    break
                if line == lines and end < count:
                    continue
                total = (
                    cost
                    + ((length - ideal) / width) ** 2
                    + (pieces[end - 1].cost if end < count else 0)
                )
                if end not in after or total < after[end][0]:
                    after[end] = (total, (*ends, end))
        best = after
    if count in best:
        return list(best[count][1])
    return _filled(widths, advances, width)


def _filled(widths: Sequence[float], advances: Sequence[float], width: float) -> list[int]:
    """Return the ends of lines that are each filled as far as they go."""
    ends, used = [], 0.0
    for i, (own, advance) in enumerate(zip(widths, advances, strict=True)):
        if used and used + own > width:
            ends.append(i)
            used = 0.0
        used += advance
    return [*ends, len(widths)]


def shortened(lines: Iterable[str], most: int, setting: Setting, width: float) -> list[str]:
    """Return at most ``most`` lines, the last with an ellipsis where some are left out."""
    found = list(lines)
    if len(found) <= most:
        return found
    pieces = [piece.text for piece in pieces_of(found[most - 1])]
    while len(pieces) > 1 and width_em("".join(pieces).rstrip() + ELLIPSIS, setting) > width:
        pieces.pop()
    return [*found[: most - 1], "".join(pieces).rstrip(" ,;:–—-") + ELLIPSIS]
