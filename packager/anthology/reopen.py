"""A finished anthology opened again, without its sources: what it was composed of.

Everything stands in the book: the record of the whole on its title page, that of each essay in
its page (:mod:`packager.record`). Composing it again gives the same files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from packager.anthology.compose import Piece
from packager.anthology.frame import Frame
from packager.anthology.manifest import Manifest, PartEntry
from packager.build.book import settled
from packager.data_classes import dataclass
from packager.errors import SourceError
from packager.ids import part_slugs
from packager.model import Asset, Essay, Reading
from packager.read import Source
from packager.read.own_book import own_reading_of, part_introduction, pictured
from packager.read.own_page import trusted_record
from packager.read.volume import Volume, open_volume
from packager.record import essay_of, whole_of

INTRODUCTION = "introduction"  # the name that the introduction of a book has


@dataclass(frozen=True, slots=True)
class Reopened:
    """What :func:`packager.anthology.compose.compose` takes, and the stamp of the edition."""

    manifest: Manifest
    pieces: tuple[Piece, ...]
    frame: Frame
    epoch: str


def reopen(source: Source) -> Reopened:
    """Return what an anthology was composed of.

    Raises:
        SourceError: the file is no EPUB, or no anthology that packager made.
    """
    with open_volume(source) as volume:
        record = record_of_book(volume)
        if record is None:
            text = "is no anthology that packager made; bind it as a source"
            raise SourceError(f"{volume.name}: {text}")
        return reopened(volume, record)


def reopened(
    volume: Volume, record: Mapping[str, Any], readings: Sequence[Reading] | None = None
) -> Reopened:
    """Return what the anthology in an open EPUB was composed of; ``record`` is of the book.

    ``readings`` are its essays where they were read already: one that is not among them is left
    out.

    Raises:
        SourceError: an essay that it lists is not there, or a record is damaged.
    """
    is_strict = readings is None
    found = own_readings(volume) if readings is None else readings
    by_slug = {reading.essay.slug: reading for reading in found}
    parts = parts_of(record)
    edited = set(_texts(record.get("edited")))
    pieces = []
    entries = []
    for number, (title, *slugs) in enumerate(parts):
        missing = [slug for slug in slugs if slug not in by_slug]
        if missing and is_strict:
            raise SourceError(f"{volume.name}: lacks the essay {missing[0]!r} that it lists")
        pieces += [
            _piece(by_slug[slug], number, slug in edited) for slug in slugs if slug in by_slug
        ]
        entries.append(PartEntry(str(title), ()))
    whole = _whole(volume, record)
    introduction = by_slug.get(INTRODUCTION)
    frame = Frame(
        whole,
        introduction.essay if introduction else None,
        dict(introductions_of_parts(volume, record)),
    )
    values: dict[str, Any] = {
        "title": whole.title,
        "language": whole.language,
        "rights": whole.rights,
        "license": whole.license,
        "notes": record.get("notes_at", "essay"),
        "index": _texts(record.get("indexes")),
        "order": str(record.get("order", "")),
        "price": str(record.get("price", "")),
    }
    return Reopened(
        Manifest(None, values, tuple(entries)),
        tuple(pieces),
        frame,
        str(record.get("modified", "")),
    )


def _whole(volume: Volume, record: Mapping[str, Any]) -> Essay:
    try:
        whole = pictured(volume, whole_of(record))
    except ValueError as error:
        raise SourceError(f"{volume.name}: its record is damaged: {error}") from error
    return replace(whole, cover=cover_of(volume) if record.get("has_cover") else None)


def introductions_of_parts(
    volume: Volume, record: Mapping[str, Any]
) -> Iterator[tuple[int, Essay]]:
    """Yield the introductions of an anthology's parts, by the part's number.

    Raises:
        SourceError: the record of one is damaged.
    """
    told = {str(row.get("slug")): row for row in _tables(record.get("introductions"))}
    titles = [str(row[0]) for row in parts_of(record)]
    for number, (title, stem) in enumerate(zip(titles, part_slugs(titles), strict=True)):
        if not title:
            continue
        bare = Essay(title, "", stem, language=str(record.get("language", "en")))
        if stem in told:
            try:
                bare = pictured(volume, essay_of(told[stem]))
            except ValueError as error:
                text = f"{volume.name}: the record of {stem!r} is damaged: {error}"
                raise SourceError(text) from error
        introduction = part_introduction(volume, bare)
        if introduction is not None:
            yield number, introduction


def own_readings(volume: Volume) -> list[Reading]:
    """Return the essays of packager's own book, and the introduction, in reading order."""
    return [reading for item in volume.spine if (reading := own_reading_of(volume, item))]


def parts_of(record: Mapping[str, Any]) -> list[list[Any]]:
    """Return the parts that a record lists: of each the title, then the slugs of its essays."""
    listed = record.get("parts")
    rows = listed if isinstance(listed, list) else []
    return [row for row in rows if isinstance(row, list) and row]


def record_of_book(volume: Volume) -> Mapping[str, Any] | None:
    """Return the record of an anthology that packager made, or nothing of any other book."""
    for item in volume.spine:
        root = volume.tree(item.path)
        record = trusted_record(root) if root is not None else None
        if record is not None and isinstance(record.get("parts"), list):
            return record
    return None


def _piece(reading: Reading, part: int, is_edited: bool) -> Piece:
    essay = reading.essay
    return Piece(
        replace(reading, essay=settled(essay), notes=()),
        part,
        headnote=essay.headnote,
        is_edited=is_edited,
        name=essay.slug,
    )


def cover_of(volume: Volume) -> Asset | None:
    """Return the image that an EPUB's manifest declares its cover."""
    for item in volume.package.items:
        if "cover-image" in item.properties:
            return volume.asset(item.path)
    return None


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def stamped(opened: Reopened, environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with the edition's own date where none is given."""
    if opened.epoch and not environ.get("SOURCE_DATE_EPOCH"):
        return {**environ, "SOURCE_DATE_EPOCH": opened.epoch}
    return environ
