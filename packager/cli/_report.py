"""What was made, told to people in a few lines and to scripts as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from packager.cli._making import Made
from packager.model import Note, NoteKind

_WIDEST = 72
_MARKS = {NoteKind.FOUND: "found", NoteKind.GUESSED: "guessed"}


def as_json(made: Iterable[Made]) -> str:
    """Return what was made as JSON text, a book an object."""
    return json.dumps({"books": [_plain(one) for one in made]}, ensure_ascii=False)


def _plain(made: Made) -> dict[str, Any]:
    value = asdict(made)
    value["error"] = made.error or None
    return value


def as_text(made: Made, *, verbose: bool) -> Iterator[str]:
    """Yield the lines on one book: where it lies, what was found, guessed, dropped, warned of."""
    if made.output:
        yield f"{made.output}: “{made.title}” ({_size(made.size_bytes)})"
    elif made.title:
        yield f"{made.source}: “{made.title}”"
    for kind, label in _MARKS.items():
        yield from _fields(made.notes, kind, label, verbose)
    dropped = [note for note in made.notes if note.kind is NoteKind.DROPPED]
    if dropped:
        yield from _dropped(dropped, verbose)
    for note in made.notes:
        if note.kind is NoteKind.WARNING:
            yield f"  warning  {_place(note)}{note.message}"
    for finding in made.findings:
        line = f":{finding.line}" if finding.line else ""
        source = f" ({finding.source_file}:{finding.source_line})" if finding.source_file else ""
        yield (
            f"  {finding.severity.value:8} {finding.id} {finding.path}{line}{source}: "
            f"{finding.message}"
        )


def _fields(notes: Sequence[Note], kind: NoteKind, label: str, verbose: bool) -> Iterator[str]:
    told = [note for note in notes if note.kind is kind and note.field]
    if kind is NoteKind.FOUND and not verbose:
        names = ", ".join(dict.fromkeys(note.field for note in told))
        if names:
            yield f"  found    {names}"
        return
    for note in told:
        rule = f" ({note.rule})" if note.rule else ""
        yield f"  {label:8} {note.field}: {_short(note.value or note.message)}{rule}"


def _dropped(notes: Sequence[Note], verbose: bool) -> Iterator[str]:
    if verbose:
        for note in notes:
            yield f"  dropped  {_place(note)}{_short(note.value or note.message)}"
        return
    first = _short(notes[0].value or notes[0].message)
    more = f" and {len(notes) - 1} more (-v shows them)" if len(notes) > 1 else ""
    yield f"  dropped  {first}{more}"


def _place(note: Note) -> str:
    if not note.file:
        return ""
    return f"{note.file}:{note.line}: " if note.line else f"{note.file}: "


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _WIDEST else plain[: _WIDEST - 1].rstrip() + "…"


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 1)} kB"  # noqa: PLR2004
