"""The grammar of style sheets: what EPUBCheck accepts and what it calls a fault."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.check import css_grammar
from packager.check.css_grammar import read_sheet
from packager.check.facts import Stylesheet
from packager.check.load.css import read_stylesheet

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


_PIECES = st.sampled_from(
    [
        *"a .b #c * :hover > + ~ , { } ; : color red 1px #fff -x --y direction position".split(),
        *"url(x.png) 'q' \" ( ) [ ] ! @media @import @font-face /*c*/ \\ u+a % . # é -->".split(),
        *(" ", "\n", "a{b:c}", "p { color: red; margin: 0 }\n", ".x>y:hover{z:1px}"),
    ]
)


@given(st.lists(_PIECES, max_size=25).map("".join))
@settings(max_examples=300, deadline=None)
def test_plain_rules_passed_over_say_what_they_say_token_by_token(text: str) -> None:
    """The short way through rules in which nothing is wrong is only a short way."""
    quick = css_grammar.read_sheet.__wrapped__(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(css_grammar._Parser, "_pass_over", lambda _self, _token: False)
        slow = css_grammar.read_sheet.__wrapped__(text)
    assert (slow.declarations, slow.addresses) == (quick.declarations, quick.addresses)
    assert {fault.offset for fault in slow.faults} == {fault.offset for fault in quick.faults}


@pytest.mark.parametrize(
    "piece", ["a{b:c}", "@media x{p{q:r}}", "@x{(", ".a .b ", "a{b:url(c)}", "a{b c}", "a{b:(c)}"]
)
def test_tokens_behind_the_place_reached_are_let_go(piece: str) -> None:
    """A sheet of 10 MB has millions of tokens: those at hand are kept, and so many faults."""
    parser = css_grammar._Parser(piece * 20_000, is_attribute=False)
    parser.sheet()
    assert len(parser.tokens) < 1_000
    assert len(parser.faults) <= 10_000


@pytest.mark.parametrize(
    ("css", "named"),
    [
        ("a { b: url(c d.png) }", "c d.png"),
        ("a { b: url( 'c.png' ) }", "c.png"),
        ("a { b: url(c\\)d.png) }", "c\\"),
        ("a { b: url()x) }", ")x"),
        ("@document url(x) { a { b: c } }", "x"),
        ("@import 'x' screen;", "x"),
        ("@namespace url(x);", None),
        ("a { b: image-set(url(c.png) 1x) }", None),
        ("a { b: url(c.png) } }", "c.png"),
        ("a { b: url(c.png) } d { e f: url(g) }", "c.png"),
    ],
)
def test_what_a_sheet_refers_to_is_read_as_epubcheck_reads_it(css: str, named: str | None) -> None:
    sheet = Stylesheet(path="s.css", text=css)
    read_stylesheet(sheet)
    assert [r.url.written for r in sheet.references] == ([] if named is None else [named])
