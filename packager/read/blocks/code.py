"""Code and formulas that are blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packager.model import NoteKind
from packager.read import shortcodes
from packager.read.blocks.lines import FENCE, State, dedented, untabbed
from packager.read.formulas import formula
from packager.read.highlight import code_block
from packager.read.span_marks import looks_like_tex

if TYPE_CHECKING:
    from packager.read.blocks import Blocks

_LONGEST_FORMULA = 60  # lines
_MATH_ENDS = {"$$": "$$", "\\[": "\\]"}
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|alignat|gather|multline|eqnarray|cases|matrix|displaymath)\*?)\}"
)
_INFO_NAME = re.compile(r"\{?[{.=]*\s*\.?([A-Za-z0-9_+#-]+)")


def indented_code(blocks: Blocks, state: State, base: int) -> None:
    """Take code that is code because it stands four columns further in."""
    number = state.lines[state.at][1]
    taken: list[str] = []
    while state.at < len(state.lines):
        line = untabbed(state.lines[state.at][0])
        if line.strip() and len(line) - len(line.lstrip(" ")) < base:
            break
        taken.append(dedented(line, base))
        state.at += 1
    code = "\n".join(taken)
    blocks.block(state, blocks.stash.put(code_block(code), code, block=True), number)


def fence(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take code between two fences."""
    match = FENCE.match(body)
    if not match or (match[1][0] == "`" and "`" in match[2]):
        return False
    number = state.lines[state.at][1]
    mark, length = match[1][0], len(match[1])
    closing = re.compile(rf" {{0,3}}{re.escape(mark)}{{{length},}}[ \t]*\Z")
    state.at += 1
    code = "\n".join(blocks.taken(state, lambda line: bool(closing.match(line)), indent))
    put_code(blocks, state, code, match[2].strip(), number)
    return True


def put_code(blocks: Blocks, state: State, code: str, info: str, number: int) -> None:
    """Write code as what its fence says it is: a formula, markup, or code in a language."""
    name = _INFO_NAME.match(info)
    language = name[1] if name else ""
    if info.startswith("{="):
        if language.startswith("html"):
            blocks.raw(state, code, number)
        else:
            blocks.report(NoteKind.DROPPED, f"a block for {language} only: {code[:60]!r}", number)
        return
    if language == "math":
        blocks.block(state, blocks.stash.put(formula(code, block=True), code, block=True), number)
        return
    code = shortcodes.in_code(code)
    blocks.block(state, blocks.stash.put(code_block(code, language), code, block=True), number)


def formula_block(blocks: Blocks, state: State, body: str, indent: int) -> bool:
    """Take a formula that is displayed."""
    environment = _ENVIRONMENT.match(body)
    start = body[:2]
    if environment:
        end = "\\end{" + environment[1] + "}"
    elif start in _MATH_ENDS:
        end = _MATH_ENDS[start]
    else:
        return False
    number = state.lines[state.at][1]
    first = body if environment else body[2:]
    taken: list[str] = []
    for line, _ in state.lines[state.at : state.at + _LONGEST_FORMULA]:
        text = dedented(line, indent) if taken else first
        at = text.find(end)
        if at >= 0:
            rest = text[at + len(end) :].strip()
            if rest and not re.match(r"[.,;]|\{#|\(\w+\)\Z", rest):
                return False
            taken.append(text[: at + len(end)] if environment else text[:at])
            break
        if not text.strip() and taken:
            return False
        taken.append(text)
    else:
        return False
    tex = "\n".join(taken)
    if start == "\\[" and not looks_like_tex(tex):
        return False  # brackets that were escaped: words of the author's
    state.at += len(taken)
    made = formula(tex, block=True)
    if "<math" not in made:
        blocks.report(NoteKind.WARNING, f"formula kept as TeX: {tex.strip()[:60]}", number)
    blocks.block(state, blocks.stash.put(made, tex, block=True), number)
    return True
