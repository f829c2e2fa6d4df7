"""Who made an essay: the candidates for authors, editors, translators … become credits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from packager.model import Credit, Note, NoteKind, Person
from packager.read.people import People
from packager.read.person import biography, person_of
from packager.read.written_names import written
from packager.vocabulary import relator

if TYPE_CHECKING:
    from packager.read import Source
    from packager.read.assemble import Found

_ROLES = {
    "author": "aut", "editor": "edt", "translator": "trl", "illustrator": "ill",
    "interviewee": "ive", "photographer": "pht", "foreword": "aui", "contributor": "ctb",
}  # fmt: skip


def credits_of(
    fields: Mapping[str, Sequence[Found]], people: People, source: Source, language: str
) -> tuple[tuple[Credit, ...], list[Note]]:
    """Return the credits of the fields that name people, and what there is to say of each."""
    credits: list[Credit] = []
    notes = list(people.notes)
    for key, candidates in fields.items():
        chosen: tuple[str, ...] = ()
        for found in candidates:
            made, problems = _credits(key, found, people, source, language)
            names = tuple(credit.person.name for credit in made)
            place = {"file": source.name, "line": found.line, "rule": found.rule}
            if not names:
                message = f"{key}: no name in {str(found.value)[:60]!r}"
                notes.append(_note(NoteKind.WARNING, message, key, "", place))
            elif not chosen:
                chosen = names
                credits += [credit for credit in made if credit not in credits]
                kind = NoteKind.GUESSED if found.guessed else NoteKind.FOUND
                shown = ", ".join(names)
                notes.append(_note(kind, f"{key}: {shown} ({found.rule})", key, shown, place))
                notes += problems
            elif {n.casefold() for n in names} != {n.casefold() for n in chosen}:
                shown = ", ".join(names)
                message = (
                    f"{key} is {shown!r} by {found.rule}; not used, the first found goes first"
                )
                notes.append(_note(NoteKind.FOUND, message, key, shown, place))
    return tuple(credits), notes


def _note(kind: NoteKind, message: str, key: str, value: str, place: Mapping[str, object]) -> Note:
    line = place["line"]
    return Note(
        kind,
        message,
        key,
        value,
        str(place["rule"]),
        str(place["file"]),
        line if isinstance(line, int) else None,
    )


def _credits(
    key: str, found: Found, people: People, source: Source, language: str
) -> tuple[list[Credit], list[Note]]:
    folder = source.file.parent if source.file else None
    credits: list[Credit] = []
    notes: list[Note] = []
    for values, role_word in written(found.value):
        person, problems = person_of(values, folder, (source.name, found.line), language)
        notes += problems
        known = people.find(person.name)
        if known:
            person = _joined(person, known, values)
            notes.append(
                Note(
                    NoteKind.FOUND,
                    f"{person.name}: described in people/{known.key}.md",
                    key,
                    person.name,
                    "people",
                    source.name,
                    found.line,
                )
            )
        role = _ROLES[key]
        if role_word:
            code = relator(role_word)
            if code:
                role = code
            else:
                message = f"{person.name}: role {role_word!r} is no MARC relator; counted as {role}"
                notes.append(
                    Note(NoteKind.WARNING, message, key, file=source.name, line=found.line)
                )
        credits.append(Credit(person, role))
    return credits, notes


def _joined(person: Person, known: Person, values: Mapping[str, object]) -> Person:
    """Return a person of the people folder with what the essay says of them put over it."""
    written_sort = any(values.get(name) for name in ("sort-name", "file-as", "sort"))
    return replace(
        known,
        sort_name=person.sort_name if written_sort else known.sort_name,
        bio=person.bio or known.bio,
        url=person.url or known.url,
        orcid=person.orcid or known.orcid,
        image=person.image or known.image,
        image_alt=person.image_alt or known.image_alt,
        links=person.links or known.links,
        language=person.language or known.language,
    )


def with_biography(
    credits: tuple[Credit, ...], bio: str, name: str
) -> tuple[tuple[Credit, ...], list[Note]]:
    """Give a biography that stands by itself to the author it speaks of.

    With several authors each paragraph goes to the one whose name (or last word of it) it
    holds; what names nobody stays with the one before. Somebody who has one keeps it.
    """
    authors = [credit.person for credit in credits if credit.role == "aut"]
    if not authors:
        message = "a biography without an author; name the author to keep it"
        return credits, [Note(NoteKind.WARNING, message, "bio", bio, file=name)]
    shares: dict[int, list[str]] = {}
    at = 0
    for paragraph in filter(None, (part.strip() for part in bio.split("\n"))):
        whole = (i for i, author in enumerate(authors) if author.name in paragraph)
        last = (i for i, author in enumerate(authors) if author.name.split()[-1] in paragraph)
        at = next(whole, next(last, at))
        shares.setdefault(at, []).append(paragraph)
    made: list[Credit] = []
    for credit in credits:
        person = credit.person
        place = authors.index(person) if person in authors else -1
        if place in shares and not person.bio:
            text = "\n\n".join(shares[place])
            person = replace(person, bio=biography(text))
        made.append(replace(credit, person=person))
    return tuple(made), []
