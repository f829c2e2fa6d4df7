"""What is printed does nothing to a terminal, and can be printed whatever its encoding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.cli._lines import visible


def _run(folder: Path, *arguments: str | bytes, **environ: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "packager", *arguments],
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode()


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_a_line_is_one_line_and_can_be_written(text: str) -> None:
    line = visible(text)
    assert len(line.splitlines()) <= 1
    assert not {"\x1b", "\x07", "\x9b"} & set(line)
    line.encode()


def test_what_acts_is_written_as_an_escape_and_what_is_closed_stays() -> None:
    assert visible("a\x1b[31mb\nc\u202ed\udce9") == r"a\x1b[31mb\x0ac\u202ed\udce9"
    assert visible("On \u2067שלום\u2069") == "On \u2067שלום\u2069"


def test_a_file_s_name_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    assert _run(tmp_path, "build", "x\x1b]0;y\x07\u202ez.md") == (
        66,
        "",
        "packager: x\\x1b]0;y\\x07\\u202ez.md: is not there\n",
    )


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
@pytest.mark.parametrize("command", [("build", "-o", "a.epub"), ("meta",), ("import", "-o", ".")])
def test_a_terminal_of_any_encoding_will_do(
    tmp_path: Path, encoding: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "茶.md").write_text("# “Tea” 茶\n\nWater first.\n", "utf-8")
    code, said, error = _run(tmp_path, *command, "茶.md", PYTHONIOENCODING=encoding)
    assert (code, error) == (0, "")
    assert "Tea" in said


def test_a_name_that_is_no_text_is_built(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("Water first.\n")
    code, _, error = _run(tmp_path, "build", b"caf\xe9.md", "-o", "a.epub")
    assert (code, (tmp_path / "a.epub").exists()) == (0, True), error


def test_an_output_that_is_closed_or_read_no_more_is_no_bug(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Tea\n\nWater first.\n")
    shell = f"{sys.executable} -m packager"
    for line in (f"{shell} meta a.md >&-", f"{shell} rules | head -1", f"{shell} meta a.md | :"):
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, check=False)
        assert b"Traceback" not in done.stderr
        assert done.returncode == 0
