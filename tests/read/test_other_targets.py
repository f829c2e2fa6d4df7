"""Kepubs and books for old readers, read as if they were the EPUB 3."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from packager import xhtml
from packager.model import Essay
from packager.read import ReadOptions, Source, read
from packager.read.other_targets import without_targets
from packager.targets import compat, kepub
from tests.books import CHAPTER, book_with, sound_files
from tests.targets.finished import all_books

NAMES = list(all_books())


def essays_of(data: bytes) -> list[Essay]:
    return [reading.essay for reading in read(Source("x.epub", data), ReadOptions())]


@pytest.mark.parametrize("name", NAMES)
def test_a_kepub_gives_back_the_essays_of_the_epub_3(name: str) -> None:
    finished = all_books()[name]
    assert essays_of(kepub.make(finished).data) == essays_of(finished.epub)


@pytest.mark.parametrize("name", NAMES)
def test_a_book_for_old_readers_gives_back_the_essays_of_the_epub_3(name: str) -> None:
    """But for drawings in files of their own, which have become PNG."""
    pytest.importorskip("ziamath", reason="the packages of packager[compat] are not installed")
    finished = all_books()[name]

    def comparable(essay: Essay) -> Essay:
        body = re.sub(r'"asset:([^"]*)\.(?:svg|png)"', r'"asset:\1"', essay.body)
        return replace(essay, body=body, assets=())

    ours = [comparable(essay) for essay in essays_of(compat.make(finished).data)]
    assert ours == [comparable(essay) for essay in essays_of(finished.epub)]


def test_a_kepub_of_the_shop_gives_text_without_spans() -> None:
    chapter = sound_files()[CHAPTER].decode()
    text = '<p><span class="koboSpan" id="kobo.9.1">One. </span><em><span class="koboSpan" '
    text += 'id="kobo.9.2">Two.</span></em></p>'
    start, _, rest = chapter.partition("<body>")
    inside = rest.partition("</body>")[0]
    body = f'<body><div id="book-columns"><div id="book-inner">{inside}{text}</div></div></body>'
    (essay, *_) = essays_of(book_with(chapter=f"{start}{body}</html>"))
    assert "<p>One. <em>Two.</em></p>" in essay.body
    assert "kobo" not in essay.body


def test_brackets_of_others_stay() -> None:
    root = xhtml.parse("<ruby>茶<rp>(</rp><rt>ちゃ</rt><rp>)</rp></ruby>")
    without_targets(root)
    assert xhtml.text_of(root) == "茶(ちゃ)"


def test_options_win_over_what_a_book_of_packager_says() -> None:
    """As over what any other source says."""
    options = ReadOptions({"title": "Tea Again", "author": "Dee New"}, "fr")
    book = Source("x.epub", all_books()["full"].epub)
    (reading,) = read(book, options)
    essay = reading.essay
    assert (essay.title, essay.language, essay.slug) == ("Tea Again", "fr", "on-tea")
    assert [c.person.name for c in essay.credits] == ["Dee New", "Cy Third", "The Tea Society"]
    assert any(note.rule == "option -M" and note.field == "title" for note in reading.notes)
