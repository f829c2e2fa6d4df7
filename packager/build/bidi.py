"""Lines of mixed direction put into the order in which they are seen; Arabic letters joined.

The implicit part of the Unicode Bidirectional Algorithm (https://unicode.org/reports/tr9/,
rules W1 to W7, N0 to N2, I1, I2, L2) for one line such as a title has; explicit embeddings
are left out of it. :func:`joined` is for machines whose Pillow cannot shape.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import groupby

_FORMATTING = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN"))
_NEUTRAL = frozenset(("B", "S", "WS", "ON"))
# The ligatures that Arabic never goes without.
_LAM_ALEF = frozenset("لا لأ لإ لآ".split())
_KEPT = frozenset("\u200c\u200d")  # they change how letters join
_BRACKETS = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›", "⟨": "⟩", "（": "）", "「": "」"}
_MIRRORED = _BRACKETS | {close: open_ for open_, close in _BRACKETS.items()} | {"<": ">", ">": "<"}


def plain(text: str) -> str:
    """Return ``text`` without characters that only steer direction or are never seen."""
    return "".join(c for c in text if c in _KEPT or unicodedata.bidirectional(c) not in _FORMATTING)


def is_rtl(text: str) -> bool:
    """Return whether the first letter with a direction runs from right to left (rule P2)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def visual_runs(text: str, *, rtl: bool) -> list[tuple[str, bool]]:
    """Return (text in reading order, whether it runs right to left), from left to right."""
    if not rtl and all(unicodedata.bidirectional(c) not in ("R", "AL", "AN") for c in text):
        return [(text, False)] if text else []
    levels = _levels(text, 1 if rtl else 0)
    runs: list[tuple[str, int]] = []
    for level, places in groupby(range(len(text)), levels.__getitem__):
        runs.append(("".join(text[i] for i in places), level))
    highest = max(levels, default=0)
    for level in range(highest, 0, -1):  # rule L2
        at = 0
        while at < len(runs):
            end = at
            while end < len(runs) and runs[end][1] >= level:
                end += 1
            runs[at:end] = runs[at:end][::-1]
            at = max(end, at + 1)
    return [(run, bool(level % 2)) for run, level in runs]


def _levels(text: str, base: int) -> list[int]:
    embedding = "R" if base else "L"
    kinds = ["ON" if c in _KEPT else unicodedata.bidirectional(c) or "L" for c in text]
    _resolve_weak(kinds, embedding)
    _resolve_brackets(text, kinds, embedding)
    _resolve_neutral(kinds, embedding)
    if base:
        return [1 if kind == "R" else 2 for kind in kinds]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def _resolve_weak(kinds: list[str], start: str) -> None:
    """Apply rules W1 to W7 in place."""
    before, strong = start, start
    for i, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[i] = before
        elif kind == "EN" and strong == "AL":
            kinds[i] = "AN"
        if kind in ("L", "R", "AL"):
            strong = kind
        before = kinds[i]
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    _join_numbers(kinds)
    strong = start
    for i, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[i] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"


def _join_numbers(kinds: list[str]) -> None:
    """Make separators inside numbers and signs beside them part of them (rules W4, W5)."""
    for i in range(1, len(kinds) - 1):
        left, kind, right = kinds[i - 1 : i + 2]
        if left == right and (kind, left) in (("ES", "EN"), ("CS", "EN"), ("CS", "AN")):
            kinds[i] = left
    for is_sign, group in groupby(range(len(kinds)), lambda i: kinds[i] == "ET"):
        places = list(group)
        around = {kinds[i] for i in (places[0] - 1, places[-1] + 1) if 0 <= i < len(kinds)}
        if is_sign and "EN" in around:
            for i in places:
                kinds[i] = "EN"


def _direction(kind: str) -> str:
    """Return what a resolved type counts as in rules N0 to N2."""
    return "R" if kind in ("R", "EN", "AN") else "L" if kind == "L" else ""


def _resolve_brackets(text: str, kinds: list[str], embedding: str) -> None:
    """Give both brackets of a pair the direction of what they hold (rule N0)."""
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for i, char in enumerate(text):
        if char in _BRACKETS:
            waiting.append((_BRACKETS[char], i))
        elif any(close == char for close, _ in waiting):
            while waiting:
                close, opened = waiting.pop()
                if close == char:
                    pairs.append((opened, i))
                    break
    for opened, closed in sorted(pairs):
        inside = {_direction(kind) for kind in kinds[opened + 1 : closed]} - {""}
        if not inside:
            continue
        chosen = embedding
        if embedding not in inside:
            earlier = (_direction(kind) for kind in reversed(kinds[:opened]))
            context = next((direction for direction in earlier if direction), embedding)
            chosen = context if context in inside else embedding
        kinds[opened] = kinds[closed] = chosen


def _resolve_neutral(kinds: list[str], embedding: str) -> None:
    """Give neutral characters the direction around them (rules N1 and N2)."""
    for neutral, group in groupby(list(range(len(kinds))), lambda i: kinds[i] in _NEUTRAL):
        places = list(group)
        if not neutral:
            continue
        first, last = places[0], places[-1]
        left = _direction(kinds[first - 1]) if first else embedding
        right = _direction(kinds[last + 1]) if last + 1 < len(kinds) else embedding
        for i in places:
            kinds[i] = left if left == right else embedding


# --- Without a shaper ------------------------------------------------------------------------


@cache
def _forms() -> dict[tuple[str, str], str]:
    """Return the presentation form of (letters, place in the word), from Unicode's own data."""
    forms: dict[tuple[str, str], str] = {}
    for code in (*range(0xFB50, 0xFDFC), *range(0xFE70, 0xFEFD)):
        place, _, letters = unicodedata.decomposition(chr(code)).partition(" ")
        text = "".join(chr(int(letter, 16)) for letter in letters.split())
        if len(text) == 1 or text in _LAM_ALEF:
            forms.setdefault((text, place.strip("<>")), chr(code))
    return forms


def joined(text: str) -> str:
    """Return an RTL run as glyph-like characters in the order seen, Arabic letters joined."""
    forms = _forms()
    letters: list[str] = []
    for char in text:
        if letters and letters[-1] + char in _LAM_ALEF:
            letters[-1] += char
        else:
            letters.append(char)
    bases = [i for i, letter in enumerate(letters) if not unicodedata.combining(letter[0])]
    shaped = list(letters)
    for n, i in enumerate(bases):
        before = letters[bases[n - 1]] if n else ""
        after = letters[bases[n + 1]] if n + 1 < len(bases) else ""
        from_before = _joins_on(before, forms) and _joins_back(letters[i], forms)
        to_after = _joins_on(letters[i], forms) and _joins_back(after, forms)
        place = ("isolated", "final", "initial", "medial")[from_before + 2 * to_after]
        shaped[i] = forms.get((letters[i], place), _MIRRORED.get(letters[i], letters[i]))
    clusters: list[str] = []
    for letter in shaped:
        if clusters and unicodedata.combining(letter[0]):
            clusters[-1] += letter
        elif letter not in _KEPT:
            clusters.append(letter)
    return "".join(reversed(clusters))


def _joins_on(letter: str, forms: dict[tuple[str, str], str]) -> bool:
    """Return whether a letter joins to the one after it (tatweel and ZWJ always do)."""
    return letter in ("\u0640", "\u200d") or (letter, "initial") in forms


def _joins_back(letter: str, forms: dict[tuple[str, str], str]) -> bool:
    """Return whether a letter joins to the one before it."""
    return letter in ("\u0640", "\u200d") or (letter, "final") in forms
