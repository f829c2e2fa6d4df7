"""Make an EPUB of each essay."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from packager.cli import _options as options
from packager.cli._making import STDIN, STDOUT, Made, Task, book_stem, make
from packager.cli._pool import spread
from packager.cli._report import as_json, as_text
from packager.read import ReadOptions


@click.command("build")
@click.argument("essays", nargs=-1, required=True, metavar="ESSAY…")
@options.output
@options.metadata
@options.language
@options.people
@options.fetch
@options.force
@click.option("--no-check", is_flag=True, help="Write the book without checking it.")
@options.jobs
@options.quiet
@options.verbose
@options.formats("text", "json")
def command(  # noqa: PLR0913, PLR0917 - options
    essays: tuple[str, ...],
    output: str | None,
    overrides: Mapping[str, str],
    language: str | None,
    people: Path | None,
    fetch: bool,
    force: bool,
    no_check: bool,
    jobs: int | None,
    quiet: bool,
    verbose: bool,
    form: str,
) -> None:
    """Make an EPUB of each ESSAY: Markdown, text, or whatever a reader is installed for.

    Each book is checked before it is written; - reads standard input.
    """
    target, is_folder = _target(output, essays)
    reading = ReadOptions(dict(overrides), language or "", people, fetch)
    tasks = [
        Task(essay, target, is_folder, reading, force=force, has_check=not no_check)
        for essay in essays
    ]
    _refuse_clashes(tasks)
    failed: list[Made] = []
    kept: list[Made] = []
    count = 0
    with _progress(len(tasks), hidden=quiet) as step:
        for made in _in_order(tasks, jobs):
            step()
            for one in made:
                count += 1
                failed += [one] if one.error else []
                kept += [one] if form == "json" else []
                _tell(one, form=form, quiet=quiet, verbose=verbose, on_stderr=target == STDOUT)
    if form == "json":
        click.echo(as_json(kept), err=target == STDOUT)
    elif len(tasks) > 1 and not quiet:
        click.echo(f"{count - len(failed)} of {count} books made", err=bool(failed))
    if failed:
        sys.exit(failed[0].exit_code)


def _target(output: str | None, essays: tuple[str, ...]) -> tuple[Path, bool]:
    """Return where books go and whether that is a folder, not a file."""
    if output is None:
        return Path(), True
    if output == str(STDOUT):
        if len(essays) > 1:
            raise click.UsageError("standard output takes one book; give -o FOLDER/")
        return STDOUT, False
    if len(essays) > 1 and Path(output).is_file():
        raise click.UsageError(f"{output} is a file; several essays need a folder with -o FOLDER/")
    return Path(output), len(essays) > 1 or output.endswith(("/", os.sep)) or Path(output).is_dir()


def _refuse_clashes(tasks: Iterable[Task]) -> None:
    """Refuse two sources whose books would have one name, before anything is made."""
    seen: dict[str, str] = {}
    for task in tasks:
        if task.source == STDIN:
            continue
        stem = book_stem(task.source)
        name = stem.casefold()
        if name in seen:
            raise click.UsageError(
                f"{seen[name]} and {task.source} would both become {stem}.epub; "
                "build them into different folders"
            )
        seen[name] = task.source


def _in_order(tasks: list[Task], jobs: int | None) -> Iterator[list[Made]]:
    """Yield what came of each task; one task needs no other process."""
    yield from spread(make, tasks, 1 if len(tasks) == 1 else jobs)


@contextmanager
def _progress(count: int, *, hidden: bool) -> Iterator[Callable[[], None]]:
    """Give a function to call for each task done; it moves a bar, on a terminal only."""
    if hidden or count == 1 or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=count, file=sys.stderr, label="books") as bar:
        yield lambda: bar.update(1)


def _tell(made: Made, *, form: str, quiet: bool, verbose: bool, on_stderr: bool) -> None:
    """Print the lines on one book; errors go to stderr in any case."""
    told = made.findings if made.error else not quiet
    if form == "text" and (told or verbose):
        for line in as_text(made, verbose=verbose):
            click.echo(line, err=on_stderr or bool(made.error))
    if made.error:
        for line in made.error.splitlines():
            click.echo(f"packager: {line}", err=True)
