"""Runs of letters and digits in a text, found faster than by a pattern.

Python's patterns ask Unicode of each character in turn. Here that is asked of each character
beyond ASCII once, however often it stands there; the rest is a table of bytes.
"""

from __future__ import annotations

import re

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_BLANK = ord(" ")


def _table(more: str) -> bytes:
    kept = {*range(128, 256), *map(ord, more)}
    return bytes(b if b in kept or chr(b).isalnum() else _BLANK for b in range(256))


_LETTERS = _table("")
_WORDS_IN_LINES = _table("_\n")


def runs(text: str) -> bytes:
    r"""Return the runs of letters and digits as UTF-8, a single space between two.

    They are those of the pattern ``[^\W_]+``.
    """
    return b" ".join(_translated(text, _LETTERS).split())


def line_runs(text: str) -> list[bytes]:
    r"""Return the same for each line of a text, the underscore being a letter: ``\w+``."""
    return [b" ".join(line.split()) for line in _translated(text, _WORDS_IN_LINES).split(b"\n")]


def _translated(text: str, table: bytes) -> bytes:
    for char in set(_BEYOND_ASCII.findall(text)):
        if not char.isalnum():
            text = text.replace(char, " ")
    return text.encode("utf-8", "replace").translate(table)
