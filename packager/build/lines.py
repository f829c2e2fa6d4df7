"""Which line of an essay's source each line of its file in the book comes from.

Readers keep no lines, so the two texts are laid side by side: the first words of a line of the
book are looked for in the source behind the place found last.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html import unescape
from pathlib import PurePosixPath

from packager.model import Essay
from packager.source_map import Lines
from packager.word_runs import line_runs

# None of them leaves its line: lines are counted behind them
_TAG = re.compile(r"<[^>\n]*>")
_ALT = re.compile(r'<[^>\n]* alt="([^"\n]*)"[^>\n]*>')
_NUMBER = re.compile(r'<a [^>\n]*role="doc-(?:noteref|backlink)"[^>\n]*>[^<\n]*</a>')
_RUN = 3  # words that together are rare enough to be the same place
_STARTS = 3  # how many words of a line may be passed over
_LOOKED_AT = _STARTS + 2 * _RUN
_MOST_SOUGHT = 400_000_000  # characters in all that are looked through for lines far off
_NEAR = 360  # characters ahead that a shorter line is looked for in


def lines_of(essay: Essay, document: str) -> Lines | None:
    """Return the lines of an essay's XHTML file; nothing where its source is not known."""
    if not essay.source_text or not essay.source_file:
        return None
    source = _Source(essay.source_text)
    lines: list[int] = []
    origins: list[int] = []
    cursor = 0
    start = document.find("<body")
    offset = document.count("\n", 0, start)
    for number, text in enumerate(_lines_of_words(_text(document[start:])), offset + 1):
        if not text:
            continue
        place = source.find(text.split(" ", _LOOKED_AT)[:_LOOKED_AT], cursor)
        if place is None:
            continue
        if place >= cursor:
            cursor = place + len(text) + 1
        origin = source.line_at(place)
        if not lines or origin - origins[-1] != number - lines[-1]:
            lines.append(number)
            origins.append(origin)
    name = PurePosixPath(essay.source_file.replace("\\", "/")).name
    return Lines(name, tuple(lines), tuple(origins))


def _text(markup: str) -> str:
    """Return the words of lines of markup, those of alternative texts too, not notes' numbers."""
    if 'role="doc-' in markup:
        markup = _NUMBER.sub(" ", markup)
    if ' alt="' in markup:
        markup = _ALT.sub(r" \1 ", markup)
    text = _TAG.sub(" ", markup)
    if "&" not in text:
        return text
    return "\n".join(unescape(line).replace("\n", " ") for line in text.split("\n"))


def _lines_of_words(text: str) -> list[str]:
    return [line.decode() for line in line_runs(text.casefold())]


class _Source:
    """The words of a source, strung together by single spaces so that runs of them can be found."""

    def __init__(self, text: str) -> None:
        found = _lines_of_words(text)
        self.words = " " + " ".join(line for line in found if line) + " "
        self.starts: list[int] = []  # where each line that has words begins
        self.numbers: list[int] = []
        self.sought = 0
        at = 0
        for number, line in enumerate(found, 1):
            if line:
                self.starts.append(at)
                self.numbers.append(number)
                at += len(line) + 1

    def line_at(self, place: int) -> int:
        """Return the number of the line that holds a place."""
        return self.numbers[bisect_right(self.starts, place) - 1]

    def find(self, wanted: list[str], cursor: int) -> int | None:
        """Return where the first words of a line stand.

        Near and ahead of ``cursor`` three words are enough; elsewhere (the notes may be written
        anywhere) twice as many must agree, or the whole line.
        """
        near = cursor + _NEAR
        for start in range(min(max(len(wanted) - _RUN + 1, 0), _STARTS)):
            before = len(" ".join(wanted[:start])) + (1 if start else 0)
            at = self._place(wanted[start : start + _RUN], cursor, near)
            if at < 0:
                sure = wanted[start : start + 2 * _RUN]
                at = self._far(sure, cursor)
            if at >= 0:
                return max(at - before, 0)
        if 0 < len(wanted) < _RUN:
            at = self._place(wanted, cursor, near)
            return at if at >= 0 else None
        return None

    def _far(self, run: list[str], cursor: int) -> int:
        """Return where words stand anywhere: behind the cursor, else before it; -1 for nowhere.

        When much was looked through, no more is: 40,000 formulas whose lines are nowhere would
        take minutes, and what is lost is only a line in a finding.
        """
        if self.sought > _MOST_SOUGHT:
            return -1
        at = self._place(run, cursor)
        at = self._place(run, 0) if at < 0 else at
        self.sought += abs(at - cursor) if at >= 0 else len(self.words)
        return at

    def _place(self, run: list[str], start: int, end: int | None = None) -> int:
        run_text = f" {' '.join(run)} "
        limit = len(self.words) if end is None else end + len(run_text)
        return self.words.find(run_text, start, limit)
