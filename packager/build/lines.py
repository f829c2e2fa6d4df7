"""Which line of an essay's source each line of its file in the book comes from.

Readers keep no lines, so the two texts are laid side by side: the first words of a line of the
book are looked for in the source behind the place found last.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from html import unescape
from pathlib import PurePosixPath

from packager.model import Essay
from packager.source_map import Lines

_TAG = re.compile(r"<[^>]*>")
_ALT = re.compile(r'<[^>]* alt="([^"]*)"[^>]*>')
_NUMBER = re.compile(r'<a [^>]*role="doc-(?:noteref|backlink)"[^>]*>[^<]*</a>')
_WORD = re.compile(r"\w+")
_RUN = 3  # words that together are rare enough to be the same place
_NEAR = 60  # words ahead that a shorter line is looked for in


def lines_of(essay: Essay, document: str) -> Lines | None:
    """Return the lines of an essay's XHTML file; nothing where its source is not known."""
    if not essay.source_text or not essay.source_file:
        return None
    words: list[str] = []
    places: list[int] = []
    for number, line in enumerate(essay.source_text.split("\n"), 1):
        found = _WORD.findall(line.casefold())
        words += found
        places += [number] * len(found)
    runs: dict[tuple[str, ...], list[int]] = {}
    for index in range(len(words) - _RUN + 1):
        runs.setdefault(tuple(words[index : index + _RUN]), []).append(index)
    lines: list[int] = []
    origins: list[int] = []
    cursor = 0
    start = document.find("<body")
    offset = document.count("\n", 0, start)
    for number, line in enumerate(document[start:].split("\n"), offset + 1):
        wanted = _WORD.findall(_text(line).casefold())
        place = _find(wanted, words, runs, cursor)
        if place is None:
            continue
        if place >= cursor:
            cursor = place + len(wanted)
        if not lines or places[place] - origins[-1] != number - lines[-1]:
            lines.append(number)
            origins.append(places[place])
    name = PurePosixPath(essay.source_file.replace("\\", "/")).name
    return Lines(name, tuple(lines), tuple(origins))


def _text(line: str) -> str:
    """Return the words of a line of markup, those of alternative texts too, not notes' numbers."""
    return unescape(_TAG.sub(" ", _ALT.sub(r" \1 ", _NUMBER.sub(" ", line))))


def _find(
    wanted: list[str], words: list[str], runs: dict[tuple[str, ...], list[int]], cursor: int
) -> int | None:
    """Return where in the source the first words of a line stand.

    Near and ahead of ``cursor`` three words are enough; elsewhere (the notes may be written
    anywhere) twice as many must agree, or the whole line.
    """
    for start in range(min(max(len(wanted) - _RUN + 1, 0), 3)):
        found = runs.get(tuple(wanted[start : start + _RUN]), [])
        at = bisect_left(found, cursor)
        if at < len(found) and found[at] - cursor <= _NEAR:
            return max(found[at] - start, 0)
        sure = wanted[start : start + 2 * _RUN]
        for index in (*found[at:], *found[:at]):
            if words[index : index + len(sure)] == sure:
                return max(index - start, 0)
    if 0 < len(wanted) < _RUN:
        for index in range(cursor, min(cursor + _NEAR, len(words))):
            if words[index : index + len(wanted)] == wanted:
                return index
    return None
