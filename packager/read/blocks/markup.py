# ruff: noqa: ARG001 - what takes a block is called alike for all
"""Raw HTML and tags of site generators as blocks, comments, and lines that are for a program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packager.lazy_pattern import lazy_pattern
from packager.model import NoteKind
from packager.read import html_blocks, shortcodes
from packager.read.blocks.code import put_code
from packager.read.blocks.lines import FENCE, Line, State, dedented, is_item, untabbed

if TYPE_CHECKING:
    from packager.read.blocks import Blocks

_LONGEST_TAGS = 4_000
_REFERENCE = re.compile(r"\[(?!\^)(?:[^\[\]\\]|\\.)+\]:\s*\S")
_ABBREVIATION = re.compile(r"\*\[[^\]\\]+\] ?:[ \t]*\S")
_IMPORT = lazy_pattern(
    r"(?:import\s+(?:[\w*{}\s,$]+\s+from\s+)?['\"][^'\"]+['\"]|export\s+(?:const|default|function)\b.*);?\s*\Z"
)
_KRAMDOWN = re.compile(r"\{::.*\}\s*\Z|\{:(?:toc|refdef|options)\b.*\}\s*\Z")
_CONTENTS = re.compile(r"\[\[?(?:toc|_toc_)\]\]?\s*\Z", re.I)
_MUST_END = frozenset(("-->", "?>", "]]>", ">", "</script>", "</style>", "</textarea>"))
COMPONENT = re.compile(r"[ \t]*<[A-Z][\w.]*\s*\Z")
_LONGEST_COMPONENT = 40  # lines
_CODE_TAGS = frozenset(("highlight", "codeblock", "code", "code-toggle", "sourcecode"))


def site_tags(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take a line that holds nothing but tags of a site generator."""
    if not body.startswith(("{%", "{{")) or len(body) > _LONGEST_TAGS:
        return False
    match = shortcodes.TAG.match(body)
    if match is not None and shortcodes.TAG.sub("", body).strip():
        return False
    if match is None:
        return False
    number = state.lines[state.at][1]
    tag = shortcodes.tag_of(match)
    is_block = tag.name in (*_CODE_TAGS, "comment") and not tag.closes
    if is_block and match[0] == body.strip() and _tag_block(blocks, state, tag, indent):
        return True
    state.at += 1
    markup = blocks.tags.shown_in(body)
    if markup.strip():
        blocks.block(state, blocks.stash.put(markup, markup, block=True), number)
    elif not state.marker:
        state.out.append(("", number))
        state.in_paragraph = False
    return True


def _tag_block(blocks: Blocks, state: State, tag: shortcodes.Tag, indent: int) -> bool:
    """Take code between two tags, or drop a comment."""
    number = state.lines[state.at][1]
    ending = re.compile(
        rf"\s*\{{(?:%-?\s*end{tag.name}\s*-?%|\{{[<%]\s*/\s*{tag.name}\s*[>%]\}})\}}\s*\Z"
    )
    key = f"end{tag.name}"
    rest = range(state.at + 1, 0 if state.no_end.get(key) else len(state.lines))
    if not any(ending.match(state.lines[at][0]) for at in rest):
        state.no_end[key] = True
        return False
    state.at += 1
    taken = blocks.taken(state, lambda line: bool(ending.match(line)), indent)
    if tag.name == "comment":
        return True
    language = tag.argument("lang", "language") or (tag.plain[0] if tag.plain else "")
    if tag.name == "codeblock":
        language = tag.argument("lang")
    fence = next((at for at, line in enumerate(taken) if line.strip()), None)
    if fence is not None and FENCE.match(taken[fence].strip()):
        inner = FENCE.match(taken[fence].strip())
        language = inner[2] if inner else language
        taken = [line for line in taken[fence + 1 :] if not FENCE.fullmatch(line.strip())]
    put_code(blocks, state, "\n".join(taken), language, number)
    return True


