"""``packager build``, run as a user runs it."""

from __future__ import annotations

import json
import os
import resource
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from packager.check import Finding, Report, Severity
from packager.cli import group, main
from packager.errors import PackagerError

Refused = Callable[..., tuple[int, str]]

ESSAY = """---
title: On Tea
author: Ada Example
date: 2021-10-04
lang: en
---

Tea wants patience.[^1]

[^1]: Three minutes.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tea.md").write_text(ESSAY, "utf-8")
    return tmp_path


def build(*words: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(group, ["build", *words], input=stdin)


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Refused:
    """Run the command as the shell does; give its status and what stands on stderr."""

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["packager", "build", *words])
        with pytest.raises(SystemExit) as caught:
            main()
        assert isinstance(caught.value.code, int)
        return caught.value.code, capsys.readouterr().err

    return run


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_book_is_made_beside_where_one_stands(folder: Path) -> None:
    result = build("tea.md")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("tea.epub: “On Tea” (")
    assert names(folder) == ["tea.epub", "tea.md"]
    assert stat.S_IMODE((folder / "tea.epub").stat().st_mode) & 0o444 == 0o444


@pytest.mark.usefixtures("folder")
def test_folders_on_the_way_are_made() -> None:
    assert build("tea.md", "-o", "a/b/c.epub").exit_code == 0
    assert zipfile.is_zipfile("a/b/c.epub")


@pytest.mark.parametrize("output", ["books/", "books"])
def test_a_folder_takes_a_book_named_like_its_source(folder: Path, output: str) -> None:
    (folder / "books").mkdir()
    assert build("tea.md", "-o", output).exit_code == 0
    assert names(folder / "books") == ["tea.epub"]


@pytest.mark.usefixtures("folder")
def test_options_win_over_the_front_matter() -> None:
    result = build("tea.md", "-M", "title=On = Water", "--lang", "de", "--format", "json")
    book = json.loads(result.stdout)["books"][0]
    assert (book["title"], book["error"]) == ("On = Water", None)
    with zipfile.ZipFile("tea.epub") as archive:
        assert b"<dc:language>de</dc:language>" in archive.read("EPUB/content.opf")


def test_a_book_of_an_index_is_named_by_its_folder(folder: Path) -> None:
    for name in ("green", "black"):
        (folder / name).mkdir()
        (folder / name / "index.md").write_text(ESSAY, "utf-8")
    assert build("green/index.md", "black/index.md", "-o", "out", "--jobs", "1").exit_code == 0
    assert names(folder / "out") == ["black.epub", "green.epub"]


def test_standard_input_and_output(folder: Path) -> None:
    result = build("-", "-o", "-", "-q", "-M", "title=Piped", stdin=ESSAY.encode())
    assert result.exit_code == 0, result.stderr
    assert result.stdout_bytes[:4] == b"PK\x03\x04"
    assert names(folder) == ["tea.md"]


def test_a_book_of_standard_input_is_named_by_its_title(folder: Path) -> None:
    assert build("-", stdin=ESSAY.encode()).exit_code == 0
    assert "on-tea.epub" in names(folder)


def test_several_sources_are_several_books_in_their_order(folder: Path) -> None:
    for name in ("b", "a", "c"):
        (folder / f"{name}.md").write_text(ESSAY.replace("On Tea", f"On {name}"), "utf-8")
    result = build("b.md", "a.md", "c.md", "-o", "out", "--jobs", "2")
    assert result.exit_code == 0, result.output
    lines = [line for line in result.stdout.splitlines() if ".epub" in line]
    assert [line.partition(":")[0] for line in lines] == ["out/b.epub", "out/a.epub", "out/c.epub"]
    assert result.stdout.splitlines()[-1] == "3 of 3 books made"


def test_one_source_that_fails_does_not_stop_the_others(folder: Path) -> None:
    result = build("none.md", "tea.md", "-o", "out", "--jobs", "1")
    assert result.exit_code == 66
    assert "packager: none.md: is not there" in result.stderr
    assert names(folder / "out") == ["tea.epub"]
    assert "1 of 2 books made" in result.stderr


@pytest.mark.usefixtures("folder")
def test_quiet_says_nothing() -> None:
    result = build("tea.md", "-q")
    assert (result.exit_code, result.output) == (0, "")


def test_an_existing_file_is_left_alone(folder: Path) -> None:
    (folder / "tea.epub").write_text("mine")
    result = build("tea.md")
    assert result.exit_code == 73
    assert "--force" in result.stderr
    assert (folder / "tea.epub").read_text() == "mine"
    assert build("tea.md", "--force").exit_code == 0
    assert zipfile.is_zipfile("tea.epub")
    assert names(folder) == ["tea.epub", "tea.md"]


@pytest.mark.parametrize(
    ("words", "status", "text"),
    [
        (["none.md"], 66, "none.md: is not there"),
        (["."], 66, ".: is a folder"),
        (["tea.md", "-o", "tea.md"], 73, "tea.md: exists"),
        (["a\0b.md"], 66, "cannot be read"),
        (["tea.md", "x/tea.md"], 2, "would both become tea.epub"),
        (["tea.md", "b.md", "-o", "tea.md"], 2, "tea.md is a file"),
        (["tea.md", "b.md", "-o", "-"], 2, "standard output takes one book"),
        (["tea.md", "-M", "title"], 2, "KEY=VALUE"),
        (["tea.md", "-M", "titel=T"], 2, "option -M: 'titel' is no key; did you mean 'title'?"),
        (["tea.md", "-M", "date=never"], 2, "option -M: date is 'never'; give a date such as"),
        (["tea.md", "-M", "subtitle="], 2, "option -M: subtitle has no value; write subtitle=VAL"),
        (["tea.md", "--lang", "english"], 2, "option --lang: lang is 'english'; give a BCP 47"),
        (["tea.md", "-o", "x" * 300], 73, "x: file name too long; name another"),
        (["tea.md", "--jobs", "0"], 2, "--jobs"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    folder: Path, refused: Refused, words: list[str], status: int, text: str
) -> None:
    code, said = refused(*words)
    assert (code, text in said) == (status, True), said
    assert "Traceback" not in said
    assert names(folder) == ["tea.md"]


def test_a_file_that_may_not_be_read_is_refused(folder: Path) -> None:
    (folder / "tea.md").chmod(0)
    if os.access("tea.md", os.R_OK):
        pytest.skip("this user may read everything")
    assert build("tea.md").exit_code == 66


def test_where_nothing_can_be_written_nothing_is_left(folder: Path) -> None:
    (folder / "file").write_text("")
    result = build("tea.md", "-o", "file/tea.epub")
    assert result.exit_code == 73
    assert result.stderr.startswith("packager: file/tea.epub: cannot be written")


def test_a_full_disk_leaves_no_file(folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "packager", "build", "tea.md"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 73, result.stderr
    assert result.stderr.strip() == "packager: tea.epub: cannot be written: file too large"
    assert names(folder) == ["tea.md"]


@pytest.mark.heavy
def test_ctrl_c_ends_in_a_line_and_leaves_no_half_book(folder: Path) -> None:
    for number in range(200):
        (folder / f"t{number}.md").write_text(ESSAY, "utf-8")
    files = sorted(file.name for file in folder.glob("t*.md"))
    with subprocess.Popen(
        [sys.executable, "-m", "packager", "build", *files, "-o", "out", "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        deadline = time.monotonic() + 60
        while not list(folder.glob("out/*.epub")) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert said.strip().splitlines()[-1] == "packager: stopped; no file was left half-written"
    assert "Traceback" not in said
    made = names(folder / "out")
    assert 0 < len(made) < 200
    assert all(name.endswith(".epub") and zipfile.is_zipfile(f"out/{name}") for name in made)


def test_a_book_with_errors_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = Finding("RSC-005", "x", Severity.ERROR, "is wrong", "EPUB/text/tea.xhtml", 3)
    monkeypatch.setattr("packager.check.run.check", lambda *_, **__: Report("tea", (finding,)))
    result = build("tea.md")
    assert result.exit_code == 70
    assert "RSC-005 EPUB/text/tea.xhtml:3: is wrong" in result.stderr
    assert names(folder) == ["tea.md"]
    assert build("tea.md", "--no-check").exit_code == 0


def test_findings_name_the_source_as_the_user_did(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "in").mkdir()
    (folder / "tea.md").rename("in/tea.md")
    finding = Finding("X-1", "x", Severity.WARNING, "odd", "a", 3, None, "tea.md", 9)
    monkeypatch.setattr("packager.check.run.check", lambda *_, **__: Report("tea", (finding,)))
    assert "X-1 a:3 (in/tea.md:9): odd" in build("in/tea.md").stdout


@pytest.mark.usefixtures("folder")
def test_json_tells_what_text_tells() -> None:
    result = build("tea.md", "none.md", "--format", "json", "--jobs", "1")
    made, missing = json.loads(result.stdout)["books"]
    assert (made["output"], made["error"], missing["exit_code"]) == ("tea.epub", None, 66)
    assert {"title", "author"} <= {note["field"] for note in made["notes"]}
    assert result.stderr == "packager: none.md: is not there\n"


@pytest.mark.usefixtures("folder")
def test_an_error_of_ours_has_its_own_status(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise PackagerError("tea.md: is odd")

    monkeypatch.setattr("packager.build.book.book_of", fail)
    assert refused("tea.md") == (65, "packager: tea.md: is odd\n")


def test_the_bytes_do_not_depend_on_where_and_how_many(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "tea.md").write_text(ESSAY, "utf-8")
    (folder / "b.md").write_text(ESSAY, "utf-8")
    assert build("tea.md").exit_code == 0
    assert build("other/tea.md", "b.md", "-o", "out", "--jobs", "2").exit_code == 0
    assert (folder / "tea.epub").read_bytes() == (folder / "out" / "tea.epub").read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [("build", "tea.md", "-o", "-"), ("meta", "tea.md")])
def test_a_full_standard_output_is_one_line_and_73(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "packager", *arguments],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert run.returncode == 73
    assert run.stderr.decode().count("\n") == 1
    assert b"standard output: no space left" in run.stderr


@pytest.mark.usefixtures("folder")
def test_a_device_is_neither_read_nor_replaced(refused: Refused) -> None:
    code, told = refused("/dev/zero")
    assert (code, told) == (
        66,
        "packager: /dev/zero: is a device; name a file, or - for standard input\n",
    )
    code, told = refused("tea.md", "-o", "/dev/null", "--force")
    assert code == 73
    assert "/dev/null: is no file" in told
    assert Path("/dev/null").is_char_device()


def test_a_wrong_option_is_told_once_for_all_essays(folder: Path, refused: Refused) -> None:
    (folder / "b.md").write_text(ESSAY)
    code, said = refused("tea.md", "b.md", "-M", "titel=T", "--jobs", "2")
    assert (code, said.count("is no key")) == (2, 1)
    assert names(folder) == ["b.md", "tea.md"]
