"""One file checked in a worker process, and what a command may ask of a check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

import click

from packager.check import Finding, Report, Severity, check
from packager.check.report import adjusted
from packager.check.run import FAMILIES
from packager.check.text_report import Excerpts
from packager.cli._lines import piped_lines
from packager.data_classes import dataclass
from packager.errors import MissingInputError, OptionError


@dataclass(frozen=True, slots=True)
class Task:
    """One file to check and how; ``jobs`` processes share its pages if it is large."""

    file: str
    mode: str | None = None
    version: str | None = None
    profile: str = "default"
    families: frozenset[str] = FAMILIES
    usage: bool = False
    ignore: tuple[str, ...] = ()
    severities: dict[str, Severity] = field(default_factory=dict)
    baseline: frozenset[tuple[str, str, str]] = frozenset()
    wants_excerpts: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report on a file; ``trouble`` says that the file could not be read, or of a bug."""

    report: Report
    excerpts: Excerpts = field(default_factory=dict)
    missing: bool = False
    bug: str = ""


def run_task(task: Task) -> Outcome:
    """Check one file; what cannot be read is a finding, and a bug does not end the batch."""
    file = Path(task.file)
    try:
        report = check(
            file,
            name=task.file,
            mode=task.mode,
            version=task.version,
            profile=task.profile,
            families=task.families,
            jobs=task.jobs,
        )
    except OSError as error:
        told = "is not there" if isinstance(error, FileNotFoundError) else error.strerror or "?"
        finding = Finding(
            "PKG-018", "file-found", Severity.FATAL, f"the file cannot be read: {told}"
        )
        return Outcome(Report(task.file, (finding,)), missing=True)
    except Exception:  # a bug in a rule must not cost the other files their report
        import traceback

        finding = Finding(
            "PKR-000", "checker-bug", Severity.FATAL, "packager failed on this file; report the bug"
        )
        return Outcome(Report(task.file, (finding,)), bug=traceback.format_exc())
    report = adjusted(
        report,
        usage=task.usage,
        ignore=task.ignore,
        severities=task.severities,
        baseline=task.baseline,
    )
    if not task.wants_excerpts or not report.findings:
        return Outcome(report)
    from packager.check.excerpts import excerpts

    is_book = task.mode in (None, "epub")
    return Outcome(report, excerpts(file, report.findings, is_book=is_book))


def listed_files(files: tuple[str, ...], listing: str | None) -> Iterator[str | None]:
    """Yield the files named, then those of a list: one a line, ``-`` is standard input.

    Where a pipe has no line yet, ``None`` comes twenty times a second.

    Raises:
        MissingInputError: the list is not there.
    """
    yield from files
    if listing is None:
        return
    if listing == "-":
        yield from piped_lines()
        return
    try:
        with Path(listing).open(encoding="utf-8") as lines:
            yield from (line.rstrip("\r\n") for line in lines if line.strip())
    except OSError as error:
        raise MissingInputError(f"{listing}: {error.strerror}; name a list of files") from error


def families_of(words: str | None) -> frozenset[str]:
    """Return the families of rules that ``--for`` names besides the standard's.

    A name is a device's, which stands for the engines behind it, or that of a family.

    Raises:
        OptionError: there is no such device or family.
    """
    if not words:
        return FAMILIES
    from packager.check.devices import DEVICES
    from packager.check.registry import load_rules

    families = {rule.family for rule in load_rules().values()}
    known = {
        **{family: (family,) for family in families},
        **DEVICES,
        "all": tuple(families.union(*DEVICES.values())),
    }
    wanted = {word.strip() for word in words.split(",") if word.strip()}
    for word in sorted(wanted - known.keys()):
        names = ", ".join(sorted(known))
        raise OptionError(f"--for {word}: there is no such device or family; there are {names}")
    return FAMILIES.union(*(known[word] for word in wanted))


def spoken(message: str) -> None:
    """Print a line for people beside the report."""
    click.echo(message, err=True)
