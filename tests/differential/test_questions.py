"""Small files judged by a mode or a profile: our ids are EPUBCheck's stored ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.differential.compare import Case, grave_ids, packager_report
from tests.differential.questions import question_cases

QUESTION_ANSWERS = Path(__file__).with_name("questions.json")


@pytest.mark.parametrize("case", question_cases(), ids=lambda case: case.base)
def test_the_ids_of_a_judged_file_are_those_of_epubcheck(case: Case) -> None:
    answers = json.loads(QUESTION_ANSWERS.read_text("utf-8"))
    assert " ".join(sorted(grave_ids(packager_report(case)))) == answers[case.base]
