"""From readings and a manifest to a Book: ordered, named, linked, each essay keeping its own."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from packager.anthology.duplicates import find_duplicates, fingerprint
from packager.anthology.frame import Frame, framed, identity_of, with_introductions
from packager.anthology.licences import rights_problems
from packager.anthology.links import link_essays
from packager.anthology.manifest import Manifest
from packager.anthology.order import ordered
from packager.anthology.people import unify
from packager.anthology.prepare import RESERVED, Finished, Prepared, with_placed_assets
from packager.build.book import settled
from packager.data_classes import dataclass
from packager.errors import ConfigError, PackagerError, SeveralErrors
from packager.ids import part_slugs, slug
from packager.model import Book, Essay, Note, NoteKind, Part, Reading
from packager.read.anchors import RELATIVE_LINKS

_MARKED = re.compile(r"-[0-9a-f]{6}\Z")  # the end of a name that another edition made distinct


@dataclass(frozen=True, slots=True)
class Piece:
    """One essay as it goes in: its reading, the part it stands in, and the line that named it.

    ``prepared`` is what is known of the essay already; it is settled then. ``name`` is that of its
    file, where an earlier edition gave it one: it stays.
    """

    reading: Reading
    part: int = 0
    place: str = ""
    headnote: str = ""
    is_edited: bool = False
    prepared: Prepared | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Composed:
    """The Book, what there is to say about it, and the pieces left out, each with why.

    ``ready`` holds the pages of essays that were made before and are still right, by slug.
    """

    book: Book
    notes: tuple[Note, ...]
    left_out: tuple[PackagerError, ...] = ()
    ready: Mapping[str, Finished] = field(default_factory=dict)


def compose(  # noqa: PLR0913 - what a user may ask of an anthology
    manifest: Manifest,
    pieces: Sequence[Piece],
    frame: Frame,
    environ: Mapping[str, str],
    *,
    slugs: Mapping[str, str] | None = None,
    require_rights: bool = False,
    keep_going: bool = False,
) -> Composed:
    """Return the Book of an anthology.

    ``slugs`` holds file names that an earlier edition gave, by the name of the source: they stay.

    Raises:
        SeveralErrors: the same essay stands there twice, or (``require_rights``) one lacks a
            permission; with ``keep_going`` such an essay is left out.
    """
    # Which links to other pages lead to an essay of the book is told when all are there.
    notes: list[Note] = [
        note for piece in pieces for note in piece.reading.notes if note.rule != RELATIVE_LINKS
    ]
    kept, problems = _without_doubles(pieces, notes)
    licence = manifest.text("license") or manifest.text("rights")
    refused = _check_rights(kept, manifest, licence, notes, require_rights=require_rights)
    problems += [error for _, error in refused]
    if problems and not keep_going:
        raise SeveralErrors(problems)
    barred = {id(piece) for piece, _ in refused}
    kept = [piece for piece in kept if id(piece) not in barred]
    if not kept:
        raise SeveralErrors([*problems, ConfigError("no essay is left to bind")])
    earlier = _earlier_names(kept, slugs or {})
    essays = _named([_settled(piece) for piece in kept], earlier)
    around = [text for text in (frame.introduction, *frame.part_introductions.values()) if text]
    (whole, *texts), _ = unify([frame.whole, *around, *essays])
    around, essays = texts[: len(around)], texts[len(around) :]
    known = [
        piece.prepared if essay.slug == piece.reading.essay.slug else None
        for essay, piece in zip(essays, kept, strict=True)
    ]
    essays, around, linked = link_essays(essays, known, around)
    identity = identity_of(manifest, frame.whole, essays)
    whole = with_placed_assets(replace(whole, identifier=identity))
    frame = with_introductions(
        replace(frame, whole=whole), [with_placed_assets(one) for one in around]
    )
    essays = [with_placed_assets(essay) for essay in essays]
    ready = _ready(kept, essays)
    parts = _parts(manifest, kept, essays, frame)
    changed = {essay.slug for essay, piece in zip(essays, kept, strict=True) if piece.is_edited}
    edited = [e.slug for part in parts for e in part.essays if e.slug in changed]
    book = framed(manifest, parts, frame, environ, edited=edited)
    return Composed(book, (*notes, *linked), tuple(problems), ready)


def _settled(piece: Piece) -> Essay:
    if piece.prepared and not piece.headnote:
        return piece.reading.essay
    return settled(_with_headnote(piece))


def _ready(pieces: Sequence[Piece], essays: Sequence[Essay]) -> dict[str, Finished]:
    """Return the pages made before of the essays that are what they were then."""
    return {
        essay.slug: piece.prepared.finished
        for essay, piece in zip(essays, pieces, strict=True)
        if piece.prepared and piece.prepared.finished and essay == piece.reading.essay
    }


# --- what may not stand there ----------------------------------------------------------------


def _without_doubles(
    pieces: Sequence[Piece], notes: list[Note]
) -> tuple[list[Piece], list[PackagerError]]:
    """Return the pieces without exact copies, and an error for each copy; near ones get a note."""
    dropped: set[int] = set()
    problems: list[PackagerError] = []
    texts = [
        piece.prepared.fingerprint if piece.prepared else fingerprint(piece.reading.essay)
        for piece in pieces
    ]
    for double in find_duplicates(texts):
        first, second = pieces[double.first], pieces[double.second]
        one, other = first.reading.essay, second.reading.essay
        where = second.place or other.source_file
        if first.place == second.place != "":
            continue  # two chapters of one book may be equal: it is printed so
        if double.is_exact:
            if double.second not in dropped and double.first not in dropped:
                dropped.add(double.second)
                text = f"{where}: “{other.title}” is the same text as “{one.title}”; take one out"
                problems.append(ConfigError(text))
        else:
            text = f"“{other.title}” has {double.share:.0%} of its words in “{one.title}” too"
            notes.append(Note(NoteKind.WARNING, text, file=where, rule="shingles"))
    return [piece for number, piece in enumerate(pieces) if number not in dropped], problems


def _check_rights(
    pieces: Sequence[Piece],
    manifest: Manifest,
    licence: str,
    notes: list[Note],
    *,
    require_rights: bool,
) -> list[tuple[Piece, PackagerError]]:
    refused: list[tuple[Piece, PackagerError]] = []
    for piece in pieces:
        essay = piece.reading.essay
        where = piece.place or essay.source_file or essay.slug
        for problem in rights_problems(
            [essay],
            licence=licence,
            is_sold=_is_sold(manifest.text("price")),
            edited=[essay.slug] if piece.is_edited else [],
            is_strict=require_rights,
        ):
            text = f"“{essay.title}” {problem.message}"
            if require_rights:
                refused.append((piece, ConfigError(f"{where}: {text}")))
            else:
                notes.append(Note(NoteKind.WARNING, text, "license", file=where, rule="rights"))
    return refused


def _is_sold(price: str) -> bool:
    """Return whether a price is one: ``0``, ``0.0`` and ``0,00 €`` are none."""
    digits = [character for character in price if character.isdecimal()]
    return bool(price.strip()) and (not digits or any(int(digit) for digit in digits))


# --- names -----------------------------------------------------------------------------------


def _named(essays: Sequence[Essay], earlier: Sequence[str]) -> list[Essay]:
    """Return the essays with names of their own, which do not hang on their order.

    An earlier edition's name, empty for none, stays; of two essays with one name, both of which
    are new, the one listed later gets a hash of what identifies it.
    """
    taken = {*RESERVED, "headnote"}  # notes of headnotes have ids that begin so
    settled_names: dict[int, str] = {}
    for number, name in enumerate(earlier):
        if name and name not in taken:
            settled_names[number] = name
            taken.add(name)
    for number, essay in enumerate(essays):
        if number not in settled_names:
            name = slug(essay.slug)
            if name in taken or (name.startswith("part-") and not _MARKED.search(name)):
                name = f"{name}-{_mark(essay)}"
            while name in taken:
                name += "-b"
            settled_names[number] = name
            taken.add(name)
    return [
        essay if essay.slug == settled_names[n] else replace(essay, slug=settled_names[n])
        for n, essay in enumerate(essays)
    ]


def _earlier_names(pieces: Sequence[Piece], slugs: Mapping[str, str]) -> list[str]:
    """Return the name that an earlier edition gave each essay, empty where it gave none.

    Several essays may be of one source file: those of EPUBs are, which have no folders there.
    Their own names, which are of that edition, tell them apart.
    """
    files = [piece.reading.essay.source_file for piece in pieces]
    counts = Counter(files)
    return [
        piece.name or (slugs.get(file, "") if counts[file] == 1 else "")
        for piece, file in zip(pieces, files, strict=True)
    ]


def _mark(essay: Essay) -> str:
    people = ", ".join(person.name for person in essay.authors)
    identity = essay.source_url or essay.doi or f"{essay.title}|{people}|{essay.source_file}"
    return hashlib.sha256(identity.encode()).hexdigest()[:6]


# --- parts of the whole ----------------------------------------------------------------------


def _with_headnote(piece: Piece) -> Essay:
    essay = piece.reading.essay
    return replace(essay, headnote=piece.headnote) if piece.headnote else essay


def _parts(
    manifest: Manifest, pieces: Sequence[Piece], essays: Sequence[Essay], frame: Frame
) -> tuple[Part, ...]:
    order = manifest.text("order") or "manual"
    held: dict[int, list[Essay]] = {}
    for essay, piece in zip(essays, pieces, strict=True):
        held.setdefault(piece.part, []).append(essay)
    kept = [(number, part) for number, part in enumerate(manifest.parts) if number in held]
    stems = part_slugs(part.title for _, part in kept)
    parts = []
    for (number, part), stem in zip(kept, stems, strict=True):
        introduction = frame.part_introductions.get(number) if part.title else None
        if introduction is not None:
            introduction = replace(introduction, slug=stem, title=part.title)
        parts.append(Part(part.title, tuple(ordered(held[number], order)), introduction, stem))
    return tuple(parts)
