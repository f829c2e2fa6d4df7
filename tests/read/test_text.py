"""Pasted pages: what is the essay, who wrote it, what the site put beside it."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager import xhtml
from packager.errors import SourceError
from packager.model import NoteKind, Reading
from packager.read import ReadOptions, Source, read
from tests.shared import shared

PARAGRAPH = (
    "The river had risen in the night, and in the morning the whole village stood at the bridge "
    "to see whether the old piers would hold once more, as they had held in every spring before."
)


def one(text: str, name: str = "paste.txt") -> Reading:
    (reading,) = read(Source(name, text.encode()), ReadOptions())
    return reading


def paragraphs(reading: Reading) -> list[str]:
    root = xhtml.parse(reading.essay.body)
    return [" ".join(xhtml.text_of(e).split()) for e in root]


def test_the_op_ed_is_read_as_its_gold_says() -> None:
    folder = shared("articles")
    gold = json.loads((folder / "tokyo-seoul.expected.json").read_text())
    (reading,) = read(Source("tokyo-seoul.txt", (folder / "tokyo-seoul.txt").read_bytes()))
    essay = reading.essay
    assert essay.title == gold["title"]
    assert [person.name for person in essay.authors] == gold["authors"]
    assert xhtml.text_of(xhtml.parse(essay.authors[0].bio)).strip() == gold["bio"]
    assert (essay.published or None) == gold["published"]
    assert essay.language == gold["language"]
    body = paragraphs(reading)
    assert (body[0], body[-1]) == (gold["first_paragraph"], gold["last_paragraph"])
    assert len(body) == gold["body_paragraphs"]
    assert sum(len(text.split()) for text in body) == gold["body_words"]
    dropped = "\n".join(n.value for n in reading.notes if n.kind is NoteKind.DROPPED)
    assert all(line in dropped for line in gold["drop"])


def test_an_essay_typed_plain_is_kept_whole() -> None:
    text = f"On Rivers\n\n{PARAGRAPH}\n\n{PARAGRAPH} So it did.\n"
    reading = one(text)
    assert reading.essay.title == "On Rivers"
    assert paragraphs(reading) == [PARAGRAPH, f"{PARAGRAPH} So it did."]
    assert not [n for n in reading.notes if n.kind is NoteKind.DROPPED]


def test_a_byline_and_a_date_are_taken_and_a_plea_is_no_byline() -> None:
    text = (
        f"A River Rises\n\nBy Ana Li\nOct. 4, 2021\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\n{PARAGRAPH}\n\n"
        "By subscribing, you can help us get the story right.\nSUBSCRIBE NOW\nComments (0)\n"
    )
    essay = one(text).essay
    assert [person.name for person in essay.authors] == ["Ana Li"]
    assert essay.published == "2021-10-04"
    assert "subscribing" not in essay.body
    assert "Ana Li" not in essay.body


def test_wrapped_lines_are_paragraphs_again() -> None:
    import textwrap

    wrapped = "\n\n".join("\n".join(textwrap.wrap(PARAGRAPH, 72)) for _ in range(4))
    reading = one(f"On Rivers\n\n{wrapped}\n")
    assert paragraphs(reading) == [PARAGRAPH] * 4


def test_lists_and_headings_have_their_elements() -> None:
    parts = ["On Rivers", PARAGRAPH, "The bridge", PARAGRAPH, "- one pier\n- another", PARAGRAPH]
    text = "\n\n".join(parts)
    body = one(text).essay.body
    assert "<h2>The bridge</h2>" in body
    assert "<ul>\n<li>one pier</li>\n<li>another</li>\n</ul>" in body


def test_markdown_in_a_text_file_is_read_as_markdown() -> None:
    text = "# On Rivers\n\nA note.[^1] And **more**.\n\n## The bridge\n\nText.\n\n[^1]: Here.\n"
    assert len(one(text).essay.footnotes) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_text_is_one_line_of_refusal(text: str) -> None:
    with pytest.raises(SourceError, match=r"paste\.txt"):
        one(text)


@pytest.mark.parametrize("text", ["word " * 2_000_000, "line of a text\n" * 400_000])
def test_a_text_of_any_length_ends_in_bounded_time(text: str) -> None:
    start = time.monotonic()
    one(text)
    assert time.monotonic() - start < 60


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [PARAGRAPH, "Share", "By Ana Li", "Home", "Oct. 4, 2021", "A Title", "", "- x", "…",
             "Ana Li is a writer based in Seoul.", "a < b & c", "Comments (0)"]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_every_word_is_kept_taken_or_told(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        reading = one(text)
    except SourceError:
        return
    essay = reading.essay
    said = [xhtml.text_of(xhtml.parse(essay.body)), essay.title, essay.published]
    said += [person.name + " " + person.bio for person in essay.authors]
    said += [note.value for note in reading.notes]
    have = " ".join(said).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    for line in lines:
        if any(c.isalpha() for c in line) and line not in ("By Ana Li", "Oct. 4, 2021", "- x"):
            assert line in have, line


def test_scores_on_real_pastes_keep_their_floors() -> None:
    """Every fourth paste of the development half; a floor may rise, never fall without a reason."""
    corpus = shared("corpora/paste")
    right = {"title": 0, "lines": 0.0, "lost": 0}
    records = []
    with gzip.open(corpus / "gold.jsonl.gz", "rt", encoding="utf-8") as stream:
        records = [json.loads(line) for line in stream][::4]
    for record in records:
        file = corpus / record["file"]
        (reading,) = read(Source(file.name, file.read_bytes(), file))
        body = " ".join(xhtml.text_of(xhtml.parse(reading.essay.body)).split())
        right["title"] += reading.essay.title.casefold() == record["title"].casefold()
        marks = [
            (label, " ".join(text.split()) in body)
            for label, text in record["lines"]
            if label in "bd" and len(text) > 40
        ]
        good = sum(kept for label, kept in marks if label == "b")
        lost = sum(not kept for label, kept in marks if label == "b")
        leaked = sum(kept for label, kept in marks if label == "d")
        right["lines"] += 2 * good / max(1, 2 * good + lost + leaked)
        right["lost"] += not lost
    count = len(records)
    assert right["title"] / count >= 0.91
    assert right["lines"] / count >= 0.92
    assert right["lost"] / count >= 0.9
