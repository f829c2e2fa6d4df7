"""The grammar of style sheets: what EPUBCheck accepts and what it calls a fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.check.css_grammar import read_sheet

SOUND = [
    "",
    "a > b ~ c + d:hover::before, * { color: red; margin: -1em 0 }",
    "@media print and (width > 1px) { p { a: b } @page :first { margin: 0 } }",
    "@font-face { font-family: x; src: url(f.otf) format('opentype') }",
    "@keyframes x { from { a: b } 50% { a: c } }",
    "a[href^='x'] b[c] { filter: alpha(opacity=1); width: calc(1px + (2px * 3)) }",
    "@import 'x.css' screen; @unknown foo;",
    "<!-- a { b: c } -->",
    "a:is(.b, #c > d):not(:hover) { e: f !important }",
]
FAULTY = [
    "a { b: c",
    "}",
    "a { b c }",
    "a { b: ; }",
    "a { *zoom: 1 }",
    "a { b: c;; }",
    "a { b { c: d } }",
    "a, { b: c }",
    "a { b: (c }",
    "a { b: 'c\n' }",
    "/* open",
    "a { } ;",
    "1a { b: c }",
    "a[b { c: d }",
]


@pytest.mark.parametrize("text", SOUND)
def test_sound_css_has_no_fault(text: str) -> None:
    assert read_sheet(text).faults == ()


@pytest.mark.parametrize("text", FAULTY)
def test_faulty_css_has_a_fault_with_a_place_in_it(text: str) -> None:
    faults = read_sheet(text).faults
    assert faults
    assert all(0 <= fault.offset <= len(text) and fault.message for fault in faults)


@pytest.mark.parametrize(("text", "sound"), [("a: b", True), ("a: b;;", True), ("color", False)])
def test_an_attribute_holds_declarations_alone(text: str, sound: bool) -> None:
    assert (read_sheet(text, is_attribute=True).faults == ()) is sound


@given(st.text("ab{}();:@'\"/*\\ \n,.#![]=>+~|$1%<-", max_size=60), st.booleans())
def test_any_text_is_read_to_its_end(text: str, is_attribute: bool) -> None:
    """No text makes the parser fail or run on without end."""
    read_sheet(text, is_attribute=is_attribute)


@pytest.mark.parametrize("text", ["a{b:" + "(" * 9_000, "a{b:" + "f(" * 9_000, "@a{" * 9_000])
def test_however_deep_a_sheet_is_nested_it_is_a_fault_and_no_crash(text: str) -> None:
    assert len(read_sheet(text).faults) == 1


def test_brackets_in_a_value_close_in_order() -> None:
    assert read_sheet("a { b: f(g([1]) (2)) }").faults == ()
    assert read_sheet("a { b: f([1)] }").faults != ()
