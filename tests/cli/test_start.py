"""Commands load what they need: each library that is not needed costs every start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

_LOADED = (
    "import json, sys\n"
    "from packager.cli import main\n"
    "try:\n"
    "    main()\n"
    "except SystemExit as end:\n"
    "    assert not end.code, end.code\n"
    "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
)
_FRONT_MATTER = (
    "---\ntitle: Tea\nauthor:\n  - name: Ann O'Hara\n    role: aut\ntags:\n  - tea\n"
    "description: >-\n  What patience\n  is for.\nlang: en\n---\n"
)


def _modules(*arguments: str | Path) -> set[str]:
    """Return the modules that a command has loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


_HEAVY = {"lxml", "PIL", "markdown", "yaml", "ebooklib", "turbohtml", "packager.model"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_help_loads_no_library_but_that_of_the_command_line(arguments: list[str]) -> None:
    loaded = _modules(*arguments)
    assert "click" in loaded
    assert not loaded & _HEAVY


def test_a_plain_essay_is_made_without_what_plain_essays_do_not_need(tmp_path: Path) -> None:
    essay = tmp_path / "tea.md"
    essay.write_text(f"{_FRONT_MATTER}\nTea wants *patience*, and water that boils.\n", "utf-8")
    loaded = _modules("build", essay, "-o", tmp_path / "tea.epub", "-q")
    assert {"packager.check.run", "packager.build.cover"} <= loaded
    unneeded = {"yaml", "pygments", "latex2mathml", "mammoth", "tinycss2", "urllib.request",
                "importlib.resources", "importlib.metadata", "concurrent.futures", "secrets",
                "packager.check.devices", "packager.anthology"}  # fmt: skip
    assert not loaded & unneeded


def test_a_check_draws_and_writes_nothing(tmp_path: Path) -> None:
    essay, book = tmp_path / "tea.md", tmp_path / "tea.epub"
    essay.write_text("# Tea\n\nTea wants patience.\n", "utf-8")
    _modules("build", essay, "-o", book, "-q")
    loaded = _modules("check", book, "-q")
    assert not loaded & {"PIL", "markdown", "yaml", "ebooklib", "packager.read", "packager.build"}
