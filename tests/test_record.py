"""An essay's metadata survive in a page's JSON-LD."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.model import Correction, Credit, Essay, Person, Series
from packager.record import essay_of, record_of

TEXT = st.text(max_size=20)
PEOPLE = st.builds(
    Person,
    name=st.text(min_size=1, max_size=20),
    sort_name=TEXT,
    bio=TEXT,
    links=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
)
ESSAYS = st.builds(
    Essay,
    title=st.text(min_size=1, max_size=20),
    body=st.just(""),
    slug=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
    credits=st.lists(st.builds(Credit, PEOPLE, TEXT), max_size=2).map(tuple),
    tags=st.lists(st.text(min_size=1), max_size=2).map(tuple),
    permission=TEXT,
    corrections=st.lists(st.builds(Correction, TEXT, TEXT), max_size=2).map(tuple),
    series=st.none() | st.builds(Series, st.text(min_size=1), TEXT),
)


@given(ESSAYS)
def test_a_record_gives_the_essay_back(essay: Essay) -> None:
    record = json.loads(json.dumps(record_of(essay)))
    again = essay_of(record)
    assert replace(again, language="en") == replace(essay, language="en")


@pytest.mark.parametrize("record", [{}, {"title": "T"}, {"title": "", "slug": "s"}])
def test_what_is_no_record_is_refused(record: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no title or slug"):
        essay_of(record)


@pytest.mark.parametrize(
    "slug", ["../evil", "/etc/x", "a/b", "a\\b", "a.b", "Ab", "x\n", "a" * 300]
)
def test_a_slug_that_leads_elsewhere_is_refused(slug: str) -> None:
    """It becomes the name of a file, and anybody may have written the page."""
    with pytest.raises(ValueError, match="the slug is"):
        essay_of({"title": "T", "slug": slug})


def test_a_source_has_no_folders() -> None:
    record = {"title": "T", "slug": "t", "source_file": "../../etc\\tea.md"}
    assert essay_of(record).source_file == "tea.md"
