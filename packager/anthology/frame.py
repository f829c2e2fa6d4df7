"""The frame of an anthology: what is said of the whole book, and its introductions."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import chain

from packager.anthology.manifest import Manifest
from packager.build.book import modification_time
from packager.data_classes import dataclass
from packager.model import Book, Credit, Essay, Note, Part


@dataclass(frozen=True, slots=True)
class Frame:
    """What the manifest says of the book, read like front matter, and the introductions.

    ``whole`` has the book's title, editors, date, cover … and no text.
    """

    whole: Essay
    introduction: Essay | None = None
    part_introductions: Mapping[int, Essay] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()  # what is to be said of the manifest's own values


def with_introductions(frame: Frame, texts: Sequence[Essay]) -> Frame:
    """Return the frame with the same introductions as they are now, the book's first."""
    rest = iter(texts)
    introduction = next(rest) if frame.introduction is not None else None
    parts = dict(zip(frame.part_introductions, rest, strict=True))
    return replace(frame, introduction=introduction, part_introductions=parts)


def framed(
    manifest: Manifest,
    parts: tuple[Part, ...],
    frame: Frame,
    environ: Mapping[str, str],
    *,
    edited: Sequence[str] = (),
) -> Book:
    """Return the Book of these parts, with what the frame says of the whole.

    A language or title that nobody gave is taken from the essays. ``environ`` may fix the time
    that the book is stamped with. ``edited`` names the essays that were changed for it.
    """
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
        order=manifest.text("order") if manifest.text("order") != "manual" else "",
        price=manifest.text("price"),
        edited=tuple(edited),
        is_anthology=True,
    )


def identity_of(manifest: Manifest, whole: Essay, essays: Sequence[Essay]) -> str:
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
