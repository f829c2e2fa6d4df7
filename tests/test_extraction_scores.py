"""Extraction keeps its scores on a fixed sample of real pages: a floor may rise, never fall."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scores import scorer, summary
from tests.shared import shared

# On every fourth page of the corpus by id. The whole: python -m tests.scores html
HTML_FLOORS = {
    "headline_text_f1": 97.0,
    "title_exact": 87.0,
    "authors_exact": 76.0,
    "published_exact": 90.0,
    "bio_found": 88.0,
    "no_bio_right": 97.0,
    "title_not_repeated": 99.0,
    "language": 99.0,
    "snippet_kept": 92.0,
    "snippet_dropped": 93.0,
    "wellformed": 100.0,
    "no_crash": 99.0,
}
STRUCTURE_FLOORS = {
    "count_noteref": 95.0,
    "text_f1": 86.0,
    "wellformed": 100.0,
    "no_crash": 99.0,
}


def _fourth(corpora: Path) -> list[dict[str, object]]:
    records = scorer(corpora).load(str(corpora / "html"))
    return sorted(records, key=lambda record: str(record["id"]))[::4]


@pytest.fixture(scope="module")
def html_scores() -> dict[str, float]:
    """The scores of the sample, measured once."""
    corpora = shared("corpora")
    return summary(corpora, "html", _fourth(corpora))


@pytest.fixture(scope="module")
def structure_scores() -> dict[str, float]:
    """The scores of the small pages with notes, code, tables and formulas."""
    return summary(shared("corpora"), "structure")


@pytest.mark.parametrize("measure", HTML_FLOORS)
def test_pages_are_read_as_well_as_before(measure: str, html_scores: dict[str, float]) -> None:
    assert html_scores[measure] >= HTML_FLOORS[measure]


@pytest.mark.parametrize("measure", STRUCTURE_FLOORS)
def test_structure_survives_as_before(measure: str, structure_scores: dict[str, float]) -> None:
    assert structure_scores[measure] >= STRUCTURE_FLOORS[measure]
