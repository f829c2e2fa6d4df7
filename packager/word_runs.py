"""Runs of letters and digits in a text, found faster than by a pattern.

Python's patterns ask Unicode of each character in turn. Here that is asked of each character
beyond ASCII once, however often it stands there; the rest is a table of bytes.
"""

from __future__ import annotations

import re

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_BLANK = ord(" ")


def _table(*more: str) -> bytes:
    kept = {*range(128, 256), *(ord(c) for c in more)}
    return bytes(b if b in kept or chr(b).isalnum() else _BLANK for b in range(256))


_LETTERS = _table()
_LETTERS_AND_UNDERSCORE = _table("_")


def runs(text: str, *, has_underscore: bool = False) -> bytes:
    r"""Return the runs of letters and digits as UTF-8, a single space between two.

    They are those of the pattern ``[^\W_]+``, with ``has_underscore`` those of ``\w+``.
    """
    for char in set(_BEYOND_ASCII.findall(text)):
        if not char.isalnum():
            text = text.replace(char, " ")
    table = _LETTERS_AND_UNDERSCORE if has_underscore else _LETTERS
    return b" ".join(text.encode("utf-8", "replace").translate(table).split())
