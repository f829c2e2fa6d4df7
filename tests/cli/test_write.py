"""Files written beside their target: whole or not at all, whatever ends the program."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from packager.cli import group
from packager.cli._write import write_file
from packager.errors import OutputError

# Ends itself when the book lies beside its target and has not got its name yet
_STOPPED = """
import os, sys
from packager.cli import main
def link(source, target):
    assert os.path.exists(source)
    os.kill(os.getpid(), {number})
os.link = link
sys.argv = ["packager", "build", "a.md", "-o", "a.epub"]
main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_end_leaves_no_file_behind(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "a.md").write_text("# Tea\n\nWater first.\n")
    done = subprocess.run(
        [sys.executable, "-c", _STOPPED.format(number=int(number))],
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )
    assert done.returncode == 128 + number, done.stderr.decode()
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]


def test_a_name_too_long_for_the_system_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written: file name too long"):
        write_file(tmp_path / ("a" * 300), b"data")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(OutputError, match=r"a/b\.epub: cannot be written"):
        write_file(tmp_path / "a" / "b.epub", b"data")


@pytest.mark.parametrize("command", ["build", "bundle"])
def test_a_book_never_takes_the_place_of_its_source(tmp_path: Path, command: str) -> None:
    """With --force, ``-o essay.md`` wrote the book over the essay."""
    essay = tmp_path / "a.md"
    essay.write_text("# Tea\n\nWater first.\n")
    (tmp_path / "link.md").symlink_to(essay)
    for target in (essay, tmp_path / "link.md"):
        done = CliRunner().invoke(group, [command, str(essay), "-o", str(target), "--force"])
        assert isinstance(done.exception, OutputError) or done.exit_code == 73
        assert essay.read_text() == "# Tea\n\nWater first.\n"


@pytest.mark.parametrize("command", ["build", "bundle"])
def test_a_dash_is_standard_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """``bundle -o -`` wrote a file of that name, and its report among the book's bytes."""
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text("# Tea\n\nWater first.\n")
    done = CliRunner().invoke(group, [command, "a.md", "-o", "-"])
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(io.BytesIO(done.stdout_bytes)) as book:
        assert book.testzip() is None
    assert not Path("-").exists()


def test_a_manifest_that_is_a_pipe_without_a_writer_is_told(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "book.toml")
    done = CliRunner().invoke(group, ["bundle", str(pipe), "-o", str(tmp_path / "a.epub")])
    assert "is a pipe that nothing writes to" in str(done.exception)
