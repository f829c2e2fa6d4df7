"""Quotation marks, dashes and spaces as each language sets them.

Straight quotes become the language's own, ``--`` and ``---`` dashes, ``...`` an ellipsis;
French gets its thin spaces. Code, formulas, addresses and attributes stay as they are. A passage
with a ``lang`` of its own is set in that language.
See https://cldr.unicode.org (delimiters) and https://unicode.org/reports/tr29/.
"""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern
from packager.read.stash import APOSTROPHE, QUOTE

_THIN = "\u202f"  # narrow no-break space
_FULL = "\u00a0"  # no-break space


@dataclass(frozen=True, slots=True)
class Marks:
    """How a language sets quotations: outer pair, inner pair, what stands inside the outer."""

    outer: tuple[str, str]
    inner: tuple[str, str]
    space: str = ""
    french_spaces: bool = False
    dash: str = "—"  # what three hyphens stand for
    short_dash: str = "–"


_EN = Marks(("“", "”"), ("‘", "’"))
_LOW = Marks(("„", "“"), ("‚", "‘"))
_GUILLEMETS = Marks(("«", "»"), ("“", "”"))
_MARKS = {
    "en": _EN,
    "de": _LOW, "cs": _LOW, "sk": _LOW, "sl": _LOW, "bg": _LOW, "is": _LOW, "lt": _LOW,
    "de-CH": Marks(("«", "»"), ("‹", "›")),
    "fr": Marks(("«", "»"), ("“", "”"), _THIN, french_spaces=True),
    "fr-CH": Marks(("«", "»"), ("‹", "›"), _THIN),
    "fr-CA": Marks(("«", "»"), ("“", "”"), _FULL),
    "es": _GUILLEMETS, "it": _GUILLEMETS, "pt": _GUILLEMETS, "ca": _GUILLEMETS, "el": _GUILLEMETS,
    "gl": _GUILLEMETS, "eu": _GUILLEMETS,
    "pt-BR": _EN, "es-MX": _EN, "es-419": _EN, "es-US": _EN,
    "ru": Marks(("«", "»"), ("„", "“")), "uk": Marks(("«", "»"), ("„", "“")),
    "be": Marks(("«", "»"), ("„", "“")),
    "pl": Marks(("„", "”"), ("«", "»")), "ro": Marks(("„", "”"), ("«", "»")),
    "hu": Marks(("„", "”"), ("»", "«")), "hr": Marks(("„", "”"), ("‘", "’")),
    "sr": Marks(("„", "”"), ("‘", "’")), "et": Marks(("„", "“"), ("«", "»")),
    "nl": Marks(("‘", "’"), ("“", "”")),
    "da": Marks(("»", "«"), ("›", "‹")), "nb": Marks(("«", "»"), ("‘", "’")),
    "nn": Marks(("«", "»"), ("‘", "’")), "no": Marks(("«", "»"), ("‘", "’")),
    "sv": Marks(("”", "”"), ("’", "’")), "fi": Marks(("”", "”"), ("’", "’")),
    "ja": Marks(("「", "」"), ("『", "』")), "zh": Marks(("“", "”"), ("‘", "’")),
    "zh-TW": Marks(("「", "」"), ("『", "』")), "zh-HK": Marks(("「", "」"), ("『", "』")),
    "zh-Hant": Marks(("「", "」"), ("『", "』")),
    "ko": _EN, "ar": _GUILLEMETS, "fa": Marks(("«", "»"), ("‹", "›")),
    "he": Marks(("”", "”"), ("’", "’")), "tr": _EN, "vi": _EN, "id": _EN, "hi": _EN, "th": _EN,
}  # fmt: skip

_QUIET = frozenset("code pre kbd samp tt var math svg script style".split())
_LINES = frozenset(
    "p h1 h2 h3 h4 h5 h6 li dt dd td th div blockquote section aside figcaption caption figure "
    "ul ol dl table thead tbody tfoot tr hr br".split()
)
_ADDRESS = lazy_pattern(r"(?:https?://|www\.|mailto:)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]+")
_ADDRESS_SIGNS = ("@", "://", "www.", "mailto:")  # one of them stands in each address
_QUOTES = re.compile(r"[\"']")
_AFTER_OPENING = re.compile(
    r"[\s(\[{\u2014\u2013/\u00ab\u2039\u201c\u2018\u201e\u201a\u300c\u300e\u202f\u00a0\-]"
)
_DIGIT_FEET = re.compile(r"\d")
# 'tis, '90s, 'em: an apostrophe at the start of a word
_ELIDED = lazy_pattern(
    r"(?:\d0s\b|\d\d\b(?!')|tis\b|twas\b|em\b|cause\b|til\b|n'?\b|round\b|bout\b)", re.I
)
_FRENCH = lazy_pattern(
    r"(?<=[\w)\]»”%])[ \u00a0]?([;!?]+)(?=\s|\Z|[»”)])|(?<=[\w)\]»”%])[ \u00a0](:)(?=\s|\Z)"
)
_INSIDE = re.compile(r"«[ \u00a0]?|[ \u00a0]?»")


