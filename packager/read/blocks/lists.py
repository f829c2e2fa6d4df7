# ruff: noqa: ARG001 - what takes a block is called alike for all
"""Lists, definitions and notes: what has lines further in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packager.read.blocks.lines import (
    DEEPEST_LIST,
    LIST,
    NOTE,
    TAB,
    TERM,
    Item,
    State,
    goes_on_as_list,
    is_item,
    list_kind,
)

if TYPE_CHECKING:
    from packager.read.blocks import Blocks

_BOX = re.compile(r"\[([ xX])\][ \t]+(?=\S)")


def note(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Begin a note."""
    match = NOTE.match(body)
    if not match:
        return False
    if state.marker:  # a note's mark that begins another's text, or an item's
        blocks.text(state, "\\" + body)
        return True
    _enter(
        state,
        f"[^{match[1]}]:",
        TAB + (state.items[-1].offset if state.items else 0),
        match[2],
        "note",
    )
    return True


def term(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Begin a definition."""
    match = TERM.match(body)
    if not match or not state.can_define or state.marker:
        return False
    _enter(state, ":", indent + 1 + min(len(match[1]), TAB), match[2], "term")
    return True


def list_item(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Begin an item of a list."""
    match = LIST.match(body)
    if not match or len(state.items) >= DEEPEST_LIST:
        return False
    marker, spaces, content = match[1], match[2] or "", match[3] or ""
    in_list = bool(state.items) and state.items[-1].kind in ("ul", "ol")
    first = marker[:-1] in ("", "1", "0") or in_list or not state.in_paragraph
    was_item = bool(state.out) and is_item(state.out[-1][0])
    if state.in_paragraph and not was_item and not (content.strip() and first):
        return False
    if state.marker:  # a list that begins inside the first line of an item
        at = len(marker) - 1
        blocks.text(state, f"{body[:at]}\\{body[at:]}")
        return True
    if state.in_paragraph and not goes_on_as_list(state.out):
        state.out.append(("", state.lines[state.at][1]))
    kind = list_kind(marker)
    width = len(spaces) if content.strip() and len(spaces) <= TAB else 1
    content = " " * (len(spaces) - width) + content if content.strip() else ""
    box = _BOX.match(content)
    if box:
        content = ("☐ " if box[1] == " " else "☑ ") + content[box.end() :]
    marker = marker.replace(")", ".") if kind == "ol" else "-"
    _enter(state, marker, indent + len(match[1]) + width, content, kind)
    return True


def _enter(state: State, marker: str, offset: int, content: str, kind: str) -> None:
    """Open a list item, note or definition; its first line is read as one of its own."""
    number = state.lines[state.at][1]
    state.items.append(Item(offset, kind))
    state.marker = marker
    state.in_paragraph = False
    if content.strip():
        state.lines[state.at] = (" " * offset + content, number)
    else:
        state.at += 1
        following = state.lines[state.at][0] if state.at < len(state.lines) else ""
        if not following.strip():
            state.marker = ""
            state.items.pop()
