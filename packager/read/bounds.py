"""How much text one essay may be, so that no file takes a machine's memory or an afternoon.

The bounds lie far above any book: a long novel is 3 MB, and has some hundred notes.
"""

from __future__ import annotations

import re

from packager.errors import SourceError
from packager.lazy_pattern import lazy_pattern

MOST_BYTES = 20_000_000
_MOST_NOTES = 10_000
_MOST_ABBREVIATIONS = 2_000
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\n]{1,200}\]:", re.M)
_ABBREVIATION = re.compile(r"^ {0,3}\*\[[^\]\n]{1,200}\]\s?:", re.M)
_KINDS = (("notes", _NOTE, _MOST_NOTES), ("abbreviations", _ABBREVIATION, _MOST_ABBREVIATIONS))

# Python-Markdown 3.10 copies a text once for each mark that it finds there
_MARKS = "*_[~&<^`!\\"
_MOST_COPIED = 3_000_000_000  # characters, some seconds' work; a novel of 3 MB takes 100 million
_SMALL = 100_000
# A list's items and a table's rows are texts of their own
_RUN = lazy_pattern(r"\n(?=[ >]*(?:[-*+|:]|\d{1,9}[.)]|\[\^)\s?)")
_LEAD = lazy_pattern(r"[ >]*(?:(?:[-*+]|\d{1,9}[.)])[ ]+|\[\^[^\]\n]{1,200}\]:\s*)?")


def refuse_large(size_bytes: int, name: str) -> None:
    """Do nothing if a text is not too large.

    Raises:
        SourceError: it is larger than :data:`MOST_BYTES`.
    """
    if size_bytes > MOST_BYTES:
        raise SourceError(
            f"{name}: is {size_bytes // 1_000_000} MB; give at most "
            f"{MOST_BYTES // 1_000_000} MB of text in one file"
        )


def refuse_many(text: str, name: str) -> None:
    """Do nothing if a text's notes and abbreviations are not too many.

    Raises:
        SourceError: they are; the message says how many.
    """
    for kind, pattern, most in _KINDS:
        count = sum(1 for _ in pattern.finditer(text))
        if count > most:
            raise SourceError(f"{name}: holds {count:,} {kind}; give at most {most:,} in one file")


class Budget:
    """What is left of the work that an essay's marks may make."""

    def __init__(self) -> None:
        self._left = _MOST_COPIED

    def costly(self, paragraph: str) -> list[tuple[int, int]]:
        """Return where a paragraph's marks are too many to be read; mostly nowhere."""
        if len(paragraph) * sum(map(paragraph.count, _MARKS)) < _SMALL:
            return []
        places = []
        start = 0
        for end in [*(run.end() for run in _RUN.finditer(paragraph)), len(paragraph)]:
            piece = paragraph[start:end]
            cost = len(piece) * sum(map(piece.count, _MARKS))
            if cost >= _SMALL and cost > self._left:
                lead = _LEAD.match(piece)
                places.append((start + (lead.end() if lead else 0), end))
            else:
                self._left -= cost
            start = end
        return places
