"""The same text under two titles: exact copies and near ones, by shingles.

A shingle is a run of words; two texts that share most of theirs are one text. The measure is
containment, because a syndicated piece is often cut: what share of the shorter one's shingles
stands in the longer one. (A. Broder, "On the resemblance and containment of documents", 1997.)
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from packager import xhtml
from packager.model import Essay

_WORDS_IN_SHINGLE = 5
_SAMPLE = 8  # one shingle in so many is compared, chosen by its hash
_NEAR = 0.6
_SHORTEST = 40  # words; below, only exact copies are told
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two essays, by their place in the list, and the share of the shorter found in the longer."""

    first: int
    second: int
    share: float

    @property
    def is_exact(self) -> bool:
        """Whether the words are the same to the letter."""
        return self.share >= 1.0


def words_of(essay: Essay) -> list[str]:
    """Return the words of an essay's body, lower case; CJK characters one by one."""
    text = xhtml.text_of(xhtml.parse(essay.body)) if essay.body else ""
    return _WORD.findall(text.casefold())


def find_duplicates(essays: Sequence[Essay]) -> list[Duplicate]:
    """Return the pairs that are one text, in order. Time grows with the length of the texts."""
    words = [words_of(essay) for essay in essays]
    result = {(d.first, d.second): d for d in _near(words)}
    by_text: dict[str, int] = {}
    for number, listed in enumerate(words):
        text = " ".join(listed)
        if text and text in by_text:
            result[by_text[text], number] = Duplicate(by_text[text], number, 1.0)
        by_text.setdefault(text, number)
    return [result[pair] for pair in sorted(result)]


def _near(words: Sequence[Sequence[str]]) -> list[Duplicate]:
    sampled = [_sampled(listed) if len(listed) >= _SHORTEST else frozenset() for listed in words]
    holders: dict[int, list[int]] = {}
    for number, shingles in enumerate(sampled):
        for shingle in shingles:
            holders.setdefault(shingle, []).append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        # A shingle in very many essays is a common footer, not a sign of a copy.
        if len(numbers) <= max(10, len(words) // 20):
            for position, first in enumerate(numbers):
                shared.update((first, second) for second in numbers[position + 1 :])
    found = []
    for (first, second), count in shared.items():
        share = count / min(len(sampled[first]), len(sampled[second]))
        if share >= _NEAR:
            found.append(Duplicate(first, second, min(round(share, 2), 0.99)))
    return found


def _sampled(words: Sequence[str]) -> frozenset[int]:
    runs = (
        zlib.crc32(" ".join(words[i : i + _WORDS_IN_SHINGLE]).encode())
        for i in range(len(words) - _WORDS_IN_SHINGLE + 1)
    )
    every = list(runs)
    chosen = frozenset(value for value in every if value % _SAMPLE == 0)
    return chosen if len(chosen) >= _SAMPLE else frozenset(every)
