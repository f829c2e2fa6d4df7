"""Dates as people write them become ISO 8601, or nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.dates import LOOKED_AT, dates_in, from_file_name, parse


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Oct. 4, 2021", "2021-10-04"),
        ("4 octobre 2021", "2021-10-04"),
        ("4. Oktober 2021", "2021-10-04"),
        ("4 de octubre de 2021", "2021-10-04"),
        ("2021年10月4日", "2021-10-04"),
        ("2021년 10월 4일", "2021-10-04"),
        ("Tue, 05 Oct 2021 08:00:00 GMT", "2021-10-05"),
        ("2021-10-04T23:30:00-05:00", "2021-10-04"),
        ("2021-10", "2021-10"),
        ("2021", "2021"),
        ("October 2021", "2021-10"),
    ],
)
def test_a_date_is_read(text: str, iso: str) -> None:
    assert parse(text) == iso


@pytest.mark.parametrize("text", ["yesterday", "2021-13-40", "", "31 February 2021", "soon"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse(text) == ""


def test_the_order_of_day_and_month_is_the_caller_s() -> None:
    assert parse("04/10/2021") == "2021-10-04"
    assert parse("04/10/2021", month_first=True) == "2021-04-10"


def test_a_jekyll_post_s_name_holds_date_and_slug() -> None:
    assert from_file_name("2021-10-04-on-tea") == ("2021-10-04", "on-tea")
    assert from_file_name("on-tea")[0] == ""


def test_dates_inside_a_line_are_found_with_their_places() -> None:
    line = "Posted on Oct. 4, 2021 by Ana"
    (found,) = dates_in(line)
    assert (found.iso, line[found.start : found.end]) == ("2021-10-04", "Oct. 4, 2021")


@given(st.text(max_size=80))
def test_any_text_gives_a_date_of_the_profile_or_nothing(text: str) -> None:
    assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", parse(text))


def test_dates_far_into_a_long_text_are_not_looked_for() -> None:
    """One line of megabytes, a date in every word, is hostile."""
    text = "4 oct 2021 " * 1_000_000
    found = dates_in(text)
    assert found[0].iso == "2021-10-04"
    assert found[-1].end <= LOOKED_AT
