"""A thousand essays of 1,200 words in one call, beside as many calls of pandoc."""

from __future__ import annotations

import shutil
import statistics
from itertools import cycle

from tests.bench.inputs import write_essays
from tests.bench.programs import packager, pandoc
from tests.bench.timing import Measured, Row, Run, Settings, in_turns, seconds, timed

_BUDGET = 0.35
_SAMPLE = 40  # calls of pandoc that stand for a thousand


def measure(settings: Settings) -> list[Row]:
    """Return the ratio of times, and how memory goes with the number of essays.

    pandoc is called on a sample and its median multiplied, since its calls know nothing of each
    other; the sample is taken before and after packager's run. On several cores its
    calls could run beside each other, so its time divided by the cores is shown too.
    """
    import os

    count = settings.size(1000, 12)
    files = write_essays(settings.folder / "essays", count)
    sample = settings.size(_SAMPLE, 4)
    out = settings.folder / "out"
    cache = settings.folder / "cache"
    environ = {"PACKAGER_CACHE": str(cache)}

    def clear() -> None:
        shutil.rmtree(cache, ignore_errors=True)
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()

    theirs: list[Measured] = []
    chosen = cycle(files)

    def sampled() -> None:
        for _ in range(sample // 2):
            command = [pandoc(), str(next(chosen)), "-o", str(settings.folder / "theirs.epub")]
            theirs.append(timed(Run("pandoc", command)))

    sampled()
    build = packager("build", *files, "-o", out, "-q")
    ours = timed(Run("packager", build, clear, environ))
    sampled()
    whole = statistics.median(one.wall_s for one in theirs) * count
    worked = statistics.median(one.cpu_s for one in theirs) * count
    cores = os.cpu_count() or 1
    rows = [
        Row(
            f"{count:,} essays in one call, pandoc × {count:,}",
            seconds(ours.wall_s),
            seconds(whole),
            ours.wall_s / whole,
            _BUDGET,
            remark=f"pandoc: median of {len(theirs)} calls × {count:,}",
        ),
        Row(
            f"the same if pandoc's calls ran on {cores} cores at once",
            seconds(ours.wall_s),
            seconds(whole / cores),
            ours.wall_s / (whole / cores),
        ),
        Row(
            "the same in processor time, which other work does not change",
            seconds(ours.cpu_s),
            seconds(worked),
            ours.cpu_s / worked,
        ),
        Row("essays a second", f"{count / ours.wall_s:.1f}", f"{count / whole:.1f}"),
    ]
    few = files[: max(2, count // 10)]
    less = timed(Run("packager", packager("build", *few, "-o", out, "-q"), clear, environ))
    rows.append(
        Row(
            f"peak memory of the largest process, MB: {count:,} essays, {len(few):,}",
            f"{ours.peak_mb:.0f}",
            f"{less.peak_mb:.0f}",
            ours.peak_mb / less.peak_mb,
            1.15,
            remark="beside: fewer essays",
        )
    )
    warm = in_turns([Run("again", [*build, "--force"], environ=environ)], 1)["again"]
    rows.append(
        Row(
            "the same call again",
            seconds(warm.wall_s),
            seconds(ours.wall_s),
            warm.wall_s / ours.wall_s,
        )
    )
    return rows
