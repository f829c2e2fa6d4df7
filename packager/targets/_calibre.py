"""calibre's ``ebook-convert``, run in a folder of its own: the only module that starts it.

calibre is a program of the user's, no library: it is found on the path or it is not. Its own
settings are left alone, so that the same book comes out alike for everybody; what it makes is
believed only if it begins as such a file does. Its files carry the time of their making, so two
runs differ in some bytes.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from packager.data_classes import dataclass
from packager.errors import ConfigError, OutputError
from packager.targets import Product

PROGRAM = "ebook-convert"
_LONGEST_S = 900
_SHOWN = 300  # characters of what calibre said last
# What calibre adds by itself and the book has in its own way: breaks before each h1 and h2, marks
# of chapters, entries of the contents, a base size for all text.
_AS_IT_IS = (
    "--chapter=/",
    "--chapter-mark=none",
    "--page-breaks-before=/",
    "--no-chapters-in-toc",
    "--disable-font-rescaling",
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form that calibre can write: its suffix, what its files begin with and where."""

    suffix: str
    magic: bytes
    offset: int
    options: tuple[str, ...] = ()


def convert(epub: Product, form: Form, hint: str) -> bytes:
    """Return an EPUB in another form. ``hint`` is what to do without calibre.

    Raises:
        ConfigError: calibre is not installed.
        OutputError: it failed, took too long, or gave something else.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        name = form.suffix.removeprefix(".")
        raise ConfigError(
            f"--target {name} needs calibre's {PROGRAM}, which is not on the path; "
            f"install calibre (https://calibre-ebook.com). {hint}"
        )
    with tempfile.TemporaryDirectory(prefix="packager-") as name:
        folder = Path(name)
        source, target = folder / "book.epub", folder / f"book{form.suffix}"
        with source.open("wb") as out:
            epub.write(out)
        words = [program, str(source), str(target), *_AS_IT_IS, *form.options]
        said = _run(words, folder, form)
        data = target.read_bytes() if target.is_file() else b""
    if data[form.offset : form.offset + len(form.magic)] != form.magic:
        raise OutputError(f"calibre made no {form.suffix.removeprefix('.')} file: {said}")
    return data


def _run(words: Sequence[str], folder: Path, form: Form) -> str:
    """Run calibre; return the last line that it said.

    Raises:
        OutputError: it cannot be started, failed, or took too long.
    """
    log = folder / "log.txt"
    try:
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 - the program found on the path, our own words
                words,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=_environment(folder),
                start_new_session=True,
            )
            try:
                status = process.wait(_LONGEST_S)
            finally:
                _end(process)
    except subprocess.TimeoutExpired as error:
        name = form.suffix.removeprefix(".")
        raise OutputError(f"calibre had no {name} file after {_LONGEST_S} seconds") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{words[0]}: cannot be started: {reason}") from error
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    said = lines[-1].strip()[:_SHOWN] if lines else "it said nothing"
    if status:
        raise OutputError(f"calibre failed (status {status}): {said}")
    return said


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that is still there, and those that it started."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment: no settings of the user's, no window, times of the book's own."""
    environment = {
        **os.environ,
        "CALIBRE_CONFIG_DIRECTORY": str(folder / "settings"),
        "CALIBRE_TEMP_DIR": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
    }
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium, which calibre lays PDF out with, refuses to run as root inside its sandbox.
        environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return environment
