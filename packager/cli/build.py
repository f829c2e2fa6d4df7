"""Make an EPUB of each essay."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from packager.cli import _options as options
from packager.cli._lines import visible
from packager.cli._making import STDIN, Made, Task, book_stem, make
from packager.cli._pool import spread
from packager.cli._report import as_json, as_text
from packager.cli._write import STDOUT
from packager.read import ReadOptions
from packager.targets import target_named


@click.command("build")
@click.argument("essays", nargs=-1, required=True, metavar="ESSAY…")
@options.output
@options.target()
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
    wanted: tuple[str, ...],
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
    """Make a book of each ESSAY: Markdown, text, or whatever a reader is installed for.

    It is an EPUB 3, or what --target names: compat for old devices, kepub for Kobo, a web page
    (html), or, where calibre is installed, azw3 and pdf. Each EPUB is checked before it is
    written; - reads standard input.
    """
    target, is_folder = _target(output, essays, wanted)
    reading = ReadOptions(dict(overrides), language or "", people, fetch)
    tasks = [
        Task(essay, target, is_folder, reading, force, not no_check, wanted) for essay in essays
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


def _target(
    output: str | None, essays: tuple[str, ...], wanted: tuple[str, ...]
) -> tuple[Path, bool]:
    """Return where books go and whether that is a folder, not a file."""
    several = len(essays) > 1 or len(wanted) > 1
    if output is None:
        return Path(), True
    if output == str(STDOUT):
        if several:
            raise click.UsageError("standard output takes one book; give -o FOLDER/")
        return STDOUT, False
    if several and Path(output).is_file():
        what = "essays" if len(essays) > 1 else "targets"
        raise click.UsageError(f"{output} is a file; several {what} need a folder with -o FOLDER/")
    return Path(output), several or output.endswith(("/", os.sep)) or Path(output).is_dir()


def _refuse_clashes(tasks: Iterable[Task]) -> None:
    """Refuse two sources whose books would have one name, before anything is made."""
    seen: dict[str, str] = {}
    for task in tasks:
        if task.source == STDIN:
            continue
        for wanted in task.wanted:
            name = book_stem(task.source) + target_named(wanted).SUFFIX
            first = seen.setdefault(name.casefold(), task.source)
            if first is not task.source:
                raise click.UsageError(
                    f"{first} and {task.source} would both become {name}; "
                    "build them into different folders"
                )


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
            click.echo(visible(line), err=on_stderr or bool(made.error))
    if made.error:
        for line in made.error.splitlines():
            click.echo(f"packager: {visible(line)}", err=True)
