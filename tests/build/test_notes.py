"""The notes of an essay, where they stand and how they lead back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packager.build import build
from packager.build.book import book_of
from packager.model import Footnote
from tests.build.opened import files_of, found, made, tree
from tests.essays import full, plain, reference, with_notes

PAGE = "EPUB/text/on-tea.xhtml"


def test_notes_are_a_list_that_leads_back_by_number() -> None:
    page = tree(made(full()), PAGE)
    assert found(page, "//h:section[@role='doc-endnotes']/h:ol/h:li/h:div/@epub:type") == [
        "footnote",
        "footnote",
    ]
    assert found(page, "//h:a[@role='doc-backlink']") == ["1", "2"]


@pytest.mark.parametrize("where", ["essay", "inline", "book"])
def test_every_reference_and_back_link_meets(where: str) -> None:
    page = tree(made(with_notes(5, where)), PAGE)
    ids = found(page, "//@id")
    for href in found(page, "//h:a[starts-with(@href,'#')]/@href"):
        assert ids.count(href[1:]) == 1
    assert found(page, "//h:a[@role='doc-noteref']") == ["1", "2", "3", "4", "5"]


def test_two_references_to_a_note_show_its_number() -> None:
    page = tree(made(full()), PAGE)
    assert found(page, "//h:a[@role='doc-noteref']") == ["1", "2", "1"]


def test_ids_of_notes_carry_the_essays_name() -> None:
    ids = found(tree(made(full()), PAGE), "//@id")
    assert {"on-tea-fn-patience", "on-tea-fnref-patience", "on-tea-fnref-patience-2"} <= set(ids)


def test_a_note_that_begins_with_a_list_still_begins_with_its_number() -> None:
    page = tree(made(full()), PAGE)
    assert found(page, "//h:div[@id='on-tea-fn-water']/h:p[1]")[0].strip() == "2"


def test_notes_in_place_stand_behind_the_paragraph_that_refers_to_them() -> None:
    page = tree(made(with_notes(3, "inline")), PAGE)
    section = page.find("./{*}body/{*}section")
    assert section is not None
    kinds = [str(child.get("class") or "p") for child in section[1:]]
    assert kinds == ["p", "inline-note"] * 3


def test_a_note_without_reference_is_not_lost() -> None:
    essay = replace(plain(), footnotes=(Footnote("x", "<p>Alone.</p>"),), notes_at="inline")
    assert "Alone." in made(essay)[PAGE].decode()


def test_notes_of_the_book_meet_on_a_page_in_an_anthology() -> None:
    book = replace(
        book_of(with_notes(2, "book")),
        parts=(
            replace(
                book_of(plain()).parts[0],
                essays=(
                    replace(with_notes(2, "book"), slug="one"),
                    replace(with_notes(2, "book"), slug="two"),
                ),
            ),
        ),
        is_anthology=True,
    )
    files = files_of(build(book))
    notes = tree(files, "EPUB/text/notes.xhtml")
    assert len(found(notes, "//h:li")) == 4
    assert found(notes, "//h:a[@role='doc-backlink']/@href")[2] == "two.xhtml#two-fnref-n1"
    assert found(tree(files, "EPUB/text/two.xhtml"), "//h:a[@role='doc-noteref']/@href") == [
        "notes.xhtml#two-fn-n1",
        "notes.xhtml#two-fn-n2",
    ]


def test_text_before_the_first_reference_stays_in_place() -> None:
    body = f"<p>Before {reference('a')} after</p>"
    essay = replace(plain(), body=body, footnotes=(Footnote("a", "text<p>b</p>"),))
    page = tree(made(essay), PAGE)
    assert found(page, "//h:section/h:p")[0] == "Before 1 after"
    assert "text" in found(page, "//h:li")[0]


@pytest.mark.parametrize("where", ["essay", "inline"])
def test_a_note_may_refer_to_another_and_to_itself(where: str) -> None:
    """Its references led to ids that are not there, and the book was refused."""
    first = f"<p>See {reference('2').replace('fnref-2', 'fnref-2-2')}.</p>"
    second = f"<p>See {reference('1').replace('fnref-1', 'fnref-1-2')}.</p>"
    essay = replace(
        plain(),
        body=f"<p>Tea{reference('1')}{reference('2')}.</p>",
        footnotes=(Footnote("1", first), Footnote("2", second)),
        notes_at=where,
    )
    page = tree(made(essay), PAGE)
    ids = found(page, "//@id")
    assert len(set(ids)) == len(ids)
    for href in found(page, "//h:a[starts-with(@href,'#')]/@href"):
        assert href[1:] in ids
    assert found(page, "//h:a[@role='doc-noteref']") == (["1", "2", "2", "1"])
