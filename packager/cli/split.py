"""Give the essays of an anthology back, each an EPUB of its own."""

from __future__ import annotations

import os
from pathlib import Path

import click

from packager.cli import _options as options


@click.command("split")
@click.argument("book", metavar="BOOK.epub")
@options.output_folder
@options.force
@options.quiet
def command(book: str, output: str | None, force: bool, quiet: bool) -> None:
    """Give the essays of BOOK back, each an EPUB with its own metadata, people and notes.

    They go to a folder named after the book, or to -o FOLDER.
    """
    from packager.anthology.split import distinct_names, split
    from packager.build import build
    from packager.cli._making import source_of
    from packager.cli._write import refuse_existing, write_file

    folder = Path(output) if output else Path(Path(book).stem)
    books = [one for one, _ in split(source_of(book), os.environ)]
    targets = [folder / name for name in distinct_names(books)]
    for target in targets:
        refuse_existing(target, force=force)
    for one, target in zip(books, targets, strict=True):
        write_file(target, build(one), force=force)
        if not quiet:
            click.echo(f"“{one.title}” → {target}")
