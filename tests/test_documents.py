"""What README and handbook show is what happens."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import transcripts

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["README.md", "source/manual/guide.md", "source/manual/anthologies.md",
         "source/manual/checking.md", "source/manual/targets.md",
         "source/manual/sending.md", "source/manual/catalogs.md"]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the sources as a clone has them."""
    shutil.copytree(ROOT / "source", tmp_path / "source")
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_does_what_it_shows(page: str, folder: Path) -> None:
    shown = transcripts.shown_in(ROOT / page)
    assert shown
    if page.endswith("checking.md"):
        command = "packager bundle source/anthologies/samples.toml -o samples.epub"
        transcripts.run(transcripts.Shown(command, ()), folder)
    for one in shown:
        status, output = transcripts.run(one, folder)
        assert status == (
            1 if one.command.startswith("packager diff samples.epub smaller") else 0
        ), output
        if one.output:
            assert transcripts.matches(one, output), output


def test_ci_calls_the_test_command_of_the_readme() -> None:
    commands = re.findall(r"^```sh\n(.*?)\n```", (ROOT / "README.md").read_text(), re.M | re.S)
    assert len(commands) == 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text()


@pytest.mark.heavy
def test_the_first_command_of_the_readme_makes_a_book_in_a_fresh_clone(tmp_path: Path) -> None:
    """A new virtual environment, the packages from the index, one book."""
    (command, *_) = re.findall(r"^```sh\n(.*?)\n```", (ROOT / "README.md").read_text(), re.M | re.S)
    clone = tmp_path / "clone"
    cloned = subprocess.run(
        ["git", "clone", "-q", str(ROOT), str(clone)], capture_output=True, check=False
    )
    if cloned.returncode:
        pytest.skip("this is no git checkout")
    done = subprocess.run(
        ["sh", "-c", command], cwd=clone, capture_output=True, text=True, timeout=600, check=False
    )
    if "No matching distribution" in done.stderr or "ConnectionError" in done.stderr:
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stderr
    assert (clone / "tokyo.epub").read_bytes()[:4] == b"PK\x03\x04"


def test_every_command_is_named_in_the_handbook() -> None:
    commands = {
        file.stem.removesuffix("_")
        for file in (ROOT / "packager" / "cli").glob("*.py")
        if not file.stem.startswith("_")
    }
    pages = "".join(file.read_text("utf-8") for file in (ROOT / "source/manual").glob("*.md"))
    assert {name for name in commands if f"packager {name}" not in pages} == set()
