"""How long an essay takes to read."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from packager.build.reading_time import minutes_of, word_count
from tests.essays import plain


@given(st.one_of(st.text(), st.text("ab1'’-_ é日")))
def test_words_are_those_of_the_pattern(text: str) -> None:
    assert word_count(text) == len(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text))


def test_words_and_characters_take_their_time() -> None:
    body = "<p>" + "don't stop " * 119 + "</p><p>" + "日本" * 200 + "</p>"
    assert minutes_of(replace(plain(), body=body)) == 2
    assert minutes_of(replace(plain(), body="<p>One.</p>")) == 1
