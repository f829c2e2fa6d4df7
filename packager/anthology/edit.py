"""A finished anthology changed without its sources: an essay added, replaced, taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from packager.anthology.bind import BindOptions, read_frame
from packager.anthology.compose import Composed, Piece, compose
from packager.anthology.frame import Frame, with_introductions
from packager.anthology.gather import gather_one, task_for
from packager.anthology.manifest import Manifest, manifest_of_sources
from packager.anthology.manifest_file import ORDERS
from packager.anthology.reopen import reopen, stamped
from packager.anthology.split import without_links_to
from packager.data_classes import dataclass
from packager.errors import ConfigError, OptionError, PackagerError, SeveralErrors
from packager.ids import slug
from packager.model import Essay
from packager.read import ReadOptions, Source

# Keys of a manifest that a finished book may be told anew → the field of the whole that they set
_FIELDS: Mapping[str, str] = {
    "title": "title",
    "subtitle": "subtitle",
    "publisher": "publisher",
    "date": "published",
    "rights": "rights",
    "license": "license",
    "isbn": "isbn",
    "issue": "issue",
    "description": "description",
}


# Keys that say how the book is composed; they set no field of the whole
_OF_COMPOSING = ("order", "price")


@dataclass(frozen=True, slots=True)
class Edit:
    """What to change: sources to add at the end, sources that replace, names to take out.

    A source replaces the essay that has its file name, its canonical URL or its title. ``values``
    are keys of a manifest that say something else of the book, its date for one.
    """

    add: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


def edit(book: Source, changes: Edit, options: BindOptions, environ: Mapping[str, str]) -> Composed:
    """Return the anthology with the changes; all other files of it stay as they are.

    Raises:
        SeveralErrors: a source cannot be read, or names no essay of the book (or two).
        SourceError: the file is no anthology that packager made.
    """
    opened = reopen(book)
    problems: list[PackagerError] = []
    pieces = list(opened.pieces)
    gone: dict[str, str] = {}
    for name in changes.remove:
        number = _place_of(name, pieces, problems)
        if number is not None:
            essay = pieces.pop(number).reading.essay
            gone[essay.slug] = essay.source_url
    for source in changes.replace:
        for piece in _read(source, options, problems):
            number = _place_of(_names_of(piece.reading.essay), pieces, problems, source)
            if number is not None:
                old = pieces[number]
                pieces[number] = replace(
                    piece,
                    part=old.part,
                    headnote=piece.reading.essay.headnote or old.headnote,
                    is_edited=old.is_edited,
                    name=old.name,
                )
    pieces, frame = _without(gone, pieces, opened.frame)
    last = max((piece.part for piece in pieces), default=0)
    for source in changes.add:
        pieces += [replace(piece, part=last) for piece in _read(source, options, problems)]
    whole = _said_anew(frame.whole, changes.values, problems)
    if problems:
        raise SeveralErrors(problems)
    return compose(
        replace(opened.manifest, values={**opened.manifest.values, **changes.values}),
        pieces,
        replace(frame, whole=whole),
        environ if "date" in changes.values else stamped(opened, environ),
        require_rights=options.require_rights,
    )


def _without(
    gone: Mapping[str, str], pieces: Sequence[Piece], frame: Frame
) -> tuple[list[Piece], Frame]:
    """Return what is left of a book without links to the essays that were taken out of it.

    They lead to where these are on the web; ``gone`` has the addresses by slug.
    """
    if not gone:
        return list(pieces), frame
    kept = []
    for piece in pieces:
        headnote = piece.headnote or piece.reading.essay.headnote
        essay = without_links_to(replace(piece.reading.essay, headnote=headnote), gone)
        reading = replace(piece.reading, essay=essay)
        kept.append(replace(piece, reading=reading, headnote=essay.headnote))
    around = [text for text in (frame.introduction, *frame.part_introductions.values()) if text]
    return kept, with_introductions(frame, [without_links_to(text, gone) for text in around])


def _said_anew(whole: Essay, values: Mapping[str, str], problems: list[PackagerError]) -> Essay:
    """Return what the book is, with what other values of a manifest make of it."""
    if not values:
        return whole
    unknown = [key for key in values if key not in (*_FIELDS, *_OF_COMPOSING)]
    known = ", ".join((*_FIELDS, *_OF_COMPOSING))
    problems += [OptionError(f"-M {key}: is not changed so; known: {known}") for key in unknown]
    if values.get("order", "manual") not in ORDERS:
        text = f"-M order: is {values['order']!r}; give one of {', '.join(ORDERS)}"
        problems.append(OptionError(text))
    manifest = Manifest(None, {"title": whole.title, **values}, ())
    said = read_frame(manifest, ReadOptions(), problems).whole
    return replace(
        whole, **{_FIELDS[key]: getattr(said, _FIELDS[key]) for key in values if key in _FIELDS}
    )


def _read(source: str, options: BindOptions, problems: list[PackagerError]) -> list[Piece]:
    pieces = []
    for entry in manifest_of_sources([source]).entries:
        found = gather_one(task_for(entry, options.reading))
        if found.error is not None:
            problems.append(found.error)
        pieces += [Piece(reading, place=entry.place) for reading in found.readings]
    return pieces


def _names_of(essay: Essay) -> list[str]:
    return [name for name in (essay.source_url, essay.source_file, essay.slug, essay.title) if name]


def _place_of(
    wanted: str | Sequence[str],
    pieces: Sequence[Piece],
    problems: list[PackagerError],
    shown: str = "",
) -> int | None:
    """Return which piece a name means; where it means none or several, a problem is added."""
    names = [wanted] if isinstance(wanted, str) else wanted
    for name in names:
        keys = {name, name.casefold(), slug(name.rpartition("/")[2].rpartition(".")[0] or name)}
        found = [
            number
            for number, piece in enumerate(pieces)
            if keys
            & {key for own in _names_of(piece.reading.essay) for key in (own, own.casefold())}
        ]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            titles = ", ".join(f"“{pieces[n].reading.essay.title}”" for n in found)
            problems.append(ConfigError(f"{shown or name}: means {titles}; give the file's name"))
            return None
    known = ", ".join(piece.reading.essay.slug for piece in pieces[:12])
    problems.append(ConfigError(f"{shown or names[0]}: is no essay of the book; it has {known}"))
    return None
