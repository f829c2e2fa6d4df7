"""What is measured of each line of a paste: itself, its neighbours, its place in the whole.

Nothing here knows a site: a line is measured by its length, shape and punctuation, by the table
of furniture's phrases, by how much of the text's sentences lies before and behind it, and by the
words that it shares with the longest stretch of sentences. ``weights.json`` holds what each
measure says (:mod:`packager.read.paste.model`).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from packager.data_classes import dataclass
from packager.read.paste.features import MARKS, Look, look_at
from packager.read.paste.lines import Line

KINDS = ("nav", "share", "subscribe", "related", "comments", "legal", "ad", "account", "media")
_HOW = {"": 0, "has": 1, "starts": 2, "is": 3}
_FLAGS = (
    *MARKS, "byline", "bullet", "lower", "quoted", "bars", "sentences", "question", "allcaps",
    "digits", "noletters", "date",
)  # fmt: skip
_ENDS = {"end:.": 6, "end:!": 5, "end::": 4, "end:,": 3, "end:w": 2, "end:0": 1}
_FAR = 99  # what is further away, or not there
_SENTENCE, _PARAGRAPH = 45.0, 220.0  # weights from which a line with, or without, an end counts
_PRICES = (0.25, 0.6, 1.5)  # what a line that is no sentence costs a stretch of sentences
_NEAR = (-3, -2, -1, 1, 2, 3)
_SIDES = (-2, -1, 1, 2)
_STEM = re.compile(r"[^\W\d_]{4,}")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_READ = 1500  # characters of a line whose words and letters are looked at

FEATURES = (
    "weight", "words", "small", "ends", "word_length", "letters", "upper", "digit_share",
    "capitals", "end_mark", "commas", "how",
    *(f"kind_{kind}" for kind in KINDS), *(f"flag_{flag}" for flag in _FLAGS),
    "gap", "gap_after", "gapped", "indent", "copies", "same_first_word", "same_last_word",
    "same_shape",
    "at", "left", "share_of_lines", "lines", "from_title", "title_words", "longs_before",
    "longs_after", "since_long", "until_long", "mass_before", "mass_after", "mass",
    "log_mass_before", "log_mass_after",
    *(f"mass_{side}{radius}" for radius in (3, 8, 20) for side in "ba"),
    *(f"{name}_{side}{radius}" for radius in (4, 12)
      for name in ("furniture", "dates", "weights", "ends") for side in "ba"),
    "furniture_before", "furniture_after", "run_back", "run_ahead",
    *(f"stretch{number}_{edge}" for number in range(3) for edge in ("start", "end")),
    "core", "core_often", *(f"like{step}" for step in _SIDES),
    *(f"{name}{step}" for step in _NEAR for name in ("weight", "ends", "how")),
    *(f"{name}{step}" for step in _SIDES
      for name in ("capitals", "date", "byline", "colon", "bullet", "shape")),
    *(f"{side}_{kind}" for kind in KINDS for side in ("since", "until")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is known of all lines together; a sum's item is that of the lines before it."""

    lines: Sequence[Line]
    looks: list[Look]
    title: int
    marks: list[frozenset[str]]
    how: list[int]
    capitals: list[float]
    dated: list[bool]
    sentences: list[float]
    stems: list[frozenset[str]]
    core: Counter[str]
    stretches: list[tuple[int, int]]
    long_at: list[int]
    mass: list[float]
    furniture: list[float]
    dates: list[float]
    weights: list[float]
    ends: list[float]
    run_back: list[int]
    run_ahead: list[int]
    since: list[list[int]]
    until: list[list[int]]
    copies: Counter[str]
    firsts: Counter[str]
    lasts: Counter[str]
    shapes: Counter[str]
    gapped: float


def measures(lines: Sequence[Line], title: int) -> list[list[float]]:
    """Return a row for each line, in the order of :data:`FEATURES`; ``title`` is a line or -1."""
    if not lines:
        return []
    whole = _whole(lines, title)
    return [
        [
            *_own(whole, at),
            *_setting(whole, at),
            *_place(whole, at),
            *_around(whole, at),
            *_likeness(whole, at),
            *_beside(whole, at),
            *(float(far) for pair in zip(whole.since[at], whole.until[at], strict=True)
              for far in pair),
        ]
        for at in range(len(lines))
    ]  # fmt: skip


