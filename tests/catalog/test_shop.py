"""A catalog made, made again, brought up to date; what is not its own stays untouched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from packager.catalog.scan import find_books
from packager.catalog.shop import Made, make_catalog
from packager.errors import MissingInputError, OutputError, SourceError
from tests.catalog.library import book, shelve


def make(folder: Path, target: Path | None = None, *, force: bool = False) -> Made:
    return make_catalog(folder, target or folder, "Books", "", map, force=force)


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_the_same_books_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    first, second = shelve(tmp_path / "a" / "books", 9), shelve(tmp_path / "bb" / "books", 9)
    for number, file in enumerate(sorted(second.rglob("*.epub"))):
        os.utime(file, (number, number))
    make(first)
    make(second)
    assert contents(first) == contents(second)


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    folder = shelve(tmp_path, 5)
    make(folder)
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    made = make(folder)
    assert (made.written, made.removed) == (0, 0)
    after = {file: file.stat().st_mtime_ns for file in folder.rglob("*")}
    changed = [file for file in after if after[file] != before[file] and file.is_file()]
    assert changed == []


def test_a_new_and_a_changed_book_show_and_one_taken_away_goes(tmp_path: Path) -> None:
    folder = shelve(tmp_path, 4)
    make(folder)
    old = set(contents(folder))
    gone = folder / "Tea? 1%é.epub"
    gone.unlink()
    (folder / "new.epub").write_bytes(book(99, title="Brand new", author="Nobody Else"))
    (folder / "Tea? 2%é.epub").write_bytes(book(2, title="Now called so", author="Zadie Smith"))
    made = make(folder)
    assert made.removed > 0
    index = (folder / "index.html").read_text("utf-8")
    assert "Brand new" in index
    assert "Now called so" in index
    assert "Nobody Else" in index
    fresh = shelve(tmp_path / "fresh", 4)
    (fresh / "Tea? 1%é.epub").unlink()
    (fresh / "new.epub").write_bytes((folder / "new.epub").read_bytes())
    (fresh / "Tea? 2%é.epub").write_bytes((folder / "Tea? 2%é.epub").read_bytes())
    make(fresh)
    mine = {path for path in contents(folder) if not path.startswith("fresh/")}
    assert mine == set(contents(fresh))
    assert mine != old


def test_a_picture_that_was_taken_away_is_made_again(tmp_path: Path) -> None:
    folder = shelve(tmp_path, 2)
    make(folder)
    before = contents(folder)
    for file in (folder / "catalog" / "covers").iterdir():
        file.unlink()
    make(folder)
    assert contents(folder) == before


def test_elsewhere_the_catalog_has_copies_of_the_books(tmp_path: Path) -> None:
    folder, target = shelve(tmp_path / "books", 3), tmp_path / "site"
    before = contents(folder)
    make(folder, target)
    assert contents(folder) == before
    assert contents(target / "books") == before
    assert 'href="../books/a%20b/' in (target / "catalog/titles.html").read_text()
    (folder / "Tea? 1%é.epub").unlink()
    make(folder, target)
    assert not (target / "books" / "Tea? 1%é.epub").exists()


def test_a_catalog_above_its_books_leaves_them_where_they_are(tmp_path: Path) -> None:
    folder = shelve(tmp_path / "site" / "my books", 2)
    make(folder, tmp_path / "site")
    assert 'href="../my%20books/' in (tmp_path / "site/catalog/titles.html").read_text()
    assert not (tmp_path / "site" / "books").exists()


def test_a_catalog_inside_the_books_folder_does_not_list_itself(tmp_path: Path) -> None:
    folder = shelve(tmp_path / "books", 2)
    for _ in range(2):
        assert make(folder, folder / "site").books == 2


@pytest.mark.parametrize("name", ["index.html", "index.xml", "opds.json", "catalog/x"])
def test_a_file_of_somebody_elses_is_not_replaced(tmp_path: Path, name: str) -> None:
    folder = shelve(tmp_path, 1)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("mine")
    before = contents(folder)
    with pytest.raises(OutputError, match="was not made by packager catalog"):
        make(folder)
    assert contents(folder) == before
    make(folder, force=True)
    assert (folder / "index.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_file_that_was_changed_is_not_removed(tmp_path: Path) -> None:
    folder = shelve(tmp_path, 2)
    make(folder)
    (changed,) = [
        file for file in (folder / "catalog/authors").glob("*.html") if "zadie" in file.name
    ]
    changed.write_text("my own")
    (folder / "Tea? 1%é.epub").unlink()
    made = make(folder)
    assert changed.read_text() == "my own"
    assert any("was changed; it stays" in note for note in made.notes)


@pytest.mark.parametrize("path", ["../outside.txt", "/outside.txt", "catalog/../../outside.txt",
                                  "my own.txt", "catalog\\..\\outside.txt"])  # fmt: skip
def test_a_record_of_somebody_elses_removes_nothing(tmp_path: Path, path: str) -> None:
    folder = shelve(tmp_path / "books", 1)
    make(folder)
    (tmp_path / "outside.txt").write_text("x")
    (folder / "my own.txt").write_text("x")
    record = folder / "catalog" / "made.json"
    table = json.loads(record.read_text())
    table["files"][path] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    record.write_text(json.dumps(table))
    make(folder)
    assert (tmp_path / "outside.txt").exists()
    assert (folder / "my own.txt").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": [], "books": 1}',
                                  '{"files": {}, "books": {"Tea? 1%é.epub": 3}}'])  # fmt: skip
def test_a_record_that_is_none_is_made_anew(tmp_path: Path, text: str) -> None:
    folder = shelve(tmp_path, 2)
    make(folder)
    before = contents(folder)
    (folder / "catalog" / "made.json").write_text(text)
    make(folder)
    assert contents(folder) == before


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    folder, outside = shelve(tmp_path / "books", 1), tmp_path / "outside"
    outside.mkdir()
    (folder / "catalog").symlink_to(outside)
    with pytest.raises(OutputError, match="packager catalog"):
        make(folder)
    with pytest.raises(OutputError, match="is a link"):
        make(folder, force=True)
    assert list(outside.iterdir()) == []


def test_links_are_followed_inside_the_folder_only(tmp_path: Path) -> None:
    folder = shelve(tmp_path / "books", 1)
    (tmp_path / "secret.epub").write_bytes(book(50))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "secret.epub").write_bytes(book(51))
    (folder / "out.epub").symlink_to(tmp_path / "secret.epub")
    (folder / "out").symlink_to(tmp_path / "more")
    (folder / "loop.epub").symlink_to(folder / "loop.epub")
    (folder / ".hidden.epub").write_bytes(book(52))
    (folder / "again.epub").symlink_to(next(folder.rglob("Tea*.epub")))
    paths = [path for _, path in find_books(folder)[0]]
    assert paths == ["a b/ü&#/Tea? 0%é.epub", "again.epub"]
    made = make(folder)
    assert made.books == 1
    assert made.notes == ["again.epub: is the same file as a b/ü&#/Tea? 0%é.epub, which is listed"]


def test_two_editions_with_one_identifier_both_show(tmp_path: Path) -> None:
    (tmp_path / "a.epub").write_bytes(book(1, title="First edition"))
    (tmp_path / "b.epub").write_bytes(book(1, title="Second edition"))
    assert make(tmp_path).books == 2
    index = (tmp_path / "index.html").read_text()
    assert "First edition" in index
    assert "Second edition" in index


def test_a_broken_book_is_left_out_and_told(tmp_path: Path) -> None:
    folder = shelve(tmp_path, 2)
    (folder / "broken.epub").write_bytes(b"no zip")
    made = make(folder)
    assert made.books == 2
    assert len(made.troubles) == 1
    assert "broken" not in (folder / "index.html").read_text()


def test_a_folder_without_books_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no book to list: it has no file that ends in \.epub"):
        make(tmp_path)
    with pytest.raises(MissingInputError, match="is no folder"):
        make(tmp_path / "none")


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    title = '"><script>alert(1)</script>'
    (tmp_path / "a.epub").write_bytes(book(1, title=title, author=f"{title}]]>"))
    make(tmp_path)
    for path, data in contents(tmp_path).items():
        if path.endswith((".html", ".xml")):
            assert b"<script" not in data, path


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_a_folder_that_cannot_be_read_is_told_and_left_out(tmp_path: Path) -> None:
    folder = shelve(tmp_path, 2)
    closed = folder / "closed"
    closed.mkdir()
    closed.chmod(0)
    try:
        made = make(folder)
    finally:
        closed.chmod(0o700)
    assert made.books == 2
    assert made.troubles == [f"{closed.resolve()}: permission denied"]


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_name_that_is_no_text_is_told_and_left_out(tmp_path: Path) -> None:
    folder = shelve(tmp_path, 2)
    try:
        Path(os.fsdecode(bytes(folder) + b"/caf\xe9.epub")).write_bytes(book(9))
    except OSError:
        pytest.skip("this file system takes text only")
    made = make(folder)
    assert made.books == 2
    assert made.troubles == [f"{folder}/caf\\xe9.epub: the name is no UTF-8; rename it"]
