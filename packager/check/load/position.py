"""Exact places in source text: the parser keeps a line, EPUBCheck says line and column.

EPUBCheck names the end of an element's start tag. Those ends are found by a scan of the text, and
only when there is a finding to place. https://www.w3.org/TR/xml/#sec-logical-struct
"""

from __future__ import annotations

import re
from bisect import bisect_left

from packager.lazy_pattern import lazy_pattern

_TOKEN = lazy_pattern(
    r"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*'|\[.*?\]\s*(?=>))*>"
    r"|/[^>]*>|(?P<start>[^\s!?/>](?:[^\"'>]|\"[^\"]*\"|'[^']*')*)>)",
    re.DOTALL,
)


class Positions:
    """Where the start tags of a text end, by the number of their element."""

    def __init__(self, text: str) -> None:
        self._ends = [match.end() for match in _TOKEN.finditer(text) if match["start"] is not None]
        self._lines = line_starts(text)

    def __len__(self) -> int:
        """Return the number of elements."""
        return len(self._ends)

    def of(self, order: int) -> tuple[int, int] | None:
        """Return line and column (from 1) right behind the start tag; ``None`` if there is none."""
        if not 0 <= order < len(self._ends):
            return None
        return line_and_column(self._lines, self._ends[order])


def line_starts(text: str) -> list[int]:
    """Return the offsets at which the lines of a text start; CR, LF and CRLF end one."""
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def line_and_column(starts: list[int], offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset."""
    line = bisect_left(starts, offset + 1)
    return line, offset - starts[line - 1] + 1
