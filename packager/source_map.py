"""Where the lines of a book come from: a small file in the book that names the source's lines.

A book that packager built carries ``META-INF/packager.json``, so that a finding on line 40 of
``EPUB/text/tea.xhtml`` can name line 12 of ``tea.md``. It is one JSON object::

    {"lines": {"EPUB/text/tea.xhtml": {"source": "tea.md", "at": [20, 3, 5, 2, 1, 1]}}}

``at`` holds pairs of steps: lines gone forward in the book's file, lines gone (forward or back) in
the source, each from the pair before, the first from 0. Here line 20 comes from line 3, line 25
from 5, line 26 from 6. A line between two pairs comes from the pair above it. ``source`` is the
file's name without folders: the same sources give the same bytes in any folder.

OCF lets ``META-INF`` hold other files and tells reading systems to ignore them
(https://www.w3.org/TR/epub-33/#sec-container-metainf).

The checker calls :func:`read_map` once a book and :func:`place_in` for each finding.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from packager.data_classes import dataclass

PATH = "META-INF/packager.json"
MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one file: ``lines[i]`` of the book's file comes from ``origins[i]``."""

    source: str
    lines: tuple[int, ...]
    origins: tuple[int, ...]


def write_map(files: Mapping[str, Lines]) -> bytes:
    """Return the bytes of the map of a book, by path."""
    import json

    plain = {
        path: {"source": lines.source, "at": _steps(lines)} for path, lines in sorted(files.items())
    }
    return json.dumps({"lines": plain}, ensure_ascii=False, separators=(",", ":")).encode()


def _steps(lines: Lines) -> list[int]:
    steps = []
    line = origin = 0
    for next_line, next_origin in zip(lines.lines, lines.origins, strict=True):
        steps += [next_line - line, next_origin - origin]
        line, origin = next_line, next_origin
    return steps


def read_map(data: bytes | None) -> dict[str, Lines]:
    """Return the map by path; what is no map, or none of ours, gives an empty one."""
    import json

    if not data or len(data) > MAX_BYTES:
        return {}
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    files = found.get("lines") if isinstance(found, dict) else None
    if not isinstance(files, dict):
        return {}
    maps = ((path, _lines(value)) for path, value in files.items())
    return {path: lines for path, lines in maps if lines is not None}


def _lines(value: object) -> Lines | None:
    if not isinstance(value, dict) or not isinstance(value.get("source"), str):
        return None
    steps = value.get("at")
    if not isinstance(steps, list) or not all(type(step) is int for step in steps):
        return None
    lines, origins = _sums(steps[::2]), _sums(steps[1::2])
    if len(lines) != len(origins) or any(step < 0 for step in steps[::2]):
        return None
    return Lines(value["source"], lines, origins)


def _sums(steps: Sequence[int]) -> tuple[int, ...]:
    total = 0
    sums = []
    for step in steps:
        total += step
        sums.append(total)
    return tuple(sums)


def place_in(maps: Mapping[str, Lines], path: str, line: int | None) -> tuple[str, int | None]:
    """Return the source's file name and line for a place in the book; empty where none is known."""
    lines = maps.get(path)
    if lines is None:
        return "", None
    if line is None:
        return lines.source, None
    index = bisect_right(lines.lines, line) - 1
    return lines.source, lines.origins[index] if index >= 0 else None
