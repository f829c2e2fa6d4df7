"""Repair an EPUB: what check finds and a machine can mend."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from packager.cli import _options
from packager.cli._checking import families_of
from packager.cli._write import refuse_existing, write_file


@click.command("fix")
@_options.output_file
@click.option("--dry-run", is_flag=True, help="Tell what would be mended; write nothing.")
@click.option("--diff", "shows_diff", is_flag=True, help="Show each change as a diff.")
@click.option("--unsafe", is_flag=True, help="Let repairs run that guess or take something out.")
@click.option("--epub3", "upgrades", is_flag=True, help="Make an EPUB 2 an EPUB 3.")
@click.option(
    "--for",
    "families",
    metavar="NAMES",
    help="Mend for devices too: accessibility, kindle, kobo … or all.",
)
@click.option(
    "--profile",
    type=click.Choice(["default", "dict", "edupub", "idx", "preview"]),
    default="default",
    help="The kind of publication, for what the standard adds to it.",
)
@_options.force
@_options.quiet
@click.argument("book", type=click.Path(path_type=Path))
def command(  # noqa: PLR0913, PLR0917 - options
    output: str | None,
    dry_run: bool,
    shows_diff: bool,
    unsafe: bool,
    upgrades: bool,
    families: str | None,
    profile: str,
    force: bool,
    quiet: bool,
    book: Path,
) -> None:
    """Repair BOOK and write it beside itself as NAME.fixed.epub, or to -o FILE.

    Each repair is listed with the rule that asked for it. The words of the text stay as they are.
    Exits with 1 when findings remain.
    """
    from datetime import UTC, datetime

    from packager.build.book import modification_time
    from packager.errors import MissingInputError
    from packager.fix import fix
    from packager.fix.report import diff_of, lines_of

    target = Path(output) if output else book.with_name(f"{book.stem}.fixed.epub")
    if target.is_dir():
        target /= book.name
    to_stdout = str(target) == "-"
    if not dry_run and not to_stdout:
        refuse_existing(target, force=force)
    try:
        data = book.read_bytes()
    except OSError as error:
        raise MissingInputError(f"{book}: {error.strerror}; name an EPUB file") from error
    now = modification_time(os.environ, datetime.now(UTC).isoformat())
    fixed = fix(
        data,
        name=str(book),
        now=now,
        unsafe=unsafe,
        families=families_of(families),
        profile=profile,
        upgrades=upgrades,
    )
    for line in lines_of(fixed, quiet=quiet):
        click.echo(line, err=to_stdout)
    if shows_diff:
        for line in diff_of(fixed):
            click.echo(line, err=to_stdout)
    if not dry_run:
        if to_stdout:
            sys.stdout.buffer.write(fixed.data)
        else:
            write_file(target, fixed.data, force=force)
            if not quiet:
                click.echo(f"written to {target}")
    sys.exit(0 if fixed.after.valid else 1)
