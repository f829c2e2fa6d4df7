"""Sort names, by the customs of the languages that the names are of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.names import is_organisation, sort_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ludwig van Beethoven", "Beethoven, Ludwig van"),
        ("Moon Jae-in", "Moon, Jae-in"),
        ("Bong Joon-ho", "Bong, Joon-ho"),
        ("Xi Jinping", "Xi, Jinping"),
        ("岸田文雄", "岸田文雄"),
        ("김대중", "김대중"),
        ("Institute for Policy Studies", "Institute for Policy Studies"),
        ("Gabriel García Márquez", "García Márquez, Gabriel"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("Ursula K. Le Guin", "Le Guin, Ursula K."),
        ("Seán Ó Ríordáin", "Ó Ríordáin, Seán"),
        ("Sukarno", "Sukarno"),
        ("Abby Bard", "Bard, Abby"),
        ("Jean-Paul Sartre", "Sartre, Jean-Paul"),
        ("Mary-Anne Smith-Jones", "Smith-Jones, Mary-Anne"),
    ],
)
def test_a_name_sorts_as_its_people_sort_it(name: str, expected: str) -> None:
    assert sort_name(name) == expected


def test_what_is_already_inverted_stays() -> None:
    assert sort_name("García Lorca, Federico") == "García Lorca, Federico"


@pytest.mark.parametrize("name", ["Institute for Tea", "The New York Times", "Acme Ltd."])
def test_an_organisation_is_told_from_a_person(name: str) -> None:
    assert is_organisation(name)
    assert not is_organisation("Abby Bard")


@given(st.text(max_size=60))
def test_no_letter_of_any_name_is_lost(name: str) -> None:
    assert sorted(c for c in sort_name(name) if c.isalnum()) == sorted(
        c for c in name if c.isalnum()
    )
