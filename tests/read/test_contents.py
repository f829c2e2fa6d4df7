"""Files that are no files: nothing is waited for for ever, and each is told in a line."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from packager.cli._making import source_of
from packager.errors import MissingInputError, PackagerError, SourceError
from packager.read import contents as module
from packager.read import files
from packager.read.contents import contents


def _refusal(name: str) -> PackagerError:
    with pytest.raises(PackagerError) as caught:
        source_of(name)
    return caught.value


def test_a_pipe_that_nothing_writes_to_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe.md")
    error = _refusal(str(pipe))
    assert isinstance(error, MissingInputError)
    assert str(error) == (
        f"{pipe}: is a pipe that nothing writes to; name a file, or - for standard input"
    )


def test_a_pipe_that_somebody_writes_to_is_read_to_its_end(tmp_path: Path) -> None:
    """That is what a shell gives for ``<(command)``."""
    os.mkfifo(pipe := tmp_path / "pipe.md")
    text = b"# Title\n\nText.\n" * 20_000
    writer = threading.Thread(target=pipe.write_bytes, args=(text,))
    writer.start()
    try:
        assert contents(pipe) == text
    finally:
        writer.join(10)


def test_a_device_is_refused() -> None:
    assert str(_refusal("/dev/zero")).startswith("/dev/zero: is a device; name a file")


def test_a_folder_and_a_name_that_is_not_there_are_refused(tmp_path: Path) -> None:
    assert str(_refusal(str(tmp_path))).endswith(": is a folder; name the files in it")
    assert str(_refusal("not-there.md")) == "not-there.md: is not there"


def test_a_file_that_never_ends_is_refused(tmp_path: Path) -> None:
    """A sparse file of many gigabytes takes no room on a disk."""
    with (tmp_path / "a.md").open("wb") as stream:
        stream.truncate(module.MOST_BYTES + 1)
    error = _refusal(str(tmp_path / "a.md"))
    assert isinstance(error, SourceError)
    assert "holds more than 1,000 MB; give a smaller file" in str(error)


def test_a_closed_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert str(_refusal("-")) == "-: standard input is closed; name a file"


def test_a_pipe_that_was_asked_for_is_not_waited_for_by_the_cache(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "picture.png")
    assert files.trace_of(pipe).digest == ""
