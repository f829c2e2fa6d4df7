"""Characters that turn or break lines leave a value, and are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.html5 import xml_characters
from packager.model import NoteKind
from packager.read import ReadOptions, Source, read
from packager.read.steering import steadied

RLO, PDF, RLI, PDI = "\u202e", "\u202c", "\u2067", "\u2069"


@pytest.mark.parametrize("text", [f"a {RLO}b", f"a{PDF}", f"{RLI}a{PDF}", f"{RLO}{RLI}a{PDF}{PDI}"])
def test_signs_of_direction_that_are_not_closed_go(text: str) -> None:
    value, gone = steadied(text)
    assert value == text.translate(dict.fromkeys(map(ord, f"{RLO}{PDF}{RLI}{PDI}")))
    assert gone.startswith("U+20")


@pytest.mark.parametrize("text", [f"On {RLI}שלום{PDI}", f"{RLO}{RLI}a{PDI}{PDF}", "plain"])
def test_signs_of_direction_that_are_closed_stay(text: str) -> None:
    assert steadied(text) == (text, "")


def test_lists_and_maps_are_gone_through() -> None:
    assert steadied([{"na\x00me": f"Ann{RLO}"}, "\ud800b", 3]) == (
        [{"name": "Ann"}, "b", 3],
        "U+0000, U+202E, U+D800",
    )


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_every_value_can_stand_in_xml(text: str) -> None:
    value = str(steadied(text)[0])
    assert xml_characters(value) == value
    value.encode()


def test_a_title_and_a_byline_that_turn_lines_are_told_with_their_lines() -> None:
    text = f"---\ntitle: Tea{RLO}\nauthor: Ann{RLO} Bee\n---\n\nText.\n"
    (reading,) = read(Source("a.md", text.encode()))
    assert reading.essay.title == "Tea"
    assert reading.essay.credits[0].person.name == "Ann Bee"
    warnings = [(n.line, n.message) for n in reading.notes if n.kind is NoteKind.WARNING]
    assert warnings == [
        (2, "title holds U+202E, which turns or breaks lines; left out"),
        (3, "author holds U+202E, which turns or breaks lines; left out"),
    ]


def test_an_option_with_bytes_that_are_no_text_is_told() -> None:
    (reading,) = read(Source("a.md", b"Text."), ReadOptions({"title": "Caf\udce9\x1b[31m"}))
    assert reading.essay.title == "Caf[31m"
    assert any("title holds U+DCE9, U+001B" in note.message for note in reading.notes)


def test_a_title_from_a_files_name_is_steady_too() -> None:
    assert read(Source(f"tea{RLO}\udce9.md", b"Text."))[0].essay.title == "Tea"
