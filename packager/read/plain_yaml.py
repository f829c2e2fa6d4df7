"""Front matter as most essays have it, lines of ``key: value``, read without a parser of YAML.

To load one takes as long as to read a short essay. What is read here means the same to it, which
a test holds; whatever may mean more (quotes with escapes, lists of lines, maps, comments behind
values, anchors) is left to it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packager.read.front_matter import Value

_NULLS = frozenset({"null", "Null", "NULL", "~"})
_KEY = r"([A-Za-z][A-Za-z0-9_-]{0,60}):"
# A plain scalar: no colon in front of a space, no "#", nothing that begins something else.
# https://yaml.org/spec/1.1/#id907281
_PLAIN = r"[^\W_](?:[^\W_]|[ _,.'()/+&;!?“”‘’–—…%@=*$-]|:(?=[^\s:]))*"
_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9 _.-]*[A-Za-z0-9_.])?"
_LINE = re.compile(
    rf"{_KEY} +(?:(?P<plain>{_PLAIN})|\"(?P<double>[^\"\\\n\t]*)\"|'(?P<single>[^'\n\t]*)'"
    rf"|\[(?P<list>{_WORD}(?:, ?{_WORD})*)\]) *\Z"
)


def plain_pairs(block: str, offset: int) -> list[tuple[str, Value, int]] | None:
    """Return the pairs of a block with their lines; ``None`` where a parser has to read it.

    ``offset`` is the number of the line in front of the block.
    """
    if not block.isprintable() and not block.replace("\n", "").isprintable():
        return None
    pairs: list[tuple[str, Value, int]] = []
    for number, line in enumerate(block.split("\n"), offset + 1):
        if not line or line.startswith("#"):
            continue
        found = _LINE.match(line)
        if found is None or found[1] in _NULLS:
            return None
        if found["list"] is not None:
            words: list[Value] = [_text(word.strip()) for word in found["list"].split(",")]
            pairs.append((found[1], words, number))
        elif found["plain"] is not None:
            pairs.append((found[1], _text(found["plain"].rstrip(" ")), number))
        else:
            pairs.append((found[1], found["double"] or found["single"] or "", number))
    return pairs or None


def _text(plain: str) -> str:
    return "" if plain in _NULLS else plain
