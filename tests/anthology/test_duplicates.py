"""The same text under two titles is recognised, exact and near."""

from __future__ import annotations

import random

from packager.anthology.duplicates import Duplicate, fingerprint
from packager.anthology.duplicates import find_duplicates as find
from packager.model import Essay


def essay(words: list[str], title: str) -> Essay:
    return Essay(title, f"<p>{' '.join(words)}</p>", title.lower())


def find_duplicates(essays: list[Essay]) -> list[Duplicate]:
    return find([fingerprint(one) for one in essays])


def prose(seed: int, count: int = 700) -> list[str]:
    source = random.Random(seed)
    return [f"w{source.randrange(900)}" for _ in range(count)]


def test_an_exact_copy_under_another_title_is_told() -> None:
    text = prose(1)
    (found,) = find_duplicates([essay(text, "A"), essay(prose(2), "B"), essay(text, "C")])
    assert (found.first, found.second, found.is_exact) == (0, 2, True)


def test_a_cut_and_edited_copy_is_near() -> None:
    text = prose(3)
    cut = text[:300] + ["new"] * 3 + text[340:600]
    (found,) = find_duplicates([essay(text, "A"), essay(cut, "B")])
    assert 0.6 <= found.share < 1


def test_different_texts_are_not() -> None:
    essays = [essay(prose(seed), f"T{seed}") for seed in range(20)]
    assert find_duplicates(essays) == []


def test_short_texts_are_told_only_when_equal() -> None:
    assert find_duplicates([essay(["a", "b"], "A"), essay(["a", "c"], "B")]) == []
    assert len(find_duplicates([essay(["a", "b"], "A"), essay(["a", "b"], "B")])) == 1
