"""The lines of source that findings are about, for a report that people read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from packager.check.finding import Finding
from packager.check.load.archive import open_archive
from packager.check.load.markup import text_of

Place = tuple[str, int, int]  # path, line, column; 0 where none is known
_WIDEST = 100
_MOST = 200  # lines of one report; nobody reads more


def excerpts(
    source: Path, findings: Iterable[Finding], *, is_book: bool
) -> dict[Place, tuple[str, int | None]]:
    """Return, by place, the line there and where in it the caret stands (from 0, or none).

    A line of more than 100 characters is cut around the column.
    """
    wanted = [f for f in findings if f.line][:_MOST]
    texts: dict[str, list[str]] = {}
    if is_book and wanted:
        with open_archive(source, source.name) as archive:
            for path in {f.path for f in wanted}:
                data = archive.bytes_of(path)
                texts[path] = [] if data is None else text_of(data).splitlines()
    elif wanted:
        lines = text_of(source.read_bytes()).splitlines()
        texts = {f.path: lines for f in wanted}
    found = {}
    for finding in wanted:
        lines = texts.get(finding.path, [])
        line = finding.line or 0
        if 0 < line <= len(lines):
            place = (finding.path, line, finding.column or 0)
            found[place] = _cut(lines[line - 1], finding.column)
    return found


def _cut(line: str, column: int | None) -> tuple[str, int | None]:
    """Return the printable middle of a line; a page may be a single line of many megabytes."""
    caret = None if column is None else max(0, min(column - 2, len(line) - 1))
    start = 0
    if len(line) > _WIDEST:
        start = max(0, min((caret or 0) - _WIDEST // 2, len(line) - _WIDEST))
        line = line[start : start + _WIDEST]
    plain = "".join(c if c.isprintable() else " " for c in line)
    shift = start + len(plain) - len(plain.lstrip())
    return plain.strip(), None if caret is None else max(0, caret - shift)