def html(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take raw HTML, up to where CommonMark ends it."""
    end = html_blocks.end_of(body, in_paragraph=state.in_paragraph)
    if end is None:
        return False
    number = state.lines[state.at][1]
    if end in _MUST_END and not _ends(state, end):
        blocks.text(state, f"&lt;{body[1:]}")
        return True
    inside = html_blocks.markdown_inside(body)
    if inside is not None:
        blocks.raw(state, inside[0], number)
        state.lines[state.at] = (" " * indent + inside[1], number)
        return True
    taken: list[str] = []
    while state.at < len(state.lines):
        line = dedented(state.lines[state.at][0], indent)
        if not end and not line.strip() and not _html_goes_on(state, taken):
            break
        if taken and not end and html_blocks.markdown_inside(line.lstrip()):
            break
        state.at += 1
        taken.append(line)
        if end and end in (line if len(taken) > 1 else line[2:]).lower():
            break
    markup = "\n".join(taken)
    if markup.startswith("<!--"):
        markup = markup.partition("-->")[2] if "-->" in markup else ""
        if not markup.strip():
            state.in_paragraph = False
            return True
    state.open_html = max(0, state.open_html + html_blocks.balance(markup))
    blocks.raw(state, markup, number)
    return True


def _ends(state: State, end: str) -> bool:
    """Return whether an end stands further on, so that what begins here is not endless."""
    if state.no_end.get(end):
        return False
    found = any(end in line.lower() for line, _ in state.lines[state.at :])
    state.no_end[end] = not found
    return found


def _html_goes_on(state: State, taken: list[str]) -> bool:
    """Return whether HTML that is not closed goes on, indented, after an empty line."""
    if html_blocks.balance("\n".join(taken)) <= 0:
        return False
    following = state.lines[state.at : state.at + 3]
    line = next((untabbed(text) for text, _ in following if text.strip()), "")
    return line.startswith("    ") and line.lstrip().startswith("<")


def comment(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Drop a comment of Obsidian's that goes over empty lines, from ``%%`` to ``%%``.

    One inside a paragraph is :mod:`packager.read.spans`' business. What begins with ``%%`` and
    does not end so is a comment only if a later line ends so: in MATLAB it is a heading.
    """
    if not body.startswith("%%") or body.startswith("%%%") or state.no_end.get("%%"):
        return False
    if len(body.rstrip()) > len("%%") and body.rstrip().endswith("%%"):
        return False
    following = range(state.at + 1, len(state.lines))
    end = next((at for at in following if state.lines[at][0].rstrip().endswith("%%")), None)
    if end is None:
        state.no_end["%%"] = True
        return False
    lines = [line.strip() for line, _ in state.lines[state.at : end + 1]]
    if all(lines):
        return False
    comment = " ".join(" ".join(lines).removeprefix("%%").removesuffix("%%").split())
    number = state.lines[state.at][1]
    blocks.report(NoteKind.DROPPED, f"comment dropped: {comment[:60]}", number)
    state.at = end + 1
    state.in_paragraph = False
    return True


def aside(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take lines that are for a program: link definitions, imports, settings."""
    number = state.lines[state.at][1]
    if _ABBREVIATION.match(body) or (not state.in_paragraph and _REFERENCE.match(body)):
        blocks.write(state, shortcodes.in_address(body), number)
        state.out.append(("", number))
        state.at += 1
        return True
    if _KRAMDOWN.match(body) or _CONTENTS.match(body):
        if body.startswith("{:toc") and state.out and is_item(state.out[-1][0]):
            state.out.pop()
        blocks.report(NoteKind.DROPPED, f"{body.strip()[:60]!r} is for a site generator", number)
        state.at += 1
        return True
    if blocks.with_jsx and not state.in_paragraph and _IMPORT.match(body):
        blocks.report(NoteKind.DROPPED, f"{body.strip()[:60]!r} is for a program", number)
        state.at += 1
        return True
    return False


def join_tag(lines: list[Line], at: int) -> None:
    """Put the tag of a component that is written over several lines on one."""
    for end in range(at + 1, min(at + _LONGEST_COMPONENT, len(lines))):
        text = lines[end][0].strip()
        if not text:
            return
        if text.endswith(">"):
            parts = [lines[at][0].rstrip(), *(line.strip() for line, _ in lines[at + 1 : end + 1])]
            lines[at : end + 1] = [(" ".join(parts), lines[at][1])]
            return
