"""Markdown as people write it, put so that Python-Markdown reads the same.

Its lists want four spaces, its code fences stand at the margin, its tables and lists want an
empty line before them; CommonMark (https://spec.commonmark.org/0.31.2/) and the programs that
follow it ask for none of this. Here each line is given the place it has in CommonMark. Code,
formulas and raw HTML go under tokens of :mod:`packager.read.stash` on the way.
"""

from __future__ import annotations

from collections.abc import Callable

from packager.model import NoteKind
from packager.read import html_blocks, shortcodes
from packager.read.blocks import code, headings, lists, markup, quotes, tables
from packager.read.blocks.lines import (
    ATTRIBUTES,
    DEEPEST_LIST,
    HEADING,
    LIST,
    RULE,
    TAB,
    TERM,
    Line,
    State,
    dedented,
    goes_on_as_list,
    list_kind,
    starts_block,
    untabbed,
)
from packager.read.stash import Stash


class Blocks:
    """Rewrites the lines of one essay.

    ``report`` is called with a kind, a message and a line for what is to be told.
    """

    def __init__(
        self,
        stash: Stash,
        tags: shortcodes.Shortcodes,
        language: str,
        report: Callable[[NoteKind, str, int], None],
        *,
        with_jsx: bool = False,
    ) -> None:
        self.stash = stash
        self.tags = tags
        self.language = language
        self.report = report
        self.with_jsx = with_jsx

    def rewrite(self, lines: list[Line], depth: int = 0) -> list[Line]:
        """Return the lines as Python-Markdown is to read them."""
        state = State(lines, depth)
        while state.at < len(state.lines):
            self._line(state)
        for end in reversed(state.fences):
            self.block(state, self.stash.put(end, "", block=True), len(lines))
        return state.out

    def _line(self, state: State) -> None:
        if self.with_jsx and markup.COMPONENT.match(state.lines[state.at][0]):
            markup.join_tag(state.lines, state.at)
        text, number = state.lines[state.at]
        text = untabbed(text)
        body = text.lstrip(" ")
        if not body.strip():
            if not state.marker:
                state.out.append(("", number))
            state.in_paragraph = False
            state.at += 1
            return
        indent = len(text) - len(body)
        popped = ""
        while state.items and indent < state.items[-1].offset and not state.marker:
            is_next = state.items[-1].kind == "term" and TERM.match(body)
            if state.in_paragraph and not is_next and not starts_block(body):
                break
            popped = state.items.pop().kind
        base = state.items[-1].offset if state.items else 0
        relative = indent - base
        if popped:
            if not (self._continues(popped, body) and goes_on_as_list(state.out)):
                state.out.append(("", number))
            state.in_paragraph = False
        in_html = state.open_html > 0 and body.startswith("<")
        if relative >= TAB and not state.in_paragraph and not in_html:
            code.indented_code(self, state, base + TAB)
            return
        if relative < TAB or not state.in_paragraph:
            for start in _STARTS:
                if start(self, state, body, indent):
                    return
        self.text(state, body)

    def _continues(self, popped: str, body: str) -> bool:
        match = LIST.match(body)
        if popped == "term":
            return bool(TERM.match(body))
        return match is not None and popped == list_kind(match[1]) and not RULE.match(body)

    # -- writing -----------------------------------------------------------------------------

    def write(self, state: State, text: str, number: int) -> None:
        """Write a line at the place of the items that are open, the first behind its marker."""
        levels = min(len(state.items), DEEPEST_LIST)
        if state.marker:
            text = "    " * (levels - 1) + (state.marker + " ").ljust(TAB) + text
            state.marker = ""
        else:
            text = "    " * levels + text
        state.out.append((text, number))

    def block(self, state: State, token: str, number: int) -> None:
        """Write a token that stands on its own."""
        if not state.marker:
            state.out.append(("", number))
        self.write(state, token, number)
        state.out.append(("", number))
        state.in_paragraph = state.can_define = False

    def tag(self, state: State, tag: str, number: int) -> None:
        """Write a tag that stands on its own."""
        self.block(state, self.stash.put(tag, "", block=True), number)

    def raw(self, state: State, markup: str, number: int) -> None:
        """Write raw HTML, put aside."""
        if markup.strip():
            markup = html_blocks.contained(self.tags.shown_in(markup))
            self.block(state, self.stash.put(markup, markup, block=True), number)

    def text(self, state: State, body: str) -> None:
        """Write a line of a paragraph."""
        number = state.lines[state.at][1]
        if body.startswith("#") and not HEADING.match(body) and not body.startswith("##"):
            body = "\\" + body  # a tag, not a heading
        match = ATTRIBUTES.match(body)
        if match and not state.in_paragraph and body.startswith("{:"):
            state.at += 1  # attributes of a list, a table or code are no words
            return
        if match and not body.startswith("{:"):
            body = body if " " in match[1] or not state.in_paragraph else "{: " + match[1] + "}"
        elif match:
            body = "{: " + match[1].strip() + "}"
        self.write(state, body, number)
        state.in_paragraph = state.can_define = True
        state.at += 1

    def wrapped(self, state: State, start: str, inner: list[Line], end: str, number: int) -> None:
        """Write lines, rewritten, between two tags."""
        self.block(state, self.stash.put(start, "", block=True), number)
        for text, at in self.rewrite(inner, state.depth + 1):
            self.write(state, text, at) if text else state.out.append(("", at))
        self.block(state, self.stash.put(end, "", block=True), number)

    def taken(self, state: State, end: Callable[[str], bool], base: int) -> list[str]:
        """Take lines up to the one that ends a block, without the container's indentation."""
        taken = []
        while state.at < len(state.lines):
            line = state.lines[state.at][0]
            state.at += 1
            stripped = dedented(line, base)
            if end(stripped):
                break
            taken.append(stripped)
        return taken


_STARTS: tuple[Callable[[Blocks, State, str, int], bool], ...] = (
    code.fence,
    markup.comment,
    code.formula_block,
    markup.site_tags,
    markup.html,
    quotes.quotation,
    quotes.division,
    headings.heading,
    headings.rule,
    lists.note,
    lists.term,
    lists.list_item,
    tables.table,
    tables.grid,
    quotes.verse,
    markup.aside,
)
