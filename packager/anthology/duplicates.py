"""The same text under two titles: exact copies and near ones, by shingles.

A shingle is a run of words; two texts that share most of theirs are one text. The measure is
containment, because a syndicated piece is often cut: what share of the shorter one's shingles
stands in the longer one. (A. Broder, "On the resemblance and containment of documents", 1997.)
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from html import unescape

from packager.data_classes import dataclass
from packager.model import Essay
from packager.word_runs import runs

_SAMPLE = 8  # one shingle in so many is compared, chosen by its first and last word
_NEAR = 0.6
_SHORTEST = 40  # words; below, only exact copies are told
_CHARACTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of a text: a digest of its words, and a sample of its shingles."""

    digest: str
    shingles: frozenset[int]


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


def fingerprint(essay: Essay) -> Fingerprint:
    """Return the fingerprint of an essay's body: words in lower case, CJK characters one by one.

    A shingle is five words; its number is a hash of theirs, the same in every process.
    """
    text = unescape(_TAG.sub(" ", essay.body)).casefold()
    if _CHARACTER.search(text):
        text = _CHARACTER.sub(r" \g<0> ", text)
    joined = runs(text)
    row = list(map(zlib.crc32, joined.split()))
    digest = hashlib.sha256(joined).hexdigest() if row else ""
    if len(row) < _SHORTEST:
        return Fingerprint(digest, frozenset())
    shingles = zip(row, row[1:], row[2:], row[3:], row[4:], strict=False)
    # The hash of a tuple of integers does not hang on the process, unlike that of strings.
    sample = frozenset([hash(five) for five in shingles if (five[0] ^ five[4]) % _SAMPLE == 0])
    if len(sample) < _SAMPLE:
        shingles = zip(row, row[1:], row[2:], row[3:], row[4:], strict=False)
        sample = frozenset(map(hash, shingles))
    return Fingerprint(digest, sample)


def find_duplicates(texts: Sequence[Fingerprint]) -> list[Duplicate]:
    """Return the pairs that are one text, in order."""
    result = {(d.first, d.second): d for d in _near(texts)}
    by_digest: dict[str, int] = {}
    for number, text in enumerate(texts):
        if text.digest and text.digest in by_digest:
            first = by_digest[text.digest]
            result[first, number] = Duplicate(first, number, 1.0)
        by_digest.setdefault(text.digest, number)
    return [result[pair] for pair in sorted(result)]


def _near(texts: Sequence[Fingerprint]) -> list[Duplicate]:
    seen: set[int] = set()
    several: set[int] = set()
    for text in texts:
        several |= seen & text.shingles
        seen |= text.shingles
    holders: dict[int, list[int]] = {}
    for number, text in enumerate(texts):
        for shingle in text.shingles & several:
            holders.setdefault(shingle, []).append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        # A shingle in very many essays is a common footer, not a sign of a copy.
        if 1 < len(numbers) <= max(10, len(texts) // 20):
            for position, first in enumerate(numbers):
                shared.update((first, second) for second in numbers[position + 1 :])
    found = []
    for (first, second), count in shared.items():
        share = count / min(len(texts[first].shingles), len(texts[second].shingles))
        if share >= _NEAR:
            found.append(Duplicate(first, second, min(round(share, 2), 0.99)))
    return found
