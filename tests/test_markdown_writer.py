# ruff: noqa: E501 - tables and patterns read better on one line
"""Essays written as Markdown are the same essays when they are read again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packager import xhtml
from packager.markdown_writer import essay_as_markdown
from packager.model import Credit, Essay, Footnote, Person
from packager.read import Source, read
from packager.xhtml import escape

BODIES = [
    "<p>Plain, <em>leaning</em>, <strong>loud</strong> and <code>a*b</code>.</p>",
    '<h2 id="boats">Boats</h2><p>See <a href="https://e.example/a_(b)">them</a>.</p>',
    "<ul><li>one</li><li>two <em>three</em></li></ul>",
    "<ol><li><p>one</p><p>more</p></li><li><p>two</p></li></ol>",
    "<blockquote><p>Said he.</p><p>Said she.</p></blockquote>",
    '<pre><code class="language-python">def f():\n    return "```"</code></pre>',
    "<p>1984 was a year.</p><p># no heading</p><p>- no list</p><p>1. no list either</p>",
    "<p>2 * 3 * 4, snake_case_name, [x], &lt;tag&gt; &amp;amp; ~a~ $5 and $6</p>",
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>x | y</td></tr></tbody></table>",
    "<p>one</p><hr/><p>two</p>",
    "<p>H<sub>2</sub>O and x<sup>2</sup></p>",
]


def reread(essay: Essay) -> Essay:
    """Return the essay that is read from what is written of another."""
    return read(Source("tea.md", essay_as_markdown(essay).encode()))[0].essay


def plain(fragment: str) -> str:
    """Return a fragment without the differences that no reader sees: spaces, heads' ids."""
    text = re.sub(r' (?:id|class)="[^"]*"', "", fragment)
    text = re.sub(r"</?(?:thead|tbody)>|<span[^>]*>|</span>|<div[^>]*>|</div>", "", text)
    return re.sub(r"\s*\n\s*", "", " ".join(text.split(" "))).strip()


def words(fragment: str) -> str:
    """Return the words of a fragment."""
    return "".join(xhtml.text_of(xhtml.parse(fragment)).split())


@pytest.mark.parametrize("body", BODIES[:5] + BODIES[6:8] + BODIES[9:])
def test_a_body_comes_back_the_same(body: str) -> None:
    assert plain(reread(Essay("Tea", body, "tea", language="en")).body) == plain(body)


@pytest.mark.parametrize("body", BODIES)
def test_no_word_of_a_body_is_lost_or_changed(body: str) -> None:
    assert words(reread(Essay("Tea", body, "tea", language="en")).body) == words(body)


def test_notes_come_back_with_their_references() -> None:
    body = '<p>Tea<sup><a epub:type="noteref" role="doc-noteref" href="#fn-1" id="fnref-1">1</a></sup> is wet.</p>'
    essay = Essay(
        "Tea", body, "tea", footnotes=(Footnote("1", "<p>Mostly.</p><p>Yes.</p>"),), language="en"
    )
    again = reread(essay)
    assert len(again.footnotes) == 1
    assert words(again.footnotes[0].body) == "Mostly.Yes."
    assert again.body.count('epub:type="noteref"') == 1


def test_what_is_known_of_an_essay_stands_in_its_front_matter() -> None:
    credits = (
        Credit(Person("Ada Young", bio="<p>Ada Young is a writer.</p>")),
        Credit(Person("Bo Li")),
    )
    essay = Essay(
        "Tea: a history", "<p>Wet.</p>", "tea", credits=credits, published="2021-10-04", language="en-GB",
        source_url="https://e.example/tea", publication="The Paper", tags=("tea", "trade"),
    )  # fmt: skip
    again = reread(essay)
    assert again.title == essay.title
    assert [person.name for person in again.authors] == ["Ada Young", "Bo Li"]
    assert "is a writer" in again.authors[0].bio
    assert (again.published, again.language, again.publication) == (
        "2021-10-04",
        "en-GB",
        "The Paper",
    )
    assert again.source_url == essay.source_url
    assert again.tags == essay.tags


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("ab *_`[]()<>#&|~$\\!-+.:1=^\"'{}"), min_size=1, max_size=30).filter(
        str.strip
    )
)
def test_any_characters_of_a_paragraph_come_back(text: str) -> None:
    """Whatever signs a text has, they are not taken for marks of Markdown."""
    body = f"<p>x {escape(text)} x</p>"
    again = reread(Essay("Tea", body, "tea", language="en")).body
    straight = str.maketrans(
        {
            "“": '"',
            "”": '"',
            "’": "'",
            "…": ".",
            "–": "-",
            "—": "-",
            "″": '"',
            "′": "'",
            "‘": "'",
            "„": '"',
            "‚": "'",
            "−": "-",
            "×": "x",
        }
    )

    def squeeze(value: str) -> str:
        return re.sub(r"[\s.\-]+", "", words(value).translate(straight))

    assert squeeze(again) == squeeze(body)
