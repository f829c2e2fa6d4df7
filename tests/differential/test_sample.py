"""A fixed sample of mutants of packager's own books against EPUBCheck's stored answers."""

from __future__ import annotations

import json
from pathlib import Path

from tests.differential.books import generated
from tests.differential.compare import (
    Case,
    Outcome,
    Source,
    cases,
    cases_of,
    grave_ids,
    packager_report,
    table,
)
from tests.differential.mutate import mutate
from tests.differential.sources import own_document_sources, own_profile_sources

ANSWERS = Path(__file__).with_name("answers.json")
SAMPLE_SEED = 2026
SAMPLE_COUNT = 300
MORE_ANSWERS = Path(__file__).with_name("answers_more.json")
MORE_SEED = 2027
MORE_COUNT = 300
# A ratchet: raise it when the share rises, never lower it.
LEAST_EQUAL = 0.985
LEAST_EQUAL_MORE = 0.99


def test_the_same_key_breaks_a_book_in_the_same_way() -> None:
    """Stored answers are worth something only if the books can be made again."""
    book = generated()["media"]
    assert mutate(book, "1:1") == mutate(book, "1:1")
    assert len({mutate(book, f"1:{n}")[0] for n in range(20)}) > 15


def test_the_ids_of_the_sample_are_those_of_epubcheck() -> None:
    """The share may only rise: what differs is listed by ``python -m tests.differential``."""
    made = cases(SAMPLE_SEED, SAMPLE_COUNT, {}, generated())
    answers = [frozenset(line.split()) for line in json.loads(ANSWERS.read_text("utf-8"))]
    assert _equal(made, answers) >= LEAST_EQUAL


def more_sources() -> list[Source]:
    """Return what the second sample is made of: books of extensions, and documents alone."""
    return [*own_profile_sources(), *own_document_sources()]


def test_the_ids_of_profiles_and_documents_are_those_of_epubcheck() -> None:
    """Dictionaries, indexes, books for schools, previews, and every mode of single documents."""
    made = cases_of(MORE_SEED, MORE_COUNT, more_sources())
    answers = [frozenset(line.split()) for line in json.loads(MORE_ANSWERS.read_text("utf-8"))]
    assert _equal(made, answers) >= LEAST_EQUAL_MORE


def _equal(made: list[Case], answers: list[frozenset[str]]) -> float:
    outcomes = [
        Outcome(case, grave_ids(packager_report(case)), theirs)
        for case, theirs in zip(made, answers, strict=True)
    ]
    print(table(outcomes))
    return sum(outcome.equal for outcome in outcomes) / len(outcomes)
