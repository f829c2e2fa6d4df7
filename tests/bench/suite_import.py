"""Saved web pages read into essays: how many a second on one core."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

from packager.read import ReadOptions, Source, readers
from tests.bench.inputs import web_page
from tests.bench.programs import PYTHON, packager
from tests.bench.timing import NotThereError, Row, Run, Settings, in_turns, seconds
from tests.shared import SHARED

_PER_SECOND = 20
_IMPORT_S = 0.3


def measure(settings: Settings) -> list[Row]:
    """Return pages a second of the reader of HTML, on made pages and on real ones if there."""
    reader = next((r for r in readers() if ".html" in r.SUFFIXES), None)
    if reader is None:
        raise NotThereError("no reader of HTML yet")
    made = [web_page(number).encode() for number in range(settings.size(60, 3))]
    rows = [_row("made pages a second and core", made)]
    real = sorted(Path(SHARED, "corpora", "html").rglob("*.html*"))[: settings.size(60, 3)]
    if real:
        rows.append(_row("real pages a second and core", [_plain(file) for file in real]))
    try:
        runs = [
            Run("import", packager("import", "--help")),
            Run("python", [PYTHON, "-c", "pass"]),
        ]
        found = in_turns(runs, settings.times)
        start = found["import"].wall_s - found["python"].wall_s
        what = "start of `packager import`, without Python's own"
        rows.append(Row(what, seconds(start), "", start, _IMPORT_S))
    except NotThereError as missing:
        rows.append(Row("start of `packager import`", "", remark=str(missing)))
    return rows


def _plain(file: Path) -> bytes:
    data = file.read_bytes()
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def _row(what: str, pages: list[bytes]) -> Row:
    from packager.errors import PackagerError
    from packager.read import read

    def all_pages() -> int:
        refused = 0
        for number, data in enumerate(pages):
            try:
                read(Source(f"{number}.html", data), ReadOptions())
            except PackagerError:
                refused += 1
        return refused

    read(Source("warm.html", web_page(0).encode()), ReadOptions())
    start = time.process_time()
    refused = all_pages()
    rate = len(pages) / (time.process_time() - start)
    remark = f"{refused} refused" if refused else ""
    return Row(what, f"{rate:.1f}", "", rate, _PER_SECOND, at_least=True, remark=remark)
