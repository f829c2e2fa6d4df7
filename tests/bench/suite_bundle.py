"""An anthology of a thousand essays and 200 pictures, beside pandoc's book of the same."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench.inputs import essay, write_essays, write_picture_book
from tests.bench.programs import packager, pandoc
from tests.bench.timing import Row, Run, Settings, in_turns, seconds, timed

_BUDGET = 0.25
_LINEAR = 4.4
_AGAIN = 0.15
_PEAK_MB = 400
_GROWTH = 0.1  # of the weight of pictures


def measure(settings: Settings) -> list[Row]:
    """Return the ratios of binding, of four times as much, and of binding again."""
    count, pictures = settings.size(1000, 12), settings.size(200, 3)
    cache = settings.folder / "cache"
    essays = settings.folder / "essays"
    files = write_essays(essays, count, pictures)

    def clear() -> None:
        shutil.rmtree(cache, ignore_errors=True)

    bundle = _bundle(essays, settings.folder / "ours.epub", cache, clear)
    beside = Run(
        "pandoc",
        [
            pandoc(),
            *map(str, files),
            "--file-scope",
            f"--resource-path={essays}",
            "-o",
            str(settings.folder / "theirs.epub"),
        ],
    )
    found = in_turns([bundle, beside], 1 if settings.quick else min(settings.runs, 2))
    ours, theirs = found["bundle"], found["pandoc"]
    rows = [
        Row(
            f"{count:,} essays, {pictures} pictures bound, pandoc",
            seconds(ours.wall_s),
            seconds(theirs.wall_s),
            ours.wall_s / theirs.wall_s,
            _BUDGET,
        ),
        Row(
            "peak memory, MB",
            f"{ours.peak_mb:.0f}",
            f"{theirs.peak_mb:.0f}",
            ours.peak_mb,
            _PEAK_MB,
        ),
    ]
    rows += _again(settings, files, cache, ours.wall_s)
    rows.append(_linear(settings, count, pictures, ours.wall_s))
    rows.append(_pictured(settings))
    return rows


def _bundle(folder: Path, out: Path, cache: Path, before: object = None) -> Run:
    command = packager("bundle", folder, "-o", out, "--force", "-q", "--no-lock")
    environ = {"PACKAGER_CACHE": str(cache)}
    if callable(before):
        return Run("bundle", command, before, environ)
    return Run("bundle", command, environ=environ)


def _again(settings: Settings, files: list[Path], cache: Path, first_s: float) -> list[Row]:
    """Return the times of binding after one essay changed, the cache being full.

    First a sentence comes to it, then it is replaced by another of another title and author, with
    which all lists of the book change.
    """
    run = _bundle(files[0].parent, settings.folder / "ours.epub", cache)
    timed(run)
    rows = []
    mended = files[-1].read_text("utf-8") + "\nA sentence that was forgotten.\n"
    changes = {"a sentence came to one essay": mended, "one essay was replaced": essay(999_999)}
    for what, text in changes.items():
        files[-1].write_text(text, "utf-8")
        again = timed(run).wall_s
        shown = f"bound again after {what}"
        rows.append(Row(shown, seconds(again), seconds(first_s), again / first_s, _AGAIN))
    return rows


def _linear(settings: Settings, count: int, pictures: int, first_s: float) -> Row:
    """Return the time of four times as many essays, the pictures being as many as before."""
    folder = settings.folder / "four"
    cache = settings.folder / "cache-four"
    write_essays(folder, 4 * count, pictures)
    four = timed(_bundle(folder, settings.folder / "four.epub", cache)).wall_s
    what = f"{4 * count:,} essays, {count:,}"
    return Row(what, seconds(four), seconds(first_s), four / first_s, _LINEAR)


def _pictured(settings: Settings) -> Row:
    """Return how much of the weight of twenty times as many pictures memory has to bear."""
    count, few, many = settings.size(50, 5), settings.size(20, 1), settings.size(400, 20)
    peaks, sizes = [], []
    for pictures in (few, many):
        folder = write_picture_book(settings.folder / f"pictures-{pictures}", count, pictures)
        cache = settings.folder / f"cache-pictures-{pictures}"
        out = settings.folder / f"pictures-{pictures}.epub"
        peaks.append(timed(_bundle(folder, out, cache)).peak_mb)
        sizes.append(out.stat().st_size / 1e6)
        shutil.rmtree(folder)
        out.unlink()
    what = f"memory at {many} and {few} pictures, {sizes[1]:.0f} and {sizes[0]:.0f} MB"
    growth = max(0.0, (peaks[1] - peaks[0]) / (sizes[1] - sizes[0]))
    return Row(what, f"{peaks[1]:.0f} MB", f"{peaks[0]:.0f} MB", growth, _GROWTH)
