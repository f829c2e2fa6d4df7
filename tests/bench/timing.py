"""Commands timed in turns, with their processor time and peak memory; rows of a table."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: seconds on the clock and of the processor, and the largest process in MB."""

    wall_s: float
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Run:
    """A command to time; ``before`` is called in front of each run, off the clock."""

    name: str
    command: Sequence[str]
    before: Callable[[], None] = lambda: None
    environ: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[int, ...] = (0,)


class FailedError(Exception):
    """A command did not do what is timed."""


def timed(run: Run) -> Measured:
    """Run a command once.

    Raises:
        FailedError: it ended with a status that was not expected.
    """
    run.before()
    # Installed packages have their byte code: what forbids to keep it would time the compiler.
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environ = {**kept, **run.environ}
    start = time.perf_counter()
    with subprocess.Popen(
        run.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environ,
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        # wait4 gives the resources of this child and of those it waited for.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in run.accepted:
        last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise FailedError(f"{run.name} ended with {process.returncode}: {last[:200]}")
    return Measured(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def in_turns(runs: Sequence[Run], times: int) -> dict[str, Measured]:
    """Return the medians of each command's runs, which took turns so that a slow minute hits all.

    One round comes before, unmeasured, that files and byte code lie in the system's cache.
    """
    taken: dict[str, list[Measured]] = {run.name: [] for run in runs}
    for number in range(times + 1):
        for run in runs:
            measured = timed(run)
            if number or times == 1:
                taken[run.name].append(measured)
        if times == 1:
            break
    return {name: _median(measured) for name, measured in taken.items()}


def _median(measured: Sequence[Measured]) -> Measured:
    return Measured(
        statistics.median(one.wall_s for one in measured),
        statistics.median(one.cpu_s for one in measured),
        statistics.median(one.peak_mb for one in measured),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the result: ours beside theirs, the ratio, and the budget it is to keep.

    ``ratio`` is what ``budget`` bounds: from above, or from below where ``at_least`` is set.
    """

    what: str
    ours: str
    theirs: str = ""
    ratio: float | None = None
    budget: float | None = None
    at_least: bool = False
    remark: str = ""

    @property
    def verdict(self) -> str:
        """``kept``, ``over`` or ``under``; empty without a budget."""
        if self.ratio is None or self.budget is None:
            return ""
        if self.at_least:
            return "kept" if self.ratio >= self.budget else "under"
        return "kept" if self.ratio <= self.budget else "over"


@dataclass(frozen=True, slots=True)
class Settings:
    """How much to measure: ``quick`` asks for one small run of everything."""

    folder: Path
    runs: int = 5
    quick: bool = False

    def size(self, whole: int, quick: int) -> int:
        """Return how many, according to ``quick``."""
        return quick if self.quick else whole

    @property
    def times(self) -> int:
        """How often each command runs."""
        return 1 if self.quick else self.runs


class NotThereError(Exception):
    """A suite cannot run here; the text says what is missing."""


def seconds(value: float) -> str:
    """Return a duration as people read it."""
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def table(rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table."""
    lines = ["| what | packager | beside | ratio | budget | |", "|:--|--:|--:|--:|--:|:--|"]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
        sign = "≥" if row.at_least else "≤"
        budget = "" if row.budget is None else f"{sign} {row.budget:g}"
        note = " ".join(part for part in (row.verdict, row.remark) if part)
        lines.append(f"| {row.what} | {row.ours} | {row.theirs} | {ratio} | {budget} | {note} |")
    return "\n".join(lines)
