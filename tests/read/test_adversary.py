"""Whatever is given, a book or one line comes of it: every field in every form, and odd bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.build import build
from packager.build.book import book_of
from packager.errors import PackagerError
from packager.html5 import xml_characters
from packager.model import Asset, Essay, Reading
from packager.read import Source, read
from packager.read.fields import FIELDS
from tests.read.test_html import PIXEL

VALUES = (
    "word", "-1.5e9", "[a, b]", "{a: b, name: c}", "[[a], [{b: [c]}]]", '""', "null", "true",
    "2021-01-02", '"a\\"b<c>&\\u202e"', "|\n  a\n  b", "[]", "{}", "[{name: a, date: b}, {}]",
    "!!python/object x", "&a [*a]", '"\\0\\ud800\\x1b[31m"', "http://[::1", "../../etc/passwd",
    "/dev/zero", "[null, ~]", "{name: [a], orcid: [1], url: {}, image: [], links: {a: [b]}}",
)  # fmt: skip
COVER = Asset("a.png", "image/png", PIXEL, width_px=1, height_px=1)
FORMS = (".md", ".html", ".txt", "")


def _readings(name: str, data: bytes) -> list[Reading]:
    """Return what is read, or nothing where it is refused in one line."""
    try:
        readings, refusal = read(Source(name, data)), ""
    except PackagerError as error:
        readings, refusal = [], str(error)
    assert not refusal or refusal.startswith(f"{name}:")
    assert "\n" not in refusal
    return readings


def _is_built(reading: Reading) -> bool:
    """Return whether the essay makes a book; its cover, which takes long to draw, is given."""
    return bool(build(book_of(replace(reading.essay, cover=reading.essay.cover or COVER), {})))


@pytest.mark.parametrize("field", [field.key for field in FIELDS])
def test_a_field_of_any_form_gives_a_book_or_a_line(field: str) -> None:
    built: list[Essay] = []  # what a refused value leaves is the same each time
    for value in VALUES:
        text = f"---\ndescription: D\n{field}: {value}\n---\n\nText here.\n"
        for reading in _readings("a.md", text.encode()):
            essay = replace(reading.essay, source_text="")
            assert essay in built or _is_built(reading)
            built.append(essay)
            for note in reading.notes:
                assert xml_characters(note.message) == note.message


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(
                [*"#*_`[](){}<>!|:-+=~^$%&\\\"'\n \t", "<div>", "</p>", "[^1]", "\n[^1]: ", "---\n",
                 "```", "{{<", "%}", "\ufeff", "\x85", "\u2028", "&#0;", "\n\n", "- ", "> ", "a"]
            ),
            max_size=60,
        ).map(lambda parts: "".join(parts).encode()),
    ),
    st.sampled_from(FORMS),
)  # fmt: skip
def test_any_soup_gives_a_book_or_a_line(data: bytes, suffix: str) -> None:
    for reading in _readings(f"a{suffix}", data):
        assert _is_built(reading)


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize(
    "data",
    [b"a", b"\0", b"#", b"<", b"\xff\xfe", "Hello".encode("utf-16") + b"x", b"a\rb\r\nc\x0bd\x85",
     b"\xed\xa0\x80 text", b"<div>" * 5_000 + b"a", b">" * 3_000 + b"a", b"*" * 3_000 + b"a",
     b"a\n" + b"\n" * 5_000 + b"b", b"<!DOCTYPE x [<!ENTITY a 'b'>]> &a; text",
     b"![a](/dev/zero) ![b](/etc/passwd) ![c](..) ![d](data:image/png;base64,AAAA)",
     b"|a" * 2_000 + b"|\n" + b"|-" * 2_000 + b"|\n" + b"|x" * 2_000 + b"|"],
    ids=range(15),
)  # fmt: skip
def test_odd_bytes_give_a_book_or_a_line(data: bytes, suffix: str) -> None:
    for reading in _readings(f"a{suffix}", data):
        assert _is_built(reading)
