"""Commands shown in documents, run as they are shown; their output must be what the page says.

A block of ``console`` holds commands behind ``$ `` and the lines that they print. ``…`` stands for
anything, within a line or, alone on one, for any lines. Lines without output are not compared.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Shown:
    """One command of a page and the output that stands below it."""

    command: str
    output: tuple[str, ...]


def shown_in(page: Path) -> list[Shown]:
    """Return the commands of a page in order."""
    found: list[Shown] = []
    for block in _BLOCK.findall(page.read_text("utf-8")):
        command = ""
        output: list[str] = []
        for line in [*block.splitlines(), "$ "]:
            if line.startswith("$ "):
                if command:
                    found.append(Shown(command, tuple(output)))
                command, output = line.removeprefix("$ "), []
            else:
                output.append(line)
    return found


def run(shown: Shown, folder: Path) -> tuple[int, str]:
    """Run a command in a folder with the tested packager first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        ["sh", "-c", shown.command],
        cwd=folder,
        env={**os.environ, "PATH": path, "PACKAGER_CACHE": str(folder / "cache")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def matches(shown: Shown, output: str) -> bool:
    """Return whether an output is what the page shows."""
    pattern = "\n".join(
        ".*" if line == "…" else re.escape(line).replace("…", ".*?") for line in shown.output
    )
    return re.fullmatch(pattern, output.rstrip("\n"), re.S) is not None
