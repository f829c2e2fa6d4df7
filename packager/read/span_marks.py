"""Marks in a line that belong together, and what they may stand for."""

from __future__ import annotations

import re

from packager.xhtml import escape

_DEEPEST_BRACKET = 20


def ruby(base: str, readings: list[str]) -> str:
    """Return ruby for a base and its readings: one for each character, or one for all."""
    pairs = list(zip(base, readings, strict=True)) if len(readings) == len(base) else []
    pairs = pairs or [(base, "".join(readings))]
    parts = [f"{escape(b)}<rt>{escape(r.strip())}</rt>" for b, r in pairs if r.strip()]
    return f"<ruby>{''.join(parts)}</ruby>" if len(parts) == len(pairs) else escape(base)


def looks_like_tex(tex: str) -> bool:
    """Return whether what stands between signs is a formula, not two prices with text between."""
    tex = tex.strip()
    if not tex:
        return False
    words = re.findall(r"(?<![\\A-Za-z])[A-Za-z]{3,}", re.sub(r"\\[A-Za-z]+\{[^{}]*\}", "", tex))
    marks = len(re.findall(r"[\\^_={}<>+*/()|]", tex))
    return len(words) <= marks + 1


def pairs(text: str, opening: str, closing: str) -> dict[int, int]:
    """Return where each bracket that is closed closes, by where it opens; not too deep ones."""
    if opening not in text:
        return {}
    places: dict[int, int] = {}
    stack: list[int] = []
    for found in re.finditer(rf"\\.|[{re.escape(opening + closing)}]", text, re.S):
        if found[0] == opening:
            stack.append(found.start())
        elif found[0] == closing and stack:
            start = stack.pop()
            if len(stack) < _DEEPEST_BRACKET:
                places[start] = found.start()
    return places


def closing_ticks(text: str) -> dict[int, int]:
    """Return where each run of backticks that opens code is closed, by where it begins."""
    if "`" not in text:
        return {}
    runs = [(run.start(), len(run[0])) for run in re.finditer(r"`+", text)]
    later: dict[int, list[int]] = {}
    for start, length in reversed(runs):
        later.setdefault(length, []).append(start)
    closing: dict[int, int] = {}
    for start, length in runs:
        candidates = later[length]
        while candidates and candidates[-1] <= start:
            candidates.pop()
        if candidates:
            closing[start] = candidates[-1]
    return closing
