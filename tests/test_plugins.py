"""Entry points of installed packages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from packager import plugins
from packager.media_types import BY_SUFFIX
from packager.read import _USUAL, is_readable, readers


@pytest.fixture(autouse=True)
def forget() -> None:
    plugins._texts.cache_clear()


def installed(folder: Path, text: str) -> Path:
    info = folder / "site-packages" / "teas-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: teas\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(text)
    (folder / "site-packages" / "teas.py").write_text("WATER = 'soft'\n")
    return folder / "site-packages"


def test_what_an_installed_package_names_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = installed(tmp_path, "[packager.teas]\ngreen = teas:WATER\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    assert plugins.loaded("packager.teas") == ["soft"]
    plugins._texts.cache_clear()


def test_the_working_folder_adds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, "[packager.teas]\ngreen = teas:WATER\n")
    monkeypatch.chdir(tmp_path / "site-packages")
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert plugins.loaded("packager.teas") == []


def test_the_short_way_to_a_reader_is_the_long_way() -> None:
    for suffix, name in _USUAL.items():
        first = next(reader for reader in readers() if suffix in reader.SUFFIXES)
        assert first.__name__ == f"packager.read.{name}"  # type: ignore[attr-defined]


def test_what_is_read_is_known_without_the_readers() -> None:
    known = {suffix for reader in readers() for suffix in reader.SUFFIXES}
    for suffix in {*known, *BY_SUFFIX, ".none", ""}:
        assert is_readable(suffix) is (suffix in known)
