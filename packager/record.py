"""An essay's metadata as plain values, whole: a book can be taken apart without its sources.

The record stands in the JSON-LD of each essay's page, under the key ``packager``: what schema.org
has a word for stands there in its words too. Text, notes, images stand in the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import PurePosixPath
from typing import Any

from packager.model import Book, Correction, Credit, Essay, Person, Series

# Fields that hold no plain text: they are told in their own way, or stand in the page
_NOT_TEXT = frozenset(
    "body footnotes assets cover credits series corrections tags draft source_file source_text "
    "stylesheet".split()
)
_PERSON = ("name", "sort_name", "bio", "url", "orcid", "image_alt", "key", "language")
_BOOK_TEXTS = tuple(
    "title subtitle language identifier publisher published description rights license isbn issue "
    "direction writing_mode notes_at order price".split()
)
_SLUG = re.compile(r"[a-z][a-z0-9-]{0,199}\Z")  # such as packager.ids gives
_TEXTS = tuple(field.name for field in fields(Essay) if field.name not in _NOT_TEXT)


def record_of(essay: Essay) -> dict[str, Any]:
    """Return the essay's metadata as values that JSON can hold; what is empty is left out."""
    record: dict[str, Any] = {name: getattr(essay, name) for name in _TEXTS}
    record["credits"] = _credits(essay.credits)
    record["tags"] = list(essay.tags)
    record["series"] = [essay.series.name, essay.series.index] if essay.series else []
    record["corrections"] = [[c.date, c.text] for c in essay.corrections]
    # without folders: the same sources give the same bytes in any folder
    record["source_file"] = _file_name(essay.source_file)
    return {key: value for key, value in record.items() if value}


def essay_of(record: Mapping[str, Any]) -> Essay:
    """Return the essay that a record tells of, without text.

    Raises:
        ValueError: the record is not one that :func:`record_of` made.
    """
    texts: dict[str, Any] = {name: str(record[name]) for name in _TEXTS if name in record}
    if not texts.get("title") or not texts.get("slug"):
        raise ValueError("the record has no title or slug")
    if not _SLUG.match(texts["slug"]):  # it becomes the name of a file
        raise ValueError(f"the slug is {texts['slug'][:40]!r}")
    series = [str(part) for part in _list(record.get("series"))]
    return Essay(
        body="",
        credits=_read_credits(record.get("credits")),
        tags=tuple(str(tag) for tag in _list(record.get("tags"))),
        series=Series(series[0], series[-1] if len(series) > 1 else "") if series else None,
        corrections=_read_corrections(record.get("corrections")),
        source_file=_file_name(str(record.get("source_file", ""))),
        **texts,
    )


def _file_name(name: str) -> str:
    """Return a file's name without folders, whichever slashes it has."""
    return PurePosixPath(name.replace("\\", "/")).name


def book_record(book: Book) -> dict[str, Any]:
    """Return what a book is beside its essays: its parts name them by slug."""
    record: dict[str, Any] = {name: getattr(book, name) for name in _BOOK_TEXTS}
    record["credits"] = _credits(_own_credits(book))
    record["tags"] = list(book.tags)
    record["series"] = [book.series.name, book.series.index] if book.series else []
    record["corrections"] = [[c.date, c.text] for c in book.corrections]
    record["indexes"] = list(book.indexes)
    record["edited"] = list(book.edited)
    record["introductions"] = [
        record_of(part.introduction) for part in book.parts if part.introduction is not None
    ]
    record["modified"] = int(book.modified.timestamp())
    record["parts"] = [[part.title, *(essay.slug for essay in part.essays)] for part in book.parts]
    record["has_cover"] = book.cover is not None
    return {key: value for key, value in record.items() if value}


def _own_credits(book: Book) -> Iterable[Credit]:
    """Return who made the book, without those who are there for a text that says so itself."""
    told = {Credit(person, "aut") for essay in book.essays for person in essay.authors}
    around = [book.introduction, *(part.introduction for part in book.parts)]
    told |= {Credit(person, "aui") for text in around if text for person in text.authors}
    return (credit for credit in book.credits if credit not in told)


def whole_of(record: Mapping[str, Any]) -> Essay:
    """Return a book's record as the essay without text that an anthology's frame is.

    Raises:
        ValueError: the record is not one that :func:`book_record` made.
    """
    texts = {name: record[name] for name in _BOOK_TEXTS if name in record}
    return essay_of(
        {
            **{
                key: record[key]
                for key in ("credits", "tags", "series", "corrections")
                if key in record
            },
            **{key: value for key, value in texts.items() if key in _TEXTS},
            "slug": "anthology",
        }
    )


def _credits(credits_: Iterable[Credit]) -> list[dict[str, Any]]:
    rows = []
    for credit in credits_:
        person = credit.person
        row: dict[str, Any] = {"role": credit.role}
        row |= {name: value for name in _PERSON if (value := getattr(person, name))}
        row |= {"links": [list(link) for link in person.links]} if person.links else {}
        rows.append(row)
    return rows


def _read_credits(rows: object) -> tuple[Credit, ...]:
    return tuple(
        Credit(_person(row), str(row.get("role", "aut")))
        for row in _list(rows)
        if isinstance(row, dict) and row.get("name")
    )


def _read_corrections(rows: object) -> tuple[Correction, ...]:
    return tuple(
        Correction(str(row[0]), str(row[1]))
        for row in _list(rows)
        if isinstance(row, list) and len(row) > 1
    )


def _person(row: Mapping[str, Any]) -> Person:
    links = [link for link in _list(row.get("links")) if isinstance(link, list) and len(link) > 1]
    texts: dict[str, Any] = {name: str(row[name]) for name in _PERSON if name in row}
    return Person(
        **texts,
        links=tuple((str(link[0]), str(link[1])) for link in links),
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
