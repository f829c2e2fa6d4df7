"""From readings and a manifest to a Book: ordered, named, linked, each essay keeping its own."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from packager.anthology.duplicates import find_duplicates, fingerprint
from packager.anthology.licences import rights_problems
from packager.anthology.links import link_essays
from packager.anthology.manifest import Manifest
from packager.anthology.order import ordered
from packager.anthology.people import unify
from packager.anthology.prepare import RESERVED, Finished, Prepared, with_placed_assets
from packager.build.book import modification_time, settled
from packager.errors import ConfigError, PackagerError, SeveralErrors
from packager.ids import part_slugs, slug
from packager.model import (
    Book,
    Credit,
    Essay,
    Note,
    NoteKind,
    Part,
    Reading,
)
from packager.read.anchors import RELATIVE_LINKS


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
class Frame:
    """What the manifest says of the book, read like front matter, and the introductions.

    ``whole`` has the book's title, editors, date, cover … and no text.
    """

    whole: Essay
    introduction: Essay | None = None
    part_introductions: Mapping[int, Essay] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()  # what is to be said of the manifest's own values


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
    earlier = [
        piece.name or (slugs or {}).get(piece.reading.essay.source_file, "") for piece in kept
    ]
    essays = _named([_settled(piece) for piece in kept], earlier)
    around = [text for text in (frame.introduction, *frame.part_introductions.values()) if text]
    (whole, *texts), _ = unify([frame.whole, *around, *essays])
    around, essays = texts[: len(around)], texts[len(around) :]
    known = [
        piece.prepared if essay.slug == piece.reading.essay.slug else None
        for essay, piece in zip(essays, kept, strict=True)
    ]
    essays, around, linked = link_essays(essays, known, around)
    identity = _identity(manifest, frame.whole, essays)
    whole = with_placed_assets(replace(whole, identifier=identity))
    frame = _with_texts(replace(frame, whole=whole), [with_placed_assets(one) for one in around])
    essays = [with_placed_assets(essay) for essay in essays]
    ready = _ready(kept, essays)
    parts = _parts(manifest, kept, essays, frame)
    book = _book(manifest, parts, frame, environ)
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
    by_essay = {id(piece.reading.essay): piece for piece in pieces}
    refused: list[tuple[Piece, PackagerError]] = []
    problems = rights_problems(
        [piece.reading.essay for piece in pieces],
        licence=licence,
        is_sold=manifest.text("price") not in ("", "0", "0.00"),
        edited=[piece.reading.essay.slug for piece in pieces if piece.is_edited],
        is_strict=require_rights,
    )
    for problem in problems:
        piece = by_essay[id(problem.essay)]
        where = piece.place or problem.essay.source_file
        text = f"“{problem.essay.title}” {problem.message}"
        if require_rights:
            refused.append((piece, ConfigError(f"{where}: {text}")))
        else:
            notes.append(Note(NoteKind.WARNING, text, "license", file=where, rule="rights"))
    return refused


# --- names -----------------------------------------------------------------------------------


def _named(essays: Sequence[Essay], earlier: Sequence[str]) -> list[Essay]:
    """Return the essays with names of their own, which do not hang on their order.

    An earlier edition's name, empty for none, stays; of two essays with one name, both of which
    are new, the one listed later gets a hash of what identifies it.
    """
    taken = set(RESERVED)
    settled_names: dict[int, str] = {}
    for number, name in enumerate(earlier):
        if name and name not in taken:
            settled_names[number] = name
            taken.add(name)
    for number, essay in enumerate(essays):
        if number not in settled_names:
            name = slug(essay.slug)
            if name in taken or name.startswith("part-"):
                name = f"{name}-{_mark(essay)}"
            while name in taken:
                name += "-b"
            settled_names[number] = name
            taken.add(name)
    return [
        essay if essay.slug == settled_names[n] else replace(essay, slug=settled_names[n])
        for n, essay in enumerate(essays)
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


def _with_texts(frame: Frame, texts: Sequence[Essay]) -> Frame:
    """Return the frame with the same introductions as they are now, the book's first."""
    rest = iter(texts)
    introduction = next(rest) if frame.introduction is not None else None
    parts = dict(zip(frame.part_introductions, rest, strict=True))
    return replace(frame, introduction=introduction, part_introductions=parts)


def _book(
    manifest: Manifest, parts: tuple[Part, ...], frame: Frame, environ: Mapping[str, str]
) -> Book:
    whole = frame.whole
    essays = [essay for part in parts for essay in part.essays]
    language = whole.language if manifest.text("language") else ""
    language = language or _most_common(essay.language for essay in essays)
    title = _title(manifest, whole, essays)
    dates = sorted(filter(None, (e.modified or e.published for e in essays)), reverse=True)
    return Book(
        title=title,
        parts=parts,
        language=language,
        identifier=whole.identifier,
        modified=modification_time(environ, whole.published, *dates[:1]),
        subtitle=whole.subtitle,
        credits=tuple(dict.fromkeys(chain(whole.credits, _introducers(frame), _authors(essays)))),
        publisher=whole.publisher,
        published=whole.published,
        description=whole.description,
        rights=whole.rights,
        license=whole.license,
        isbn=whole.isbn,
        tags=whole.tags,
        series=whole.series,
        issue=whole.issue,
        cover=whole.cover,
        introduction=frame.introduction,
        corrections=whole.corrections,
        indexes=tuple(str(kind) for kind in manifest.values.get("index", [])),
        direction=_shared(essay.direction for essay in essays if essay.language == language),
        notes_at=notes_of(manifest),
        is_anthology=True,
    )


def _identity(manifest: Manifest, whole: Essay, essays: Sequence[Essay]) -> str:
    """Return the book's identifier: as given, else made of its title, its people and its number.

    The people are spelled as the manifest has them: how the essays spell them changes nothing.
    """
    people = ", ".join(credit.person.name for credit in whole.credits)
    number = whole.issue or (whole.series.index if whole.series else "")
    name = f"urn:packager:{_title(manifest, whole, essays)}|{people}" + (
        f"|{number}" * bool(number)
    )
    return whole.identifier or uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _title(manifest: Manifest, whole: Essay, essays: Sequence[Essay]) -> str:
    return whole.title if manifest.text("title") else _title_of(essays)


def notes_of(manifest: Manifest) -> str:
    """Return where the book has its notes: ``essay``, ``book`` or ``inline``."""
    return manifest.text("notes") or "essay"


def _introducers(frame: Frame) -> Iterator[Credit]:
    """Yield who wrote the introductions, but for the people that made the book."""
    told = {credit.person for credit in frame.whole.credits}
    for text in (frame.introduction, *frame.part_introductions.values()):
        for person in text.authors if text else ():
            if person not in told:
                yield Credit(person, "aui")


def _authors(essays: Iterable[Essay]) -> Iterator[Credit]:
    for essay in essays:
        for person in essay.authors:
            yield Credit(person, "aut")


def _title_of(essays: Sequence[Essay]) -> str:
    """Return a title for a book that nobody named: by the one author, else of the first essay."""
    first = essays[0]
    authors = {person.name for essay in essays for person in essay.authors}
    is_english = all(essay.language.startswith("en") for essay in essays)
    if len(essays) == 1:
        return first.title
    if len(authors) == 1:
        return f"{authors.pop()}: {len(essays)} essays" if is_english else authors.pop()
    return f"{first.title} and other essays" if is_english else f"{first.title} …"


def _most_common(values: Iterable[str]) -> str:
    return Counter(values).most_common(1)[0][0]


def _shared(values: Iterable[str]) -> str:
    """Return the value that all have, else nothing."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""
