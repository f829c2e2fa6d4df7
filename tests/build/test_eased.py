"""What the builder makes easier to read or to hear, whatever it came from."""

from __future__ import annotations

import pytest

from packager.build.content import finished, parsed


def _made(body: str) -> str:
    return finished(parsed(body, "essay"), "essay", ())[0]


@pytest.mark.parametrize(
    ("body", "has_class"),
    [
        ('<p><img src="a.png" alt=""/></p>', True),
        ('<p>\n<a href="b.png"><img src="a.png" alt=""/></a> </p>', True),
        ('<p>A cup <img src="a.png" alt=""/></p>', False),
        ('<p><img src="a.png" alt=""/> of tea</p>', False),
        ('<p><img src="a.png" alt=""/><br/></p>', False),
        ('<figure><img src="a.png" alt=""/></figure>', False),
    ],
)
def test_a_paragraph_of_nothing_but_a_picture_is_told_apart(body: str, has_class: bool) -> None:
    """Its first line would be indented, and a picture as wide as the page be cut off."""
    assert ('<p class="picture">' in _made(body)) is has_class


def test_the_class_joins_those_that_are_there_and_is_written_once() -> None:
    once = _made('<p class="wide"><img src="a.png" alt=""/></p>')
    assert 'class="wide picture"' in once
    assert _made(once) == once


def test_an_empty_heading_of_a_table_becomes_a_cell() -> None:
    body = '<table><tr><th scope="col"></th><th scope="col">Tea</th></tr></table>'
    made = _made(body)
    assert "<td></td>" in made or "<td/>" in made
    assert '<th scope="col">Tea</th>' in made


def test_an_aside_without_a_name_is_a_note_and_no_landmark() -> None:
    assert '<aside role="note">' in _made("<aside><p>By the way</p></aside>")
    named = '<aside aria-label="Box"><p>By the way</p></aside>'
    assert "role" not in _made(named)
