"""Bylines: the names of the people in them."""

from __future__ import annotations

from packager.read.people import split_names


def test_tags_in_a_byline_are_no_names() -> None:
    assert split_names('By <b>Ada Bee</b> and <a href="/cy">Cy Dee</a>') == ("Ada Bee", "Cy Dee")
