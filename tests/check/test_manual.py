"""The manual is current, every id of EPUBCheck is accounted for, rules explain themselves."""

from __future__ import annotations

import pytest

from packager.check.manual import explanation, message_ids
from packager.check.registry import load_rules
from packager.errors import OptionError
from tests import generate_manual
from tests.shared import shared


@pytest.mark.parametrize("name", ["rules.md", "coverage.md"])
def test_the_tables_of_the_manual_are_current(name: str) -> None:
    """``python -m tests.generate_manual`` writes them anew."""
    written = (generate_manual.MANUAL / name).read_text("utf-8")
    assert written == generate_manual.chapters()[name]


def test_the_counts_of_cases_are_current() -> None:
    shared("conformance/cases.json")
    assert generate_manual.IDS.read_text("utf-8") == generate_manual.counted_ids()


def test_every_id_is_found_or_has_a_reason() -> None:
    """Those of usage and info too: only what EPUBCheck has switched off needs none."""
    found = {rule.id for rule in load_rules().values()}
    told = [m for m in message_ids() if m.severity != "suppressed"]
    assert [m.id for m in told if m.id not in found and not m.why] == []
    assert [m.id for m in told if m.id in found and m.why] == []


def test_no_rule_has_an_id_that_nobody_knows() -> None:
    known = {message.id for message in message_ids()}
    own = ("PKR", "A11Y", "ACC")
    strange = {r.id for r in load_rules(False).values() if r.family == "epub" and r.id not in known}
    assert {id_ for id_ in strange if not id_.startswith(own)} == set()


def test_a_severity_is_epubchecks_own() -> None:
    """ERROR means that EPUBCheck says so too: each rule has the severity of its id."""
    severities = {message.id: message.severity for message in message_ids()}
    differing = {
        rule.name: rule.severity.value
        for rule in load_rules(False).values()
        if rule.family == "epub"
        and rule.id in severities
        and rule.severity.value != severities[rule.id]
    }
    assert differing == {}


def test_explanations_come_by_name_and_by_id() -> None:
    rules = load_rules()
    assert "Broken by" in explanation("mimetype-contents", rules)
    assert "rules; explain one by its name" in explanation("rsc_005", rules)
    with pytest.raises(OptionError, match="did you mean mimetype-contents"):
        explanation("mimetype-content", rules)


def test_examples_of_several_lines_are_indented_and_pictures_are_told_by_their_bytes() -> None:
    rules = load_rules()
    shown = explanation("image-pixels", rules)
    assert "\0" not in shown
    assert "89 50 4e 47" in shown
    several = next(
        r
        for r in rules.values()
        if any("\n" in str(c[0]) for p in r.bad.values() if isinstance(p, tuple) for c in p)
    )
    lines = (
        explanation(several.name, rules).split("sound:\n", 1)[1].split("broken:", 1)[0].splitlines()
    )
    assert all(line.startswith("    ") for line in lines if line)
