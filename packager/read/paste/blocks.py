"""The lines of an essay as blocks of XHTML: paragraphs, headings, lists, quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from packager.read.paste.features import look_at
from packager.read.paste.lines import Line
from packager.xhtml import escape

_BULLET = re.compile(r"(?:[-•*·▪◦‣–]|[►→●])\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_HEADING_WEIGHT = 90.0
_SUBHEAD_WORDS = 14
_ENDS = re.compile(r"[.,;:!…。、，；：！]['\"”’»)]*\Z")
_RULE = re.compile(r"(?:[*#_~=·•—–-]\s*){3,}\Z")
_MARKDOWN_QUOTE = re.compile(r">\s?")


def as_xhtml(lines: Sequence[Line]) -> str:
    """Return the lines as a fragment; a line is a block, items that follow one another a list."""
    out: list[str] = []
    items: list[str] = []
    kind = ""
    for at, line in enumerate(lines):
        item, found = _item(line.text)
        starts = found == "ol" and item is not None and not items and not _counts(lines, at)
        if item is not None and not starts:
            if kind and kind != found:
                out.append(_list(kind, items))
                items = []
            kind = found
            items.append(f"<li>{escape(item)}</li>")
            continue
        if items:
            out.append(_list(kind, items))
            items, kind = [], ""
        out.append(_block(lines, at))
    if items:
        out.append(_list(kind, items))
    return "\n".join(out)


def _item(text: str) -> tuple[str | None, str]:
    """Return what a list's item says and the list's element, or nothing where it is none."""
    for pattern, name in ((_BULLET, "ul"), (_NUMBER, "ol")):
        match = pattern.match(text)
        if match:
            return text[match.end() :], name
    return None, ""


def _counts(lines: Sequence[Line], at: int) -> bool:
    """Return whether a number is that of a list: it is 1 and 2 follows."""
    number = _NUMBER.match(lines[at].text)
    after = _NUMBER.match(lines[at + 1].text) if at + 1 < len(lines) else None
    return bool(number and after and int(after[1]) == int(number[1]) + 1)


def _list(kind: str, items: list[str]) -> str:
    return f"<{kind}>\n" + "\n".join(items) + f"\n</{kind}>"


def _block(lines: Sequence[Line], at: int) -> str:
    text = lines[at].text
    if _RULE.fullmatch(text):
        return '<hr class="scene-break"/>'
    quote = _MARKDOWN_QUOTE.match(text)
    if quote:
        return f"<blockquote><p>{escape(text[quote.end() :])}</p></blockquote>"
    name = "h2" if _is_heading(lines, at) else "p"
    return f"<{name}>{escape(text)}</{name}>"


def _is_heading(lines: Sequence[Line], at: int) -> bool:
    """Return whether a line heads what follows: short, open-ended, a paragraph after it."""
    text = lines[at].text
    look = look_at(text)
    if look.weight > _HEADING_WEIGHT or look.words > _SUBHEAD_WORDS or _ENDS.search(text):
        return False
    if at + 1 >= len(lines) or not any(c.isalpha() for c in text) or text[0].islower():
        return False
    after = look_at(lines[at + 1].text)
    before = look_at(lines[at - 1].text) if at else None
    stands_free = before is None or before.ends or before.is_long
    return stands_free and (after.is_long or (after.ends and after.weight > look.weight))
