"""The rules of accessibility: asked for only, never errors, silent on a book that has it all."""

from __future__ import annotations

import pytest

from packager.check import check
from packager.check.finding import Severity
from packager.check.registry import Rule, load_rules
from tests.books import sound_book
from tests.check.bad_books import broken_book

FAMILY = frozenset({"accessibility"})
RULES = [rule for rule in load_rules().values() if rule.family == "accessibility"]


@pytest.mark.parametrize("rule", [r for r in RULES if r.bad], ids=lambda rule: rule.name)
def test_the_example_of_a_rule_is_found_by_it(rule: Rule) -> None:
    found = check(broken_book(rule), name="book.epub", families=FAMILY).findings
    assert rule.name in {finding.rule for finding in found}, [f.rule for f in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_names_what_it_is_taken_from(rule: Rule) -> None:
    assert rule.spec.startswith("https://www.w3.org/"), rule.id


def test_an_accessible_book_has_no_finding() -> None:
    assert check(sound_book(), name="book.epub", families=FAMILY).findings == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_of_accessibility_makes_a_book_invalid(rule: Rule) -> None:
    assert rule.severity.rank >= Severity.WARNING.rank


def test_without_being_asked_nothing_is_said_of_accessibility() -> None:
    rule = next(r for r in RULES if r.name == "link-name")
    found = {f.rule for f in check(broken_book(rule), name="book.epub").findings}
    assert not found & {r.name for r in RULES}
