# ruff: noqa: ARG001 - what takes a block is called alike for all
"""Tables: rows of cells between bars, and those that are drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packager.read import grid_tables
from packager.read.blocks.lines import DEEPEST_QUOTE, State, starts_block, untabbed
from packager.read.highlight import code_block

if TYPE_CHECKING:
    from packager.read.blocks import Blocks

_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")


def table(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take a table of rows between bars."""
    if "|" not in body or state.at + 1 >= len(state.lines):
        return False
    delimiter = state.lines[state.at + 1][0].strip()
    if "|" not in delimiter + body or "-" not in delimiter or not _DELIMITER.match(delimiter):
        return False
    if "|" not in delimiter and not body.strip().startswith("|"):
        return False
    state.out.append(("", state.lines[state.at][1])) if not state.marker else None
    while state.at < len(state.lines):
        text, number = state.lines[state.at]
        line = untabbed(text).strip()
        if not line or ("|" not in line and starts_block(line)):
            break
        blocks.write(state, line, number)
        state.at += 1
    state.out.append(("", state.lines[min(state.at, len(state.lines) - 1)][1]))
    state.in_paragraph = state.can_define = False
    return True


def grid(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take a table that is drawn with lines; one that is no plain table stays a drawing."""
    if not body.startswith("+") or not grid_tables.is_border(body):
        return False
    taken = []
    number = state.lines[state.at][1]
    for text, _ in state.lines[state.at :]:
        line = untabbed(text).strip()
        if not line.startswith(("+", "|")):
            break
        taken.append(line)
    while len(taken) > 1 and not grid_tables.is_border(taken[-1]):
        taken.pop()
    state.at += len(taken)
    rows = grid_tables.rows_of(taken) if len(taken) > 1 else None
    if rows is None or state.depth >= DEEPEST_QUOTE:
        code = "\n".join(taken)
        blocks.block(state, blocks.stash.put(code_block(code), code, block=True), number)
        return True
    head, body_rows = rows
    blocks.tag(state, "<table>", number)
    for part, name, cells in (("thead", "th", head), ("tbody", "td", body_rows)):
        if cells:
            blocks.tag(state, f"<{part}>", number)
            for row in cells:
                blocks.tag(state, "<tr>", number)
                for cell in row:
                    inner = [(line, number) for line in cell]
                    blocks.wrapped(state, f"<{name}>", inner, f"</{name}>", number)
                blocks.tag(state, "</tr>", number)
            blocks.tag(state, f"</{part}>", number)
    blocks.tag(state, "</table>", number)
    return True
