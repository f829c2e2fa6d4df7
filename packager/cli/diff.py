"""Say what changed between two editions of a book."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from packager.cli import _options as options


@click.command("diff")
@click.argument("old", metavar="OLD.epub")
@click.argument("new", metavar="NEW.epub")
@options.formats("text", "json")
@click.option(
    "--corrections",
    is_flag=True,
    help="Write what changed into the corrections page of NEW, an anthology of packager's.",
)
def command(old: str, new: str, form: str, corrections: bool) -> None:
    """Say what changed from OLD to NEW: metadata, contents, and the prose of each essay.

    The exit status is 1 where something changed, 0 where nothing did.
    """
    from packager.anthology.changes import as_json, as_text, compare
    from packager.anthology.edition import edition_of
    from packager.cli._making import source_of

    changes = compare(edition_of(source_of(old)), edition_of(source_of(new)))
    if form == "json":
        click.echo(json.dumps(as_json(changes), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(changes) or f"{old} and {new}: equal in metadata, contents and prose")
    if corrections and not changes.is_empty:
        from packager.anthology.corrections import with_corrections
        from packager.build import build
        from packager.cli._write import write_file

        book = with_corrections(source_of(new), changes, os.environ)
        write_file(Path(new), build(book), force=True)
        click.echo(f"{new}: its corrections page tells of the changes", err=True)
    sys.exit(0 if changes.is_empty else 1)
