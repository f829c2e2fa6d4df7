"""Bind essays into an anthology."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from packager.cli import _options as options
from packager.cli._lines import visible
from packager.read import ReadOptions
from packager.targets import DEFAULT


@click.command("bundle")
@click.argument("sources", nargs=-1, required=True, metavar="MANIFEST.toml|FOLDER|SOURCE…")
@options.output
@options.target()
@options.metadata
@options.language
@options.people
@options.fetch
@options.force
@click.option("--add", multiple=True, metavar="ESSAY", help="Add it to the BOOK.epub given.")
@click.option("--replace", multiple=True, metavar="ESSAY", help="Replace the essay of its name.")
@click.option("--remove", multiple=True, metavar="NAME", help="Take the essay out.")
@click.option(
    "--style",
    type=click.Choice(["house", "keep"]),
    default="house",
    show_default=True,
    help="keep: the styles of foreign EPUBs, each for its own essay.",
)
@click.option("--drafts", is_flag=True, help="Bind drafts too.")
@click.option("--require-rights", is_flag=True, help="Fail where a permission is missing.")
@click.option("--keep-going", is_flag=True, help="Leave out what cannot be bound, and list it.")
@click.option("--no-check", is_flag=True, help="Write the book without checking it.")
@click.option("--no-cache", is_flag=True, help="Read every source anew.")
@click.option("--no-lock", is_flag=True, help="Neither use nor write NAME.lock.toml.")
@options.jobs
@options.quiet
@options.verbose
def command(  # noqa: PLR0913, PLR0917 - options
    sources: tuple[str, ...],
    output: str | None,
    wanted: tuple[str, ...],
    overrides: Mapping[str, str],
    language: str | None,
    people: Path | None,
    fetch: bool,
    force: bool,
    add: tuple[str, ...],
    replace: tuple[str, ...],
    remove: tuple[str, ...],
    style: str,
    drafts: bool,
    require_rights: bool,
    keep_going: bool,
    no_check: bool,
    no_cache: bool,
    no_lock: bool,
    jobs: int | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Bind essays into one book in which each keeps its byline, notes, source and licence.

    It is an EPUB 3, or what --target names, as for build.

    The essays come from a manifest (TOML), a folder in the order of its names, or a list of
    sources of any kind that packager reads, EPUBs and their chapters (BOOK.epub#PATH) included.
    With --add, --replace or --remove the one source is a finished anthology, which is changed in
    its place (or written to -o) without its sources.
    """
    from packager.anthology.bind import BindOptions
    from packager.cache import cache_folder
    from packager.cli._binding import Request, bind_to_file, edit_to_file, is_own_anthology

    request = Request(
        sources,
        Path(output) if output else None,
        dict(overrides),
        BindOptions(
            ReadOptions({}, language or "", people, fetch, drafts, style == "keep"),
            require_rights,
            keep_going,
            None if no_cache else cache_folder(os.environ),
            jobs,
        ),
        force=force,
        has_check=not no_check,
        has_lock=not no_lock,
        wanted=wanted,
    )
    if output and len(wanted) > 1 and (output == "-" or Path(output).is_file()):
        raise click.UsageError(
            f"{output} is no folder; several targets need a folder with -o FOLDER/"
        )
    if add or replace or remove or (wanted != (DEFAULT,) and is_own_anthology(request)):
        from packager.anthology.edit import Edit

        lines = edit_to_file(
            request, Edit(add, replace, remove, dict(overrides)), os.environ, is_verbose=verbose
        )
    else:
        lines = bind_to_file(request, os.environ, is_verbose=verbose)
    for line in lines:
        if not quiet:
            click.echo(visible(line), err=output == "-")
