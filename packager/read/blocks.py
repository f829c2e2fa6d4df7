"""Markdown as people write it, put so that Python-Markdown reads the same.

Its lists want four spaces, its code fences stand at the margin, its tables and lists want an
empty line before them; CommonMark (https://spec.commonmark.org/0.31.2/) and the programs that
follow it ask for none of this. Here each line is given the place it has in CommonMark. Code,
formulas and raw HTML go under tokens of :mod:`packager.read.stash` on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from packager.model import NoteKind
from packager.read import callouts, grid_tables, html_blocks, shortcodes
from packager.read.formulas import formula
from packager.read.highlight import code_block
from packager.read.stash import Stash
from packager.xhtml import escape

Line = tuple[str, int]  # the text and its number in the source

_DEEPEST_QUOTE = 12
_DEEPEST_LIST = 20
_DEEPEST_FENCE = 40
_LONGEST_TAGS = 4_000
_LONGEST_FORMULA = 60  # lines
_TAB = 4
_LIST = re.compile(r"([-*+]|\d{1,9}[.)])(?:( +)(.*)|)\Z", re.S)
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*(.*)\Z")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|\Z)")
_RULE = re.compile(r"([-*_])(?:[ \t]*\1){2,}[ \t]*\Z")
_SETEXT = re.compile(r"(?:=+|-+)[ \t]*\Z")
_NOTE = re.compile(r"\[\^([^\]\s][^\]]*)\]:[ \t]*(.*)\Z")
_TERM = re.compile(r":([ \t]+)(\S.*)\Z")
_REFERENCE = re.compile(r"\[(?!\^)(?:[^\[\]\\]|\\.)+\]:\s*\S")
_ABBREVIATION = re.compile(r"\*\[[^\]\\]+\] ?:[ \t]*\S")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_VERSE = re.compile(r"\|(?:[ \t]|\Z)")
_ATTRIBUTES = re.compile(r"\{:?[ \t]*([^{}%.#=]*[.#=][^{}%]*)\}[ \t]*\Z")
_IMPORT = re.compile(
    r"(?:import\s+(?:[\w*{}\s,$]+\s+from\s+)?['\"][^'\"]+['\"]|export\s+(?:const|default|function)\b.*);?\s*\Z"
)
_KRAMDOWN = re.compile(r"\{::.*\}\s*\Z|\{:(?:toc|refdef|options)\b.*\}\s*\Z")
_CONTENTS = re.compile(r"\[\[?(?:toc|_toc_)\]\]?\s*\Z", re.I)
_MUST_END = frozenset(("-->", "?>", "]]>", ">", "</script>", "</style>", "</textarea>"))
_COMPONENT = re.compile(r"[ \t]*<[A-Z][\w.]*\s*\Z")
_LONGEST_COMPONENT = 40  # lines
_BOX = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_MATH_ENDS = {"$$": "$$", "\\[": "\\]"}
_ENVIRONMENT = re.compile(
    r"\\begin\{((?:equation|align|alignat|gather|multline|eqnarray|cases|matrix|displaymath)\*?)\}"
)
_CODE_TAGS = frozenset(("highlight", "codeblock", "code", "code-toggle", "sourcecode"))
_INFO_NAME = re.compile(r"\{?[{.=]*\s*\.?([A-Za-z0-9_+#-]+)")


@dataclass(slots=True)
class _Item:
    """A list item, definition or note that is open, and the column its content begins in."""

    offset: int
    kind: str


@dataclass(slots=True)
class _State:
    """What is known while the lines of one container are gone through."""

    lines: list[Line]
    depth: int
    out: list[Line] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    marker: str = ""  # of a list item whose first line is still to be written
    in_paragraph: bool = False
    can_define: bool = False
    open_html: int = 0
    fences: list[str] = field(default_factory=list)
    no_end: dict[str, bool] = field(default_factory=dict)  # ends that are not there any more
    at: int = 0


def _join_tag(lines: list[Line], at: int) -> None:
    """Put the tag of a component that is written over several lines on one."""
    for end in range(at + 1, min(at + _LONGEST_COMPONENT, len(lines))):
        text = lines[end][0].strip()
        if not text:
            return
        if text.endswith(">"):
            parts = [lines[at][0].rstrip(), *(line.strip() for line, _ in lines[at + 1 : end + 1])]
            lines[at : end + 1] = [(" ".join(parts), lines[at][1])]
            return


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
        state = _State(lines, depth)
        while state.at < len(state.lines):
            self._line(state)
        for end in reversed(state.fences):
            self._block(state, self.stash.put(end, "", block=True), len(lines))
        return state.out

    # -- one line ----------------------------------------------------------------------------

    def _line(self, state: _State) -> None:
        if self.with_jsx and _COMPONENT.match(state.lines[state.at][0]):
            _join_tag(state.lines, state.at)
        text, number = state.lines[state.at]
        text = _untabbed(text)
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
            is_next = state.items[-1].kind == "term" and _TERM.match(body)
            if state.in_paragraph and not is_next and not self._starts_block(state, body):
                break
            popped = state.items.pop().kind
        base = state.items[-1].offset if state.items else 0
        relative = indent - base
        if popped:
            if not (self._continues(popped, body) and _goes_on_as_list(state.out)):
                state.out.append(("", number))
            state.in_paragraph = False
        in_html = state.open_html > 0 and body.startswith("<")
        if relative >= _TAB and not state.in_paragraph and not in_html:
            self._indented_code(state, base + _TAB)
            return
        if relative < _TAB or not state.in_paragraph:
            for start in self._starts:
                if start(self, state, body, indent):
                    return
        self._text(state, body)

    def _continues(self, popped: str, body: str) -> bool:
        match = _LIST.match(body)
        if popped == "term":
            return bool(_TERM.match(body))
        return match is not None and popped == _list_kind(match[1]) and not _RULE.match(body)

    def _starts_block(self, state: _State, body: str) -> bool:
        """Return whether a line cannot go on a paragraph that was begun further in."""
        return bool(
            _FENCE.match(body)
            or _HEADING.match(body)
            or _RULE.match(body)
            or _NOTE.match(body)
            or (body.startswith((">", ":::", "$$")) and not body.startswith(">}}"))
            or _LIST.match(body)
            or html_blocks.end_of(body, in_paragraph=True) is not None
        )

    # -- writing -----------------------------------------------------------------------------

    def _write(self, state: _State, text: str, number: int) -> None:
        levels = min(len(state.items), _DEEPEST_LIST)
        if state.marker:
            text = "    " * (levels - 1) + (state.marker + " ").ljust(_TAB) + text
            state.marker = ""
        else:
            text = "    " * levels + text
        state.out.append((text, number))

    def _block(self, state: _State, token: str, number: int) -> None:
        """Write a token that stands on its own."""
        if not state.marker:
            state.out.append(("", number))
        self._write(state, token, number)
        state.out.append(("", number))
        state.in_paragraph = state.can_define = False

    def _raw(self, state: _State, markup: str, number: int) -> None:
        if markup.strip():
            markup = html_blocks.contained(self.tags.shown_in(markup))
            self._block(state, self.stash.put(markup, markup, block=True), number)

    def _text(self, state: _State, body: str) -> None:
        number = state.lines[state.at][1]
        if body.startswith("#") and not _HEADING.match(body) and not body.startswith("##"):
            body = "\\" + body  # a tag, not a heading
        match = _ATTRIBUTES.match(body)
        if match and not state.in_paragraph and body.startswith("{:"):
            state.at += 1  # attributes of a list, a table or code are no words
            return
        if match and not body.startswith("{:"):
            body = body if " " in match[1] or not state.in_paragraph else "{: " + match[1] + "}"
        elif match:
            body = "{: " + match[1].strip() + "}"
        self._write(state, body, number)
        state.in_paragraph = state.can_define = True
        state.at += 1

    def _taken(self, state: _State, end: Callable[[str], bool], base: int) -> list[str]:
        """Take lines up to the one that ends a block, without the container's indentation."""
        taken = []
        while state.at < len(state.lines):
            line = state.lines[state.at][0]
            state.at += 1
            stripped = _dedented(line, base)
            if end(stripped):
                break
            taken.append(stripped)
        return taken

    # -- blocks ------------------------------------------------------------------------------

    def _indented_code(self, state: _State, base: int) -> None:
        number = state.lines[state.at][1]
        taken: list[str] = []
        while state.at < len(state.lines):
            line = _untabbed(state.lines[state.at][0])
            if line.strip() and len(line) - len(line.lstrip(" ")) < base:
                break
            taken.append(_dedented(line, base))
            state.at += 1
        code = "\n".join(taken)
        self._block(state, self.stash.put(code_block(code), code, block=True), number)

    def _fence(self, state: _State, body: str, indent: int) -> bool:
        match = _FENCE.match(body)
        if not match or (match[1][0] == "`" and "`" in match[2]):
            return False
        number = state.lines[state.at][1]
        mark, length = match[1][0], len(match[1])
        closing = re.compile(rf" {{0,3}}{re.escape(mark)}{{{length},}}[ \t]*\Z")
        state.at += 1
        code = "\n".join(self._taken(state, lambda line: bool(closing.match(line)), indent))
        self._code(state, code, match[2].strip(), number)
        return True

    def _code(self, state: _State, code: str, info: str, number: int) -> None:
        name = _INFO_NAME.match(info)
        language = name[1] if name else ""
        if info.startswith("{="):
            if language.startswith("html"):
                self._raw(state, code, number)
            else:
                self.report(NoteKind.DROPPED, f"a block for {language} only: {code[:60]!r}", number)
            return
        if language == "math":
            self._block(state, self.stash.put(formula(code, block=True), code, block=True), number)
            return
        code = shortcodes.in_code(code)
        self._block(state, self.stash.put(code_block(code, language), code, block=True), number)

    def _formula(self, state: _State, body: str, indent: int) -> bool:
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
            text = _dedented(line, indent) if taken else first
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
        state.at += len(taken)
        tex = "\n".join(taken)
        made = formula(tex, block=True)
        if "<math" not in made:
            self.report(NoteKind.WARNING, f"formula kept as TeX: {tex.strip()[:60]}", number)
        self._block(state, self.stash.put(made, tex, block=True), number)
        return True

    def _tags(self, state: _State, body: str, indent: int) -> bool:
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
        if is_block and match[0] == body.strip() and self._tag_block(state, tag, indent):
            return True
        state.at += 1
        markup = self.tags.shown_in(body)
        if markup.strip():
            self._block(state, self.stash.put(markup, markup, block=True), number)
        elif not state.marker:
            state.out.append(("", number))
            state.in_paragraph = False
        return True

    def _tag_block(self, state: _State, tag: shortcodes.Tag, indent: int) -> bool:
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
        taken = self._taken(state, lambda line: bool(ending.match(line)), indent)
        if tag.name == "comment":
            return True
        language = tag.argument("lang", "language") or (tag.plain[0] if tag.plain else "")
        if tag.name == "codeblock":
            language = tag.argument("lang")
        fence = next((at for at, line in enumerate(taken) if line.strip()), None)
        if fence is not None and _FENCE.match(taken[fence].strip()):
            inner = _FENCE.match(taken[fence].strip())
            language = inner[2] if inner else language
            taken = [line for line in taken[fence + 1 :] if not _FENCE.fullmatch(line.strip())]
        self._code(state, "\n".join(taken), language, number)
        return True

    def _html(self, state: _State, body: str, indent: int) -> bool:
        end = html_blocks.end_of(body, in_paragraph=state.in_paragraph)
        if end is None:
            return False
        number = state.lines[state.at][1]
        if end in _MUST_END and not self._ends(state, end):
            self._text(state, f"&lt;{body[1:]}")
            return True
        inside = html_blocks.markdown_inside(body)
        if inside is not None:
            self._raw(state, inside[0], number)
            state.lines[state.at] = (" " * indent + inside[1], number)
            return True
        taken: list[str] = []
        while state.at < len(state.lines):
            line = _dedented(state.lines[state.at][0], indent)
            if not end and not line.strip() and not self._html_goes_on(state, taken):
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
        self._raw(state, markup, number)
        return True

    def _ends(self, state: _State, end: str) -> bool:
        """Return whether an end stands further on, so that what begins here is not endless."""
        if state.no_end.get(end):
            return False
        found = any(end in line.lower() for line, _ in state.lines[state.at :])
        state.no_end[end] = not found
        return found

    def _html_goes_on(self, state: _State, taken: list[str]) -> bool:
        """Return whether HTML that is not closed goes on, indented, after an empty line."""
        if html_blocks.balance("\n".join(taken)) <= 0:
            return False
        following = state.lines[state.at : state.at + 3]
        line = next((_untabbed(text) for text, _ in following if text.strip()), "")
        return line.startswith("    ") and line.lstrip().startswith("<")

    def _quotation(self, state: _State, body: str, indent: int) -> bool:
        if body.startswith(">}}"):
            return False  # the end of a tag of a site generator
        if not body.startswith(">") or state.depth >= _DEEPEST_QUOTE:
            if body.startswith(">"):
                state.lines[state.at] = (body.lstrip("> "), state.lines[state.at][1])
                return True
            return False
        number = state.lines[state.at][1]
        inner: list[Line] = []
        while state.at < len(state.lines):
            text, at = state.lines[state.at]
            line = _untabbed(text).lstrip(" ")
            if line.startswith(">"):
                line = line[1:]
                inner.append((line[1:] if line.startswith(" ") else line, at))
            elif line and inner[-1][0].strip() and not self._ends_quotation(state, line):
                inner.append((line, at))
            else:
                break
            state.at += 1
        following = state.lines[state.at][0].strip() if state.at < len(state.lines) else ""
        attributes = _ATTRIBUTES.match(following)
        callout = callouts.FIRST_LINE.match(inner[0][0])
        if callout and not callouts.is_quotation(callout[1]):
            start = callouts.opened(callout[1], callout[2].strip(), self.language)
            self._wrapped(state, start, inner[1:], "</aside>", number)
        elif attributes:
            state.at += 1
            start = f"<blockquote{_written(attributes[1])}>"
            self._wrapped(state, start, inner, "</blockquote>", number)
        else:
            lines = self.rewrite(inner[1:] if callout else inner, state.depth + 1)
            state.out.append(("", number))
            for text, at in lines:
                self._write(state, f"> {text}" if text else ">", at)
            state.out.append(("", number))
            state.in_paragraph = False
        return True

    def _ends_quotation(self, state: _State, line: str) -> bool:
        return self._starts_block(state, line) or bool(_ATTRIBUTES.match(line))

    def _wrapped(self, state: _State, start: str, inner: list[Line], end: str, number: int) -> None:
        self._block(state, self.stash.put(start, "", block=True), number)
        for text, at in self.rewrite(inner, state.depth + 1):
            self._write(state, text, at) if text else state.out.append(("", at))
        self._block(state, self.stash.put(end, "", block=True), number)

    def _comment(self, state: _State, body: str, indent: int) -> bool:
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
        self.report(NoteKind.DROPPED, f"comment dropped: {comment[:60]}", number)
        state.at = end + 1
        state.in_paragraph = False
        return True

    def _division(self, state: _State, body: str, indent: int) -> bool:
        if not body.startswith(":::"):
            return False
        tags = callouts.fence(body, self.language)
        if tags is None or (tags[0] and len(state.fences) >= _DEEPEST_FENCE):
            return False
        number = state.lines[state.at][1]
        state.at += 1
        if tags[0]:
            state.fences.append(tags[1])
            self._block(state, self.stash.put(tags[0], "", block=True), number)
        elif state.fences:
            self._block(state, self.stash.put(state.fences.pop(), "", block=True), number)
        return True

    def _heading(self, state: _State, body: str, indent: int) -> bool:
        if not _HEADING.match(body):
            return False
        number = state.lines[state.at][1]
        body = re.sub(r"[ \t]*\{-\}[ \t]*\Z", "", body)
        following = state.lines[state.at + 1][0].strip() if state.at + 1 < len(state.lines) else ""
        attributes = _ATTRIBUTES.match(following) if following.startswith("{:") else None
        if attributes:
            body = f"{body} {{: {attributes[1].strip()}}}"
            state.at += 1
        self._block(state, body, number)
        state.at += 1
        return True

    def _rule(self, state: _State, body: str, indent: int) -> bool:
        if state.in_paragraph and _SETEXT.match(body):
            self._write(state, body, state.lines[state.at][1])
            state.out.append(("", state.lines[state.at][1]))
            state.in_paragraph = False
            state.at += 1
            return True
        if not _RULE.match(body):
            return False
        self._block(state, body, state.lines[state.at][1])
        state.at += 1
        return True

    def _note(self, state: _State, body: str, indent: int) -> bool:
        match = _NOTE.match(body)
        if not match:
            return False
        if state.marker:  # a note's mark that begins another's text, or an item's
            self._text(state, "\\" + body)
            return True
        self._enter(
            state,
            f"[^{match[1]}]:",
            _TAB + (state.items[-1].offset if state.items else 0),
            match[2],
            "note",
        )
        return True

    def _term(self, state: _State, body: str, indent: int) -> bool:
        match = _TERM.match(body)
        if not match or not state.can_define or state.marker:
            return False
        self._enter(state, ":", indent + 1 + min(len(match[1]), _TAB), match[2], "term")
        return True

    def _list_item(self, state: _State, body: str, indent: int) -> bool:
        match = _LIST.match(body)
        if not match or len(state.items) >= _DEEPEST_LIST:
            return False
        marker, spaces, content = match[1], match[2] or "", match[3] or ""
        in_list = bool(state.items) and state.items[-1].kind in ("ul", "ol")
        first = marker[:-1] in ("", "1", "0") or in_list or not state.in_paragraph
        was_item = bool(state.out) and _is_item(state.out[-1][0])
        if state.in_paragraph and not was_item and not (content.strip() and first):
            return False
        if state.marker:  # a list that begins inside the first line of an item
            at = len(marker) - 1
            self._text(state, f"{body[:at]}\\{body[at:]}")
            return True
        if state.in_paragraph and not _goes_on_as_list(state.out):
            state.out.append(("", state.lines[state.at][1]))
        kind = _list_kind(marker)
        width = len(spaces) if content.strip() and len(spaces) <= _TAB else 1
        content = " " * (len(spaces) - width) + content if content.strip() else ""
        box = _BOX.match(content)
        if box:
            content = ("☐ " if box[1] == " " else "☑ ") + content[box.end() :]
        marker = marker.replace(")", ".") if kind == "ol" else "-"
        self._enter(state, marker, indent + len(match[1]) + width, content, kind)
        return True

    def _enter(self, state: _State, marker: str, offset: int, content: str, kind: str) -> None:
        """Open a list item, note or definition; its first line is read as one of its own."""
        number = state.lines[state.at][1]
        state.items.append(_Item(offset, kind))
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

    def _table(self, state: _State, body: str, indent: int) -> bool:
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
            line = _untabbed(text).strip()
            if not line or ("|" not in line and self._starts_block(state, line)):
                break
            self._write(state, line, number)
            state.at += 1
        state.out.append(("", state.lines[min(state.at, len(state.lines) - 1)][1]))
        state.in_paragraph = state.can_define = False
        return True

    def _grid(self, state: _State, body: str, indent: int) -> bool:
        """Take a table that is drawn with lines; one that is no plain table stays a drawing."""
        if not body.startswith("+") or not grid_tables.is_border(body):
            return False
        taken = []
        number = state.lines[state.at][1]
        for text, _ in state.lines[state.at :]:
            line = _untabbed(text).strip()
            if not line.startswith(("+", "|")):
                break
            taken.append(line)
        while len(taken) > 1 and not grid_tables.is_border(taken[-1]):
            taken.pop()
        state.at += len(taken)
        rows = grid_tables.rows_of(taken) if len(taken) > 1 else None
        if rows is None or state.depth >= _DEEPEST_QUOTE:
            code = "\n".join(taken)
            self._block(state, self.stash.put(code_block(code), code, block=True), number)
            return True
        head, body_rows = rows
        self._tag(state, "<table>", number)
        for part, name, cells in (("thead", "th", head), ("tbody", "td", body_rows)):
            if cells:
                self._tag(state, f"<{part}>", number)
                for row in cells:
                    self._tag(state, "<tr>", number)
                    for cell in row:
                        inner = [(line, number) for line in cell]
                        self._wrapped(state, f"<{name}>", inner, f"</{name}>", number)
                    self._tag(state, "</tr>", number)
                self._tag(state, f"</{part}>", number)
        self._tag(state, "</table>", number)
        return True

    def _tag(self, state: _State, tag: str, number: int) -> None:
        self._block(state, self.stash.put(tag, "", block=True), number)

    def _verse(self, state: _State, body: str, indent: int) -> bool:
        if not _VERSE.match(body) or state.in_paragraph or body.rstrip().endswith("|"):
            return False
        number = state.lines[state.at][1]
        self._block(state, self.stash.put('<div class="verse">', "", block=True), number)
        while state.at < len(state.lines):
            text, at = state.lines[state.at]
            line = _untabbed(text).lstrip(" ")
            if not _VERSE.match(line):
                break
            verse = line[2:].rstrip()
            lead = len(verse) - len(verse.lstrip(" "))
            state.at += 1
            following = state.lines[state.at][0] if state.at < len(state.lines) else ""
            ends = "  " if _VERSE.match(following.lstrip()) and following.strip(" |") else ""
            if verse.strip():
                self._write(state, "&#160;" * lead + verse.lstrip(" ") + ends, at)
            else:
                state.out.append(("", at))
        self._block(state, self.stash.put("</div>", "", block=True), number)
        return True

    def _aside(self, state: _State, body: str, indent: int) -> bool:
        """Take lines that are for a program: link definitions, imports, settings."""
        number = state.lines[state.at][1]
        if _ABBREVIATION.match(body) or (not state.in_paragraph and _REFERENCE.match(body)):
            self._write(state, shortcodes.in_address(body), number)
            state.out.append(("", number))
            state.at += 1
            return True
        if _KRAMDOWN.match(body) or _CONTENTS.match(body):
            if body.startswith("{:toc") and state.out and _is_item(state.out[-1][0]):
                state.out.pop()
            self.report(NoteKind.DROPPED, f"{body.strip()[:60]!r} is for a site generator", number)
            state.at += 1
            return True
        if self.with_jsx and not state.in_paragraph and _IMPORT.match(body):
            self.report(NoteKind.DROPPED, f"{body.strip()[:60]!r} is for a program", number)
            state.at += 1
            return True
        return False

    _starts = (
        _fence,
        _comment,
        _formula,
        _tags,
        _html,
        _quotation,
        _division,
        _heading,
        _rule,
        _note,
        _term,
        _list_item,
        _table,
        _grid,
        _verse,
        _aside,
    )


def _untabbed(line: str) -> str:
    """Return a line whose indentation is spaces only."""
    if "\t" not in line[:80]:
        return line
    lead = len(line) - len(line.lstrip(" \t"))
    return line[:lead].expandtabs(_TAB) + line[lead:]


def _dedented(line: str, columns: int) -> str:
    line = _untabbed(line)
    return line[min(columns, len(line) - len(line.lstrip(" "))) :]


def _list_kind(marker: str) -> str:
    return "ul" if marker in "-*+" else "ol"


def _is_item(line: str) -> bool:
    return bool(re.match(r" *(?:-|\d+\.|:) ", line))


def _goes_on_as_list(lines: list[Line]) -> bool:
    """Return whether the last lines are a list item without an empty line in it."""
    for text, _ in reversed(lines):
        if not text.strip():
            return False
        if _is_item(text):
            return True
    return False


def _written(attributes: str) -> str:
    """Return the classes and id of an attribute list as attributes of a tag."""
    classes = re.findall(r"\.([\w-]+)", attributes)
    key = re.search(r"#([\w-]+)", attributes)
    return (f' id="{escape(key[1])}"' if key else "") + (
        f' class="{escape(" ".join(classes))}"' if classes else ""
    )
