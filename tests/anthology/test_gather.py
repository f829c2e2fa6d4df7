"""Sources are read once: a book bound from the cache is the book bound without one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from packager.anthology.bind import BindOptions, bind
from packager.anthology.finish import finish
from packager.anthology.gather import gather
from packager.anthology.manifest import manifest_of_sources
from packager.anthology.manifest_file import manifest_in
from packager.build import pack, render
from packager.check import check
from packager.errors import SeveralErrors
from packager.read import ReadOptions
from tests.anthology.test_finish import book_in
from tests.books import png

COUNT = 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of essays that link to one another, share people and show a picture."""
    folder = tmp_path / "in"
    book_in(folder, COUNT)
    (folder / "picture.png").write_bytes(png(8, 8))
    (folder / "linked.md").write_text(
        "---\ntitle: Linked\nauthor: author 3\nlang: en\n---\n\n"
        "See [the third](e003.md).\n\n![A picture](picture.png)\n"
    )
    return folder


def bound(folder: Path, cache: Path | None, jobs: int = 1) -> bytes:
    manifest = manifest_of_sources([str(folder)])
    whole = bind(manifest, BindOptions(cache=cache, jobs=jobs), {}).composed
    pages = finish(whole.book, whole.ready, cache=cache, jobs=jobs)
    data = pack(render(whole.book, pages.made))
    assert data == pack(render(whole.book)), "a page made before is the page made with the book"
    assert check(data, known=pages.known()) == check(data)
    return data


def read_again(folder: Path, cache: Path) -> list[str]:
    """Return the names of the sources that the cache does not have."""
    found = gather(manifest_of_sources([str(folder)]).entries, ReadOptions(), cache=cache, jobs=1)
    return [Path(one.entry.source).name for one in found if not one.was_cached]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_book_is_the_same_with_and_without_a_cache(
    folder: Path, tmp_path: Path, jobs: int
) -> None:
    plain = bound(folder, None, jobs)
    assert bound(folder, tmp_path / "cache", jobs) == plain
    assert read_again(folder, tmp_path / "cache") == []
    assert bound(folder, tmp_path / "cache", jobs) == plain


def test_what_changed_is_read_again_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = bound(folder, cache)
    file = folder / "e004.md"
    file.write_text(file.read_text().replace("quoted", "spoken"))
    assert read_again(folder, cache) == ["e004.md"]
    after = bound(folder, cache)
    assert after == bound(folder, None) != before
    (folder / "picture.png").write_bytes(png(9, 9))
    assert read_again(folder, cache) == ["linked.md"]
    assert bound(folder, cache) == bound(folder, None)
    (folder / "picture.png").unlink()
    assert read_again(folder, cache) == ["linked.md"]


