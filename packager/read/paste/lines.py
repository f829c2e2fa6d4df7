"""The lines of a pasted text: paragraphs made whole again, with the gaps between them."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from packager.data_classes import dataclass

# Characters that pages put between letters and nobody sees; a joiner stays, Persian needs it
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u00ad\u2060\u200e\u200f\ufffc"))
_WIDEST, _NARROWEST = 100, 50  # columns that a hard wrap is set to
_FEWEST = 4  # lines that must be full before a text counts as wrapped
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text, or one paragraph that was wrapped over several.

    ``number`` is the line of the file, from 1; ``gap`` says whether blank lines stand before
    it, ``indent`` how many spaces it begins with.
    """

    text: str
    number: int
    gap: bool
    indent: int = 0


def split_lines(text: str) -> list[Line]:
    """Return the lines that are not blank; hard-wrapped paragraphs come as one line each."""
    raw: list[Line] = []
    gap = False
    for number, piece in enumerate(text.split("\n"), 1):
        plain = piece.translate(_INVISIBLE).replace("\u00a0", " ").replace("\t", " ").rstrip()
        bare = plain.lstrip()
        if not bare:
            gap = True
            continue
        raw.append(Line(" ".join(bare.split()), number, gap, len(plain) - len(bare)))
        gap = False
    width = wrap_width(raw)
    return _unwrapped(raw, width) if width else raw


def wrap_width(lines: list[Line]) -> int:
    """Return the column at which a text is hard-wrapped, or 0 for one that is not.

    A wrapped text has no line beyond the column, and many that could not have taken the first
    word of the next.
    """
    if len(lines) < _FEWEST:
        return 0
    lengths = sorted(len(line.text) for line in lines)
    # One line in fifty may stick out: an address, a table row
    width = lengths[-1 - len(lengths) // 50]
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    pairs = list(pairwise(lines))
    full = [(a, b) for a, b in pairs if not b.gap and _is_full(a.text, b.text, width)]
    near = sum(len(a.text) for a, _ in full)
    total = sum(lengths)
    open_ended = sum(not a.text.endswith((".", "!", "?", ":", "。")) for a, _ in full)
    wrapped = len(full) >= _FEWEST and near * 4 > total and open_ended * 2 > len(full)
    return width if wrapped else 0


def _is_full(text: str, after: str, width: int) -> bool:
    word = after.split(" ", 1)[0]
    return len(text) + 1 + len(word) > width


def _unwrapped(lines: list[Line], width: int) -> list[Line]:
    """Join each line that had no room for the next one's first word with that next one."""
    made: list[Line] = []
    pieces: list[str] = []
    first: Line | None = None
    for at, line in enumerate(lines):
        first = first or line
        pieces.append(line.text)
        after = lines[at + 1] if at + 1 < len(lines) else None
        if after and not after.gap and _is_full(line.text, after.text, width):
            continue
        made.append(Line(_joined(pieces), first.number, first.gap, first.indent))
        pieces, first = [], None
    return made


def _joined(pieces: list[str]) -> str:
    """Join wrapped pieces: with a space, without one between East Asian characters."""
    text = pieces[0]
    for piece in pieces[1:]:
        tight = _CJK.match(text[-1]) and _CJK.match(piece[0])
        text += piece if tight else f" {piece}"
    return text


def weight(text: str) -> float:
    """Return how long a text is in Latin characters: one that is as wide as two counts 2.5."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text) if not text.isascii() else 0
    return len(text) + 1.5 * wide
