"""Runs of letters and digits are those that a pattern finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from packager.word_runs import line_runs, runs

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.one_of(_TEXT, st.text("a1_ -’é“\u0301\u00a0\u3000日\x1c²\n")))
def test_runs_are_those_of_the_pattern(text: str) -> None:
    assert runs(text).decode() == " ".join(re.findall(r"[^\W_]+", text))
    lines = [" ".join(re.findall(r"\w+", line)) for line in text.split("\n")]
    assert [line.decode() for line in line_runs(text)] == lines


def test_half_of_a_surrogate_pair_is_no_letter() -> None:
    assert runs("a\ud800b") == b"a b"
