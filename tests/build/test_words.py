"""The words of packager's own pages in each language."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from packager.build.words import words_in

ENGLISH = words_in("en").table
LANGUAGES = sorted(
    file.name.removesuffix(".txt")
    for file in files("packager.build.words").iterdir()
    if file.name.endswith(".txt")
)


def own(language: str) -> dict[str, str]:
    text = files("packager.build.words").joinpath(f"{language}.txt").read_text("utf-8")
    return dict(line.split(" = ", 1) for line in text.splitlines() if line)


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en-gb"])
def test_each_language_has_the_keys_of_english(language: str) -> None:
    same = {"separator", "stop", "months_alone"}  # most languages write them as English does
    assert own(language).keys() - same == own("en").keys() - same


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_fills_in_what_english_fills_in(language: str) -> None:
    for key, text in own(language).items():
        wanted = set(re.findall(r"{(\w*)}", ENGLISH[key]))
        found = set(re.findall(r"{(\w*)}", text))
        assert found <= wanted or key.startswith("date_"), f"{language}: {key}"
        assert found >= wanted - {"month", "day"}, f"{language}: {key}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_twelve_months_and_writes_a_date(language: str) -> None:
    words = words_in(language)
    assert len(words("months").split(",")) == 12
    assert len(words.table["months_alone"].split(",")) == 12
    for iso in ("2021", "2021-10", "2021-10-04"):
        assert "2021" in words.date(iso)


@pytest.mark.parametrize(
    ("language", "iso", "text"),
    [
        ("en", "2021-10-04", "October 4, 2021"),
        ("en-US", "2021-10", "October 2021"),
        ("en-GB", "2021-10-04", "4 October 2021"),
        ("de", "2021-10-04", "4. Oktober 2021"),
        ("ja", "2021-10-04", "2021年10月4日"),
        ("ru", "2021-10-04", "4 октября 2021 г."),
        ("ru", "2021-10", "октябрь 2021 г."),
        ("pl", "2021-05", "maj 2021"),
        ("fr", "2021-10-04T08:00:00Z", "4 octobre 2021"),
        ("en", "c. 1900", "c. 1900"),
        ("en", "", ""),
    ],
)
def test_dates_are_written_as_people_do(language: str, iso: str, text: str) -> None:
    assert words_in(language).date(iso) == text


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de-AT", "de"),
        ("zh", "zh"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("en-AU", "en-GB"),
        ("sv", "en"),
        ("", "en"),
    ],
)
def test_a_tag_finds_its_words(tag: str, language: str) -> None:
    assert words_in(tag).language == language


def test_names_are_strung_together() -> None:
    english, german = words_in("en"), words_in("de")
    assert english.list([]) == ""
    assert english.list(["A"]) == "A"
    assert english.list(["A", "B"]) == "A and B"
    assert english.list(["A", "B", "C"]) == "A, B, and C"
    assert german.list(["A", "B", "C"]) == "A, B und C"
    assert words_in("ja").list(["甲", "乙", "丙"]) == "甲、乙、丙"


def test_markup_is_filled_in_as_it_is() -> None:
    assert words_in("en").html("by", names="<b>A &amp; B</b>") == "by <b>A &amp; B</b>"
