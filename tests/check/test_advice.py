"""Advice (ids of severity usage): what EPUBCheck 5.3.0 says of small books, and nothing else."""

from __future__ import annotations

import pytest

from packager.check.finding import Severity
from packager.check.run import check
from tests.differential.books import MP3, PNG
from tests.differential.small import book

_SVG = '<p><svg xmlns="http://www.w3.org/2000/svg">{}</svg></p>'
_SOUND = '<item id="m" href="m.mp3" media-type="audio/mpeg"/>'
_IMAGE = '<item id="c" href="c.png" media-type="image/png"/>'
_ENTRY = '<li><a href="one.xhtml">a</a></li>'


def advice(data: bytes) -> set[str]:
    """Return the ids of advice, less those of packager's own families."""
    found = check(data, name="book.epub").findings
    ids = {f.id for f in found if f.severity is Severity.USAGE}
    return {id_ for id_ in ids if not id_.startswith(("PKR", "A11Y", "ACC"))}


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("chapter", set()),
        ("dictentry index-term panel", set()),
        ("z3998:foo", set()),
        ("toc-brief", {"OPF-088"}),
        ("label", {"OPF-088"}),
        ("sidebar", {"OPF-086b"}),
        ("rearnote chapter", {"OPF-086b"}),
        ("list", {"OPF-087"}),
        ("aside foo", {"OPF-087", "OPF-088"}),
    ],
)
def test_words_of_epub_type_are_looked_up(word: str, ids: set[str]) -> None:
    assert advice(book(f'<p xmlns:z3998="urn:z" epub:type="{word}">a</p>')) - {"OPF-028"} == ids


@pytest.mark.parametrize(
    ("drawing", "is_told"),
    [
        ("<g/>", False),
        ("<use href='#a'/><g id='a'/>", False),
        ("<g data-x='1' lang='en' tabindex='1' class=''/>", False),
        ("<filter><feDropShadow dx='1'/></filter>", False),
        ("<x xmlns='urn:x'/>", False),
        ("<style>a { }</style><script/>", False),
        ("<foo/>", True),
        ("<g foo='1'/>", True),
        ("<rect/>", True),
        ("<path/>", True),
        ("<g fill-rule='x'/>", True),
        ("<mesh/>", True),
    ],
)
def test_drawings_of_epub_3_are_advised_by_svg_1_1(drawing: str, is_told: bool) -> None:
    assert ("RSC-025" in advice(book(_SVG.format(drawing), properties="svg"))) == is_told


@pytest.mark.parametrize(
    ("body", "entries"),
    [
        ("<section><h1>a</h1></section>", 1),
        ("<h1>a</h1><section><h2>b</h2></section>", 2),
        ("<article><h1>a</h1></article><article><h1>b</h1></article>", 1),
        ("<section><h1>a</h1></section><aside><h1>b</h1></aside>", 1),
        ("<div><section><h1>a</h1></section><section><h1>b</h1></section></div>", 3),
        ("<section><h1>a</h1><section><h2>b</h2></section></section>", 2),
    ],
)
def test_contents_of_edupub_have_as_many_entries_as_sections(body: str, entries: int) -> None:
    for count in range(1, 5):
        nav = f'<nav epub:type="toc"><ol>{_ENTRY * count}</ol></nav>'
        made = book(body, nav=nav, metadata="<dc:type>edupub</dc:type>")
        assert ("NAV-004" in advice(made)) == (count != entries)


@pytest.mark.parametrize(
    ("body", "items", "is_told"),
    [
        ('<p><a href="m.mp3">a</a></p>', _SOUND, True),
        ('<p><audio src="m.mp3"/></p>', _SOUND, False),
        ('<blockquote cite="m.mp3"><p>a</p></blockquote>', _SOUND, True),
        ('<p><img alt="" src="c.png"/></p>', _IMAGE, False),
    ],
)  # fmt: skip
def test_a_file_that_is_only_linked_is_not_used(body: str, items: str, is_told: bool) -> None:
    made = book(body, items=items, files={"O/m.mp3": MP3, "O/c.png": PNG})
    assert ("OPF-097" in advice(made)) == is_told
