"""Slugs and ids: names that stay the same when a text is edited around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 60
_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def slug(text: str, fallback: str = "x") -> str:
    """Return a short name of ``a-z``, ``0-9`` and hyphens that begins with a letter.

    Latin letters lose their accents. Where nothing of another script is left, the
    code points of the first letters are written in hexadecimal, so that two Japanese
    titles still get two names.
    """
    if len(text) <= _LONGEST and _SLUG.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ø", "o"))
    is_ascii = folded.isascii()
    plain = folded if is_ascii else "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", plain)
    name = ""
    for word in words:
        if name and len(name) + 1 + len(word) > _LONGEST:
            break
        name = f"{name}-{word}" if name else word[:_LONGEST]
    if not name or (not is_ascii and _is_mostly_foreign(plain)):
        letters = [c for c in unicodedata.normalize("NFC", text) if c.isalnum()][:8]
        name = "-".join(f"{ord(c):x}" for c in letters) or fallback
    return name if name[0].isalpha() else f"{fallback}-{name}"


def _is_mostly_foreign(text: str) -> bool:
    return sum(c.isalpha() and not c.isascii() for c in text) > len(text) / 2


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names in order, a repeated one with ``-2``, ``-3`` … behind it."""
    seen: set[str] = set()
    result = []
    for name in names:
        candidate, number = name, 1
        while candidate in seen:
            number += 1
            candidate = f"{name}-{number}"
        seen.add(candidate)
        result.append(candidate)
    return result


def part_slugs(titles: Iterable[str]) -> list[str]:
    """Return the name of the file that opens each part, by its title; none for no title."""
    listed = list(titles)
    names = iter(distinct(f"part-{slug(title)}" for title in listed if title))
    return [next(names) if title else "" for title in listed]


def ids_from_titles(titles: Iterable[str]) -> list[str]:
    """Return a distinct id for each title that XML and CSS accept: ``[a-z][a-z0-9-]*``."""
    return distinct(slug(title) for title in titles)
