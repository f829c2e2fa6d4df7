"""Front matter as most essays have it, read without a parser of YAML.

To load one takes as long as to read a short essay. What is read here means the same to it, which
a test holds: lines of ``key: value``, texts in a block (``>-``), lists of words or of small maps.
Whatever may mean more (quotes with escapes, deeper nesting, comments behind values, anchors) is
left to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packager.read.front_matter import Value

_NULLS = frozenset({"null", "Null", "NULL", "~"})
_KEY = r"(?P<key>[A-Za-z][A-Za-z0-9_-]{0,60}):"
# A plain scalar: no colon in front of a space, no "#", nothing that begins something else.
# https://yaml.org/spec/1.1/#id907281
_PLAIN = r"[^\W_](?:[^\W_]|[ _,.'()/+&;!?“”‘’–—…%@=*$-]|:(?=[^\s:]))*"
_WORD = r"""(?:[A-Za-z0-9](?:[A-Za-z0-9 _.-]*[A-Za-z0-9_.])?|"[^"\\\n\t]*"|'[^'\n\t]*')"""
_SCALAR = rf"(?P<plain>{_PLAIN})|\"(?P<double>[^\"\\\n\t]*)\"|'(?P<single>[^'\n\t]*)'"
_LINE = re.compile(rf"{_KEY} +(?:{_SCALAR}|\[(?P<list>{_WORD}(?:, ?{_WORD})*)\]) *\Z")
_ITEM = re.compile(rf"(?:{_SCALAR}) *\Z")
_OPENED = re.compile(rf"{_KEY}(?: +(?P<style>[>|]-?))? *\Z")


def plain_pairs(block: str, offset: int) -> list[tuple[str, Value, int]] | None:
    """Return the pairs of a block with their lines; ``None`` where a parser has to read it.

    ``offset`` is the number of the line in front of the block.
    """
    if not block.isprintable() and not block.replace("\n", "").isprintable():
        return None
    pairs: list[tuple[str, Value, int]] = []
    lines = block.split("\n")
    at = 0
    while at < len(lines):
        if _says_nothing(lines[at]):
            at += 1
            continue
        found = _LINE.match(lines[at]) or _OPENED.match(lines[at])
        if found is None or found["key"] in _NULLS:
            return None
        value, after = _value_of(found, lines, at + 1)
        if value is None:
            return None
        pairs.append((found["key"], value, offset + at + 1))
        at = after
    return pairs or None


def _says_nothing(line: str) -> bool:
    return not line or line.startswith("#")


def _value_of(found: re.Match[str], lines: list[str], at: int) -> tuple[Value | None, int]:
    """Return the value of a key, on its line or from line ``at`` on, and the line behind it."""
    if found.re is _LINE:
        return _value(found), at
    style = found["style"]
    return _text_block(lines, at, style) if style else _items(lines, at)


def _value(found: re.Match[str]) -> Value:
    """Return the value that a line or an item ends in."""
    groups = found.groupdict()
    if groups["plain"] is not None:
        return _text(groups["plain"].rstrip(" "))
    words = groups.get("list")
    if words is None:
        return groups["double"] or groups["single"] or ""
    return [
        word[1:-1] if word[0] in "\"'" else _text(word.strip()) for word in re.findall(_WORD, words)
    ]


def _text(plain: str) -> str:
    return "" if plain in _NULLS else plain


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _text_block(lines: list[str], at: int, style: str) -> tuple[Value | None, int]:
    """Return a folded or literal text and the line behind it; no text if it has other lines.

    Each line is as far indented as the first, and none is empty.
    """
    depth = _depth(lines[at]) if at < len(lines) else 0
    end = at
    while end < len(lines) and _depth(lines[end]) == depth > 0 and lines[end][-1] != " ":
        end += 1
    if end == at or (end < len(lines) and (not lines[end] or lines[end][0] == " ")):
        return None, end
    text = (" " if style[0] == ">" else "\n").join(line[depth:] for line in lines[at:end])
    # a block's last line has no line break that could be kept
    return text if style.endswith("-") or end == len(lines) else text + "\n", end


def _items(lines: list[str], at: int) -> tuple[Value | None, int]:
    """Return the list below a key and the line behind it: nothing is an empty text."""
    items: list[Value] = []
    indent = -1
    while at < len(lines) and (lines[at].startswith(("- ", " ")) or _says_nothing(lines[at])):
        line = lines[at]
        at += 1
        if _says_nothing(line):
            continue
        depth = _depth(line)
        last = items[-1] if items else None
        is_item = line.startswith("- ", depth) and depth == (indent if items else depth)
        indent = depth if is_item else indent
        pair = _LINE.match(line[depth + 2 :] if is_item else line[depth:])
        item = _ITEM.match(line[depth + 2 :]) if is_item and not pair else None
        if pair and pair["key"] not in _NULLS and is_item:
            items.append({pair["key"]: _value(pair)})
        elif pair and pair["key"] not in _NULLS and isinstance(last, dict) and depth == indent + 2:
            last[pair["key"]] = _value(pair)
        elif item:
            items.append(_value(item))
        else:
            return None, at
    return items or "", at
