"""Paragraphs that are copied come out as they would if they were written anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from packager import xhtml
from packager.html5 import parse_fragment
from packager.read import plain, sound
from packager.read.nesting import DEEPEST
from packager.read.plain import is_plain


def fragments() -> st.SearchStrategy[str]:
    """Return fragments of blocks, inline elements, odd white space and odd nesting."""
    text = st.sampled_from(["word", " ", "\n", "a b ", " c", "", "\u00a0", "“x”"])
    names = ["em", "strong", "code", "sup", "a href='#x'", "a href=' https://e.org/a  b'", "q",
             "a", "span", "i class='k'", "em class='note'", "em id='i'", "sup id='x'", "br",
             "a href='javascript:x'", "img src='a.png' alt='a'", "ruby", "kbd", "p", "div",
    ]  # fmt: skip

    def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(st.sampled_from(names), inner, text).map(
            lambda t: f"<{t[0]}>{t[1]}</{t[0].split()[0]}>{t[2]}"
        )

    inline = st.recursive(
        text, lambda inner: st.one_of(around(inner), st.tuples(inner, inner).map("".join))
    )
    block = st.tuples(
        st.sampled_from(
            ["p", "h2", "h3", "p class='verse'", "p id='x'", "blockquote", "custom-a", ""]
        ),
        inline,
        text,
    ).map(lambda t: f"<{t[0]}>{t[1]}</{t[0].split()[0]}>{t[2]}" if t[0] else t[1])
    return st.lists(block, max_size=5).map("".join)


@given(fragments())
def test_what_is_copied_is_what_would_be_written(markup: str) -> None:
    def written() -> bytes:
        root, _ = sound.sound(parse_fragment(markup), "x")
        return etree.tostring(root) + xhtml.inner(root).encode()

    copied = written()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sound, "is_plain", lambda _node: False)
        assert written() == copied


def test_a_usual_paragraph_is_plain_and_the_source_stays() -> None:
    markup = (
        '<p>One <em>two</em> <a href="https://e.org/">three</a>'
        '<sup><a href="#fn-1" id="fnref-1">1</a></sup>.</p>\n<p><strong>Four</strong></p>'
    )
    root = parse_fragment(markup)
    assert [plain.is_plain(child) for child in root] == [True, True]
    before = etree.tostring(root)
    sound.sound(root, "x")
    assert etree.tostring(root) == before


@pytest.mark.parametrize(
    "markup",
    ["<p></p>", "<p> <em>x</em></p>", "<p>x<em></em></p>", "<p>x<em> </em></p>", "<p>x<br></p>",
     "<p>x<span>y</span></p>", "<p>x<a>y</a></p>", "<div>x</div>", "<p style='x'>x</p>"],
)  # fmt: skip
def test_what_needs_a_look_is_not_plain(markup: str) -> None:
    (child,) = parse_fragment(markup)
    assert not is_plain(child)


def test_what_is_nested_deeper_than_any_book_needs_is_not_plain() -> None:
    markup = f"<p>{'x<em>' * 300}x{'</em>' * 300}</p>"
    root, notes = sound.sound(parse_fragment(markup), "x")
    assert sum(1 for _ in root.iter("{*}em")) <= DEEPEST
    assert "nested deeper than" in notes[0].message
