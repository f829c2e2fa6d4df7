"""Give the essays of an anthology back, each an EPUB of its own."""

from __future__ import annotations

import os
from pathlib import Path

import click

from packager.cli import _options as options
from packager.cli._lines import visible


@click.command("split")
@click.argument("book", metavar="BOOK.epub")
@options.output_folder
@click.option("--no-manifest", is_flag=True, help="Write the essays alone.")
@options.force
@options.quiet
def command(book: str, output: str | None, no_manifest: bool, force: bool, quiet: bool) -> None:
    """Give the essays of BOOK back, each an EPUB with its own metadata, people and notes.

    They go to a folder named after the book, or to -o FOLDER, with a manifest that bundle binds
    again: BOOK.toml, the introductions, the cover and the portraits of those who made the book.
    """
    from packager.anthology.split import distinct_names, take_apart
    from packager.build import build
    from packager.cli._making import STDIN, source_of
    from packager.cli._write import refuse_existing, write_file

    stem = Path(book).stem if book != STDIN else "book"
    folder = Path(output) if output else Path(stem)
    apart = take_apart(source_of(book), os.environ)
    targets = [folder / name for name in distinct_names(apart.books)]
    beside = {folder / name: data for name, data in apart.files.items()}
    if apart.manifest:
        beside[folder / f"{stem}.toml"] = apart.manifest.encode()
    if no_manifest:
        beside = {}
    for target in (*targets, *beside):
        refuse_existing(target, force=force)
    for one, target in zip(apart.books, targets, strict=True):
        write_file(target, build(one), force=force)
        if not quiet:
            click.echo(visible(f"“{one.title}” → {target}"))
    for target, data in beside.items():
        write_file(target, data, force=force)
    if apart.manifest and not no_manifest and not quiet:
        click.echo(visible(f"packager bundle {folder / stem}.toml binds them again"))
