"""Links between essays of a book become links inside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from packager.anthology.bind import BindOptions, bind
from packager.anthology.links import link_essays
from packager.anthology.manifest import manifest_of_sources
from packager.model import Essay
from packager.read import ReadOptions


def bound(body: str) -> tuple[str, list[str]]:
    essays = [
        Essay("First", body, "first", source_file="essays/first.md"),
        Essay(
            "Second Piece",
            "<p>x</p>",
            "second-piece",
            source_url="https://www.example.org/2021/second/",
            source_file="essays/02_second.md",
        ),
    ]
    linked, _, notes = link_essays(essays)
    return linked[0].body, [note.value for note in notes]


@pytest.mark.parametrize(
    "attributes",
    [
        'href="http://example.org/2021/second?utm_source=x"',
        'href="https://www.example.org/2021/second/index.html#part"',
        'data-href="02_second.md"',
        'data-href="../essays/02_second.md#part"',
        'data-href="Second Piece"',
        'data-href="second-piece"',
    ],
)
def test_every_name_of_an_essay_leads_to_it(attributes: str) -> None:
    body, notes = bound(f"<p><a {attributes}>see</a></p>")
    assert body == '<p><a href="essay:second-piece">see</a></p>'
    assert notes == []


def test_links_to_pieces_not_in_the_book_stay_on_the_web() -> None:
    body, notes = bound('<p><a href="https://example.org/other">see</a></p>')
    assert body == '<p><a href="https://example.org/other">see</a></p>'
    assert notes == []


def test_a_dangling_link_is_reported_and_its_words_stay() -> None:
    body, notes = bound('<p><span class="unlinked" data-href="lost.md">see</span></p>')
    assert "see" in body
    assert "data-href" not in body
    assert notes == ["lost.md"]


def test_links_within_the_essay_are_left_alone() -> None:
    assert bound('<p><a href="#part">see</a></p>')[0] == '<p><a href="#part">see</a></p>'


def test_a_link_that_another_essay_answers_is_not_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\nSee [[b]] and [it](b.md), not [[gone]].\n")
    (tmp_path / "b.md").write_text("---\ntitle: B\n---\nWords.\n")
    manifest = manifest_of_sources([str(tmp_path / "a.md"), str(tmp_path / "b.md")])
    composed = bind(manifest, BindOptions(ReadOptions()), {}).composed
    assert composed.book.essays[0].body.count('href="essay:b"') == 2
    told = [note.message for note in composed.notes if "link" in note.message]
    assert told == ["a link to 'gone' leads to no essay of the book; its words stay"]


def test_a_file_that_is_not_in_the_book_is_told_though_the_web_has_an_address_for_it() -> None:
    body, notes = bound('<p><a href="https://example.org/lost.md" data-href="lost.md">see</a></p>')
    assert body == '<p><a href="https://example.org/lost.md">see</a></p>'
    assert notes == ["lost.md"]


def test_a_page_of_the_site_that_is_not_in_the_book_is_no_dangling_link() -> None:
    body, notes = bound('<p><a href="https://example.org/2020/x/" data-href="/2020/x/">see</a></p>')
    assert body == '<p><a href="https://example.org/2020/x/">see</a></p>'
    assert notes == []


def test_a_link_leads_to_what_lies_there_before_what_is_called_so() -> None:
    """Two volumes have a chapter of the same file name; each links to its own."""
    essays = [
        Essay("One A", "<p>a</p>", "one-a", source_file="A.epub#text/one.xhtml"),
        Essay("One B", "<p>b</p>", "one-b", source_file="B.epub#text/one.xhtml"),
        Essay(
            "Two B",
            '<p><a data-href="one.xhtml#x">1</a> <a data-href="../text/two.xhtml">2</a></p>',
            "two-b",
            source_file="B.epub#text/more/../two.xhtml",
        ),
    ]
    linked, _, notes = link_essays(essays)
    assert 'href="essay:one-b"' in linked[2].body
    assert notes == []  # a link to the page that it stands on is no dangling one
