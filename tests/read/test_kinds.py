"""What is given by mistake is named, whatever it is called."""

from __future__ import annotations

import io
import zipfile

import pytest

from packager.errors import SourceError
from packager.read import Source, read
from packager.read.kinds import mistaken_kind
from tests.books import png


def zipped(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.pdf", b"%PDF-1.7\n", "a PDF"),
        ("a.md", png(2, 2), "a PNG image"),
        ("a.txt", b"{\\rtf1\\ansi Hi}", "a rich text file"),
        ("a", b"\x1f\x8b\x08\0", "a gzip archive"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "an old Word file, or one wi"),
        ("a.odt", zipped("mimetype", b"application/vnd.oasis.opendocument.text"), "an OpenDocume"),
        ("a.xlsx", zipped("xl/workbook.xml", b"<x/>"), "an Excel file; give a text"),
        ("a.tex", b"\\documentclass{article} Words.", "LaTeX; convert it to Markdown"),
        ("a.rst", b"Title\n=====\n\nWords.", "reStructuredText; convert it"),
        ("a.org", b"* Title\nWords.", "Org text; convert it"),
        ("a.xml", b"<?xml version='1.0'?>\n<article><para>Words.</para></article>", "XML of no"),
        ("a.csv", b"a,b\n1,2\n", "a table of data; give"),
        ("a.html", b"\0" * 60 + b"BOOKMOBI", "a Kindle book"),
    ],
)
def test_the_kind_of_a_file_is_told(name: str, data: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=f"{name}: is {what}"):
        read(Source(name, data))


@pytest.mark.parametrize("text", [b"BMW makes cars.", b"MZ is a label.", b"GIF8 was a talk.", b""])
def test_a_text_that_begins_alike_is_none(text: bytes) -> None:
    assert mistaken_kind(text) == ""


def test_a_book_named_as_a_text_is_read_as_what_it_is() -> None:
    from packager.build import build
    from packager.build.book import book_of

    essay = read(Source("tea.md", b"---\ntitle: On Tea\n---\n\nTea wants patience.\n"))[0].essay
    (reading,) = read(Source("tea.txt", build(book_of(essay))))
    assert reading.essay.title == "On Tea"
