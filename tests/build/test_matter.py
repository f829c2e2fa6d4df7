"""The title page names people once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from packager.build.anthology_pages import anthology_pages
from packager.build.book import book_of
from packager.build.matter import title_page
from packager.model import Credit, Footnote, Person
from tests.essays import plain, reference


@pytest.mark.parametrize(
    ("authors", "editors", "is_told"),
    [("A", "A", False), ("AB", "BA", False), ("AB", "A", True), ("A", "B", True), ("", "A", True)],
)
def test_editors_who_are_the_authors_are_named_in_the_byline_alone(
    authors: str, editors: str, is_told: bool
) -> None:
    credits = tuple(
        Credit(Person(name), role)
        for role, names in (("aut", authors), ("edt", editors))
        for name in names
    )
    book = replace(book_of(plain()), credits=credits, is_anthology=True)
    (page,) = title_page(book)
    assert ("Edited by" in page.body) is is_told
    assert ('class="byline"' in page.body) is bool(authors)


def test_names_and_titles_keep_their_direction_in_lines_of_another() -> None:
    """Else ``· 3 min`` behind a Hebrew name is shown as ``3 · … min``."""
    hebrew = replace(
        plain(),
        title="המילה",
        credits=(Credit(Person("דוד לוי", "לוי, דוד")), Credit(Person("Ana B"))),
        publication="הארץ",
        published="2001",
        language="he",
        tags=("x",),
    )
    book = replace(
        book_of(hebrew), is_anthology=True, language="en", indexes=("tags", "names"), direction=""
    )
    pages = {page.stem: page.body for page in anthology_pages(book)}
    name = '<span dir="rtl">דוד לוי</span>'
    assert name in pages["contents"]
    assert name in pages["permissions"]
    assert name in pages["citations"]
    assert '<span dir="rtl">“המילה”</span>' in pages["citations"]
    assert '<cite dir="rtl">הארץ</cite>' in pages["permissions"]
    assert '<span dir="rtl">לוי, דוד</span>: ' in pages["index"]
    assert '<span class="author" dir="ltr">Ana B</span>' in pages[hebrew.slug]


def test_notes_and_biographies_run_as_their_language_does_on_pages_of_another() -> None:
    author = Person("Ana B", bio="<p>Ana writes.</p>")
    english = replace(
        plain(),
        language="en",
        credits=(Credit(author),),
        body=f"<p>Word.{reference('1')}</p>",
        footnotes=(Footnote("1", "<p>A note.</p>"),),
        rights="© 2001 Ana B.",
        permission="By permission.",
    )
    book = replace(
        book_of(english), is_anthology=True, language="he", notes_at="book", direction="rtl"
    )
    pages = {page.stem: page.body for page in anthology_pages(book)}
    assert re.search(r'<section class="notes"[^>]* dir="ltr">', pages["notes"])
    assert '<div dir="ltr"><p>Ana writes.</p></div>' in pages["contributors"]
    assert '<span dir="ltr">By permission.</span>' in pages["permissions"]
    assert "dir=" not in pages[english.slug]
