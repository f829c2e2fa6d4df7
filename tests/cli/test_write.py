"""Files written beside their target: whole or not at all, whatever ends the program."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest
from click.testing import CliRunner
from PIL import Image

from packager.build import ebook
from packager.build.rendition import Rendition
from packager.cli import group
from packager.cli._write import draft_of, write_file
from packager.errors import OutputError, SourceError

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


# Cannot write a file of more than 64 kB: as a disk that becomes full while a book is packed
_FULL = """
import resource, sys
from packager.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
main()
"""

_PEAK = """
import resource, sys
from packager.cli import main
try:
    main()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def with_pictures(folder: Path, count: int) -> Path:
    """Write an essay with pictures of half a megabyte each, which is noise; return the folder."""
    folder.mkdir()
    names = [f"{number}.jpg" for number in range(count)]
    for name in names:
        noise = Image.frombytes("RGB", (900, 800), os.urandom(900 * 800 * 3))
        noise.save(folder / name, quality=85)
    shown = "\n\n".join(f"![Noise]({name})" for name in names)
    (folder / "a.md").write_text(f"---\ntitle: Tea\nauthor: A\nlang: en\n---\n\nA.\n\n{shown}\n")
    return folder


def run(program: str, folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True)


@pytest.mark.parametrize("command", ["build", "bundle"])
def test_a_disk_that_becomes_full_leaves_nothing_behind(tmp_path: Path, command: str) -> None:
    folder = with_pictures(tmp_path / "in", 1)
    before = sorted(file.name for file in folder.iterdir())
    done = run(_FULL, folder, command, "a.md", "-o", "new/a.epub")
    assert done.returncode == 73, done.stderr.decode()
    assert b"new/a.epub: cannot be written: file too large" in done.stderr
    assert sorted(file.name for file in folder.iterdir()) == before


@pytest.mark.parametrize("command", ["build", "bundle"])
def test_a_book_that_is_not_sound_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The file beside the target, which was checked, goes, and so do folders made for it."""
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text("---\ntitle: Tea\n---\n\nWater first.\n")
    real = ebook.write

    def damaged(rendition: Rendition, target: BinaryIO) -> None:
        nav, *others = rendition.files
        damaged = replace(nav, data=nav.data.replace(b"</ol>", b"", 1))
        real(replace(rendition, files=(damaged, *others)), target)

    monkeypatch.setattr("packager.build.ebook.write", damaged)
    words = [command, "a.md", "-o", "new/folder/a.epub"]
    assert CliRunner().invoke(group, words).exit_code != 0
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]
    monkeypatch.setattr("packager.build.ebook.write", real)
    assert CliRunner().invoke(group, words).exit_code == 0
    assert [file.name for file in Path("new/folder").iterdir()] == ["a.epub"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells peak memory in kB")
def test_memory_of_a_bound_book_does_not_grow_with_the_pictures(tmp_path: Path) -> None:
    peaks_kb = []
    for count in (1, 80):
        folder = with_pictures(tmp_path / f"{count}", count)
        done = run(_PEAK, folder, "bundle", "a.md", "-o", "a.epub")
        assert done.returncode == 0, done.stderr.decode()
        peaks_kb.append(int(done.stderr.split()[-1]))
    size_kb = (tmp_path / "80" / "a.epub").stat().st_size // 1000
    assert size_kb > 40_000
    assert peaks_kb[1] - peaks_kb[0] < size_kb // 4


def test_an_image_that_is_gone_before_it_is_packed_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "gone.jpg"
    with draft_of(tmp_path / "a.epub") as draft, pytest.raises(SourceError, match="cannot be read"):
        draft.write(lambda _file: gone.read_bytes())
    assert list(tmp_path.iterdir()) == []


def test_several_forms_are_kept_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The EPUB 3 that is checked when only another form is wanted does not stay."""
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_text("# Tea\n\nWater first.\n")
    words = ["bundle", "a.md", "--target", "html"]
    assert CliRunner().invoke(group, [*words, "-o", "x/a.html"]).exit_code == 0
    assert [file.name for file in Path("x").iterdir()] == ["a.html"]
    several = [*words, "--target", "kepub", "--target", "epub3", "-o", "y"]
    assert CliRunner().invoke(group, several).exit_code == 0
    names = sorted(file.name for file in Path("y").iterdir())
    assert [Path(name).suffixes[-1] for name in names] == [".epub", ".html", ".epub"]