def test_a_few_that_changed_are_read_beside_the_others(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    assert bound(folder, cache) == bound(folder, None)
    monkeypatch.setattr("packager.anthology.gather._LARGE", 2)
    (folder / "e002.md").write_text("---\ntitle: Other\nauthor: Ann Other\n---\n\nOther words.\n")
    (folder / "picture.png").write_bytes(png(9, 9))
    (folder / "broken.md").write_bytes(b"")
    found = gather(manifest_of_sources([str(folder)]).entries, ReadOptions(), cache=cache, jobs=2)
    names = {Path(one.entry.source).name: one for one in found}
    assert {name for name, one in names.items() if not one.was_cached} == {
        "e002.md",
        "linked.md",
        "broken.md",
    }
    assert "is empty" in str(names["broken.md"].error)
    (folder / "broken.md").unlink()
    assert bound(folder, cache, jobs=2) == bound(folder, None)


def test_other_options_are_other_readings(folder: Path, tmp_path: Path) -> None:
    entries = manifest_of_sources([str(folder)]).entries
    cache = tmp_path / "cache"
    gather(entries, ReadOptions(), cache=cache, jobs=1)
    for options, notes_at in ((ReadOptions(language="de"), "essay"), (ReadOptions(), "book")):
        found = gather(entries, options, notes_at=notes_at, cache=cache, jobs=1)
        assert not any(one.was_cached for one in found)
    assert read_again(folder, cache) == [], "both stand on the shelf"


@pytest.mark.parametrize("kept", [0, 10, 40, 2000, -1])
def test_a_cache_cut_off_anywhere_does_no_harm(folder: Path, tmp_path: Path, kept: int) -> None:
    cache = tmp_path / "cache"
    plain = bound(folder, cache)
    for file in cache.glob("??/*"):
        file.write_bytes(file.read_bytes()[:kept])
    assert bound(folder, cache) == plain


def test_a_cache_of_garbage_does_no_harm(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    plain = bound(folder, cache)
    for file in cache.glob("??/*"):
        data = bytearray(file.read_bytes())
        data[::97] = bytes(len(data[::97]))
        file.write_bytes(data)
    assert bound(folder, cache) == plain


def test_a_picture_that_is_right_as_it_is_stays_on_the_disk(folder: Path) -> None:
    entries = manifest_of_sources([str(folder)]).entries
    found = gather(entries, ReadOptions(), jobs=1)
    (asset,) = [asset for one in found for asset in one.readings[0].essay.assets]
    assert (asset.file, asset.data) == (folder / "picture.png", b"")


def test_two_commands_at_once_with_one_cache_write_the_same_book(
    folder: Path, tmp_path: Path
) -> None:
    environ: Mapping[str, str] = {**os.environ, "PACKAGER_CACHE": str(tmp_path / "cache")}
    start = [sys.executable, "-c", "from packager.cli import main; main()", "bundle", str(folder)]
    for _ in range(2):  # into an empty cache, then out of a full one
        books = [tmp_path / f"{number}.epub" for number in range(3)]
        running = [
            subprocess.Popen([*start, "-q", "--force", "-o", str(book)], env=environ)
            for book in books
        ]
        assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
        assert len({book.read_bytes() for book in books}) == 1


def test_all_that_is_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    """Keys, values, introductions and essays in one run, in the order of the manifest's lines."""
    (tmp_path / "a.md").write_text("# A\n\nWords.\n")
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "inner.toml").write_text('essays = ["inner.toml"]\n')
    lines = [
        'title = "T"',
        'subtitel = "x"',
        'date = "some day"',
        'language = "english"',
        'order = "sideways"',
        'introduction = "lost.md"',
        "essays = [",
        '  "gone.md",',
        '  "a.md",',
        '  "a.md",',
        '  "empty.md",',
        '  {file = "./a.md", titel = "x", authr = "y"},',
        '  "inner.toml",',
        "]",
    ]
    (tmp_path / "book.toml").write_text("\n".join(lines))
    manifest = manifest_in(tmp_path / "book.toml")
    with pytest.raises(SeveralErrors) as caught:
        bind(manifest, BindOptions(), {})
    place = f"{tmp_path}/book.toml"
    told = [line.removeprefix(place) for line in str(caught.value).splitlines()]
    numbers = [int(line.split(":")[1]) for line in told if line.startswith(":")]
    assert numbers == [2, 3, 4, 5, 6, 8, 10, 11, 12, 12, 12]
    assert told[-1].startswith(f"{tmp_path}/inner.toml:1: inner.toml includes itself")


def test_keep_going_leaves_out_an_essay_that_stands_there_twice(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nWords.\n")
    (tmp_path / "book.toml").write_text('title = "T"\nessays = ["a.md",\n"a.md"]\n')
    bound = bind(manifest_in(tmp_path / "book.toml", "book.toml"), BindOptions(keep_going=True), {})
    assert len(bound.composed.book.essays) == 1
    (error,) = bound.left_out
    assert str(error).startswith("book.toml:3: a.md stands there twice (first at book.toml:2)")
