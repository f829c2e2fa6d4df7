"""What changed between two editions is told as words added and removed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from packager.anthology.changes import Chapter, Edition, as_json, as_text, compare


def edition(*chapters: Chapter, **metadata: str) -> Edition:
    return Edition(metadata, chapters)


def test_words_added_and_removed_are_shown_in_their_place() -> None:
    old = edition(Chapter("a", "A", ("The tea was cold and bitter today.", "Same.")), title="T")
    new = edition(Chapter("a", "A", ("The tea was hot and bitter today.", "Same.")), title="U")
    changes = compare(old, new)
    assert changes.metadata == {"title": ("T", "U")}
    (chapter,) = changes.chapters
    assert (chapter.words_added, chapter.words_removed) == (1, 1)
    assert "… The tea was [−cold−][+hot+] and bitter today. …" in as_text(changes)


def test_essays_come_go_and_move() -> None:
    a, b, c = (Chapter(key, key.upper(), (key,)) for key in "abc")
    changes = compare(edition(a, b), edition(b, a, c))
    assert changes.added == ("C",)
    assert changes.removed == ()
    assert changes.moved
    assert compare(edition(a, b), edition(b)).removed == ("A",)
    assert not compare(edition(a, b), edition(b)).moved


@given(st.lists(st.lists(st.sampled_from("abcd"), min_size=1).map(" ".join)))
def test_an_edition_is_equal_to_itself(paragraphs: list[str]) -> None:
    one = edition(Chapter("a", "A", tuple(paragraphs)))
    assert compare(one, one).is_empty
    assert as_text(compare(one, one)) == ""


@given(*[st.lists(st.lists(st.sampled_from("abcd"), min_size=1).map(" ".join))] * 2)
def test_the_counts_account_for_the_difference_in_length(old: list[str], new: list[str]) -> None:
    changes = compare(
        edition(Chapter("a", "A", tuple(old))), edition(Chapter("a", "A", tuple(new)))
    )
    more = sum(len(text.split()) for text in new) - sum(len(text.split()) for text in old)
    marks = sum(
        c.added.count("¶") - c.removed.count("¶") for x in changes.chapters for c in x.words
    )
    counted = sum(chapter.words_added - chapter.words_removed for chapter in changes.chapters)
    assert counted - marks == more
    assert as_json(changes)["reordered"] is False


def test_what_is_said_of_an_essay_beside_its_prose_is_compared() -> None:
    old = edition(Chapter("a", "A", ("Same.",), {"license": "CC-BY-4.0"}))
    new = edition(Chapter("a", "A", ("Same.",), {"license": "CC0-1.0", "author": "Ada"}))
    changes = compare(old, new)
    assert not changes.is_empty
    assert "  license: CC-BY-4.0 → CC0-1.0" in as_text(changes)
    assert as_json(changes)["essays"][0]["metadata"]["author"] == {"old": "", "new": "Ada"}
