"""The cover and the pages behind the essays: of metadata alone, and kept as long as that stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from packager.anthology.aside import aside_of, without_prose
from packager.build.cover import cover_for
from packager.build.made import make_behind
from packager.model import Book, Part
from tests.anthologies import bound, colliding
from tests.essays import ALL, full


@pytest.fixture(scope="module")
def book() -> Book:
    essays = [colliding(n, language="ar" if n == 2 else "ja" if n == 3 else "en") for n in range(5)]
    composed = bound([*essays, full()], parts=2).book
    return replace(composed, indexes=("tags", "names"), cover=None)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the list of what was made."""
    names: list[str] = []

    def noting(name: str, make: Callable[[Book], object]) -> Callable[[Book], object]:
        def noted(book: Book) -> object:
            names.append(name)
            return make(book)

        return noted

    monkeypatch.setattr("packager.anthology.aside.cover_for", noting("cover", cover_for))
    monkeypatch.setattr("packager.anthology.aside.make_behind", noting("behind", make_behind))
    return names


def test_prose_is_of_no_account_for_what_is_made_aside(book: Book) -> None:
    every = bound([replace(make(), slug=name) for name, make in ALL.items()]).book
    for one in (book, replace(every, indexes=("names",), parts=(*every.parts, *book.parts))):
        bare = without_prose(one)
        assert all(not essay.body for essay in bare.essays)
        assert make_behind(bare) == make_behind(one)
        assert len(make_behind(one)[0]) > 3
        assert cover_for(bare) == cover_for(one)


def test_it_is_made_once_however_the_prose_changes(
    book: Book, made: list[str], tmp_path: Path
) -> None:
    plain = aside_of(book, cache=None, is_apart=False)
    first = aside_of(book, cache=tmp_path, is_apart=False)
    assert (first.cover(), first.behind()) == (plain.cover(), plain.behind())
    first.cover()
    made.clear()
    part = book.parts[0]
    mended = replace(part.essays[0], body="<p>Mended.</p>", footnotes=())
    parts = (replace(part, essays=(mended, *part.essays[1:])), *book.parts[1:])
    again = aside_of(replace(book, parts=parts), cache=tmp_path, is_apart=False)
    assert (again.cover(), again.behind()) == (first.cover(), first.behind())
    assert made == []


@pytest.mark.parametrize(
    "change",
    [
        lambda essay: replace(essay, title="Another title"),
        lambda essay: replace(essay, license="CC-BY-4.0"),
        lambda essay: replace(essay, credits=()),
        lambda essay: replace(essay, published="1999-09-09"),
    ],
)
def test_it_is_made_again_where_an_essay_says_something_else_of_itself(
    book: Book, made: list[str], tmp_path: Path, change: Callable[[object], object]
) -> None:
    aside_of(book, cache=tmp_path, is_apart=False).behind()
    made.clear()
    part = book.parts[0]
    essays = tuple(change(essay) if n == 0 else essay for n, essay in enumerate(part.essays))
    other = replace(book, parts=(Part(part.title, essays, part.introduction, part.slug),))  # type: ignore[arg-type]  # what the change gives is an essay
    assert aside_of(other, cache=tmp_path, is_apart=False).behind() == make_behind(other)
    assert made == ["behind"]


def test_a_cover_of_a_picture_is_not_kept(book: Book, made: list[str], tmp_path: Path) -> None:
    """The file may hold another picture next time."""
    pictured = replace(book, cover=next(e.assets[0] for e in book.essays if e.assets))
    for _ in range(2):
        aside_of(pictured, cache=tmp_path, is_apart=False).cover()
    assert made == ["cover", "cover"]


def test_what_was_kept_and_is_damaged_is_made_again(
    book: Book, made: list[str], tmp_path: Path
) -> None:
    first = aside_of(book, cache=tmp_path, is_apart=False)
    told = (first.cover(), first.behind())
    files = [file for file in tmp_path.glob("??/*") if file.is_file()]
    assert len(files) == 2
    for file in files:
        file.write_bytes(file.read_bytes()[:-20])
    made.clear()
    again = aside_of(book, cache=tmp_path, is_apart=False)
    assert (again.cover(), again.behind()) == told
    assert sorted(made) == ["behind", "cover"]
