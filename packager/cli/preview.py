"""Show a book in the browser, in a real reading engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from packager.cli import _options as options
from packager.cli._making import STDIN
from packager.read import ReadOptions

if TYPE_CHECKING:
    from packager.preview.changes import Stamp


@click.command("preview")
@click.argument("source", metavar="BOOK.epub|ESSAY|MANIFEST.toml")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="N", help="Port; any free one by default."
)
@click.option("--no-open", is_flag=True, help="Print the address; open no browser.")
@options.metadata
@options.language
@options.people
@options.fetch
def command(  # noqa: PLR0913, PLR0917 - options
    source: str,
    port: int | None,
    no_open: bool,
    overrides: Mapping[str, str],
    language: str | None,
    people: Path | None,
    fetch: bool,
) -> None:
    """Show a book in the browser as an e-reader, phone or tablet does, on this machine only.

    An essay is built in memory, an anthology is bound from its manifest (TOML); when one of their
    files or one beside them changes, the page follows. Control-C ends it.
    """
    from packager.cli._shown import shown

    if source == STDIN:
        raise click.UsageError("preview watches a file; name one instead of -")
    reading = ReadOptions(dict(overrides), language or "", people, fetch)
    make, stamp = shown(source, reading)
    _serve(make, stamp, port or 0, is_opened=not no_open)


def _serve(
    make: Callable[[], bytes], stamp: Callable[[], Stamp], port: int, *, is_opened: bool
) -> None:
    """Serve until Control-C; the book is made anew whenever its stamp differs."""
    import webbrowser
    from threading import Thread

    from packager.preview.changes import Watch
    from packager.preview.server import PreviewServer
    from packager.preview.shelf import Shelf

    seen = stamp()
    shelf = Shelf(make())
    server = PreviewServer(shelf, port)
    Thread(target=server.serve_forever, daemon=True).start()
    click.echo(server.url)
    if is_opened:
        webbrowser.open(server.url)
    try:
        watch = Watch()
        while True:
            watch.wait(seen)
            if (now := stamp()) != seen:
                seen = now
                if error := shelf.renew(make).error:
                    click.echo(f"packager: {error}", err=True)
    except KeyboardInterrupt:
        click.echo("ended", err=True)
    finally:
        shelf.close()
        server.shutdown()
        server.server_close()
