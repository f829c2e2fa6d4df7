"""What is known of a document before the check counts only where it is still true."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from packager.build import pack, render
from packager.build.book import book_of
from packager.check import check, run
from packager.check.facts import Package, Publication
from packager.check.finding import Problem, Severity
from packager.check.load.known import Known, LooksFurtherError, alone
from packager.check.registry import Rule
from packager.check.run import examine
from tests.differential.books import generated
from tests.differential.mutate import mutate
from tests.essays import full

PATH = "EPUB/text/made.xhtml"
_PAGE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title>{head}</head>'
    "<body>{body}</body></html>"
)


def page(body: str, head: str = "") -> bytes:
    return _PAGE.format(head=head, body=body).encode()


def examined(path: str, data: bytes) -> Known:
    known = examine(path, data)
    assert known is not None
    return known


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


class Remembered(set[str]):
    """Keys that are remembered."""


def replaced(data: bytes, old: bytes, new: bytes) -> tuple[bytes, str, bytes]:
    """Return a book whose essay is changed, the essay's path and its bytes."""
    book, path = book_with(data.replace(old, new))
    return book, path, data.replace(old, new)


def essay_page() -> bytes:
    rendition = render(book_of(full()))
    return next(f.data for f in rendition.files if f.path == f"EPUB/text/{full().slug}.xhtml")


def test_a_book_of_which_nothing_was_found_is_not_judged_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book, path, data = replaced(essay_page(), b"", b"")
    known = {path: examined(path, data)}
    keys = Remembered()
    assert not check(book, known=known, keys=keys).findings
    assert len(keys) == 2, "the package and the publication"
    judged = []
    real = run._judged

    def noted(fact: Package | Publication, *more: Any) -> Any:
        judged.append(fact)
        return real(fact, *more)

    monkeypatch.setattr(run, "_judged", noted)
    assert not check(book, known=known, keys=keys).findings
    assert not judged
    book, path, data = replaced(essay_page(), b"</p>", b" <em>And more</em>.</p>")
    assert not check(book, known={path: examined(path, data)}, keys=keys).findings
    assert not judged, "text that comes to a page changes nothing that those rules see"


def test_what_breaks_is_found_in_a_book_that_was_clear() -> None:
    keys = Remembered()
    sound, path, data = replaced(essay_page(), b"", b"")
    assert not check(sound, known={path: examined(path, data)}, keys=keys).findings
    for old, new in ((b' id="', b' id="x'), (b"../images/", b"../image/")):
        book, path, data = replaced(essay_page(), old, new)
        report = check(book, known={path: examined(path, data)}, keys=keys)
        assert report == check(book)
        assert report.findings
        assert check(book, known={path: examined(path, data)}, keys=keys) == report
    without = without_file(sound, "EPUB/toc.ncx")
    assert check(without, keys=keys) == check(without)
    assert check(without, keys=keys).findings


def test_reports_are_the_same_with_what_was_clear_in_other_books() -> None:
    """One memory for many broken books, each checked twice."""
    keys = Remembered()
    books = list(generated().values())
    books += [mutate(books[n % len(books)], f"clear:{n}")[0] for n in range(60)]
    for book in books:
        report = check(book, name="a")
        assert check(book, name="a", keys=keys) == report
        assert check(book, name="a", keys=keys) == report
    assert keys


def without_file(book: bytes, path: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(target, "w") as written:
        for name in source.namelist():
            if name != path:
                written.writestr(name, source.read(name))
    return target.getvalue()


def test_text_that_comes_to_a_page_leaves_its_book_clear() -> None:
    body = '<p>{}<a href="#b">a</a></p><p id="b">b <a href="https://example.org/">c</a></p>'
    first, second = page(body.format("")), page(body.format("<em>more</em> and more"))
    assert examined(PATH, first).outline == examined(PATH, second).outline
    assert examined(PATH, first).outline != examined(PATH, first.replace(b"#b", b"#c")).outline
    assert examined(PATH, first).outline != examined(PATH, first.replace(b"org/", b"org/x")).outline
    swapped = page('<p id="b">b</p><p><a href="#b">a</a> <a href="https://example.org/">c</a></p>')
    assert examined(PATH, first).outline != examined(PATH, swapped).outline


def test_a_rule_that_looks_into_the_archive_keeps_a_book_from_being_cleared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book, _, _ = replaced(essay_page(), b"", b"")

    def looking(publication: Publication) -> Iterator[Problem]:
        assert publication.archive.size
        yield from ()

    looking.__module__ = "packager.check.rules.looking"
    rule = Rule("looking", "X", Severity.ERROR, Publication, looking, "")
    everywhere = run.rules_for.__wrapped__
    monkeypatch.setattr(
        run,
        "rules_for",
        lambda kind, version, families: (
            *everywhere(kind, version, families),
            *([rule] if kind is Publication else []),
        ),
    )
    keys = Remembered()
    check(book, keys=keys)
    assert len(keys) == 1


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
