"""Show each field of an essay: its value, where it came from, what it becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from packager.cli import _options as options
from packager.cli._lines import visible
from packager.model import Note, NoteKind, Reading
from packager.read import ReadOptions
from packager.read.fields import FIELDS

_TOLD = (NoteKind.FOUND, NoteKind.GUESSED)


@click.command("meta")
@click.argument("file")
@options.metadata
@options.language
@options.people
@options.formats("text", "json")
def command(
    file: str,
    overrides: Mapping[str, str],
    language: str | None,
    people: Path | None,
    form: str,
) -> None:
    """Show each field of FILE: its value, its file and line, the rule, the OPF element."""
    from packager.cli._making import source_of
    from packager.read import read

    reading = ReadOptions(dict(overrides), language or "", people, drafts=True)
    rows = [list(_rows(one.notes)) or _kept(one) for one in read(source_of(file), reading)]
    if form == "json":
        click.echo(json.dumps(rows if len(rows) > 1 else rows[0], ensure_ascii=False, indent=2))
        return
    for number, fields in enumerate(rows):
        click.echo("", nl=number > 0)
        for row in fields:
            place = f"{row['file']}:{row['line']}" if row["line"] else row["file"]
            click.echo(visible(f"{row['field']:14} {row['value']}"))
            told = f"{'':14} {row['kind']} by {row['rule']}, {place} → {row['opf'] or '(page)'}"
            click.echo(visible(told))


def _kept(reading: Reading) -> list[dict[str, object]]:
    """Return the rows of an essay that came whole from a book: what its front matter would hold."""
    from packager.read import Source, read
    from packager.read.imported import as_markdown

    (again,) = read(Source("essay.md", as_markdown(reading).data), ReadOptions(drafts=True))
    told = {"rule": reading.notes[0].rule, "file": reading.notes[0].file} if reading.notes else {}
    return [row | told | {"line": None} for row in _rows(again.notes)]


def _rows(notes: tuple[Note, ...]) -> Iterator[dict[str, object]]:
    """Yield a row for each field that has a value, in the order of the reference."""
    for field in FIELDS:
        for note in notes:
            if note.field == field.key and note.kind in _TOLD:
                yield {
                    "field": field.key,
                    "value": note.value,
                    "kind": str(note.kind),
                    "rule": note.rule,
                    "file": note.file,
                    "line": note.line,
                    "opf": field.opf,
                }
