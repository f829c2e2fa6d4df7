"""Files written beside their target: whole or not at all, whatever ends the program."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

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
