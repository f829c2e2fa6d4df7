"""Small books of one question each: our ids are EPUBCheck's stored ones, in every one of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from packager.check.run import check
from tests.differential.compare import grave_ids
from tests.differential.small import small_books

SMALL_ANSWERS = Path(__file__).with_name("small.json")


@pytest.mark.parametrize("name", small_books())
def test_the_ids_of_a_small_book_are_those_of_epubcheck(name: str) -> None:
    answers = json.loads(SMALL_ANSWERS.read_text("utf-8"))
    ours = grave_ids(check(small_books()[name], name="book.epub"))
    assert " ".join(sorted(ours)) == answers[name]
