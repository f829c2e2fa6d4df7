"""The rules of devices: each finds its own example, and nothing in a sound book."""

from __future__ import annotations

import pytest

from packager.check import check
from packager.check.registry import Rule, load_rules
from packager.check.run import FAMILIES
from tests.books import sound_book
from tests.check.bad_books import broken_book

RULES = [r for r in load_rules().values() if r.family not in {*FAMILIES, "accessibility"} and r.bad]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_example_of_a_rule_is_found_by_it(rule: Rule) -> None:
    families = frozenset({rule.family})
    sound = check(sound_book(), name="book.epub", families=families)
    assert rule.name not in {finding.rule for finding in sound.findings}
    found = check(broken_book(rule), name="book.epub", families=families).findings
    assert rule.name in {finding.rule for finding in found}, [f.rule for f in found]
