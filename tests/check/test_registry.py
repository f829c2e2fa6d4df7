"""The names of rules are keys: each is one rule's."""

from __future__ import annotations

from packager.check import registry


def test_no_two_rules_have_one_name() -> None:
    registry.load_rules()
    assert registry.clashes == []
