"""Which line of a paste is the essay's title: what can be seen of each candidate."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from packager.read.paste.features import Look, look_at
from packager.read.paste.lines import Line

_LONGEST = 320.0  # what a title weighs at most
_MOST_WORDS = 4000  # words of the paragraphs that a title's words are looked for in


def candidates(lines: list[Line]) -> list[tuple[int, list[str]]]:
    """Return the lines that may be the title, each with the names that describe it.

    Between the start and the third paragraph of the longest stretch a title may stand; a line
    without letters, or of a paragraph's length, is none.
    """
    looks = [look_at(line.text) for line in lines]
    longs = [at for at, look in enumerate(looks) if look.is_long]
    last = longs[min(len(longs), 12) - 1] if longs else min(len(lines), 40) - 1
    copies = Counter(_plain(line.text) for line in lines)
    common = _common_words(lines, longs)
    heads = [_plain(line.text) for line in lines[: last + 1]]
    result = []
    for at in range(last + 1):
        look, text = looks[at], lines[at].text
        if look.weight > _LONGEST or not any(map(str.isalpha, text)):
            continue
        result.append((at, _names(at, lines, looks, longs, copies, common, heads)))
    return result


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _common_words(lines: list[Line], longs: list[int]) -> Counter[str]:
    words: Counter[str] = Counter()
    for at in longs:
        words.update(set(_stems(lines[at].text)))
        if words.total() > _MOST_WORDS:
            break
    return words


def _stems(text: str) -> list[str]:
    """Return the first letters of each long word; of East Asian text each pair of characters."""
    plain = text.casefold()
    stems = [
        word[:6]
        for word in re.findall(r"[^\W\d_]{4,}", plain)
        if word.isascii() or word[0] < "\u3000"
    ]
    wide = re.findall("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+", plain)
    return stems + [run[i : i + 2] for run in wide for i in range(len(run) - 1)]


def _names(  # noqa: PLR0913, PLR0917 - what is known of all lines
    at: int,
    lines: list[Line],
    looks: list[Look],
    longs: list[int],
    copies: Counter[str],
    common: Counter[str],
    heads: list[str],
) -> list[str]:
    look, line = looks[at], lines[at]
    plain = _plain(line.text)
    names = [name for name in look.names if not name.startswith(("small", "near"))]
    before = bisect_left(longs, at)
    until = longs[before] - at if before < len(longs) else 99
    names += [f"words:{min(12, look.words)}", f"at:{min(at, 4)}", f"at:{min(at, 40).bit_length()}"]
    names += [f"longs:{min(before, 4)}", f"until:{min(until, 60).bit_length()}"]
    names.append(f"first:{int(at == 0)}:{min(6, int(look.weight // 15))}")
    copy = copies[plain]
    names.append(f"copies:{min(copy, 4)}")
    if copy > 1:
        names.append(f"copy-before:{int(plain in heads[:at])}:{int(plain in heads[at + 1 :])}")
    inside = sum(plain in head and plain != head for head in heads) if look.words > 2 else 0  # noqa: PLR2004
    names.append(f"inside:{min(inside, 2)}")
    stems = set(_stems(line.text))
    if stems:
        hit = sum(common[stem] > 0 for stem in stems) / len(stems)
        often = sum(common[stem] for stem in stems) / len(stems)
        names.append(f"hit:{int(hit * 4)}:{min(3, len(stems) // 2)}")
        names.append(f"often:{min(4, int(often * 4).bit_length())}")
    else:
        names.append("stems:none")
    for step in (-2, -1, 1, 2, 3, 4):
        other = at + step
        if not 0 <= other < len(lines):
            names.append(f"edge:{step}")
            continue
        there = looks[other]
        side = f"{step}" if abs(step) < 3 else "later"  # noqa: PLR2004
        if there.has_date:
            names.append(f"date-near:{side}")
        if "byline" in there.names:
            names.append(f"byline-near:{side}")
        if there.kind:
            names.append(f"kind-near:{side}:{there.kind}")
        if there.is_long:
            names.append(f"long-near:{side}")
        if abs(step) == 1:
            names.append(f"size-near:{step}:{min(6, int(there.weight // 30))}")
            names.append(f"gap:{int(line.gap)}:{int(other > at and lines[other].gap)}")
    best = max((looks[i].weight for i in range(max(0, at - 6), min(len(lines), at + 7))
                if not looks[i].is_long), default=0.0)  # fmt: skip
    if look.weight >= best:
        names.append("widest-here")
    if any(looks[i].words >= 5 and looks[i].weight > 30 and not looks[i].kind  # noqa: PLR2004
           for i in range(at)):  # fmt: skip
        names.append("another-before")
    return names
