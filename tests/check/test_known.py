"""What is known of a document before the check counts only where it is still true."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packager.build import pack, render
from packager.build.book import book_of
from packager.check import check
from packager.check.load.known import LooksFurtherError, alone
from packager.check.run import examine
from tests.essays import full

PATH = "EPUB/text/made.xhtml"
_PAGE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title>{head}</head>'
    "<body>{body}</body></html>"
)


def page(body: str, head: str = "") -> bytes:
    return _PAGE.format(head=head, body=body).encode()


def book_with(data: bytes) -> tuple[bytes, str]:
    """Return a book in which the essay's file has these bytes, and the file's path."""
    rendition = render(book_of(full()))
    path = f"EPUB/text/{full().slug}.xhtml"
    files = tuple(replace(f, data=data) if f.path == path else f for f in rendition.files)
    return pack(replace(rendition, files=files)), path


@pytest.mark.parametrize(
    "body",
    [
        '<h1>Sound</h1><p id="a">Text, <a href="#a">a link</a></p>',
        '<p id="a">Text, <a href="#b">nothing</a>, <a href="nowhere.xhtml">none</a></p>',
        '<p><p>nested</p></p><p id="x"/><p id="x"/>',
        '<p style="colour red">text</p><img src="../images/gone.png"/>',
    ],
)
def test_a_check_that_knows_a_document_says_the_same(body: str) -> None:
    data = page(body)
    book, path = book_with(data)
    known = examine(path, data)
    assert known is not None
    report = check(book, name="b")
    assert check(book, name="b", known={path: known}) == report
    assert [f for f in report.findings if f.path == path] or "Sound" in body


def test_other_bytes_are_not_known() -> None:
    book, path = book_with(page("<p><p>nested</p></p>"))
    sound = examine(path, page("<p>sound</p>"))
    assert sound is not None
    assert check(book, known={path: sound}) == check(book)


def test_other_properties_are_not_known() -> None:
    data = page('<p><svg xmlns="http://www.w3.org/2000/svg"/></p>')
    book, path = book_with(data)
    declared = examine(path, data, ["svg"])
    assert declared is not None
    assert check(book, known={path: declared}) == check(book)


def test_a_document_that_is_not_well_formed_is_never_known() -> None:
    assert examine(PATH, b"<html><p></html>") is None


def test_a_rule_cannot_look_beyond_the_document() -> None:
    document = alone(PATH, frozenset())
    assert document.book is not None
    with pytest.raises(LooksFurtherError):
        document.book.item(PATH)
    with pytest.raises(LooksFurtherError):
        document.book.package.property_values("rendition:layout")
    with pytest.raises(LooksFurtherError):
        _ = document.archive.entries  # type: ignore[union-attr]


def test_a_style_sheet_that_hangs_on_the_package_makes_the_document_unknown() -> None:
    style = "<style>.-epub-media-overlay-active { color: red }</style>"
    assert examine(PATH, page("<p>text</p>", style)) is None
