"""People: those whose files stand in the ``people/`` folder, by the names they may be called.

A person's file is ``people/NAME.md``: front matter with ``name``, ``sort-name``, ``url``,
``orcid``, ``image``, ``links``; the text below is the biography, in Markdown.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from packager.data_classes import dataclass
from packager.errors import SourceError
from packager.model import Note, NoteKind, Person
from packager.read import files
from packager.read.contents import reason_of
from packager.read.person import biography, person_of

if TYPE_CHECKING:
    from packager.read.front_matter import Value

_MOST_FILES = 5_000
_LEVELS = 3  # folders above the source in which ``people`` is looked for
_SUFFIXES = frozenset((".md", ".markdown"))
_ALIKE = frozenset((".yaml", ".yml", ".toml", ".json", ".txt", ".html"))
_NAME = re.compile(r"(?m)^[\"']?(?:name|sort-name)[\"']?[ \t]*[:=](.*)$")
_FRONT_BYTES = 64 * 1024  # at the start of a file, in which names are looked for
_NOT_PEOPLE = frozenset(("readme", "_index", "index"))


@dataclass(frozen=True, slots=True)
class People:
    """The people of a folder, by the names they may be called, and what was strange there."""

    by_name: Mapping[str, Person]
    notes: tuple[Note, ...] = ()
    broken: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with each file that cannot be read, by the names that it may be called."""

    def find(self, name: str) -> Person | None:
        """Return the person who has a name, or the key (file name) of one.

        Raises:
            SourceError: the file of that person cannot be read.
        """
        key = _folded(name)
        if key in self.broken and key not in self.by_name:
            raise SourceError(self.broken[key])
        return self.by_name.get(key)


NOBODY = People({})


def _folded(name: str) -> str:
    """Return a name without case, accents, full stops and order: two spellings of one are equal."""
    flat = unicodedata.normalize("NFKD", name.casefold())
    flat = "".join(c for c in flat if not unicodedata.combining(c))
    if flat.count(",") == 1:
        family, given = flat.split(",")
        flat = f"{given} {family}"
    return " ".join(re.sub(r"[.’'\-_]", " ", flat).split())


def people_folder(source: Path | None) -> Path | None:
    """Return the folder ``people`` beside a source or up to three folders above it.

    It is named as the user named the source, so that messages are.
    """
    if source is None:
        return None
    above = source.parent
    for _ in range(_LEVELS):
        folder = Path(os.path.normpath(above / "people"))
        if files.is_folder(folder):
            return folder
        above /= ".."
    return None


def load_people(folder: Path | None) -> People:
    """Return the people whose files are in a folder, and what is strange there.

    Told are two files for one name, files that hold nothing, files that only look like one, and
    those that cannot be read: they stop only the essays of whom they describe.
    """
    if folder is None or not folder.is_dir():
        return NOBODY
    return files.remembered(folder, lambda: _load(folder))


def _load(folder: Path) -> People:
    by_name: dict[str, Person] = {}
    notes: list[Note] = []
    known: list[Person] = []
    broken: dict[str, str] = {}
    for file in files.listed(folder, "*")[:_MOST_FILES]:
        if file.suffix.lower() in _ALIKE:
            advice = f"write a Markdown file {file.stem}.md with front matter"
            notes.append(_warning(f"is not read as a person; {advice}", file))
        if file.suffix.lower() not in _SUFFIXES or file.stem.casefold() in _NOT_PEOPLE:
            continue
        try:
            made, strange = _read(file, folder)
        except SourceError as error:
            broken |= dict.fromkeys(_names_in(file), str(error))
            notes.append(_unread(file, str(error)))
            continue
        notes += strange
        if made is None:
            continue
        person, also = made
        notes += _doubles(person, known, file)
        known.append(person)
        for called in (person.name, person.sort_name, file.stem, *also):
            by_name.setdefault(_folded(called), person)
    return People(by_name, tuple(notes), broken)


def _names_in(file: Path) -> set[str]:
    """Return what the person of a file that cannot be read may be called: by its name, and in it.

    Whoever wrote the essay may have used either.
    """
    written = _NAME.findall(files.read_bytes(file)[:_FRONT_BYTES].decode("utf-8", "replace"))
    return {_folded(name.strip(" \t\"'")) for name in (file.stem, *written)} - {""}


def _unread(file: Path, reason: str) -> Note:
    """Return the warning on a file that cannot be read; the reason begins with file and line."""
    text = reason.removeprefix(f"{file}:")
    line, colon, rest = text.partition(": ")
    note = _warning(f"{rest if line.isdigit() else text.strip()}; nobody is read from it", file)
    return replace(note, line=int(line)) if colon and line.isdigit() else note


def _read(file: Path, folder: Path) -> tuple[tuple[Person, list[str]] | None, list[Note]]:
    """Return the person of a file with their other names, or nobody; and what is strange."""
    from packager.read.decoding import decode
    from packager.read.front_matter import split

    try:
        data = files.read_bytes(file)
    except OSError as error:
        return None, [_warning(f"{reason_of(error)}; nobody is read from it", file)]
    if not data.strip():
        return None, [_warning("is empty; write the person's name and biography into it", file)]
    text, told = decode(data, str(file), is_written=True)
    front = split(text, str(file))
    values: dict[str, Value] = {"name": file.stem.replace("-", " ").title(), **front.values}
    person, strange = person_of(values, folder, (str(file), None), "")
    if not person.name:
        where = front.lines.get("name")
        message = f"{file}:{where}: name is no text; write the person's name"
        raise SourceError(message)
    body = biography(re.sub(r"(?m)^#.*$", "", front.body))
    person = replace(person, key=file.stem, bio=body or person.bio)
    return (person, _also(values)), [*told, *front.notes, *strange]


def _warning(message: str, file: Path) -> Note:
    return Note(NoteKind.WARNING, message, "author", rule="people", file=str(file))


def _also(values: Mapping[str, object]) -> list[str]:
    value = values.get("aliases") or values.get("also") or []
    items = [value] if isinstance(value, str) else value
    return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []


_NEAR = 0.9  # of two names: one letter in ten differs


def _doubles(person: Person, known: Iterable[Person], file: Path) -> list[Note]:
    """Return a warning for each other file whose name is nearly this one's."""
    from difflib import SequenceMatcher

    mine = _folded(person.name)
    notes = []
    for other in known:
        theirs = _folded(other.name)
        if mine == theirs or SequenceMatcher(None, mine, theirs).ratio() >= _NEAR:
            message = f"{person.name!r} is nearly {other.name!r} of {other.key}.md; keep one file"
            notes.append(_warning(message, file))
    return notes
