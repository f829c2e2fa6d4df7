"""What the clean-up knows of elements agrees with the one table of HTML that the checker uses.

The clean-up runs for every essay; its few sets of names spare it the table's loading. Here they are
held to it.
"""

from __future__ import annotations

import pytest

from packager.read import Source, elements, read
from packager.schemas.html import ELEMENTS, OBSOLETE, VOID


@pytest.mark.parametrize("name", sorted(elements.INLINE - {"rt"}))
def test_what_stands_in_a_line_is_phrasing_and_holds_it(name: str) -> None:
    assert "phrasing" in ELEMENTS[name].categories
    # ruby has parts of its own; time holds phrasing where it has a date (packager.read.sound)
    assert name in {"ruby", "time"} or ELEMENTS[name].content in {"phrasing", "transparent"}


@pytest.mark.parametrize("name", sorted(elements.PARAGRAPHS))
def test_what_is_a_paragraph_is_flow_and_holds_phrasing(name: str) -> None:
    assert "phrasing" not in ELEMENTS[name].categories
    assert ELEMENTS[name].content == "phrasing"


@pytest.mark.parametrize("name", sorted(elements.FLOW))
def test_what_holds_blocks_may_hold_flow(name: str) -> None:
    assert "flow" in ELEMENTS[name].content


def test_each_name_of_html_is_known_and_none_is_made_up() -> None:
    """A name in angle brackets that is no element's is text."""
    known = {name for name in ELEMENTS if ":" not in name}
    assert sorted(known - elements.KNOWN) == []
    assert set(elements.RENAMED) | elements.DROPPED | elements.EMBEDS <= (
        known | set(OBSOLETE) | _NEVER_STANDARD
    )


# Browsers' own of the nineties, never in a standard: their tags still stand in old pages
_NEVER_STANDARD = frozenset("blink spacer isindex keygen bgsound listing".split())


def test_what_a_thing_is_renamed_to_is_an_element_of_today() -> None:
    for name, _ in elements.RENAMED.values():
        assert name in ELEMENTS
        assert name not in OBSOLETE


def test_what_is_void_in_a_line_is_void() -> None:
    assert elements.VOID_INLINE <= VOID


@pytest.mark.parametrize("name", ["colgroup", "map"])
def test_an_element_that_books_do_not_need_is_no_text(name: str) -> None:
    """Their tags were shown as words."""
    (reading,) = read(Source("a.md", f"Some <{name}>words</{name}> here.".encode()))
    assert reading.essay.body == "<p>Some words here.</p>"
