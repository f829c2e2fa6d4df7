"""What readers found becomes an essay: aliases, order, people, and what is told of each value."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.errors import SourceError
from packager.model import Essay, NoteKind, Reading
from packager.read import ReadOptions, Source
from packager.read.assemble import FRONT_MATTER, Found, assemble

BODY = "<p>The two countries have never lacked subjects for dispute, and each recovered.</p>"


def reading(*found: Found, name: str = "essays/on-tea.md", **options: object) -> Reading:
    settings_ = ReadOptions(**options)  # type: ignore[arg-type]
    return assemble(Source(name, b""), found, BODY, options=settings_)


def essay(**values: object) -> Essay:
    found = [Found(key.replace("_", "-"), value, FRONT_MATTER, 2) for key, value in values.items()]
    return reading(*found).essay


@pytest.mark.parametrize(
    ("key", "value", "field", "expected"),
    [
        ("headline", "Tea", "title", "Tea"),
        ("published", "Oct. 4, 2021", "published", "2021-10-04"),
        ("lastmod", "2022-01", "modified", "2022-01"),
        ("language", "en_us", "language", "en-US"),
        ("dek", "On it.", "description", "On it."),
        ("keywords", "tea, rain", "tags", ("tea", "rain")),
        ("canonical_url", "https://example.org/a", "source_url", "https://example.org/a"),
        ("container-title", "The Paper", "publication", "The Paper"),
        ("notes", "inline", "notes_at", "inline"),
    ],
)
def test_a_key_and_its_other_names_mean_one_field(
    key: str, value: object, field: str, expected: object
) -> None:
    assert getattr(reading(Found(key, value, FRONT_MATTER)).essay, field) == expected


def test_the_first_found_wins_and_a_disagreement_is_told() -> None:
    made = reading(Found("title", "One", "json-ld"), Found("title", "Two", "open graph"))
    assert made.essay.title == "One"
    assert any("Two" in note.message for note in made.notes if note.field == "title")


def test_an_option_wins_over_all_and_is_named_as_the_rule() -> None:
    made = reading(Found("title", "One", FRONT_MATTER), overrides={"title": "Mine"})
    assert made.essay.title == "Mine"
    (note,) = [n for n in made.notes if n.field == "title" and n.value == "Mine"]
    assert note.rule == "option -M"


def test_a_byline_of_two_staff_writers_is_two_people() -> None:
    people = essay(author="By Ana Li and Bo Ek, staff writers").authors
    assert [person.name for person in people] == ["Ana Li", "Bo Ek"]


def test_people_come_as_objects_with_all_that_is_said_of_them() -> None:
    (person,) = essay(
        author=[{"name": "Ana Li", "bio": "Writes.", "orcid": "0000-0002-1825-0097"}]
    ).authors
    assert person.name == "Ana Li"
    assert "Writes." in person.bio
    assert person.orcid.endswith("0000-0002-1825-0097")
    assert person.sort_name == "Li, Ana"


def test_other_makers_have_their_relators() -> None:
    made = essay(
        editor="Ed Itor", translator=["Tr Ans"], contributor=[{"name": "X Y", "role": "ant"}]
    )
    assert [(c.person.name, c.role) for c in made.credits] == [
        ("Ed Itor", "edt"),
        ("Tr Ans", "trl"),
        ("X Y", "ant"),
    ]


def test_a_name_in_the_people_folder_brings_its_file(tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.mkdir()
    (people / "ana-li.md").write_text(
        "---\nname: Ana Li\nurl: https://ana.example/\n---\n\nWrites.\n"
    )
    source = Source("essay.md", b"", tmp_path / "essay.md")
    for name in ("Ana Li", "ana-li"):
        (person,) = assemble(source, [Found("author", name, FRONT_MATTER)], BODY).essay.authors
        assert (person.name, person.url, person.key) == ("Ana Li", "https://ana.example/", "ana-li")
        assert "Writes." in person.bio


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("date", "soon", "date is 'soon'"),
        ("lang", "english", "BCP 47"),
    ],
)
def test_what_is_wrong_in_front_matter_stops_with_file_and_line(
    key: str, value: str, told: str
) -> None:
    with pytest.raises(SourceError, match=r"essays/on-tea\.md:7: ") as caught:
        reading(Found(key, value, FRONT_MATTER, 7))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "value"), [("doi", "none of those"), ("isbn", "978-0-00-000000-1"), ("issn", "1234")]
)
def test_an_identifier_that_is_none_is_told_and_not_used(key: str, value: str) -> None:
    made = reading(Found(key, value, FRONT_MATTER, 7))
    assert getattr(made.essay, key) == ""
    assert any(n.kind is NoteKind.WARNING and n.field == key and n.line == 7 for n in made.notes)


def test_what_a_page_says_wrongly_is_a_warning_only() -> None:
    made = reading(Found("date", "soon", "open graph"), Found("title", "T", "h1"))
    assert made.essay.published == ""
    assert any(n.kind is NoteKind.WARNING and n.field == "date" for n in made.notes)


def test_an_unknown_key_is_told_with_the_nearest_and_a_generator_s_is_not() -> None:
    made = reading(Found("auhtor", "X", FRONT_MATTER, 3), Found("layout", "post", FRONT_MATTER, 4))
    told = [note.message for note in made.notes if note.kind is NoteKind.WARNING]
    assert any("auhtor" in message and "'author'" in message for message in told)
    assert not any("layout" in message for message in told)


def test_what_nobody_says_is_guessed_and_told() -> None:
    made = reading()
    assert (made.essay.title, made.essay.slug, made.essay.language) == (
        "On tea",
        "on-tea",
        "en",
    ) or (made.essay.slug == "on-tea" and made.essay.language == "en")
    guessed = {note.field for note in made.notes if note.kind is NoteKind.GUESSED}
    assert {"title", "lang"} <= guessed


def test_a_jekyll_post_s_name_gives_date_and_slug() -> None:
    made = reading(name="_posts/2021-10-04-on-tea.md").essay
    assert (made.published, made.slug) == ("2021-10-04", "on-tea")


VALUES = st.recursive(
    st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    "title author editor date lang tags source series cover notes corrections doi bio x".split()
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_any_front_matter_gives_an_essay_or_one_line(values: dict[str, object]) -> None:
    found = [Found(key, value, FRONT_MATTER, 2) for key, value in values.items()]
    try:
        made = reading(*found)
    except SourceError as error:
        told = str(error)
    else:
        told = made.essay.title and made.essay.slug
    assert told
    assert "\n" not in told


def test_a_title_that_is_a_map_is_told_with_its_line() -> None:
    made = reading(Found("title", {"a": "b"}, FRONT_MATTER, 2))
    (note,) = [n for n in made.notes if n.field == "title" and n.kind == NoteKind.WARNING]
    assert "give a text" in note.message
    assert note.line == 2
