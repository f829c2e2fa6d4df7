"""Show a book in the browser, in a real reading engine."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import click

from packager.cli import _options as options
from packager.cli._making import STDIN, source_of
from packager.errors import SourceError
from packager.read import ReadOptions, Source, read

POLL_SECONDS = 0.5


@click.command("preview")
@click.argument("source", metavar="BOOK.epub|ESSAY")
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

    An essay is built in memory; when it or a file beside it changes, the page follows. Control-C
    ends it.
    """
    from packager.preview.changes import stamp

    if source == STDIN:
        raise click.UsageError("preview watches a file; name one instead of -")
    file = Path(source)
    make = partial(_book, source, ReadOptions(dict(overrides), language or "", people, fetch))
    folders: list[Path] = []
    if file.suffix.lower() != ".epub":
        folder = file.absolute().parent
        folders = [folder, folder.parent / "people", *([people] if people else [])]
    _serve(make, partial(stamp, file, folders), port or 0, is_opened=not no_open)


def _book(name: str, reading: ReadOptions) -> bytes:
    """Return the EPUB that a source is or becomes.

    Raises:
        PackagerError: it is not there, is none of the kinds read, or cannot be built.
    """
    source = source_of(name)
    if source.suffix == ".epub":
        return _sound_zip(source)
    from packager.build import build
    from packager.build.book import book_of

    readings = read(source, reading)
    if len(readings) != 1:
        raise SourceError(
            f"{name}: holds {len(readings)} essays; preview the book you bind them in"
        )
    return build(book_of(readings[0].essay, os.environ))


def _sound_zip(source: Source) -> bytes:
    if not source.data.startswith(b"PK\x03\x04"):
        raise SourceError(f"{source.name}: is no EPUB: it does not begin as a ZIP archive does")
    return source.data


def _serve(
    make: Callable[[], bytes], stamp: Callable[[], object], port: int, *, is_opened: bool
) -> None:
    """Serve until Control-C; the book is made anew whenever its stamp differs."""
    import webbrowser
    from threading import Thread

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
        while True:
            time.sleep(POLL_SECONDS)
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
