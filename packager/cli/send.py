"""Send books to a reader, by mail or to a device that is plugged in."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from packager.cli import _options


@click.command("send")
@click.option(
    "--to",
    "where",
    metavar="ADDRESS|DEVICE",
    help="A mail address, a name of yours, kobo, kindle, pocketbook, koreader, or a folder.",
)
@click.option("--list", "lists", is_flag=True, help="Show where a book can go; send nothing.")
@click.option("--dry-run", is_flag=True, help="Tell what would be sent; send nothing.")
@click.option("--epub", "plain", is_flag=True, help="Copy to a Kobo as EPUB, not as kepub.")
@click.option(
    "--force",
    is_flag=True,
    help="Send a book that may not open; replace another of its name on the device.",
)
@_options.quiet
@click.argument("books", nargs=-1, metavar="BOOK.epub…", type=click.Path(path_type=Path))
def command(  # noqa: PLR0913, PLR0917 - options
    where: str | None,
    lists: bool,
    dry_run: bool,
    plain: bool,
    force: bool,
    quiet: bool,
    books: tuple[Path, ...],
) -> None:
    """Mail each BOOK to a reader's address, or copy it to a reader that is plugged in.

    Each is checked first by the rules of where it goes; one that may not open is not sent.
    """
    from packager.send import devices
    from packager.send.route import Order, described, way_to
    from packager.send.settings import read_settings, settings_file

    settings = read_settings(settings_file(os.environ, sys.platform, Path.home()))
    mounts = devices.mount_points(sys.platform, os.environ)
    if lists:
        for line in described(devices.found_devices(mounts), settings):
            click.echo(line)
        return
    if not where:
        raise click.UsageError("name where the books go by --to; --list shows what there is")
    if not books:
        raise click.UsageError("name a book to send")
    now = datetime.now(UTC).replace(microsecond=0)
    order = Order(books, now, os.environ, dry_run=dry_run, force=force, converts=not plain)
    way = way_to(where, settings, lambda: devices.found_devices(mounts))
    for line in way.send(order):
        if not quiet:
            click.echo(line)
