"""AZW3 and PDF: made by the real calibre where it is there, else refused with one clear line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from packager.cli import main
from packager.errors import ConfigError, OutputError
from packager.targets import Product, azw3, pdf, target_named
from packager.targets._calibre import PROGRAM, Form, convert
from tests.targets.finished import all_books, anthology

needs_calibre = pytest.mark.skipif(
    shutil.which(PROGRAM) is None, reason="calibre's ebook-convert is not on the path"
)
needs_shell = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")
_FORM = Form(".pdf", b"%PDF-", 0)


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program of calibre's name first on the path."""
    program = folder / PROGRAM
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def metadata_of(file: Path) -> str:
    told = subprocess.run(
        ["ebook-meta", str(file)], capture_output=True, text=True, check=True, timeout=60
    )
    return told.stdout


# --- The real one --------------------------------------------------------------------------


@needs_calibre
@pytest.mark.heavy
def test_an_essay_becomes_azw3_with_pictures_of_its_formulas(tmp_path: Path) -> None:
    pytest.importorskip("ziamath", reason="the packages of packager[compat] are not installed")
    data = azw3.make(all_books()["full"]).data
    file = tmp_path / "tea.azw3"
    file.write_bytes(data)
    assert data[60:68] == b"BOOKMOBI"
    told = metadata_of(file)
    assert "On Tea & <Water>" in told
    assert "Ada Example" in told
    assert "eng" in told
    plain = tmp_path / "tea.txt"
    words_of = [PROGRAM, str(file), str(plain)]
    subprocess.run(words_of, capture_output=True, check=True, timeout=120)
    text = " ".join(plain.read_text("utf-8").split())
    assert data.count(b"\x89PNG") >= 3  # the formula beside a cup and a portrait
    for words in ("Tea wants patience", "Three minutes of it.", "Ada Example writes about water."):
        assert words in text


@needs_calibre
@pytest.mark.heavy
def test_an_anthology_becomes_pdf_of_a5_with_bookmarks() -> None:
    pymupdf = pytest.importorskip("pymupdf", reason="PyMuPDF is not installed")
    finished = anthology()
    with pymupdf.open(stream=pdf.make(finished).data, filetype="pdf") as document:
        assert document.metadata["title"] == "Collected"
        width, height = (round(side / 72 * 25.4) for side in document[1].rect[2:])
        assert (width, height) == (148, 210)
        marks = [title for _level, title, _page in document.get_toc()]
        text = " ".join(" ".join(page.get_text().split()) for page in document)
    for essay in finished.book.essays:
        assert any(essay.title in mark for mark in marks), essay.title
    assert "Nothing is softer than water." in text
    assert "\u00ad" not in text


# --- Without it, or with a broken one ------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "way"), [("azw3", "Kindle takes EPUB too"), ("pdf", "A browser prints the web page")]
)
def test_without_calibre_one_line_says_so_and_what_else_to_do(
    target: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigError, match=way) as caught:
        target_named(target).make(all_books()["plain"])
    assert caught.value.exit_code == 78
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("command", ["build tea.md", "bundle tea.md -M title=Tea --no-cache"])
def test_the_other_targets_are_made_all_the_same(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")
    (tmp_path / "tea.md").write_text("---\ntitle: On Tea\nlang: en\n---\n\nTea.\n")
    words = f"packager {command} --target azw3 --target epub3 --target pdf".split()
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 78
    assert [file.suffix for file in tmp_path.glob("tea*")].count(".epub") == 1
    assert not [*tmp_path.glob("*.azw3"), *tmp_path.glob("*.pdf")]
    assert capsys.readouterr().err.count("install calibre") == 2


@needs_shell
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo oh no; exit 3", r"calibre failed \(status 3\): oh no"),
        ("exit 1", r"calibre failed \(status 1\): it said nothing"),
        ("echo done", "calibre made no pdf file: done"),
        ('printf "" > "$2"', "calibre made no pdf file"),
        ('printf "%s" "<html>" > "$2"', "calibre made no pdf file"),
        ("kill -9 $$", r"calibre failed \(status -9\)"),
    ],
)
def test_what_a_broken_calibre_does_is_told(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, script)
    with pytest.raises(OutputError, match=said):
        convert(Product(b"PK"), _FORM, "")


@needs_shell
def test_one_that_does_not_end_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    stand_in(tmp_path, monkeypatch, f"(sleep 3; touch {mark}) & sleep 60")
    monkeypatch.setattr("packager.targets._calibre._LONGEST_S", 0.5)
    with pytest.raises(OutputError, match=r"after 0\.5 seconds"):
        convert(Product(b"PK"), _FORM, "")
    time.sleep(3.5)
    assert not mark.exists()


@needs_shell
def test_it_finds_no_settings_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALIBRE_CONFIG_DIRECTORY", str(tmp_path / "mine"))
    stand_in(
        tmp_path,
        monkeypatch,
        'printf "%%PDF-%s" "$CALIBRE_CONFIG_DIRECTORY $QT_QPA_PLATFORM" > "$2"',
    )
    data = convert(Product(b"PK"), _FORM, "").decode()
    assert data.endswith("settings offscreen")
    assert "mine" not in data


@needs_shell
def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "exit 1")
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    with pytest.raises(OutputError):
        convert(Product(b"PK"), _FORM, "")
    assert list(place.iterdir()) == []