def _whole(lines: Sequence[Line], title: int) -> _Whole:
    looks = [look_at(line.text) for line in lines]
    marks = [frozenset(look.names) for look in looks]
    how = [_HOW[look.how] for look in looks]
    sentences = [
        look.weight
        if (look.ends and look.weight >= _SENTENCE) or look.weight >= _PARAGRAPH
        else 0.0
        for look in looks
    ]
    stretches = [
        _best_stretch([
            min(sentence, 400.0) / 100 if sentence else -price - (1.0 if known == _HOW["is"] else 0)
            for sentence, known in zip(sentences, how, strict=True)
        ])
        for price in _PRICES
    ]  # fmt: skip
    stems = [_stems(line.text) for line in lines]
    first, last = stretches[1]
    core: Counter[str] = Counter()
    for at in range(first, last + 1):
        if sentences[at]:
            core.update(stems[at])
    dated = [look.has_date or "ago" in names for look, names in zip(looks, marks, strict=True)]
    run_back = _runs(sentences)
    return _Whole(
        lines, looks, title, marks, how, [_capitals(line.text) for line in lines], dated, sentences,
        stems, core, stretches, [at for at, look in enumerate(looks) if look.is_long],
        _sums(sentences), _sums([(0.0, 0.0, 0.5, 1.0)[known] for known in how]), _sums(dated),
        _sums([min(look.weight, 400.0) for look in looks]), _sums([look.ends for look in looks]),
        run_back, _runs(sentences[::-1])[::-1], _distances(looks, how),
        _distances(looks[::-1], how[::-1])[::-1],
        Counter(line.text for line in lines),
        Counter(line.text.split()[0].casefold() for line in lines),
        Counter(line.text.split()[-1].casefold() for line in lines),
        Counter(look.shape for look in looks), sum(line.gap for line in lines) / len(lines),
    )  # fmt: skip


def _stems(text: str) -> frozenset[str]:
    """Return the first letters of each long word; of East Asian text each pair of characters."""
    plain = text[:_READ].casefold()
    found = {w[:6] for w in _STEM.findall(plain) if w.isascii() or w[0] < "\u3000"}
    for run in _WIDE.findall(plain):
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found)


def _capitals(text: str) -> float:
    words = text[:_READ].split()[:40]
    return sum(word[0].isupper() for word in words) / max(1, len(words))


def _sums(values: Sequence[float]) -> list[float]:
    return list(accumulate(values, initial=0.0))


def _between(sums: list[float], low: int, high: int) -> float:
    """Return the sum of the values from ``low`` up to, not with, ``high``; both may lie outside."""
    top = len(sums) - 1
    low, high = max(0, low), min(top, high)
    return sums[high] - sums[low] if high > low else 0.0


def _best_stretch(values: list[float]) -> tuple[int, int]:
    """Return first and last place of the stretch with the greatest sum (Kadane's algorithm)."""
    best, found = -math.inf, (0, 0)
    total, start = 0.0, 0
    for at, value in enumerate(values):
        if total <= 0:
            total, start = 0.0, at
        total += value
        if total > best:
            best, found = total, (start, at)
    return found


def _runs(sentences: Sequence[float]) -> list[int]:
    """Return for each line that is no sentence how many such stand up to it, in one run."""
    runs: list[int] = []
    for sentence in sentences:
        runs.append(0 if sentence else (runs[-1] if runs else 0) + 1)
    return runs


def _distances(looks: Sequence[Look], how: Sequence[int]) -> list[list[int]]:
    """Return for each line how far back each kind of furniture was seen last."""
    seen: dict[str, int] = {}
    found = []
    for at, (look, known) in enumerate(zip(looks, how, strict=True)):
        found.append([min(_FAR, at - seen[kind]) if kind in seen else _FAR for kind in KINDS])
        if known >= _HOW["starts"]:
            seen[look.kind] = at
    return found


def _own(whole: _Whole, at: int) -> list[float]:
    look, text = whole.looks[at], whole.lines[at].text[:_READ]
    names, known = whole.marks[at], whole.how[at]
    letters = sum(map(str.isalpha, text))
    return [
        min(look.weight, 1000.0), min(look.words, 80), look.small, look.ends,
        min(look.weight / max(1, look.words), 40.0), letters / len(text),
        sum(map(str.isupper, text)) / max(1, letters), sum(map(str.isdigit, text)) / len(text),
        whole.capitals[at], next((_ENDS[name] for name in _ENDS if name in names), 0),
        min(9, text.count(",") + text.count("、") + text.count("，")), known,
        *(known if look.kind == kind else 0 for kind in KINDS),
        *(flag in names for flag in _FLAGS),
    ]  # fmt: skip


