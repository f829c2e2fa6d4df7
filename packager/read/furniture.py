"""Phrases of sites: what kind of furniture a line is, by the table ``furniture.tsv``.

The table has a phrase a site in many languages puts beside an essay (menus, share bars, pleas
to subscribe, lists of other pieces, comment boxes, legal lines, advertisements); its head says
how to add one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from packager.data_classes import dataclass
from packager.package_data import package_text

_LONGEST = 200  # characters of a line that a phrase is looked for in
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Match:
    """What a line is: the kind of furniture, and how much of the line says so.

    ``how`` is ``is`` (the whole line), ``starts`` or ``has``.
    """

    kind: str
    how: str
    phrase: str


@dataclass(frozen=True, slots=True)
class _Table:
    whole: dict[str, str]
    starts: dict[str, list[tuple[str, str]]]  # by the first four characters
    has: re.Pattern[str]
    has_kind: dict[str, str]


def folded(line: str) -> str:
    """Return a line as the table writes phrases: case-folded, numbers as ``#``, plain quotes."""
    plain = unicodedata.normalize("NFKC", line).translate(_QUOTES).casefold()
    return _NUMBER.sub("#", " ".join(plain.split()))


@cache
def _table() -> _Table:
    whole: dict[str, str] = {}
    starts: dict[str, list[tuple[str, str]]] = {}
    has_kind: dict[str, str] = {}
    for row in package_text("packager.read", "furniture.tsv").splitlines():
        if not row or row.startswith("#"):
            continue
        kind, how, _, phrases = row.split("\t")
        for phrase in map(folded, phrases.split(" | ")):
            if how == "is":
                whole.setdefault(phrase, kind)
            elif how == "starts":
                starts.setdefault(phrase[:2], []).append((phrase, kind))
            else:
                has_kind.setdefault(phrase, kind)
    for group in starts.values():
        group.sort(key=lambda pair: -len(pair[0]))
    has = re.compile("|".join(sorted(map(re.escape, has_kind), key=len, reverse=True)))
    return _Table(whole, starts, has, has_kind)


def furniture(line: str) -> Match | None:
    """Return what kind of furniture a line is, or nothing where the table knows it not."""
    if len(line) > _LONGEST:
        line = line[:_LONGEST]
    plain = folded(line)
    table = _table()
    bare = plain.strip(" :.…>»«<|·•*+-–→›‹▼▲✕×[]()")
    for form in (plain, bare):
        kind = table.whole.get(form)
        if kind:
            return Match(kind, "is", form)
    for phrase, kind in table.starts.get(plain[:2], ()):
        if plain.startswith(phrase) and _ends_a_word(plain, len(phrase)):
            return Match(kind, "starts", phrase)
    found = table.has.search(plain)
    if found:
        return Match(table.has_kind[found[0]], "has", found[0])
    return None


def _ends_a_word(text: str, at: int) -> bool:
    """Return whether no Latin word is cut at a place of the text."""
    if at >= len(text) or not (text[at - 1].isalpha() and text[at].isalpha()):
        return True
    return not (text[at - 1].isascii() and text[at].isascii())
