# ruff: noqa: ARG001 - what takes a block is called alike for all
"""Headings and thematic breaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packager.read.blocks.lines import ATTRIBUTES, HEADING, RULE, State

if TYPE_CHECKING:
    from packager.read.blocks import Blocks

_SETEXT = re.compile(r"(?:=+|-+)[ \t]*\Z")


def heading(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take a heading behind number signs."""
    if not HEADING.match(body):
        return False
    number = state.lines[state.at][1]
    body = re.sub(r"[ \t]*\{-\}[ \t]*\Z", "", body)
    following = state.lines[state.at + 1][0].strip() if state.at + 1 < len(state.lines) else ""
    attributes = ATTRIBUTES.match(following) if following.startswith("{:") else None
    if attributes:
        body = f"{body} {{: {attributes[1].strip()}}}"
        state.at += 1
    blocks.block(state, body, number)
    state.at += 1
    return True


def rule(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take a thematic break, or the line below a heading."""
    if state.in_paragraph and _SETEXT.match(body):
        blocks.write(state, body, state.lines[state.at][1])
        state.out.append(("", state.lines[state.at][1]))
        state.in_paragraph = False
        state.at += 1
        return True
    if not RULE.match(body):
        return False
    blocks.block(state, body, state.lines[state.at][1])
    state.at += 1
    return True
