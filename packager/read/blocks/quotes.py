# ruff: noqa: ARG001 - what takes a block is called alike for all
"""Quotations, divisions with a fence around them, verse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packager.read import callouts
from packager.read.blocks.lines import (
    ATTRIBUTES,
    DEEPEST_QUOTE,
    Line,
    State,
    starts_block,
    untabbed,
)
from packager.xhtml import escape

if TYPE_CHECKING:
    from packager.read.blocks import Blocks

_DEEPEST_FENCE = 40
_VERSE = re.compile(r"\|(?:[ \t]|\Z)")


def quotation(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take a quotation, with the lines that go on its last paragraph; a callout is one too."""
    if body.startswith(">}}"):
        return False  # the end of a tag of a site generator
    if not body.startswith(">") or state.depth >= DEEPEST_QUOTE:
        if body.startswith(">"):
            state.lines[state.at] = (body.lstrip("> "), state.lines[state.at][1])
            return True
        return False
    number = state.lines[state.at][1]
    inner: list[Line] = []
    while state.at < len(state.lines):
        text, at = state.lines[state.at]
        line = untabbed(text).lstrip(" ")
        if line.startswith(">"):
            line = line[1:]
            inner.append((line[1:] if line.startswith(" ") else line, at))
        elif line and inner[-1][0].strip() and not _ends_quotation(line):
            inner.append((line, at))
        else:
            break
        state.at += 1
    following = state.lines[state.at][0].strip() if state.at < len(state.lines) else ""
    attributes = ATTRIBUTES.match(following)
    callout = callouts.FIRST_LINE.match(inner[0][0])
    if callout and not callouts.is_quotation(callout[1]):
        start = callouts.opened(callout[1], callout[2].strip(), blocks.language)
        blocks.wrapped(state, start, inner[1:], "</aside>", number)
    elif attributes:
        state.at += 1
        start = f"<blockquote{_written(attributes[1])}>"
        blocks.wrapped(state, start, inner, "</blockquote>", number)
    else:
        lines = blocks.rewrite(inner[1:] if callout else inner, state.depth + 1)
        state.out.append(("", number))
        for text, at in lines:
            blocks.write(state, f"> {text}" if text else ">", at)
        state.out.append(("", number))
        state.in_paragraph = False
    return True


def _ends_quotation(line: str) -> bool:
    return starts_block(line) or bool(ATTRIBUTES.match(line))


def division(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take the line that opens or closes a division (``:::``)."""
    if not body.startswith(":::"):
        return False
    tags = callouts.fence(body, blocks.language)
    if tags is None or (tags[0] and len(state.fences) >= _DEEPEST_FENCE):
        return False
    number = state.lines[state.at][1]
    state.at += 1
    if tags[0]:
        state.fences.append(tags[1])
        blocks.block(state, blocks.stash.put(tags[0], "", block=True), number)
    elif state.fences:
        blocks.block(state, blocks.stash.put(state.fences.pop(), "", block=True), number)
    return True


def verse(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take lines of verse, each behind a bar."""
    if not _VERSE.match(body) or state.in_paragraph or body.rstrip().endswith("|"):
        return False
    number = state.lines[state.at][1]
    blocks.block(state, blocks.stash.put('<div class="verse">', "", block=True), number)
    while state.at < len(state.lines):
        text, at = state.lines[state.at]
        line = untabbed(text).lstrip(" ")
        if not _VERSE.match(line):
            break
        verse = line[2:].rstrip()
        lead = len(verse) - len(verse.lstrip(" "))
        state.at += 1
        following = state.lines[state.at][0] if state.at < len(state.lines) else ""
        ends = "  " if _VERSE.match(following.lstrip()) and following.strip(" |") else ""
        if verse.strip():
            blocks.write(state, "&#160;" * lead + verse.lstrip(" ") + ends, at)
        else:
            state.out.append(("", at))
    blocks.block(state, blocks.stash.put("</div>", "", block=True), number)
    return True


def _written(attributes: str) -> str:
    """Return the classes and id of an attribute list as attributes of a tag."""
    classes = re.findall(r"\.([\w-]+)", attributes)
    key = re.search(r"#([\w-]+)", attributes)
    return (f' id="{escape(key[1])}"' if key else "") + (
        f' class="{escape(" ".join(classes))}"' if classes else ""
    )
