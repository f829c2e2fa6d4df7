"""Any HTML becomes a fragment that a book may hold, and keeps its words."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager import xhtml
from packager.html5 import parse_fragment
from packager.model import NoteKind
from packager.read import Source
from packager.read.clean import Cleaned, clean
from packager.schemas.validate import validate
from packager.schemas.xhtml3 import grammar

PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'lang="en" xml:lang="en"><head><title>t</title></head><body>{}</body></html>'
)


def cleaned(markup: str, base: str = "", title: str = "T") -> Cleaned:
    return clean(markup, source=Source("page.md", b""), base=base, title=title)


def body(markup: str) -> str:
    return cleaned(markup).body


def faults(fragment: str) -> list[str]:
    root = etree.fromstring(PAGE.format(fragment))
    ids = [str(value) for value in root.xpath("//@id")]
    links = [str(value)[1:] for value in root.xpath("//@href[starts-with(., '#')]")]
    found = [fault.message for fault in validate(grammar(), root)]
    found += [f"{name} twice" for name in set(ids) if ids.count(name) > 1]
    return found + [f"no {name}" for name in links if name not in ids]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("a<p>b<div>c</div>d", "<p>a</p><p>b</p><div>c</div><p>d</p>"),
        ("<em>a<div>b</div>c</em>", "<p><em>a</em></p><div><em>b</em></div><p><em>c</em></p>"),
        (
            "<p>x<em>a<ul><li>b</ul>c</em>",
            "<p>x<em>a</em></p><ul><li><em>b</em></li></ul><p><em>c</em></p>",
        ),
        ("<ul>x<li>a</ul>", "<ul><li>x</li><li>a</li></ul>"),
        ("<ul><li>a</li><ul><li>b</ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<li>a<li>b</li>c", "<ul><li>a</li><li>b</li></ul><p>c</p>"),
        ("<dl><div><dt>a<dd>b</div></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("<dl><dd>a</dl>", "<div><div>a</div></div>"),
        ("<figcaption>c</figcaption>", '<p class="caption">c</p>'),
        (
            "<figure>a<figcaption>c</figcaption>b</figure>",
            "<figure>ab<figcaption>c</figcaption></figure>",
        ),
        (
            "<table><caption>c<tr><td>1</table>",
            "<table><caption>c</caption><tbody><tr><td>1</td></tr></tbody></table>",
        ),
        ("<table></table>a", "<p>a</p>"),
        ("<p><a href='https://e.org'>a<b><a href='https://f.org'>b</a></b></a>", None),
        (
            "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字</ruby>",
            "<p><ruby>漢<rt>かん</rt></ruby>字</p>",
        ),
        ("<x-card>a</x-card> <b>c</b>", "<p>a <b>c</b></p>"),
        ("<h2></h2><p> </p>a", "<p>a</p>"),
        ("<details><summary>s</summary>t</details>", '<div><p class="summary">s</p>t</div>'),
    ],
)
def test_elements_stand_where_the_content_model_lets_them(
    markup: str, expected: str | None
) -> None:
    made = body(markup)
    assert faults(made) == []
    if expected is not None:
        assert made == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<center><font color=red>a</font></center>", '<div class="center">a</div>'),
        ("<p><tt>a</tt><strike>b</strike><big>c</big>", "<p><code>a</code><s>b</s>c</p>"),
        (
            '<p><span style="font-weight:700;font-style:italic">a</span>',
            "<p><strong><em>a</em></strong></p>",
        ),
        (
            '<p lang="english">a<i lang="DE_at">b</i>',
            '<p>a<i lang="de-AT" xml:lang="de-AT">b</i></p>',
        ),
        ("<input type=checkbox checked>a", "<p>☑a</p>"),
        ("<p onclick=x style=color:red align=justify>a", "<p>a</p>"),
        ('<td align="right" colspan="0">', ""),
        ("<ul><li value=3>a</ul>", "<ul><li>a</li></ul>"),
        ("<ol start=x type=I><li value=3>a</ol>", '<ol type="I"><li value="3">a</li></ol>'),
    ],
)
def test_what_is_obsolete_takes_the_name_of_today(markup: str, expected: str) -> None:
    assert body(markup) == expected


def test_scripts_go_and_are_told_and_players_become_links() -> None:
    made = cleaned(
        '<p>a<script>x()</script><iframe src="https://www.youtube.com/embed/q1"></iframe>'
    )
    link = '<a href="https://www.youtube.com/watch?v=q1">youtube.com/watch?v=q1</a>'
    assert made.body == f'<p>a</p><p class="embed">{link}</p>'
    assert [note.message for note in made.notes] == [
        "<iframe> replaced by a link",
        "<script> dropped",
    ]


def test_ids_become_distinct_names_and_links_follow_them() -> None:
    made = body(
        '<p id="1 x">a</p><p id="d">b</p><p id="d">c</p><a href="#1%20x">l</a><a href="#no">m</a>'
    )
    assert re.findall(r'id="([^"]+)"', made) == ["x-x-1-x", "d", "d-2"]
    assert '<a href="#x-x-1-x">l</a><span>m</span>' in made


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://e.org/a b?q=[1]#c d", '<a href="https://e.org/a%20b?q=%5B1%5D#c%20d">'),
        ("//e.org/x", '<a href="https://e.org/x">'),
        ("https:\\\\e.org\\x", '<a href="https://e.org/x">'),
        ("javascript:alert(1)", "<span>"),
        ("java\nscript:alert(1)", "<span>"),
        ("data:text/html,x", "<span>"),
        ("http://x y/", "<span>"),
        ("https://e.org:99999/", "<span>"),
        ("../other.md", '<span class="unlinked" data-href="../other.md">'),
        ("mailto:a@e.org", '<a href="mailto:a@e.org">'),
    ],
)
def test_links_lead_to_the_web_or_are_words(href: str, expected: str) -> None:
    assert body(f'<p><a href="{href}">l</a></p>').startswith(f"<p>{expected}l")


def test_relative_links_start_at_the_page_and_keep_what_was_written() -> None:
    made = cleaned('<a href="../b.html">l</a>', base="https://e.org/x/a.html").body
    assert made == '<p><a href="https://e.org/b.html" data-href="../b.html">l</a></p>'


def test_headings_begin_at_h2_and_skip_no_level() -> None:
    made = body("<h6>a</h6><h1>b</h1><h4>c</h4><h5>d</h5><h2>e</h2>")
    assert re.findall(r"<(h\d)", made) == ["h2", "h2", "h3", "h4", "h3"]


def test_a_heading_that_repeats_the_title_goes() -> None:
    assert cleaned("<h1>The “title”!</h1><p>a</p>", title='The "Title"').body == "<p>a</p>"
    quoted = cleaned("<blockquote><h1>T</h1></blockquote>", title="T").body
    assert "<h2" in quoted


def test_the_heading_that_opens_a_text_without_title_becomes_it() -> None:
    made = cleaned("<h1>One</h1><p>a</p><h2>Two</h2>", title="")
    assert (made.title, made.body) == ("One", '<p>a</p><h2 id="two">Two</h2>')


def test_drawings_lose_what_acts_and_keep_their_own_ids() -> None:
    svg = (
        '<svg viewBox="0 0 9 9" onload="x()"><linearGradient id="g"/><script>1</script>'
        '<circle r="4" fill="url(#g)"/><a href="javascript:1"><text>t</text></a></svg>'
    )
    made = body(f'<p id="g">a{svg}{svg}</p>')
    assert faults(made) == []
    assert "script" not in made
    assert 'fill="url(#svg-1-1)"' in made
    assert 'fill="url(#svg-2-1)"' in made


def test_formulas_keep_their_tex_as_words_for_those_who_listen() -> None:
    made = body(
        '<span class="katex"><math><semantics><mrow><mi>x</mi></mrow><annotation '
        'encoding="application/x-tex">x</annotation></semantics></math>'
        '<span class="katex-html" aria-hidden="true">x</span></span>'
    )
    assert faults(made) == []
    assert made.count("<mi>x</mi>") == 1
    assert 'alttext="x"' in made
    assert "katex-html" not in made


def test_a_picture_that_is_missing_leaves_its_words_and_a_warning() -> None:
    made = cleaned('<p><img src="a.png" alt="A cat"> <img src="https://e.org/b.png"></p>')
    link = '<span class="missing-image"><a href="https://e.org/b.png">b.png</a></span>'
    assert made.body == f'<p><span class="missing-image">A cat</span> {link}</p>'
    assert [note.kind for note in made.notes] == [NoteKind.WARNING, NoteKind.WARNING]


@pytest.mark.parametrize("markup", ["<div>" * 100_000, "<em><div>" * 50_000, "<ul><li>" * 50_000])
def test_a_hundred_thousand_nested_elements_end_in_bounded_time(markup: str) -> None:
    start = time.monotonic()
    made = cleaned(markup + "end")
    assert "end" in made.body
    assert any("nested deeper" in note.message for note in made.notes)
    assert time.monotonic() - start < 30


NAMES = (
    "a abbr aside b bdo blockquote br button caption center code col dd details div dl dt em embed "
    "fieldset figcaption figure font footer form h1 h2 h3 hr i iframe img input label li main map "
    "math mi mfrac mrow nav ol option p picture pre q rb rp rt ruby select span strong sub summary "
    "svg g text title table tbody td textarea tfoot th thead time tr tt ul video x-foo zzz"
).split()
ATTRIBUTES = (
    'id="a"|id="b c"|href="#a"|href="x.html"|href="https://e.org/a b"|class="x y"|lang="en"|'
    'lang="q"|dir="x"|src="a.png"|colspan="2"|rowspan="0"|style="font-weight:bold"|onclick="x"|'
    'role="button"|epub:type="footnote"|datetime="x"|start="a"|value="3"|scope="row"|name="n"|'
    'width="50%"|data-x="1"|cite="x"|hidden|usemap="#m"|xlink:href="#a"|xml:lang="de"'
).split("|")
pieces = st.one_of(
    st.sampled_from(NAMES).map(lambda name: f"</{name}>"),
    st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(ATTRIBUTES), max_size=2)).map(
        lambda tag: f"<{' '.join([tag[0], *tag[1]])}>"
    ),
    st.integers(1, 9).map(lambda number: f"w{number}w "),
    st.text(max_size=4),
)
# what of a page nobody sees, and what stands in for what it embeds
_UNSEEN = frozenset("rp title video iframe svg math select embed".split())


def _words_shown(markup: str) -> set[str]:
    root = parse_fragment(markup)
    for node in list(root.iter()):
        if xhtml.local_name(node) in _UNSEEN:
            node.text = ""
            del node[:]
    return set(re.findall(r"w\dw", xhtml.text_of(root)))


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=40).map("".join))
def test_any_markup_gives_a_sound_fragment_with_all_its_words(markup: str) -> None:
    made = body(markup)
    assert faults(made) == []
    assert _words_shown(markup) <= set(re.findall(r"w\dw", made))