@cache
def marks_of(language: str) -> Marks:
    """Return how a language sets quotations; English where it is not known."""
    parts = language.split("-")
    while parts:
        if "-".join(parts) in _MARKS:
            return _MARKS["-".join(parts)]
        parts.pop()
    return _EN


def smarten(root: etree._Element, language: str) -> None:
    """Set the text of a tree, in place."""
    line = _Line()
    stack: list[tuple[etree._Element, bool, str]] = [(root, False, language)]
    while stack:
        node, is_tail, tongue = stack.pop()
        tag = node.tag
        is_line, is_quiet = _manner(tag) if isinstance(tag, str) else (False, True)
        if is_line:  # its borders are those of a paragraph
            line = _Line()
        if is_tail:
            text = node.tail
        else:
            if node is not root:
                stack.append((node, True, tongue))
            if is_quiet:
                continue
            text = node.text
            tongue = node.get("lang") or tongue
            stack.extend([(child, False, tongue) for child in reversed(node)])
        if not text:
            continue
        made = _set(text, marks_of(tongue), line)
        if made != text:
            if is_tail:
                node.tail = made
            else:
                node.text = made
        line.before = text[-1]


@cache
def _manner(tag: str) -> tuple[bool, bool]:
    """Return whether an element is a line of its own, and whether its text stays as it is."""
    name = tag.rpartition("}")[2]
    return name in _LINES, name in _QUIET


@dataclass(slots=True)
class _Line:
    """What stands before in one paragraph: the last character, the quotations that are open."""

    before: str = ""
    depth: int = 0
    single: bool = False


def _set(text: str, marks: Marks, line: _Line) -> str:
    if not marks.french_spaces and not _has_something(text, marks):
        return text
    if not any(sign in text for sign in _ADDRESS_SIGNS):
        return _words(text, marks, line)
    parts = []
    at = 0
    for address in _ADDRESS.finditer(text):
        parts += [_words(text[at : address.start()], marks, line), address[0]]
        line.before = address[0][-1]
        at = address.end()
    parts.append(_words(text[at:], marks, line))
    return "".join(parts)


def _has_something(text: str, marks: Marks) -> bool:
    if '"' in text or "'" in text:
        return True
    return ("." in text or "-" in text) if marks.space else ("..." in text or "--" in text)


def _words(text: str, marks: Marks, line: _Line) -> str:
    text = text.replace("...", "…")
    if "--" in text:
        text = re.sub(r"(?<!-)---(?!-)", marks.dash, text)
        text = re.sub(r"(?<![-!<])--(?![->])", marks.short_dash, text)
    if '"' in text or "'" in text:
        text = _QUOTES.sub(lambda found: _quote(found, marks, line), text)
    if marks.french_spaces:
        text = _FRENCH.sub(lambda f: f"{_THIN}{f[1]}" if f[1] else f"{_FULL}{f[2]}", text)
    if marks.space:
        text = _INSIDE.sub(
            lambda f: f"«{marks.space}" if f[0][0] == "«" else f"{marks.space}»", text
        )
    return text


def _quote(  # noqa: PLR0911 - each mark has its own return
    found: re.Match[str], marks: Marks, line: _Line
) -> str:
    """Return the mark for one straight quote, by what stands on either side of it."""
    text, at = found.string, found.start()
    before = text[at - 1] if at else line.before
    after = text[at + 1 : at + 12]
    opens = (
        not before
        or bool(_AFTER_OPENING.match(before))
        or (before in "\"'" and at > 0 and (at == 1 or text[at - 2].isspace()))
    )
    follows_word = bool(after) and not after[0].isspace()
    if found[0] == "'":
        if before.isalnum() and after[:1].isalnum():
            return "’"
        if opens and follows_word and not _ELIDED.match(after):
            line.single = True
            return marks.inner[0]
        if line.single and not after[:1].isalnum():
            line.single = False
            return marks.inner[1]
        return "’"
    if before.isdigit() and not line.depth:
        return "″" if _DIGIT_FEET.match(before) else '"'
    if line.depth and (not opens or not follows_word):
        line.depth -= 1
        return marks.outer[1]
    if opens or not line.depth:
        line.depth += 1
        return marks.outer[0]
    return marks.outer[1]


__all__ = ["APOSTROPHE", "QUOTE", "Marks", "marks_of", "smarten"]
