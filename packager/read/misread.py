"""Text that a program took for Latin-1 and was UTF-8 or windows-1252: read as it was meant.

What such a program leaves are the controls U+0080 to U+009F, which no text has.
"""

from __future__ import annotations

import re

_C1 = re.compile("[\x80-\x9f]")
_UTF8 = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def first_misread(text: str) -> int:
    """Return where the first such character stands, or -1."""
    found = None if text.isascii() else _C1.search(text)
    return found.start() if found else -1


def mended(text: str) -> str:
    """Return the text as it was meant.

    What stands alone is windows-1252, as HTML reads it:
    https://html.spec.whatwg.org/#numeric-character-reference-end-state
    """
    if first_misread(text) < 0:
        return text
    return _C1.sub(_of_windows, _UTF8.sub(_of_utf8, text))


def _of_utf8(found: re.Match[str]) -> str:
    if not _C1.search(found[0]):  # it may be two letters
        return found[0]
    try:
        return found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return found[0]


def _of_windows(found: re.Match[str]) -> str:
    return found[0].encode("latin-1").decode("cp1252", "ignore")
