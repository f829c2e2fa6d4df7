"""Language tags: which are some, how they are written, what somebody meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.languages import canonical, detect, direction, suggestion


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("EN", "en"),
        ("en_us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("deu", "de"),
        ("iw", "he"),
        ("sr-latn", "sr-Latn"),
        ("english", None),
        ("us", None),
        ("C", None),
        ("xx", None),
        ("", None),
    ],
)
def test_a_tag_is_written_as_bcp_47_writes_it(tag: str, expected: str | None) -> None:
    assert canonical(tag) == expected


@pytest.mark.parametrize(
    ("text", "meant"), [("english", "en"), ("us", "en-US"), ("Deutsch", "de"), ("jp", "ja")]
)
def test_what_was_meant_is_suggested(text: str, meant: str) -> None:
    assert suggestion(text) == meant


def test_arabic_and_hebrew_run_to_the_left() -> None:
    assert direction("ar") == direction("he-IL") == "rtl"
    assert direction("en") != "rtl"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("The two countries have never lacked subjects for dispute, and each recovered.", "en"),
        ("Die beiden Länder hatten nie einen Mangel an Streit, und jedes erholte sich.", "de"),
        ("両国の間には争いの種が尽きたことがなく、そのたびに関係は立ち直ってきた。", "ja"),
        ("لم تفتقر الدولتان يوما إلى أسباب الخلاف وفي كل مرة تعافت العلاقات بينهما", "ar"),
    ],
)
def test_the_language_of_a_text_is_detected(text: str, tag: str) -> None:
    assert detect(text)[0].partition("-")[0] == tag


@given(st.text(max_size=40))
def test_a_canonical_tag_is_its_own(tag: str) -> None:
    found = canonical(tag)
    assert found is None or canonical(found) == found
