"""The engine: every fault is told once, where it is, in an author's words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager.schemas import html, xhtml3, xhtml11
from packager.schemas.grammar import Grammar, attributes_of, rows_of
from packager.schemas.html_nesting import may_hold
from packager.schemas.validate import validate
from packager.schemas.values import check_of

_HEAD = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>\n'


def faults(body: str, grammar: Grammar | None = None) -> list[tuple[int | None, str]]:
    """Return line (the body starts at 2) and message of each fault of a page."""
    root = etree.fromstring(f"{_HEAD}{body}\n</body></html>".encode())
    found = validate(grammar or xhtml3.grammar(), root)
    return [(fault.line or fault.element.sourceline, fault.message) for fault in found]


# Each with the lines on which EPUBCheck 5.3.0 has RSC-005.
CASES = [
    ("<p>a\n<div>b</div></p>", [3]),
    ("<ul>\n<li>a</li>\n</ul>", []),
    ("<ul>\n<li>a</li>&#160;</ul>\n<ol>\N{EM SPACE}<li>a</li></ol>", [3, 4]),
    ("<ul>a\n<li/>\n<b>b</b>\n</ul>", [2, 4]),
    ("<table>\n<p><div/>a</p>\n<tr>\n<td/></tr>\n<caption>\na</caption>\n</table>", [3, 3, 6]),
    ("<dl>\n<dt>a</dt>\n</dl>", [4]),
    ("<dl>\n<dd>a</dd>\n</dl>", [3]),
    ("<p>\n<bogus><p><div/></p></bogus></p>", [3]),
    ("<p><x-y>a\n<div/></x-y></p>", [3]),
    ("<p><a href='x'>\n<div/></a></p>", [3]),
    ("<div><a href='x'>\n<div/></a></div>", []),
    ("<ruby>a<rt>b</rt></ruby>\n<ruby>a</ruby>", [3]),
    ("<details>\n<p/>\n<summary/></details>", [3, 4]),
    ("<picture>\n</picture>", [3]),
    ("<img/>\n<img src='x' width='1.5'/>\n<img src='x' width='15'/>", [2, 3]),
    ("<p hidden='HIDDEN' lang='en_US'/>", [2]),
    ("<p data-x='1' its-term='yes'/>\n<p foo='1'/>", [3]),
    ("<section role='doc-chapter'/>\n<section role='button'/>", [3]),
    (
        "<p aria-checked='true'/>\n<p role='checkbox' aria-checked='true'/>\n<p role='radio'/>",
        [2, 4],
    ),
    ("<a href='x' role='doc-noteref'>a</a>\n<a href='x' role='doc-chapter'>a</a>", [3]),
    ("<a target='x'>a</a>\n<a>a</a>", [2]),
    ("<input type='text' checked=''/>\n<input type='radio' checked=''/>", [2]),
    ("<audio src='a'>\n<source src='b'/></audio>", [3]),
    ("<time datetime='May'/>\n<time datetime='2024-05'/>", [2]),
    ("<time datetime='2024'><b>a</b>\n<time>b</time>\n<div/></time>\n<time>\n<b/></time>", [4, 6]),
    ("<p><svg xmlns='http://www.w3.org/2000/svg'><zz y='1'/></svg></p>", []),
    ("<math xmlns='http://www.w3.org/1998/Math/MathML'>\n<mfrac><mi/></mfrac></math>", [3]),
]


@pytest.mark.parametrize(("body", "lines"), CASES)
def test_faults_are_where_epubcheck_finds_them(body: str, lines: list[int]) -> None:
    assert [line for line, _ in faults(body)] == lines


# The same for EPUB 2.
CASES_2 = [
    ("text", [2, 3]),
    ("<p>a<u>b</u></p>", [2]),
    ("<p>\n<div/></p>", [3]),
    ("<blockquote>a</blockquote>", [2, 2]),
    ("<ul>\n</ul>", [3]),
    ("<p><img src='x'/></p>", [2]),
    ("<div class='x' id='1'/>", [2]),
    ("<table border='1'><tr><td align='center'>a</td></tr></table>", []),
]


@pytest.mark.parametrize(("body", "lines"), CASES_2)
def test_faults_of_epub_2_are_where_epubcheck_finds_them(body: str, lines: list[int]) -> None:
    assert [line for line, _ in faults(body, xhtml11.grammar())] == lines


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p><div/></p>", "<div> cannot stand here inside <p>; close the <p> first"),
        ("<div><li/></div>", "it belongs inside <menu> or <ol> or <ul>"),
        ("<p><tt>a</tt></p>", "HTML has dropped it; write <code>"),
        ("<p tilte='a'/>", "did you mean title?"),
        ("<img/>", "<img> lacks src; add it"),
        ("<ul>a</ul>", "text cannot stand directly inside <ul>; put it into <li>"),
    ],
)
def test_messages_say_what_to_do(body: str, message: str) -> None:
    assert message in faults(body)[0][1]


def test_every_model_and_type_of_the_tables_can_be_read() -> None:
    for grammar in (xhtml3.grammar(), xhtml3.svg_grammar(), xhtml11.grammar()):
        for definition in grammar.definitions.values():
            grammar.content(definition)
            for name, kind in definition.attributes.items():
                assert check_of(kind, name)("x") in (True, False)
            for dependent in definition.dependents:
                for case in dependent.cases.values():
                    if case.content is not None:
                        grammar.compile(case.content, definition.around)


def test_rows_are_cut_outside_of_brackets_only() -> None:
    assert list(rows_of("a | (b | c)* | d={x|y}")) == [["a", "(b | c)*", "d={x|y}"]]
    assert attributes_of("src!=url alt x!") == (
        {"src": "url", "alt": "text", "x": "text"},
        frozenset({"src", "x"}),
    )


_NAMES = st.sampled_from([n for n in html.ELEMENTS if n not in ("html", "head", "body")])
_TREES = st.recursive(
    _NAMES.map(lambda name: f"<{name}/>"),
    lambda inner: st.tuples(_NAMES, st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>a{'b'.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None)
@given(_TREES)
def test_any_tree_is_judged_the_same_twice_and_left_as_it_is(body: str) -> None:
    root = etree.fromstring(f"{_HEAD}{body}</body></html>".encode())
    before = etree.tostring(root)
    first = [fault.message for fault in validate(xhtml3.grammar(), root)]
    assert first == [fault.message for fault in validate(xhtml3.grammar(), root)]
    assert etree.tostring(root) == before


@settings(max_examples=60, deadline=None)
@given(_NAMES, _NAMES)
def test_what_may_hold_says_no_fault_says_so_too(parent: str, child: str) -> None:
    """The question that the clean-up asks agrees with the grammar on what stands out of place."""
    tag = f"{{{xhtml3.XHTML}}}{child}"
    models = xhtml3.grammar().by_tag[f"{{{xhtml3.XHTML}}}{parent}"]
    allowed = any(
        word in html.ELEMENTS[parent].content for word in ("flow", "phrasing", "transparent", child)
    )
    if not allowed and html.ELEMENTS[parent].content in ("text", "empty"):
        assert not may_hold(parent, child)
        assert all(tag not in xhtml3.grammar().content(d).first() for d in models)
