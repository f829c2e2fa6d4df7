"""One essay, cold: a new process, an empty cache, cover and check included, beside pandoc."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench.inputs import essay
from tests.bench.programs import packager, pandoc
from tests.bench.timing import Row, Run, Settings, in_turns, seconds

_BUDGET = 1.5  # 1.0 is the goal
_ESSAYS = Path(__file__).parent.parent.parent / "source" / "essays"


def measure(settings: Settings) -> list[Row]:
    """Return rows for the first essay of ``source/`` and for a made one of 1,200 words."""
    rows = []
    made = settings.folder / "made.md"
    made.write_text(essay(1), "utf-8")
    for what, file in (
        ("source/essays/tokyo-seoul.md", _ESSAYS / "tokyo-seoul.md"),
        ("made", made),
    ):
        rows.extend(_rows(what, file, settings))
    return rows


def _rows(what: str, file: Path, settings: Settings) -> list[Row]:
    cache = settings.folder / "cache"
    environ = {"PACKAGER_CACHE": str(cache)}

    def clear() -> None:
        shutil.rmtree(cache, ignore_errors=True)

    ours = settings.folder / "ours.epub"
    build = packager("build", file, "-o", ours, "--force", "-q")
    runs = [
        Run("packager", build, clear, environ),
        Run("unchecked", [*build, "--no-check"], clear, environ),
        Run("pandoc", [pandoc(), str(file), "-o", str(settings.folder / "theirs.epub")]),
    ]
    found = in_turns(runs, settings.times)
    mine, unchecked, theirs = (found[run.name] for run in runs)
    return [
        Row(
            f"cold `packager build`, pandoc: {what}",
            seconds(mine.wall_s),
            seconds(theirs.wall_s),
            mine.wall_s / theirs.wall_s,
            _BUDGET,
        ),
        Row(
            "the same in processor time",
            seconds(mine.cpu_s),
            seconds(theirs.cpu_s),
            mine.cpu_s / theirs.cpu_s,
        ),
        Row(
            "the same without its check",
            seconds(unchecked.wall_s),
            seconds(theirs.wall_s),
            unchecked.wall_s / theirs.wall_s,
        ),
        Row(
            "peak memory, MB",
            f"{mine.peak_mb:.0f}",
            f"{theirs.peak_mb:.0f}",
            mine.peak_mb / theirs.peak_mb,
        ),
    ]
