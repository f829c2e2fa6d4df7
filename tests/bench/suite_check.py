"""Checking small books: cold beside EPUBCheck, and how many a second on one core."""

from __future__ import annotations

import time

from tests.bench.inputs import write_epub
from tests.bench.programs import epubcheck, packager
from tests.bench.timing import NotThereError, Row, Run, Settings, in_turns, seconds

_COLD_BUDGET = 1 / 20
_PER_SECOND = 200
_PEAK_MB = 100


def measure(settings: Settings) -> list[Row]:
    """Return a cold check's ratio to EPUBCheck's, its memory, and checks a second of one core."""
    book = write_epub(settings.folder / "small.epub", 3, 800)
    ours = Run("packager", packager("check", book))
    rows = []
    try:
        theirs = Run("epubcheck", epubcheck(book))
        found = in_turns([ours, theirs], settings.times)
        mine, java = found["packager"], found["epubcheck"]
        ratio = mine.wall_s / java.wall_s
        what = "cold check of a small book, EPUBCheck"
        rows.append(Row(what, seconds(mine.wall_s), seconds(java.wall_s), ratio, _COLD_BUDGET))
        beside = f"{java.peak_mb:.0f}"
    except NotThereError as missing:
        mine = in_turns([ours], settings.times)["packager"]
        rows.append(Row("cold check of a small book", seconds(mine.wall_s), remark=str(missing)))
        beside = ""
    rows.append(Row("its peak memory, MB", f"{mine.peak_mb:.0f}", beside, mine.peak_mb, _PEAK_MB))
    rows.append(_amortised(settings))
    return rows


def _amortised(settings: Settings) -> Row:
    """Return checks a second in one warm process, by the processor's clock."""
    try:
        from packager.check import check
    except ImportError as error:
        raise NotThereError("packager.check.check is not there yet") from error

    count = settings.size(60, 5)
    books = [
        write_epub(settings.folder / f"small-{n}.epub", 2 + n % 3, 400).read_bytes()
        for n in range(count)
    ]
    check(books[0], name="warm.epub")
    start = time.process_time()
    for number, data in enumerate(books):
        check(data, name=f"{number}.epub")
    rate = count / (time.process_time() - start)
    return Row(
        "small books checked a second and core", f"{rate:.0f}", "", rate, _PER_SECOND, at_least=True
    )
