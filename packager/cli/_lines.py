"""Lines for a terminal: nothing that a file's name or a text may hold acts on it."""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

# Control characters (escape sequences begin with one), ends of lines, halves of surrogate pairs
_ACTING = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_CONTROL = re.compile(f"[{_ACTING}]")
_ANY = re.compile(f"[{_ACTING}\u202a-\u202e\u2066-\u2069]")


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
