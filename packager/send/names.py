"""File names made of titles: such as mail services, FAT and every system take."""

from __future__ import annotations

import re
import unicodedata

# What FAT and Windows do not take in a name, and / for everyone else:
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.I)
_LONGEST = 120  # bytes in UTF-8: with a suffix well below the 255 that a file system takes
_LONGEST_PLAIN = (
    60  # with its suffix on one line of a mail's header, which some cannot put together
)
_NO_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d"}


def file_stem(title: str) -> str:
    """Return a title as a file's name without suffix; nothing where it has no letter to show."""
    text = unicodedata.normalize("NFC", title)
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = " ".join(_FORBIDDEN.sub(" ", kept).split())
    name = _cut(name, _LONGEST).strip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"
    return name if any(c.isalnum() for c in name) else ""


def plain_stem(title: str, *others: str) -> str:
    """Return a short name of ASCII letters, digits, spaces and hyphens.

    Letters lose their accents. Where a title is of another script, the first of ``others`` that
    has ASCII letters is taken; where none has, the name is empty.
    """
    for text in (title, *others):
        lowered = "".join(_plain(c) for c in text)
        folded = unicodedata.normalize("NFKD", lowered)
        lost = sum(c.isalpha() and not c.isascii() for c in folded)
        name = re.sub(r"[^A-Za-z0-9 ._-]+", " ", _without_marks(folded))
        name = " ".join(re.sub(r"[. ]*[. ][. ]*", " ", name).split())
        name = _cut(name, _LONGEST_PLAIN).strip(" -_")
        kept = sum(c.isalnum() for c in name)
        if kept and kept >= lost:
            return f"_{name}" if _RESERVED.match(name) else name
    return ""


def _plain(character: str) -> str:
    other = _NO_LETTERS.get(character.lower())
    if other is None:
        return character
    return other if character.islower() else other.capitalize()


def _without_marks(text: str) -> str:
    return "".join(c for c in text if not unicodedata.combining(c) and c not in "'’ʼ")


def _cut(text: str, longest_bytes: int) -> str:
    """Return the beginning of a text, at a word's end where one is near."""
    if len(text.encode()) <= longest_bytes:
        return text
    cut = text.encode()[:longest_bytes].decode("utf-8", "ignore")
    head, _, _ = cut.rpartition(" ")
    return head if len(head) > len(cut) // 2 else cut
