"""Any EPUB as a kepub: no letter is lost, and what cannot be changed stays."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree

from packager.check import check
from packager.send.kobo import kepub_of
from tests.books import CHAPTER, book_with, page, sound_book


def texts(data: bytes) -> dict[str, str]:
    """Return the text of each page of a book."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml"):
                body = etree.fromstring(archive.read(name)).find("{*}body")
                assert body is not None
                found[name] = "".join(str(text) for text in body.itertext())
    return found


def test_a_foreign_book_gets_spans_and_keeps_every_letter() -> None:
    body = '<p>One. “Two!” <em>Three</em> and\n more.</p><p epub:type="tip">四。五。</p>'
    chapter = page("Tea", body).replace("<body>", '<body class="a &gt; b" id="b">')
    data = book_with({CHAPTER: chapter.encode()})
    made = kepub_of(data, "tea.epub")
    assert made is not None
    assert texts(made) == texts(data)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist()[0] == "mimetype"
        changed = archive.read(CHAPTER).decode()
    assert '<body class="a &gt; b" id="b"><div id="book-columns"><div id="book-inner">' in changed
    assert changed.count("koboSpan") >= 5
    assert len(check(made, name="x.epub").findings) <= len(check(data, name="x.epub").findings)


@pytest.mark.parametrize(
    "body", ['<p><x:b xmlns:x="urn:x">a</x:b></p>', "<p>not closed", "<p>&nbsp;</p>"]
)
def test_a_page_that_cannot_be_changed_stays_as_it_is(body: str) -> None:
    chapter = page("Tea", body).encode()
    made = kepub_of(book_with({CHAPTER: chapter}), "tea.epub")
    if made is not None:
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            content = archive.read(CHAPTER)
        assert content == chapter or b"koboSpan" in content


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 and no more", sound_book()[:2000]])
def test_what_is_no_book_gives_nothing(data: bytes) -> None:
    assert kepub_of(data, "x.epub") is None


def test_a_kepub_is_not_made_twice() -> None:
    made = kepub_of(sound_book(), "tea.epub")
    assert made is not None
    assert kepub_of(made, "tea.epub") is None
