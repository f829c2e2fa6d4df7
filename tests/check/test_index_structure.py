"""Indexes (EPUB Indexes 1.0): where EPUBCheck 5.3.0 has RSC-005, we have it."""

from __future__ import annotations

import pytest

from packager.check.run import check
from tests.differential.small import book

_TERM = '<span epub:type="index-term">tea</span>'
_LOCATOR = '<a epub:type="index-locator" href="one.xhtml#here">1</a>'
_LIST = f'<ul epub:type="index-entry-list"><li>{_TERM}{_LOCATOR}</li></ul>'


def _entry(inner: str) -> str:
    return f'<ul epub:type="index-entry-list"><li>{inner}</li></ul>'


def _group(inner: str) -> str:
    return f'<section epub:type="index-group">{inner}</section>'


CASES = [
    (_LIST, True),
    (_entry(f"<p>{_TERM}{_LOCATOR}</p>"), True),
    (_entry(f'{_TERM}<span epub:type="index-editor-note">see</span>'), True),
    (_entry(f'{_TERM}<ul epub:type="index-locator-list"><li>{_LOCATOR}</li></ul>'), True),
    (_entry(_TERM + _LIST), True),
    (_group(f"<h3>A</h3>{_LIST}"), True),
    (_entry(_LOCATOR), False),
    (_entry(_TERM), False),
    (_entry(_TERM + _TERM + _LOCATOR), False),
    (_entry(f'{_TERM}<span epub:type="index-xref-related">see</span>'), False),
    (f"<ul><li>{_TERM}</li></ul>", False),
    (f'<ul><li epub:type="index-entry">{_TERM}</li></ul>', False),
    ("<p>a</p>", False),
    (_group(f"<h3>A</h3><h4>B</h4>{_LIST}"), False),
    (_group("<h3>A</h3>"), False),
    (_group(_LIST + _LIST), False),
    ('<div epub:type="index-entry-list"><p>a</p></div>', False),
    ('<ul epub:type="index-entry-list"></ul>', False),
]


@pytest.mark.parametrize(("inner", "is_sound"), CASES)
def test_the_parts_of_an_index_are_those_of_the_standard(inner: str, is_sound: bool) -> None:
    body = f'<p>Tea</p><section epub:type="index" id="here"><h2>Index</h2>{inner}</section>'
    assert ("RSC-005" not in _errors(body)) == is_sound


def _errors(body: str) -> set[str]:
    made = book(body, properties="index")
    return {f.id for f in check(made, name="book.epub").findings if f.severity == "error"}


def test_a_page_of_nothing_but_an_index_says_so_on_its_body() -> None:
    index = f'<section epub:type="index" id="here"><h2>Index</h2>{_LIST}</section>'
    assert _errors(index) == {"RSC-005"}
    assert _errors(f"<p>Tea</p>{index}") == set()
