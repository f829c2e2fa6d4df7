"""Patterns that compile when they are first used."""

import re

import pytest

from packager.lazy_pattern import lazy_pattern


def test_does_what_the_compiled_pattern_does() -> None:
    eager = re.compile("(b+)|c", re.IGNORECASE)
    lazy = lazy_pattern("(b+)|c", re.IGNORECASE)
    for text in ("", "abBa", "xCx", "none"):
        assert lazy.findall(text) == eager.findall(text)
        assert lazy.sub("-", text) == eager.sub("-", text)
        assert bool(lazy.search(text)) == bool(eager.search(text))
    assert (lazy.pattern, lazy.flags, lazy.groups) == (eager.pattern, eager.flags, eager.groups)


def test_compiles_at_first_use_and_not_before() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.search("")


def test_a_name_that_no_pattern_has_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such"):
        _ = lazy_pattern("a").no_such  # type: ignore[attr-defined]
