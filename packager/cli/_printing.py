"""Reports printed as they come: text, one JSON document, one SARIF log, annotations."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from packager.check.finding import Severity
from packager.check.github import as_github
from packager.check.report import as_json, dump
from packager.check.text_report import as_text
from packager.cli._checking import Outcome

_SCORED = (Severity.FATAL, Severity.ERROR, Severity.WARNING)


def print_reports(form: str, outcomes: Iterable[Outcome], *, quiet: bool) -> None:
    """Print the reports in the form wanted, each as soon as it is there where the form allows."""
    if form == "json":
        _print_json(outcomes)
    elif form == "sarif":
        _print_sarif(outcomes)
    elif form == "github":
        for outcome in outcomes:
            for line in as_github(outcome.report):
                click.echo(line)
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        total = sound = 0
        for outcome in outcomes:
            total += 1
            sound += outcome.report.valid
            if not (quiet and outcome.report.valid):
                for line in as_text(outcome.report, outcome.excerpts, colour=colour):
                    click.echo(line)
        if total > 1 and not quiet:
            click.echo(f"{total} files: {sound} sound, {total - sound} not")


def _print_json(outcomes: Iterable[Outcome]) -> None:
    """Print one document, report by report, so that memory does not grow with their number."""
    out = sys.stdout
    out.write('{"reports": [')
    for number, outcome in enumerate(outcomes):
        out.write((",\n" if number else "\n") + dump(as_json(outcome.report)))
        out.flush()
    out.write("\n]}\n")


def _print_sarif(outcomes: Iterable[Outcome]) -> None:
    from importlib.metadata import version

    from packager.check.registry import load_rules
    from packager.check.sarif import log_of

    reports = (outcome.report for outcome in outcomes)
    for piece in log_of(reports, load_rules(), version("packager")):
        sys.stdout.write(piece)
    sys.stdout.write("\n")


def print_differences(
    ours: Sequence[tuple[str, frozenset[tuple[str, str]]]],
    mode: str | None,
    version: str | None,
    profile: str,
) -> None:
    """Print where the official EPUBCheck says something else, by id and path.

    Raises:
        ConfigError: EPUBCheck is not installed.
    """
    from packager.check.epubcheck import run_epubcheck

    options = ["--profile", profile] if profile != "default" else []
    if mode not in (None, "epub"):
        options += ["--mode", str(mode), "-v", f"{version or '3'}.0"]
    files = [(Path(path), found) for path, found in ours if Path(path).is_file()]
    differing = 0
    answers = run_epubcheck([file for file, _ in files], options)
    for (file, mine), (_, report) in zip(files, answers, strict=True):
        theirs = {(f.id, f.path) for f in report.findings if f.severity in _SCORED}
        own = {(id_, path) for id_, path in mine if not id_.startswith("PKR")}
        missing = sorted({id_ for id_, _ in theirs} - {id_ for id_, _ in own})
        extra = sorted({id_ for id_, _ in own} - {f.id for f in report.findings})
        if missing or extra:
            differing += 1
            click.echo(f"{file}: only EPUBCheck: {_told(missing)}; only packager: {_told(extra)}")
    click.echo(f"EPUBCheck agrees on {len(files) - differing} of {len(files)} files")


def _told(ids: Sequence[str]) -> str:
    return ", ".join(ids) or "nothing"
