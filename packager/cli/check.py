"""Check EPUB files, or single documents, against the standard."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from packager.check import Report, Severity
from packager.cli import _options
from packager.cli._checking import Outcome, Task, families_of, listed_files, run_task, spoken
from packager.cli._pool import spread

_MISSING, _BUG = 66, 70
_BAR = 30  # characters


@click.command("check")
@_options.formats("text", "json", "sarif", "github")
@click.option(
    "--mode",
    type=click.Choice(["epub", "opf", "xhtml", "svg", "nav", "mo"]),
    help="What each file is; a whole book by default.",
)
@click.option(
    "--epub-version",
    "version",
    type=click.Choice(["2", "3"]),
    help="The version to judge a single document by.",
)
@click.option(
    "--profile",
    type=click.Choice(["default", "dict", "edupub", "idx", "preview"]),
    default="default",
    help="The kind of publication, for what the standard adds to it.",
)
@click.option(
    "--for",
    "families",
    metavar="NAMES",
    help="Rules beyond the standard: accessibility, kindle, kobo … or all.",
)
@click.option("--usage", is_flag=True, help="Report what is merely noteworthy too.")
@click.option(
    "--fail-on",
    type=click.Choice([s.value for s in Severity] + ["never"]),
    help="The least grave severity that makes the command exit with 1 (error).",
)
@click.option("--ignore", multiple=True, metavar="NAME|ID", help="Leave out a rule or an id.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A report of before (JSON); only what is new is told.",
)
@click.option("--from", "listing", metavar="LIST", help="A list of files, one a line; - is stdin.")
@click.option(
    "--epubcheck",
    "official",
    is_flag=True,
    help="Run the official EPUBCheck too and tell where the two differ.",
)
@click.option(
    "--fix", "mends", is_flag=True, help="Mend the book too, as NAME.fixed.epub: packager fix."
)
@_options.jobs
@_options.quiet
@click.argument("files", nargs=-1)
@click.pass_context
def command(  # noqa: PLR0913 - options
    context: click.Context,
    *,
    form: str,
    mode: str | None,
    version: str | None,
    profile: str,
    families: str | None,
    usage: bool,
    fail_on: str | None,
    ignore: tuple[str, ...],
    baseline: Path | None,
    listing: str | None,
    official: bool,
    mends: bool,
    jobs: int | None,
    quiet: bool,
    files: tuple[str, ...],
) -> None:
    """Check each FILE and report what keeps it from being a sound EPUB."""
    from packager.check.settings import CheckSettings, read_baseline, read_settings

    if not files and listing is None:
        raise click.UsageError("name a file to check, or a list of files by --from")
    if mends:
        if len(files) != 1 or listing is not None or mode not in {None, "epub"} or form != "text":
            raise click.UsageError("--fix mends one whole book and tells it as text; name one EPUB")
        from packager.cli.fix import command as fix

        context.invoke(fix, book=Path(files[0]), families=families, profile=profile, quiet=quiet)
    settings: CheckSettings = read_settings(Path.cwd())
    _refuse_unknown(ignore)
    is_one = len(files) == 1 and listing is None
    pattern = Task(
        "",
        None if mode == "epub" else mode,
        version,
        profile,
        families_of(families),
        usage,
        (*ignore, *settings.ignore),
        dict(settings.severities),
        read_baseline(baseline) if baseline else frozenset(),
        form == "text" and not quiet,
        (jobs or os.cpu_count() or 1) if is_one else 1,
    )
    from dataclasses import replace

    listed = listed_files(files, listing)
    tasks = (None if file is None else replace(pattern, file=file) for file in listed)
    jobs = 1 if is_one else jobs
    outcomes = spread(run_task, tasks, jobs)
    if not is_one and not quiet and sys.stderr.isatty():
        outcomes = _watched(outcomes, total=len(files) if listing is None else None)
    reports = _Tally(outcomes, keeps=official)
    from packager.cli._printing import print_reports

    print_reports(form, reports, quiet=quiet)
    if official:
        from packager.cli._printing import print_differences

        print_differences(reports.kept, mode, version, profile)
    bar = Severity(fail_on) if fail_on and fail_on != "never" else settings.fail_on
    sys.exit(reports.status(None if fail_on == "never" else bar or Severity.ERROR))


def _refuse_unknown(names: tuple[str, ...]) -> None:
    """Do nothing if each name is a rule's or an id: one that is mistyped would leave out nothing.

    Raises:
        click.UsageError: one is neither.
    """
    if not names:
        return
    from packager.check.manual import message_ids
    from packager.check.registry import load_rules

    rules = load_rules()
    known = {*rules, *(rule.id for rule in rules.values()), *(one.id for one in message_ids())}
    for name in names:
        if name not in known:
            raise click.UsageError(f"--ignore {name}: no such rule or id; packager rules has them")


def _watched(outcomes: Iterator[Outcome], total: int | None) -> Iterator[Outcome]:
    """Pass outcomes on; a bar on the terminal tells how many there were, and goes with the last.

    It is taken away while an outcome is printed, which may be on the same terminal. Of a list it
    tells the number alone: the list is read as its files are checked, and may have no end yet.
    """
    shown = False
    for number, outcome in enumerate(outcomes, 1):
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)
        yield outcome
        shown = total is None or number < total
        if shown:
            click.echo(_bar(number, total), nl=False, err=True)
    if shown:
        click.echo("\r\x1b[K", nl=False, err=True)


def _bar(number: int, total: int | None) -> str:
    if total is None:
        return f"{number:,} checked"
    done = _BAR * number // total
    return f"[{'#' * done}{'-' * (_BAR - done)}] {number:,} of {total:,} checked"


class _Tally:
    """Outcomes as they come, of which only what the exit status needs is kept.

    ``keeps`` has the ids and paths kept too, for a second opinion on them.
    """

    def __init__(self, outcomes: Iterator[Outcome], *, keeps: bool) -> None:
        self._outcomes = outcomes
        self._keeps = keeps
        self._ranks: set[Severity] = set()
        self._missing = self._bug = False
        self.kept: list[tuple[str, frozenset[tuple[str, str]]]] = []

    def __iter__(self) -> Iterator[Outcome]:
        for outcome in self._outcomes:
            report: Report = outcome.report
            self._ranks |= {finding.severity for finding in report.findings}
            self._missing |= outcome.missing
            self._bug |= bool(outcome.bug)
            if self._keeps:
                self.kept.append((report.path, frozenset((f.id, f.path) for f in report.findings)))
            if outcome.bug:
                spoken(outcome.bug.rstrip())
            yield outcome

    def status(self, bar: Severity | None) -> int:
        """Return the exit status: 70 a bug, 66 a missing file, 1 findings, 0 fine."""
        if self._bug:
            return _BUG
        if self._missing:
            return _MISSING
        return int(bar is not None and any(s.rank <= bar.rank for s in self._ranks))
