"""Which files the preview of an essay, a book, an anthology watches."""

from __future__ import annotations

from pathlib import Path
from threading import Timer
from time import monotonic

import pytest

from packager.cli._shown import shown
from packager.errors import PackagerError
from packager.preview.changes import Watch, stamp
from packager.read import ReadOptions

_MANIFEST = 'title = "Drinks"\nlanguage = "en"\nessays = ["../essays/tea.md"]\n'


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    for folder in ("books", "essays", "people"):
        (tmp_path / folder).mkdir()
    essay = "---\ntitle: On Tea\nauthor: Ada Example\nlang: en\n---\n\nTea wants patience.\n"
    (tmp_path / "essays/tea.md").write_text(essay, "utf-8")
    file = tmp_path / "books/drinks.toml"
    file.write_text(_MANIFEST, "utf-8")
    return file


@pytest.mark.parametrize(
    "changed", ["essays/tea.md", "essays/cup.png", "people/ada.md", "books/drinks.toml"]
)
def test_a_change_of_what_an_anthology_is_made_of_is_noticed(manifest: Path, changed: str) -> None:
    _, stamp = shown(str(manifest), ReadOptions())
    before = stamp()
    assert stamp() == before
    file = manifest.parent.parent / changed
    file.write_bytes((file.read_bytes() if file.exists() else b"") + b"\n# more\n")
    assert stamp() != before


def test_a_manifest_that_cannot_be_read_is_watched_all_the_same(manifest: Path) -> None:
    make, stamp = shown(str(manifest), ReadOptions())
    manifest.write_text("title = ", "utf-8")
    before = stamp()
    with pytest.raises(PackagerError, match=r"drinks\.toml"):
        make()
    manifest.write_text(_MANIFEST, "utf-8")
    assert stamp() != before
    assert make().startswith(b"PK")


def test_what_bundle_writes_beside_a_manifest_is_no_source(manifest: Path) -> None:
    _, stamp = shown(str(manifest), ReadOptions())
    before = stamp()
    for name in ("drinks.epub", "drinks.lock.toml"):
        (manifest.parent / name).write_bytes(b"made")
    assert stamp() == before


def test_a_change_wakes_who_waits_before_it_is_time(tmp_path: Path) -> None:
    essay = tmp_path / "tea.md"
    essay.write_text("One.")
    watch = Watch()
    files = stamp(essay, [tmp_path])
    watch.wait(files)
    writer = Timer(0.05, essay.write_text, ["Two, longer."])
    writer.start()
    while stamp(essay, [tmp_path]) == files:
        watch.wait(files)
    writer.join()


def test_a_folder_that_is_not_there_is_waited_for_all_the_same(tmp_path: Path) -> None:
    watch = Watch()
    started = monotonic()
    for files in ([str(tmp_path / "gone" / "tea.md")], [str(tmp_path / "tea.md")], []):
        watch.wait(files)
    assert monotonic() - started > 0.4