def _setting(whole: _Whole, at: int) -> list[float]:
    line, count = whole.lines[at], len(whole.lines)
    words = line.text.split()
    return [
        line.gap, at + 1 == count or whole.lines[at + 1].gap, whole.gapped, min(line.indent, 8),
        min(5, whole.copies[line.text]), min(12, whole.firsts[words[0].casefold()]),
        min(12, whole.lasts[words[-1].casefold()]), whole.shapes[whole.looks[at].shape] / count,
    ]  # fmt: skip


def _place(whole: _Whole, at: int) -> list[float]:
    count, longs, title = len(whole.lines), whole.long_at, whole.title
    is_long = int(whole.looks[at].is_long)
    before = bisect_left(longs, at)
    after = before + is_long
    total = whole.mass[-1] or 1.0
    ahead, behind = whole.mass[at], whole.mass[-1] - whole.mass[at + 1]
    words = whole.stems[title] if title >= 0 else frozenset()
    return [
        min(at, 200), min(count - 1 - at, 200), at / count, min(count, 1500),
        max(-60, min(200, at - title)) if title >= 0 else -_FAR,
        len(words & whole.stems[at]) / len(words) if words else -1.0,
        min(before, 40), min(len(longs) - after, 40),
        min(_FAR, at - longs[before - 1]) if before else _FAR,
        min(_FAR, longs[after] - at) if after < len(longs) else _FAR,
        ahead / total, behind / total, math.log1p(total), math.log1p(ahead), math.log1p(behind),
    ]  # fmt: skip


def _around(whole: _Whole, at: int) -> list[float]:
    row: list[float] = []
    for radius in (3, 8, 20):
        row += [part / radius for part in _both(whole.mass, at, radius)]
    for radius in (4, 12):
        for sums in (whole.furniture, whole.dates, whole.weights, whole.ends):
            row += [part / radius for part in _both(sums, at, radius)]
    count = len(whole.lines)
    row.append(whole.furniture[at] / max(1, at))
    row.append((whole.furniture[-1] - whole.furniture[at + 1]) / max(1, count - 1 - at))
    row += [min(whole.run_back[at], 60), min(whole.run_ahead[at], 60)]
    for first, last in whole.stretches:
        row += [max(-60, min(60, at - first)), max(-60, min(60, last - at))]
    return row


def _both(sums: list[float], at: int, radius: int) -> tuple[float, float]:
    return _between(sums, at - radius, at), _between(sums, at + 1, at + 1 + radius)


def _likeness(whole: _Whole, at: int) -> list[float]:
    """Return how many words a line shares with the longest stretch and with its neighbours."""
    own, core = whole.stems[at], whole.core
    if not own:
        return [-1.0] * (2 + len(_SIDES))
    first, last = whole.stretches[1]
    itself = int(first <= at <= last and bool(whole.sentences[at]))
    row = [
        sum(core[stem] > itself for stem in own) / len(own),
        min(5.0, sum(core[stem] for stem in own) / len(own)),
    ]
    for step in _SIDES:
        if 0 <= at + step < len(whole.lines):
            other = whole.stems[at + step]
            row.append(len(own & other) / max(1, min(len(own), len(other))))
        else:
            row.append(-1.0)
    return row


def _beside(whole: _Whole, at: int) -> list[float]:
    row: list[float] = []
    count = len(whole.lines)
    for step in _NEAR:
        other = at + step
        if 0 <= other < count:
            there = whole.looks[other]
            row += [min(there.weight, 600.0), there.ends, whole.how[other]]
        else:
            row += [-1.0] * 3
    for step in _SIDES:
        other = at + step
        if 0 <= other < count:
            names = whole.marks[other]
            row += [whole.capitals[other], whole.dated[other]]
            row += [name in names for name in ("byline", "colon", "bullet")]
            row.append(whole.looks[other].shape == whole.looks[at].shape)
        else:
            row += [-1.0] * 6
    return row
