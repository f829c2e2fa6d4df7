"""Lines for a terminal, on which nothing acts that a file or a text may hold, and from a pipe."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from packager.errors import MissingInputError
from packager.lazy_pattern import lazy_pattern

# Control characters (escape sequences begin with one), ends of lines, halves of surrogate pairs
_ACTING = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_PATIENCE_SECONDS = 0.05
_PIECE_BYTES = 1 << 16
_CONTROL = lazy_pattern(f"[{_ACTING}]")
_ANY = lazy_pattern(f"[{_ACTING}\u202a-\u202e\u2066-\u2069]")


def visible(line: str) -> str:
    """Return a line in which whatever would act on the terminal is written as an escape."""
    if not _ANY.search(line):
        return line
    from packager.read.steering import is_closed

    pattern = _CONTROL if is_closed(line) else _ANY
    return pattern.sub(_escape, line)


def _escape(found: re.Match[str]) -> str:
    return (
        found[0].encode("ascii", "backslashreplace").decode()
        if found[0] > "\x7f"
        else (f"\\x{ord(found[0]):02x}")
    )


def piped_lines() -> Iterator[str | None]:
    """Yield the lines of standard input that hold anything, as names of files.

    Of a pipe ``None`` comes while it has none yet; where nothing can be asked whether it has (a
    file, Windows), each line is waited for.

    Raises:
        MissingInputError: standard input is closed.
    """
    if sys.stdin is None:
        raise MissingInputError("-: standard input is closed; name a list of files")
    try:
        number = sys.stdin.fileno()
        is_pipe = stat.S_ISFIFO(os.fstat(number).st_mode) and os.name == "posix"
    except (OSError, ValueError, AttributeError):
        is_pipe = False
    if not is_pipe:
        for line in sys.stdin:
            if line.strip():
                yield line.rstrip("\r\n")
        return
    from select import select

    rest = b""
    while True:
        if not select([number], [], [], _PATIENCE_SECONDS)[0]:
            yield None
            continue
        came = os.read(number, _PIECE_BYTES)
        *lines, rest = (rest + came).split(b"\n")
        for part in lines if came else [rest]:
            if part.strip():
                yield os.fsdecode(part.rstrip(b"\r"))
        if not came:
            return


def let_all_be_printed() -> None:
    """See that what the terminal's encoding lacks is printed as an escape, not as a crash.

    File names need not be text (https://peps.python.org/pep-0383/), and a terminal need not
    have ``“``.
    """
    if sys.stdout is None:  # closed by who started the program
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
