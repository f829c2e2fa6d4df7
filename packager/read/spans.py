"""What stands inside lines of Markdown and Python-Markdown does not know, or knows otherwise.

Code, formulas, ruby, wikilinks, tags of site generators, bare addresses and raw HTML are found
in one pass from left to right, so that none is looked for inside another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from packager.lazy_pattern import lazy_pattern
from packager.model import NoteKind
from packager.read import elements, html_blocks, shortcodes
from packager.read.bounds import Budget
from packager.read.formulas import formula
from packager.read.highlight import code_span
from packager.read.span_marks import closing_ticks, looks_like_tex, pairs, ruby
from packager.read.stash import APOSTROPHE, QUOTE, TOKEN, Stash
from packager.xhtml import escape

Report = Callable[[NoteKind, str, int], None]

_SPAN = re.compile(
    r"(?=[\\`<\]$\{!\[^h%])(?:"  # one look at a character before all that follows is tried
    r"(?P<escape>\\[!-/:-@\[-`{-~\n])"
    r"|(?P<code>`+)"
    r"|(?P<comment><!--)"
    r"|(?P<aside>(?<!\S)%%(?!%))"
    r"|(?P<auto><(?:https?|ftp|mailto):[^\s<>]*>)"
    r"|(?P<tag></?[A-Za-z][\w:.-]*(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?/?>)"
    r"|(?P<destination>\]\()"
    r"|(?P<math>\$\$?)"
    r"|(?P<liquid>\{[%{])"
    r"|(?P<wiki>!?\[\[)"
    r"|(?P<note>\^\[)"
    r"|(?P<bracket>\[)"
    r"|(?P<ruby>\{(?=[^{}|\n%]*\|))"
    r"|(?P<class>(?<=\])\{(?=[.#:][^{}\n]*\}))"
    r"|(?P<url>(?<![\w/\"'=(<@.\]-])https?://[^\s<>\"'`\ufdd0\[\]{}|\\^]+)"
    r")"
)
_DOLLARS = {
    # No digit right behind the closing sign, no space inside: "$5 and $10" is money (pandoc)
    "$": lazy_pattern(r"(?!\s)((?:[^$\\]|\\.)+?)(?<!\s)\$(?!\d)", re.S),
    "$$": lazy_pattern(r"((?:[^$\\]|\\.)+?)\$\$", re.S),
}
_PARENTHESES = {"\\(": "\\)", "\\[": "\\]"}
_MONEY = lazy_pattern(
    r"[\d.,]+(?:\s*(?:k|m|bn|million|billion|thousand|USD|per|a|an|to|and|or|for|-|–)\b|\s[a-z]{2,}|\s*(?:-|–|/)\s*\Z)"
)
_WIKI = lazy_pattern(r"([^\[\]|#\n]*)(#[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\](?!\()")
_RUBY = lazy_pattern(r"\{([^{}|\n]+)\|([^{}\n]+)\}")
_EAST = lazy_pattern(
    "[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff]"
)
_DEFINITION = re.compile(r" *\[(?!\^)(?:[^\[\]\\]|\\.)+\]:\s*\S")
# what Python-Markdown escapes itself
_ITS_ESCAPES = frozenset("\\`*_{}[]()>#+-.!|")
_IMAGE = lazy_pattern(r".+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?)\Z", re.I)
_SIZE = re.compile(r"\d+(?:x\d+)?\Z")
_LONGEST_SPAN = 5_000
_LONGEST_TAG = 2_000


class Spans:
    """Rewrites paragraphs of one essay; notes written in place are collected in ``notes``."""

    def __init__(
        self, stash: Stash, tags: shortcodes.Shortcodes, report: Report, *, with_jsx: bool = False
    ) -> None:
        self.stash = stash
        self.tags = tags
        self.report = report
        self.with_jsx = with_jsx
        self.notes: list[str] = []
        self._budget = Budget()
        self._is_told = False
        self._ticks: dict[int, int] = {}
        self._brackets: dict[int, int] = {}
        self._parentheses: dict[int, int] = {}

    def rewrite(self, lines: list[tuple[str, int]]) -> str:
        """Return the lines, joined, as Python-Markdown is to read them."""
        out: list[str] = []
        paragraph: list[str] = []
        first = 1
        for text, number in [*lines, ("", 0)]:
            if text.strip(" >"):
                first = first if paragraph else number
                paragraph.append(text)
                continue
            if paragraph:
                out.append(self._paragraph("\n".join(paragraph), first))
                paragraph = []
            # Markdown 3.11: two empty lines end a note whose next paragraph is indented.
            if not out or out[-1] != text:
                out.append(text)
        return "\n".join(out)

    def _paragraph(self, text: str, line: int) -> str:
        definition = _DEFINITION.match(text)
        if definition is not None:
            return self._label(definition[0]) + text[definition.end() :]
        for start, end in reversed(self._budget.costly(text)):
            text = text[:start] + self._as_written(text[start:end], line) + text[end:]
        self._ticks = closing_ticks(text)
        self._brackets = pairs(text, "[", "]")
        self._parentheses = pairs(text, "(", ")") if "](" in text else {}
        out: list[str] = []
        at = counted = 0
        number = line
        while True:
            match = _SPAN.search(text, at)
            if match is None:
                out.append(text[at:])
                break
            out.append(text[at : match.start()])
            kind = str(match.lastgroup)
            number += text.count("\n", counted, match.start())
            counted = match.start()
            written, at = self._readers[kind](self, match, text, number)
            out.append(written)
        return "".join(out)

    def _as_written(self, text: str, line: int) -> str:
        """Put aside a text that holds more marks than can be read, and tell the first."""
        if not self._is_told:
            self._is_told = True
            message = f"a paragraph of {len(text):,} characters is nearly all marks; not read"
            self.report(NoteKind.WARNING, f"{message}, shown as it is written", line)
        shown = self.stash.source(text)
        end = "\n" if text.endswith("\n") else ""
        return self.stash.put(escape(shown.strip()), shown) + end

    def _label(self, start: str) -> str:
        """Return the start of a link definition with the tokens that its uses will have."""
        ticks = self._ticks = closing_ticks(start)
        for match in reversed(list(re.finditer(r"`+", start))):
            if match.start() in ticks:
                token, end = self._code(match, start, 0)
                start = start[: match.start()] + token + start[end:]
        return start

    def _code(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        end = self._ticks.get(match.start())
        if end is None:
            return match[0].replace("`", "\\`"), match.end()
        code = self.stash.source(text[match.end() : end].replace("\n", " "))
        code = re.sub(r" *> ?", " ", code) if "\n>" in text[match.end() : end] else code
        if len(code) > 2 and code[0] == code[-1] == " " and code.strip():  # noqa: PLR2004
            code = code[1:-1]
        code = shortcodes.in_code(code).replace("\\|", "|")
        return self.stash.put(code_span(code), code), end + len(match[0])

    def _escape(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        character = match[0][1]
        if match[0] in _PARENTHESES:
            end = text.find(_PARENTHESES[match[0]], match.end())
            tex = text[match.end() : end]
            if 0 < end - match.end() < _LONGEST_SPAN and looks_like_tex(tex):
                return self._formula(tex, line, block=match[0] == "\\["), end + 2
        if character == "\n":
            return "  \n", match.end()
        if character in "\"'":
            return QUOTE if character == '"' else APOSTROPHE, match.end()
        if character in _ITS_ESCAPES:
            return match[0], match.end()
        return f"&#{ord(character)};", match.end()

    def _comment(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        end = text.find("-->", match.end())
        return ("", end + 3) if end >= 0 else ("&lt;!--", match.end())

    def _aside(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        """Drop a comment of Obsidian's, https://help.obsidian.md/syntax#Comments."""
        end = text.find("%%", match.end())
        if end < 0:
            return match[0], match.end()
        comment = self.stash.source(" ".join(text[match.end() : end].split()))
        self.report(NoteKind.DROPPED, f"comment dropped: {comment[:60]}", line)
        return "", end + 2

    def _auto(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        return match[0], match.end()

    def _tag(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        tag = match[0]
        name = re.match(r"</?([\w:.-]+)", tag)
        plain = name[1] if name else ""
        if (
            plain.lower() in html_blocks.HIDING
            and f"</{plain.lower()}" not in text[match.end() :].lower()
        ):
            return "&lt;" + tag[1:], match.end()
        is_markup = plain.lower() in elements.KNOWN or "-" in plain or ":" in plain
        is_component = self.with_jsx or "=" in tag or tag.endswith("/>")
        if is_markup or (plain[:1].isupper() and is_component):
            return self.tags.shown_in(tag), match.end()
        return "&lt;" + tag[1:], match.end()

    def _destination(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        """Keep the address of a link from being read as anything else."""
        end = self._parentheses.get(match.start() + 1)
        if end is None:
            return "]&#40;", match.end()
        at = end + 1
        inner = shortcodes.in_address(text[match.end() : at - 1])
        address, gap, title = (
            inner.partition(" ") if '"' in inner or "'" in inner else (inner, "", "")
        )
        if " " in address.strip() and not address.startswith("<"):
            inner = f"<{address.strip()}>{gap}{title}"
        return f"]({inner})", at

    def _math(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        sign = match[0]
        before = text[match.start() - 1 : match.start()]
        found = _DOLLARS[sign].match(text, match.end(), match.end() + _LONGEST_SPAN)
        if found is None and sign == "$$":
            return sign, match.end()
        if found is None or before.isalnum() or (sign == "$" and _MONEY.match(found[1])):
            return sign, match.end()
        tex = self.stash.source(found[1])
        if "\n\n" in tex or TOKEN.search(tex):
            return sign, match.end()
        if sign == "$" and not looks_like_tex(tex):
            return sign, match.end()
        return self._formula(tex, line, block=sign == "$$"), found.end()

    def _formula(self, tex: str, line: int, *, block: bool) -> str:
        made = formula(tex, block=block)
        if "<math" not in made:
            self.report(NoteKind.WARNING, f"formula kept as TeX: {tex.strip()[:60]}", line)
        return self.stash.put(made, tex, block=block)

    def _liquid(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        end = text.find(
            match[0][1].replace("{", "}") + "}", match.end(), match.end() + _LONGEST_TAG
        )
        tag = shortcodes.TAG.match(text, match.start()) if end > 0 else None
        if tag is None:
            return match[0], match.end()
        if tag["liquid"] == "comment":
            end = text.find("endcomment", tag.end())
            close = text.find("%}", end) if end > 0 else -1
            if close > 0:
                return "", close + 2
        markup = self.tags.show(tag)
        if markup == tag[0]:
            return markup, tag.end()
        return (self.stash.put(markup, markup) if "<" in markup else markup), tag.end()

    def _wiki(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        found = _WIKI.match(text, match.end())
        target = found[1].strip() if found else ""
        heading = (found[2] or "").strip() if found else ""
        if found is None or not re.search(r"[^\W\d]", target + heading):
            offset = match[0].index("[")
            bracket, at = self._bracket(match, text, line, offset)
            return match[0][:offset] + bracket, at
        label = (found[3] or "").strip().rpartition("|")[2]
        if match[0][0] == "!" and _IMAGE.match(target):
            alt = "" if _SIZE.match(label) else label
            return f'<img src="{escape(target)}" alt="{escape(alt)}"/>', found.end()
        if not target:
            return f"[{label or heading.lstrip('#^')}](<{heading}>)", found.end()
        shown = label or (target + (f" › {heading.lstrip('#^')}" if heading else ""))
        href = escape(target + heading)
        return f'<a class="wikilink" href="{href}">{escape(shown)}</a>', found.end()

    def _note(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        """Take a note written in place, ``^[like this]``, to the end of the text."""
        end = self._brackets.get(match.start() + 1)
        is_note = end is not None and text[end + 1 : end + 2] != "("
        if end is None or not is_note or not text[match.end() : end].strip():
            return "^" + self._bracket(match, text, line, offset=1)[0], match.end()
        at = end + 1
        label = f"inline-{len(self.notes) + 1}"
        self.notes.append("")
        kept = self._ticks, self._brackets, self._parentheses
        self.notes[int(label[7:]) - 1] = self._paragraph(text[match.end() : end], line)
        self._ticks, self._brackets, self._parentheses = kept
        return f"[^{label}]", at

    def _bracket(
        self, match: re.Match[str], text: str, line: int, offset: int = 0
    ) -> tuple[str, int]:
        """Escape a bracket that nothing closes: Python-Markdown looks for its end in vain."""
        is_closed = match.start() + offset in self._brackets
        return ("[" if is_closed else "&#91;"), match.start() + offset + 1

    def _ruby(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        found = _RUBY.match(text, match.start())
        if found is None or not _EAST.search(found[1]):
            return match[0], match.end()
        return self.stash.put(ruby(found[1], found[2].split("|")), found[1]), found.end()

    def _class(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        return match[0], match.end()

    def _url(self, match: re.Match[str], text: str, line: int) -> tuple[str, int]:
        address = match[0]
        while address and (
            address[-1] in ".,;:!?*_~…"
            or (address[-1] == ")" and address.count("(") < address.count(")"))
        ):
            address = address[:-1]
        if len(address.partition("://")[2]) < 4 or "." not in address:  # noqa: PLR2004 - a.bc
            return match[0], match.end()
        return f"<{address}>", match.start() + len(address)

    _readers: ClassVar = {
        "code": _code,
        "bracket": _bracket,
        "escape": _escape,
        "comment": _comment,
        "aside": _aside,
        "auto": _auto,
        "tag": _tag,
        "destination": _destination,
        "math": _math,
        "liquid": _liquid,
        "wiki": _wiki,
        "note": _note,
        "ruby": _ruby,
        "class": _class,
        "url": _url,
    }
