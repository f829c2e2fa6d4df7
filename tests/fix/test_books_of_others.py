"""Books from other tools come out sound: the plain ebooklib script, and EPUB 2 made EPUB 3."""

from __future__ import annotations

from pathlib import Path

import pytest

from packager.check import check
from packager.check.epubcheck import is_available, run_epubcheck
from packager.check.run import FAMILIES
from packager.fix import fix
from packager.fix.draft import read_files
from packager.fix.words import changed_words
from tests.books import sound_book
from tests.fix.test_repairs import NOW, noted

# What only the book's author can give: a picture for the cover, the language of a few words.
_AUTHORS = {"cover-meta", "language-that-kindle-knows"}
_BODY = (
    '<h1>{0}</h1><p align="center">Intro &amp; more<br>text <a href="#fn{1}">1</a></p>'
    "<center>The middle of the page</center>"
    '<p style="margin-left: 1rem">Styled words</p><p id="fn{1}">A note.</p>'
)


@pytest.fixture
def ebooklib_book(tmp_path: Path) -> bytes:
    """Return what the script of ebooklib's own manual writes, with the markup that people write."""
    epub = pytest.importorskip("ebooklib.epub")
    book = epub.EpubBook()
    book.set_title("Two Essays")
    book.add_author("Ada Example")
    chapters = []
    for number in (1, 2):
        chapter = epub.EpubHtml(
            title=f"Essay {number}", file_name=f"chap_{number}.xhtml", lang="en"
        )
        chapter.content = _BODY.format(f"Essay {number}", number)
        book.add_item(chapter)
        chapters.append(chapter)
    css = "body { font-family: Times; color: #000 }\np { display: flex }\n"
    book.add_item(epub.EpubItem("style", "style/nav.css", "text/css", css.encode()))
    book.toc = tuple(chapters)
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = ["nav", *chapters]
    file = tmp_path / "book.epub"
    epub.write_epub(str(file), book, {})
    return file.read_bytes()


def test_a_book_of_the_plain_ebooklib_script_comes_out_sound(ebooklib_book: bytes) -> None:
    assert noted(ebooklib_book)
    fixed = fix(ebooklib_book, name="book.epub", now=NOW)
    assert noted(fixed.data) == []
    assert not changed_words(fixed.files_before, fixed.files)


def test_it_comes_out_fit_for_all_devices(ebooklib_book: bytes) -> None:
    from packager.check.registry import load_rules

    everything = frozenset(rule.family for rule in load_rules().values()) | FAMILIES
    fixed = fix(ebooklib_book, name="book.epub", now=NOW, families=everything)
    left = {rule for rule, _ in noted(fixed.data, everything)}
    assert left <= _AUTHORS
    assert not changed_words(fixed.files_before, fixed.files)


def test_an_epub_2_becomes_a_sound_epub_3_with_its_words() -> None:
    before = sound_book("2")
    fixed = fix(before, name="book.epub", now=NOW, upgrades=True)
    assert noted(fixed.data) == []
    assert b'version="3.0"' in fixed.files["EPUB/content.opf"]
    assert b'property="file-as"' in fixed.files["EPUB/content.opf"]
    assert not changed_words(read_files(before, "")[0], fixed.files)


def test_an_epub_3_is_not_upgraded() -> None:
    book = sound_book("3")
    assert fix(book, name="book.epub", now=NOW, upgrades=True).data is book


@pytest.mark.heavy
def test_epubcheck_finds_nothing_in_what_was_mended(ebooklib_book: bytes, tmp_path: Path) -> None:
    if not is_available():
        pytest.skip("EPUBCheck is not installed")
    files = []
    for name, data, upgrades in (("eb", ebooklib_book, False), ("up", sound_book("2"), True)):
        file = tmp_path / f"{name}.fixed.epub"
        file.write_bytes(fix(data, name=name, now=NOW, upgrades=upgrades).data)
        files.append(file)
    for _, report in run_epubcheck(files):
        assert report.valid, report.findings
        assert check(Path(report.path)).valid
