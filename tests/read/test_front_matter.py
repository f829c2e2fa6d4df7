"""Front matter of every kind is read as strings with lines; if broken, its line is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.errors import PackagerError, SourceError
from packager.model import NoteKind
from packager.read.front_matter import FrontMatter, split


def values(text: str) -> dict[str, object]:
    return dict(split(text, "a.md").values)


def test_yaml_values_stay_the_text_that_was_written() -> None:
    text = (
        "---\ntitle: 2024\ndate: 2021-10-05\nok: no\nn: 0x10\ntags: [a, 1, yes]\nnil: null\n---\nx"
    )
    assert values(text) == {
        "title": "2024",
        "date": "2021-10-05",
        "ok": "no",
        "n": "0x10",
        "tags": ["a", "1", "yes"],
        "nil": "",
    }


def test_every_key_and_the_body_keep_their_lines() -> None:
    found = split("---\n# note\ntitle: A\nauthor:\n  - B\n---\n\nText", "a.md")
    assert found.lines == {"title": 3, "author": 4}
    assert (found.body, found.body_line) == ("\nText", 7)


def test_toml_dates_and_numbers_become_text_and_taxonomies_count_as_keys() -> None:
    text = '+++\ndate = 2024-05-06T07:08:09Z\ndraft = true\n[taxonomies]\ntags = ["a"]\n+++\nx'
    found = split(text, "a.md")
    assert found.values["date"] == "2024-05-06T07:08:09+00:00"
    assert found.values["draft"] == "true"
    assert found.values["tags"] == ["a"]
    assert found.lines["draft"] == 3


def test_json_front_matter_of_hugo_is_read() -> None:
    found = split('{\n  "title": "A",\n  "weight": 1.50\n}\n\nText', "a.md")
    assert found.values == {"title": "A", "weight": "1.50"}
    assert (found.lines["weight"], found.body, found.body_line) == (3, "\nText", 5)


def test_a_title_block_of_pandoc_is_read() -> None:
    found = split("% A long\n  title\n% Ann One; Bob Two\n% 2024\n\nText", "a.md")
    assert found.values == {
        "title": "A long title",
        "author": ["Ann One", "Bob Two"],
        "date": "2024",
    }
    assert found.body == "\nText"


@pytest.mark.parametrize(
    "text", ["---\n\nText after a break.\n", "---\nJust a line\n---\nText", "---", "Text"]
)
def test_a_thematic_break_is_no_front_matter(text: str) -> None:
    assert split(text, "a.md") == FrontMatter(body=text)


def test_empty_front_matter_is_front_matter() -> None:
    assert split("---\n---\nText", "a.md").body == "Text"


def test_a_key_given_twice_is_told_and_the_last_counts() -> None:
    found = split("---\ntitle: A\ntitle: B\n---\n", "a.md")
    assert found.values == {"title": "B"}
    assert [note.line for note in found.notes] == [3]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: Reset: how\n---\n", "a.md:2: front matter is not YAML: a second colon"),
        ('---\ntitle: "A\nb: [\n---\n', "a.md:3: front matter is not YAML: a quotation mark"),
        ("---\ntitle: A\n", "a.md:1: front matter is not closed"),
        ("+++\ntitle = A\n+++\n", "a.md:2: front matter is not TOML"),
        ("+++\ntitle = 1\n", "a.md:1: front matter is not closed"),
        ('{\n"title": \n}\n', "a.md:3: front matter is not JSON"),
    ],
)
def test_broken_front_matter_names_its_line(text: str, message: str) -> None:
    with pytest.raises(SourceError) as raised:
        split(text, "a.md")
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_aliases_cannot_stand_for_a_billion_values() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(SourceError, match="more than 10000 values"):
        split("---\n" + "\n".join(lines) + "\n---\n", "a.md")


def test_an_alias_of_one_value_works() -> None:
    assert values("---\na: &x Ann\nb: *x\n---\n") == {"a": "Ann", "b": "Ann"}


@pytest.mark.parametrize(
    "block",
    ["a: " + "[" * 200 + "]" * 200, "a:\n" + "".join(" " * n + "- \n" for n in range(1, 99))],
)
def test_nesting_without_end_is_refused(block: str) -> None:
    with pytest.raises(SourceError, match="nested too deeply"):
        split(f"---\n{block}\n---\n", "a.md")


def test_tags_of_python_make_no_objects() -> None:
    text = '---\ntitle: !!python/object/apply:os.system ["echo"]\n---\n'
    assert values(text) == {"title": ["echo"]}


scraps = st.lists(
    st.sampled_from(
        [
            "---",
            "+++",
            "...",
            "% t",
            "a: b",
            "a = 1",
            "{",
            "}",
            '"a": 1',
            "- x",
            "&a *a",
            "\t",
            "",
            "'",
            "? [",
            "|",
        ]
    )
    | st.text(max_size=12)
).map("\n".join)


@given(scraps, st.sampled_from(["---\n", "+++\n", "{\n", "% ", ""]))
def test_any_text_gives_front_matter_or_one_line_of_refusal(text: str, start: str) -> None:
    """Nothing of the text is lost: what is not front matter is the body, from its line on."""
    whole = start + text
    try:
        found, refusal = split(whole, "a.md"), "a.md:"
    except PackagerError as error:
        found, refusal = FrontMatter(body=""), str(error)
    assert refusal.startswith("a.md:")
    assert "\n" not in refusal
    assert whole.endswith(found.body)
    assert set(found.lines) == set(found.values)


@pytest.mark.parametrize("block", ["- a: b\n- c", "- title: On Tea"])
def test_what_stands_between_dashes_and_is_no_map_is_text_and_is_told(block: str) -> None:
    """It was dropped without a word."""
    found = split(f"---\n{block}\n---\nText.\n", "a.md")
    assert found.values == {}
    assert found.body == f"---\n{block}\n---\nText.\n"
    (note,) = found.notes
    assert (note.kind, note.line) == (NoteKind.WARNING, 1)
    assert "is no front matter: give lines of key: value" in note.message


def test_a_list_below_a_thematic_break_is_text() -> None:
    text = "---\n- He said: no.\n\nText."
    assert split(text, "a.md").body == text


def test_an_empty_map_is_front_matter() -> None:
    found = split("---\n{}\n---\nText.", "a.md")
    assert (found.kind, found.body, found.notes) == ("yaml", "Text.", ())
