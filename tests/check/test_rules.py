"""Every rule of the standard: its example is found by it, and a sound book by none."""

from __future__ import annotations

import re

import pytest

from packager.check import check
from packager.check.registry import Rule, load_rules
from packager.check.run import FAMILIES
from tests.books import sound_book
from tests.check.bad_books import BY_HAND, broken_book

# These speak of a package or a profile that is asked for alone: tests/check/test_package.py
NO_EXAMPLE = frozenset(
    """item-name-characters item-name-spaces
    item-name-ends-in-dot nav-of-epub-3 renditions-textbook-type""".split()
)
_TOPICS = frozenset(
    """archive container file_names guide manifest markup media_files metadata package package_links
    package_models properties refinements rendition spine""".split()
)
RULES = [rule for rule in load_rules(False).values() if rule.family in FAMILIES]


@pytest.mark.parametrize("rule", [r for r in RULES if r.bad], ids=lambda rule: rule.name)
def test_the_example_of_a_rule_is_found_by_it(rule: Rule) -> None:
    found = check(broken_book(rule), name="book.epub").findings
    assert rule.name in {finding.rule for finding in found}, [f.rule for f in found]


@pytest.mark.parametrize("name", BY_HAND)
def test_a_damaged_file_is_found_by_the_rule_for_it(name: str) -> None:
    make, file_name = BY_HAND[name]
    assert name in {finding.rule for finding in check(make(), name=file_name).findings}


@pytest.mark.parametrize("version", ["2", "3"])
def test_a_sound_book_has_no_finding_of_any_severity(version: str) -> None:
    assert check(sound_book(version), name="book.epub").findings == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_an_id_a_manual_and_the_place_of_its_fact(rule: Rule) -> None:
    """An id of EPUBCheck, or one of packager's own family, which is never an error."""
    assert re.fullmatch(r"[A-Z0-9]{3,4}-\d{3}[a-z]?", rule.id)
    assert len(rule.manual.strip()) > 12
    if rule.id.startswith("PKR") and rule.id != "PKR-001":
        assert rule.severity.rank >= 2


def test_nearly_every_rule_has_an_example() -> None:
    """A few speak of bytes of the ZIP file, of its weight, or of a profile that an option names."""
    assert sum(not rule.bad for rule in load_rules().values()) <= 27


def test_every_rule_that_can_make_a_book_unsound_has_an_example() -> None:
    """Those on archive and package; rules of the profiles have tests of their own."""
    grave = [r for r in RULES if r.severity.rank <= 2 and not r.bad]
    mine = [r for r in grave if r.check.__module__.rpartition(".")[2] in _TOPICS]
    assert [rule.name for rule in mine if rule.name not in {*BY_HAND, *NO_EXAMPLE}] == []


def test_an_error_says_what_to_do() -> None:
    """A message tells where and what was found; it never leaks a template or a traceback."""
    for rule in RULES:
        if rule.bad:
            for finding in check(broken_book(rule), name="book.epub").findings:
                assert finding.message.strip()
                assert "{" not in finding.message or "{}" in finding.message or finding.path
