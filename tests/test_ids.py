"""Slugs: what is one already stays as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from packager import ids


@given(st.one_of(st.text(), st.text("ab0-", max_size=70)))
def test_the_slug_of_a_slug_is_itself(text: str) -> None:
    name = ids.slug(text)
    assert ids.slug(name) == name


@given(st.text("abz09-", min_size=1, max_size=70))
def test_the_short_way_gives_what_the_long_one_gives(text: str) -> None:
    whole = ids.slug(text)
    assert ids.slug(text.upper()) == whole, "capitals are no slug, so this goes the long way"
