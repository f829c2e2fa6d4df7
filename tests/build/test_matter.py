"""The title page names people once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packager.build.book import book_of
from packager.build.matter import title_page
from packager.model import Credit, Person
from tests.essays import plain


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
