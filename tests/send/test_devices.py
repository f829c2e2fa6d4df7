"""Readers that are plugged in: how they are told apart, and how a book gets there."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from packager.errors import OutputError
from packager.send.copying import is_there, place
from packager.send.devices import device_at, found_devices, mount_points

LAYOUTS = {
    "kobo": [".kobo/images", ".adobe-digital-editions"],
    "kindle": ["documents", "system/thumbnails", "fonts"],
    "pocketbook": ["system/config", "system/cache", "applications", "Books"],
    "koreader": ["koreader/plugins"],
}


def plugged(base: Path, *folders: str) -> Path:
    for folder in folders:
        (base / folder).mkdir(parents=True)
    return base


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_reader_is_known_by_its_folders(tmp_path: Path, name: str) -> None:
    assert device_at(plugged(tmp_path, *LAYOUTS[name])).kind.name == name


@pytest.mark.parametrize(
    ("folders", "label"),
    [
        ([*LAYOUTS["kobo"], ".adds/koreader"], "Kobo with KOReader"),
        ([*LAYOUTS["kindle"], "koreader"], "Kindle with KOReader"),
        ([*LAYOUTS["pocketbook"], "applications/koreader"], "PocketBook with KOReader"),
        (["documents", "music"], "folder"),
        (["system/config"], "folder"),
        ([], "folder"),
    ],
)
def test_what_else_is_on_it_is_seen(tmp_path: Path, folders: list[str], label: str) -> None:
    assert device_at(plugged(tmp_path, *folders)).label == label


def test_a_file_of_that_name_is_no_mark(tmp_path: Path) -> None:
    (tmp_path / ".kobo").write_text("no folder")
    assert device_at(tmp_path).kind.name == "folder"


def test_books_go_where_the_reader_keeps_them(tmp_path: Path) -> None:
    kobo = plugged(tmp_path / "kobo", *LAYOUTS["kobo"], "Essays/Old")
    pocketbook = plugged(tmp_path / "pb", *LAYOUTS["pocketbook"])
    assert device_at(kobo).books == kobo
    assert device_at(kobo / "Essays" / "Old").books == kobo / "Essays" / "Old"
    assert device_at(kobo / "Essays" / "Old").kind.name == "kobo"
    assert device_at(pocketbook).books == pocketbook / "Books"


def test_only_koreader_opens_an_epub_on_a_kindle(tmp_path: Path) -> None:
    bare = device_at(plugged(tmp_path / "a", *LAYOUTS["kindle"]))
    other = device_at(plugged(tmp_path / "b", *LAYOUTS["kindle"], "koreader"))
    assert not bare.opens_epub
    assert other.opens_epub
    assert other.opens_with == "koreader"


def test_mounts_are_looked_for_where_each_system_has_them(tmp_path: Path) -> None:
    kobo = plugged(tmp_path / "media/me/KOBOeReader", *LAYOUTS["kobo"])
    pocketbook = plugged(tmp_path / "run/media/me/PB", *LAYOUTS["pocketbook"])
    kindle = plugged(tmp_path / "mnt", *LAYOUTS["kindle"])
    mac = plugged(tmp_path / "Volumes/Kobo", *LAYOUTS["kobo"])
    on_linux = found_devices(mount_points("linux", {}, tmp_path))
    assert [device.root for device in on_linux] == [kindle, kobo, pocketbook]
    assert [d.root for d in found_devices(mount_points("darwin", {}, tmp_path))] == [mac]
    drives = [str(drive) for drive in mount_points("win32", {"SystemDrive": "C:"}, tmp_path)]
    assert drives[:2] == ["D:\\", "E:\\"]
    assert "C:\\" not in drives


def test_a_book_is_there_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    place(tmp_path / "tea.epub", b"x" * 100_000)
    assert is_there(tmp_path / "tea.epub", b"x" * 100_000)
    assert not is_there(tmp_path / "tea.epub", b"y" * 100_000)
    assert os.listdir(tmp_path) == ["tea.epub"]  # noqa: PTH208 - with hidden ones


def test_another_book_of_that_name_stays_unless_forced(tmp_path: Path) -> None:
    place(tmp_path / "tea.epub", b"old")
    with pytest.raises(OutputError, match="is there already and differs; give --force"):
        place(tmp_path / "tea.epub", b"new")
    assert (tmp_path / "tea.epub").read_bytes() == b"old"
    place(tmp_path / "tea.epub", b"new", force=True)
    assert (tmp_path / "tea.epub").read_bytes() == b"new"


def test_a_folder_of_that_name_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "tea.epub").mkdir()
    with pytest.raises(OutputError):
        place(tmp_path / "tea.epub", b"new", force=True)


def test_a_device_without_space_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil._ntuple_diskusage(8_000_000, 7_000_000, 1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(OutputError, match="has 1,000,000 bytes free and the book needs 500,000"):
        place(tmp_path / "tea.epub", bytes(500_000))
    assert list(tmp_path.iterdir()) == []


def test_a_device_that_fails_keeps_its_old_book_and_no_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(tmp_path / "tea.epub", b"old")

    def fails(_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OutputError, match="cannot be written: input/output error"):
        place(tmp_path / "tea.epub", b"new", force=True)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


def test_a_device_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is no folder; plug the device in"):
        place(tmp_path / "gone" / "tea.epub", b"x")
