"""Grid tables as pandoc draws them: https://pandoc.org/MANUAL.html#extension-grid_tables."""

from __future__ import annotations

import re
from itertools import pairwise

_BORDER = re.compile(r"\+(?:[-=:]+\+)+\s*\Z")
_MOST_ROWS = 2_000

Row = list[list[str]]  # the lines of each cell


def is_border(line: str) -> bool:
    """Return whether a line is a border of a grid table."""
    return bool(_BORDER.match(line))


def rows_of(lines: list[str]) -> tuple[list[Row], list[Row]] | None:
    """Return the rows of head and body; ``None`` for a drawing that is no plain table.

    ``lines`` begin and end with a border. Cells that span others make no plain table.
    """
    if len(lines) > _MOST_ROWS or not is_border(lines[0]) or not is_border(lines[-1]):
        return None
    edges = [at for at, character in enumerate(lines[0].rstrip()) if character == "+"]
    head: list[Row] = []
    body: list[Row] = []
    row: Row = [[] for _ in edges[1:]]
    for line in lines[1:]:
        if is_border(line):
            if [at for at, character in enumerate(line.rstrip()) if character == "+"] != edges:
                return None
            body.append(row)
            row = [[] for _ in edges[1:]]
            if "=" in line and not head:
                head, body = body, []
            continue
        padded = line.ljust(edges[-1] + 1)
        if any(padded[at] not in "|+" for at in edges) or len(padded.rstrip()) > edges[-1] + 1:
            return None
        for cell, (start, end) in zip(row, pairwise(edges), strict=True):
            text = padded[start + 1 : end].rstrip()
            cell.append(text.removeprefix(" "))
    return head, body
