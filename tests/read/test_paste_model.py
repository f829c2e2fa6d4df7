"""Which lines of a paste are kept: the forest's odds made one region, asymmetric on purpose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.read.forest import log_odds, planted
from packager.read.paste import model
from packager.read.paste.lines import split_lines
from packager.read.paste.measures import FEATURES, measures

LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINE, max_size=30), st.integers(-1, 40))
def test_each_line_has_every_measure_and_all_are_finite(rows: list[str], title: int) -> None:
    lines = split_lines("\n".join(rows))
    table = measures(lines, title if title < len(lines) else -1)
    assert len(table) == len(lines)
    for row in table:
        assert len(row) == len(FEATURES)
        assert all(-1e6 < value < 1e6 for value in row)


def test_no_two_measures_have_one_name() -> None:
    assert len(set(FEATURES)) == len(FEATURES)


def test_a_doubtful_line_within_or_beside_the_essay_stays() -> None:
    odds = [-6.0, -1.0, 3.0, -1.5, 4.0, -2.0, -6.0]
    choice = model.region(odds, [False] * 7)
    assert choice.kept == [False, True, True, True, True, True, False]
    assert choice.last == 4


def test_a_line_far_behind_the_essay_is_left_out_however_good_its_odds_nearly_are() -> None:
    odds = [5.0, 5.0, -6.0, -6.0, -6.0, -6.0, -0.5]
    assert model.region(odds, [False] * 7).kept == [True, True] + [False] * 5


def test_a_phrase_of_the_table_ends_no_essay_unless_it_is_surely_of_it() -> None:
    assert model.region([5.0, 1.0], [False, True]).kept == [True, False]
    assert model.region([5.0, 1.0], [False, False]).kept == [True, True]
    assert model.region([5.0, 3.0], [False, True]).kept == [True, True]


def test_odds_that_are_bad_everywhere_choose_nothing() -> None:
    assert model.region([-1.0, -2.0], [False, False]) == model.Choice([False, False], -1)
    assert model.region([], []) == model.Choice([], -1)


def test_a_forest_learned_with_other_measures_is_refused() -> None:
    table = {"baseline": 0.5, "features": ["a"], "trees": [[[0, 1.0, 1, 2], -1.0, 2.0]]}
    forest = planted(table, ("a",))
    assert log_odds(forest, [1.0]) == pytest.approx(-0.5)
    assert log_odds(forest, [1.5]) == pytest.approx(2.5)
    with pytest.raises(ValueError, match="other measures"):
        planted(table, ("b",))


def test_the_list_of_other_pieces_behind_an_essay_is_left_out() -> None:
    sentence = (
        "The river had risen in the night, and the village stood at the old bridge to see it."
    )
    body = "\n\n".join(
        f"{sentence} {sentence} Year {year} was worse." for year in range(1990, 1999)
    )
    menu = "\n".join(f"Ten Ways To Cook Rice {n}\nJan {n}, 2021" for n in range(2, 9))
    lines = split_lines(f"On Rivers\n\n{body}\n\nRelated stories\n{menu}\nSubscribe now\n")
    kept = [
        line.text for line, keep in zip(lines, model.chosen(lines, 0).kept, strict=True) if keep
    ]
    assert all(f"Year {year} was worse." in "\n".join(kept) for year in range(1990, 1999))
    assert not [text for text in kept if "Rice" in text or "Subscribe" in text]
