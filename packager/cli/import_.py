"""Make Markdown of web pages, texts and whatever packager reads."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from packager.cli import _options as options
from packager.cli._lines import visible
from packager.cli._making import source_of
from packager.cli._write import refuse_existing, write_file
from packager.errors import OptionError, PackagerError
from packager.model import NoteKind, Reading
from packager.read import ReadOptions, Source

_FOLDER = Path("source/essays")
_PAGES = {"text/html": ".html", "application/xhtml+xml": ".xhtml", "multipart/related": ".mhtml"}


@click.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@options.output
@options.metadata
@options.language
@options.people
@click.option("--fetch", is_flag=True, help="Fetch addresses, and images that lie on the web.")
@click.option("--drafts", is_flag=True, help="Take drafts of exports and feeds too.")
@click.option("--show-dropped", is_flag=True, help="Print each text that was left out, and why.")
@options.force
@options.quiet
@options.formats("text", "json")
def command(  # noqa: PLR0913, PLR0917 - options
    sources: tuple[str, ...],
    output: str | None,
    overrides: Mapping[str, str],
    language: str | None,
    people: Path | None,
    fetch: bool,
    drafts: bool,
    show_dropped: bool,
    force: bool,
    quiet: bool,
    form: str,
) -> None:
    """Write each SOURCE as Markdown with front matter, its images beside it, ready to edit.

    A source is a web page, a text, a Word file, an EPUB, an export, the folder of a saved page or
    of Jekyll or Hugo or, with --fetch, an address.
    """  # fmt: skip
    reading_options = ReadOptions(dict(overrides), language or "", people, fetch, drafts)
    folder = Path(output) if output and output != "-" else _FOLDER
    failures: list[PackagerError] = []
    count = 0
    named = [one for name in sources for one in _expanded(name, drafts=drafts)]
    for name in named:
        try:
            for reading in _readings(name, reading_options):
                if reading.essay.draft and not drafts:
                    click.echo(
                        f"{visible(name)}: is a draft and is left out; --drafts takes it", err=True
                    )
                    continue
                count += 1
                _put_out(reading, form, folder, to_stdout=output == "-", force=force, quiet=quiet)
                if show_dropped:
                    _show_dropped(reading)
        except OptionError:
            raise  # the same for every source: one line
        except PackagerError as error:
            failures.append(error)
            click.echo(f"packager: {visible(str(error))}", err=True)
    if len(named) > 1 and not quiet:
        failed = f", {len(failures)} of {len(named)} sources failed" if failures else ""
        click.echo(f"{count} essays imported{failed}", err=True)
    if failures:
        sys.exit(failures[0].exit_code)


def _readings(name: str, reading_options: ReadOptions) -> list[Reading]:
    from packager.read.imported import readings_of

    return readings_of(_source(name, fetch=reading_options.fetch), reading_options)


def _source(name: str, *, fetch: bool) -> Source:
    """Return what a name means: a file, standard input or an address."""
    if name.lower().startswith(("http://", "https://")):
        if not fetch:
            raise click.UsageError(f"{name} is on the web; give --fetch to get it")
        return _fetched(name)
    return source_of(name)


def _expanded(name: str, *, drafts: bool) -> list[str]:
    """Return the sources that a name stands for: a folder is its essays."""
    from packager.read.site_folder import essay_files

    folder = Path(name)
    if not name or "://" in name or not folder.is_dir():
        return [name]
    return [str(file) for file in essay_files(folder, drafts=drafts)] or [name]


def _fetched(address: str) -> Source:
    from packager.read.fetch import fetch

    came = fetch(
        address, accept="text/html, application/xhtml+xml;q=0.9, */*;q=0.5", obey_robots=True
    )
    data = came.data
    if came.charset and came.media_type in _PAGES:
        with suppress(LookupError):
            data = b"\xef\xbb\xbf" + data.decode(came.charset, "replace").encode()
    suffix = _PAGES.get(came.media_type, "")
    plain = came.url.partition("?")[0].rstrip("/").rpartition("/")[2] or "page"
    name = plain if suffix and plain.lower().endswith((suffix, ".htm")) else plain + suffix
    return Source(name, data, url=came.url)


def _put_out(  # noqa: PLR0913 - what the options say
    reading: Reading, form: str, folder: Path, *, to_stdout: bool, force: bool, quiet: bool
) -> None:
    from packager.read.imported import as_json, as_markdown

    if form == "json":
        import json

        click.echo(json.dumps(as_json(reading), ensure_ascii=False))
        return
    text = as_markdown(reading)
    if to_stdout:
        click.echo(text.data, nl=False)
        return
    target = folder / text.name
    for name in (text.name, *(name for name, _ in text.files)):
        refuse_existing(folder / name, force=force)
    for name, data in text.files:
        write_file(folder / name, data, force=force)
    write_file(target, text.data, force=force)
    if not quiet:
        click.echo(visible(f"{target}: {reading.essay.title}"))
        for note in reading.notes:
            if note.kind is not NoteKind.DROPPED and (note.field or note.kind is NoteKind.WARNING):
                click.echo(f"  {visible(note.message)}")


def _show_dropped(reading: Reading) -> None:
    from packager.read.imported import dropped

    for text, reason in dropped(reading):
        click.echo(visible(f"dropped ({reason}): {text}"), err=True)
