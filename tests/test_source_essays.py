"""The essays in ``source/``: what the issue asks of them, and that they stay their own."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from packager.images import prepare
from packager.model import NoteKind
from packager.read import ReadOptions, Source, read
from tests.shared import shared

SOURCE = Path(__file__).parent.parent / "source"
ESSAYS = sorted((SOURCE / "essays").glob("*.md"))
DIGEST = SOURCE / "essays" / "tokyo-seoul.md"
_LONGEST_SHARED_RUN = 7


def words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return re.findall(r"[^\W_]+(?:'[^\W_]+)?", plain)


def body_of(file: Path) -> str:
    return file.read_text("utf-8").split("\n---\n", 1)[1]


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def test_the_digest_has_seven_hundred_to_a_thousand_words() -> None:
    assert 700 <= len(words(body_of(DIGEST))) <= 1000


def test_the_digest_shares_no_sentence_and_no_run_of_eight_words_with_the_original() -> None:
    original = shared("articles/tokyo-seoul.txt").read_text("utf-8")
    length = _LONGEST_SHARED_RUN + 1
    assert runs(DIGEST.read_text("utf-8"), length) & runs(original, length) == set()
    sentences = {" ".join(words(s)) for s in re.split(r"[.!?:;\n]+", original) if len(words(s)) > 3}
    own = {" ".join(words(s)) for s in re.split(r"[.!?:;\n]+", body_of(DIGEST))}
    assert own & sentences == set()


def test_the_biography_of_its_author_is_told_in_other_words() -> None:
    original = shared("articles/tokyo-seoul.txt").read_text("utf-8")
    biography = (SOURCE / "people" / "abby-bard.md").read_text("utf-8")
    allowed = {tuple(words("the Center for American Progress"))}
    assert runs(biography, 5) & runs(original, 5) <= allowed


@pytest.mark.parametrize("file", ESSAYS, ids=lambda file: file.stem)
def test_every_essay_is_read_without_a_warning(file: Path) -> None:
    (reading,) = read(Source(str(file), file.read_bytes(), file), ReadOptions())
    told = [note for note in reading.notes if note.kind in (NoteKind.WARNING, NoteKind.DROPPED)]
    assert told == []
    assert reading.essay.credits
    assert all(credit.person.bio for credit in reading.essay.credits)


def test_the_digest_names_the_original_and_who_wrote_it() -> None:
    (reading,) = read(Source(str(DIGEST), DIGEST.read_bytes(), DIGEST), ReadOptions())
    essay = reading.essay
    assert [(c.role, c.person.name) for c in essay.credits] == [
        ("aut", "The packager authors"),
        ("ant", "Abby Bard"),
    ]
    assert essay.source_url.startswith("https://www.americanprogress.org/article/time-tokyo-seoul")
    assert "The Japan Times" in body_of(DIGEST)
    assert "October 2021" in body_of(DIGEST)


def test_the_second_essay_holds_one_of_everything() -> None:
    file = SOURCE / "essays" / "a-book-in-a-box.md"
    (reading,) = read(Source(str(file), file.read_bytes(), file), ReadOptions())
    for element in ("<table", "<pre", "<math", "<img", "<dl", "<blockquote", "<hr"):
        assert element in reading.essay.body, element
    assert len(reading.essay.footnotes) == 4
    assert [asset.media_type for asset in reading.essay.assets] == ["image/svg+xml"]


@pytest.mark.parametrize("language", ["ja", "ar", "ko", "zh-Hans", "ja-Latn"])
def test_the_third_essay_says_the_language_of_each_passage(language: str) -> None:
    file = SOURCE / "essays" / "four-scripts.md"
    (reading,) = read(Source(str(file), file.read_bytes(), file), ReadOptions())
    assert f'lang="{language}"' in reading.essay.body
    assert "<ruby>" in reading.essay.body
    assert 'dir="rtl"' in reading.essay.body


def test_the_drawing_needs_no_mending() -> None:
    data = (SOURCE / "essays" / "images" / "box.svg").read_bytes()
    asset, notes = prepare(data, "box.svg")
    assert asset.data is data
    assert notes == ()
