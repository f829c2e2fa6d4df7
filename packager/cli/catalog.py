"""Make a catalog of a folder of EPUBs, for any web server: OPDS and plain pages."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from packager.cli import _options
from packager.cli._pool import spread


def _address(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    """Return an address with a slash at its end.

    Raises:
        click.BadParameter: it is no address of the web.
    """
    from urllib.parse import urlsplit

    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise click.BadParameter(f"{value!r} is no address such as https://example.org/books/")
    return value if value.endswith("/") else f"{value}/"


@click.command("catalog")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where the catalog goes; beside the books by default. Elsewhere it gets copies of them.",
)
@click.option("--title", metavar="TEXT", help="What it is called; the folder's name by default.")
@click.option(
    "--url",
    "base",
    metavar="ADDRESS",
    callback=_address,
    help="The address it will have; feeds then name whole addresses.",
)
@click.option("--keep-going", is_flag=True, help="Exit with 0 even if books were left out.")
@click.option("--force", is_flag=True, help="Replace files that this command did not make.")
@_options.jobs
@_options.quiet
@click.argument("folder", type=click.Path(path_type=Path))
def command(  # noqa: PLR0913, PLR0917 - options
    output: Path | None,
    title: str | None,
    base: str,
    keep_going: bool,
    force: bool,
    jobs: int | None,
    quiet: bool,
    folder: Path,
) -> None:
    """Make a catalog of the EPUBs in FOLDER: OPDS 1.2 and 2.0, and pages for any browser.

    A book that cannot be read is told and left out; the command then exits with 1.
    """
    from packager.catalog.shop import make_catalog

    target = output or folder
    named = " ".join((title or folder.resolve().name or "Books").split())
    made = make_catalog(folder, target, named, base, partial(spread, jobs=jobs), force=force)
    for line in made.troubles:
        click.echo(f"packager: left out: {line}", err=True)
    for line in made.notes:
        click.echo(f"packager: {line}", err=True)
    if not quiet:
        count = "1 book" if made.books == 1 else f"{made.books} books"
        click.echo(
            f"{target / 'index.html'}: {count}; {made.written} files written, "
            f"{made.removed} removed"
        )
        click.echo(f"OPDS 1.2: {base}index.xml · OPDS 2.0: {base}opds.json")
    sys.exit(1 if made.troubles and not keep_going else 0)
