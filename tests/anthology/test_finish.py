"""Pages made beforehand: the same as those made with the book, and made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from packager.anthology.bind import BindOptions, bind
from packager.anthology.finish import finish
from packager.anthology.manifest import manifest_of_sources
from packager.build import pack, render
from packager.build.made import Made, make
from packager.check import check
from packager.model import Book, Essay

_TEXT = """---
title: Essay {number}
author: Author {number}
---

# Essay {number}

## A heading

Text of number {number}, “quoted”, with a note.[^n] A table:

| a | b |
|---|---|
| 1 | {number} |

[^n]: The note of {number}.
"""


def book_in(folder: Path, count: int) -> Book:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        words = " ".join(f"word{number}x{n}" for n in range(80))
        text = _TEXT.format(number=number) + f"\n{words}\n"
        folder.joinpath(f"e{number:03}.md").write_text(text, "utf-8")
    return bind(manifest_of_sources([str(folder)]), BindOptions(), {}).composed.book


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list in which the slugs of essays stand that pages are made of, here."""
    made: list[str] = []

    def counting(essay: Essay, book: Book) -> Made:
        made.append(essay.slug)
        return make(essay, book)

    monkeypatch.setattr("packager.anthology.prepare.make", counting)
    return made


def test_the_book_has_the_same_bytes_with_pages_made_beforehand(tmp_path: Path) -> None:
    book = book_in(tmp_path / "in", 60)
    plain = pack(render(book))
    for jobs in (1, 2, 3):
        pages = finish(book, jobs=jobs)
        assert set(pages.made) == {essay.slug for essay in book.essays}
        assert pack(render(book, pages.made)) == plain
        assert check(plain, known=pages.known()) == check(plain)


def test_pages_are_made_once_and_again_where_the_essay_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = book_in(tmp_path / "in", 5)
    made = counted(monkeypatch)
    first = finish(book, cache=tmp_path / "cache", jobs=1)
    assert len(made) == 5
    again = finish(book, cache=tmp_path / "cache", jobs=1)
    assert (again.made, again.known()) == (first.made, first.known())
    assert len(made) == 5
    part = book.parts[0]
    changed = replace(part.essays[2], subtitle="Now with a subtitle")
    essays = (*part.essays[:2], changed, *part.essays[3:])
    other = replace(book, parts=(replace(part, essays=essays),))
    pages = finish(other, cache=tmp_path / "cache", jobs=1)
    assert made[5:] == [changed.slug]
    assert pack(render(other, pages.made)) == pack(render(other))


def test_what_the_book_says_of_notes_makes_other_pages(tmp_path: Path) -> None:
    book = book_in(tmp_path / "in", 3)
    finish(book, cache=tmp_path / "cache", jobs=1)
    for other in (replace(book, notes_at="book"), replace(book, contents_depth=1)):
        pages = finish(other, cache=tmp_path / "cache", jobs=1)
        assert pack(render(other, pages.made)) == pack(render(other))


def test_a_damaged_cache_is_none(tmp_path: Path) -> None:
    book = book_in(tmp_path / "in", 3)
    cache = tmp_path / "cache"
    whole = finish(book, cache=cache, jobs=1)
    for file in cache.rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes()[:-9] + b"damaged!!")
    again = finish(book, cache=cache, jobs=1)
    assert (again.made, again.known()) == (whole.made, whole.known())


def test_an_essay_that_makes_no_page_is_left_to_the_rendering(tmp_path: Path) -> None:
    book = book_in(tmp_path / "in", 3)
    part = book.parts[0]
    broken = replace(part.essays[1], body="<p>not closed")
    book = replace(book, parts=(replace(part, essays=(part.essays[0], broken)),))
    assert set(finish(book, jobs=1).made) == {part.essays[0].slug}
