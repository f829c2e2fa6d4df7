"""A finished anthology opened again, without its sources: what it was composed of.

Everything stands in the book: the record of the whole on its title page, that of each essay in
its page (:mod:`packager.record`). Composing it again gives the same files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from packager.anthology.compose import Piece
from packager.anthology.frame import Frame
from packager.anthology.manifest import Manifest, PartEntry
from packager.build.book import settled
from packager.errors import SourceError
from packager.ids import part_slugs
from packager.model import Asset, Essay, Reading
from packager.read import Source
from packager.read.own_book import own_essay, part_introduction, pictured
from packager.read.own_page import trusted_record
from packager.read.volume import Volume, open_volume
from packager.record import whole_of


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
        record = _record(volume)
        parts = [row for row in record.get("parts", []) if isinstance(row, list) and row]
        essays = {e.slug: e for item in volume.spine if (e := own_essay(volume, item))}
        pieces = []
        entries = []
        introductions: dict[int, Essay] = {}
        stems = part_slugs([str(title) for title, *_ in parts])
        whole = pictured(volume, whole_of(record))
        for number, (title, *slugs) in enumerate(parts):
            missing = [slug for slug in slugs if slug not in essays]
            if missing:
                raise SourceError(f"{source.name}: lacks the essay {missing[0]!r} that it lists")
            pieces += [_piece(essays[slug], number) for slug in slugs]
            entries.append(PartEntry(str(title), ()))
            bare = Essay(str(title), "", stems[number], language=whole.language)
            introduction = part_introduction(volume, bare) if title else None
            if introduction is not None:
                introductions[number] = introduction
        if record.get("has_cover"):
            whole = replace(whole, cover=_cover(volume))
        frame = Frame(whole, essays.get("introduction"), introductions)
        values: dict[str, Any] = {
            "title": whole.title,
            "language": whole.language,
            "rights": whole.rights,
            "license": whole.license,
            "notes": record.get("notes_at", "essay"),
            "index": record.get("indexes", []),
        }
        return Reopened(
            Manifest(None, values, tuple(entries)),
            tuple(pieces),
            frame,
            str(record.get("modified", "")),
        )


def _record(volume: Volume) -> Mapping[str, Any]:
    for item in volume.spine:
        root = volume.tree(item.path)
        record = trusted_record(root) if root is not None else None
        if record is not None and "parts" in record:
            return record
    raise SourceError(f"{volume.name}: is no anthology that packager made; bind it as a source")


def _piece(essay: Essay, part: int) -> Piece:
    return Piece(Reading(settled(essay)), part, headnote=essay.headnote, name=essay.slug)


def _cover(volume: Volume) -> Asset | None:
    for item in volume.package.items:
        if "cover-image" in item.properties:
            return volume.asset(item.path)
    return None


def stamped(opened: Reopened, environ: Mapping[str, str]) -> Mapping[str, str]:
    """Return the environment with the edition's own date where none is given."""
    if opened.epoch and not environ.get("SOURCE_DATE_EPOCH"):
        return {**environ, "SOURCE_DATE_EPOCH": opened.epoch}
    return environ
