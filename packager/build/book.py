"""A Book of one essay, with the identifier and the date that the sources themselves give."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from packager.errors import SourceError
from packager.html5 import xml_characters
from packager.languages import direction
from packager.model import Book, Credit, Essay, Part

Value = TypeVar("Value")

# What an essay without any date is stamped with: the same on any day, and plainly no real date.
UNDATED = datetime(1980, 1, 1, tzinfo=UTC)


# The names of the files of the other pages that a book of one essay may have
_OWN_STEMS = frozenset(("cover", "title-page", "about", "source"))
# What is white space alone says nothing, and an element of the package may not be empty.
_ONE_LINE = (
    "title subtitle description source_url archive_url publication place volume issue pages issn "
    "publisher rights license permission identifier isbn doi"
).split()


def book_of(essay: Essay, environ: Mapping[str, str] | None = None) -> Book:
    """Return the Book of one essay.

    ``environ`` may hold ``SOURCE_DATE_EPOCH``.

    Raises:
        SourceError: ``SOURCE_DATE_EPOCH`` is not a whole number, or the essay has no title.
    """
    essay = settled(essay)
    if essay.slug in _OWN_STEMS:
        essay = replace(essay, slug=f"essay-{essay.slug}")
    return Book(
        title=essay.title,
        subtitle=essay.subtitle,
        parts=(Part("", (essay,)),),
        language=essay.language,
        identifier=identifier_of(essay),
        modified=modification_time(environ or {}, essay.modified, essay.published, essay.retrieved),
        credits=essay.credits,
        publisher=essay.publisher,
        published=essay.published,
        description=essay.description,
        rights=essay.rights,
        license=essay.license,
        isbn=essay.isbn,
        tags=essay.tags,
        series=essay.series,
        issue=essay.issue,
        cover=essay.cover,
        direction=essay.direction,
        writing_mode=essay.writing_mode,
        notes_at=essay.notes_at,
    )


def settled(essay: Essay) -> Essay:
    """Return an essay whose texts XML can hold and whose direction is said.

    Raises:
        SourceError: it has no title.
    """
    essay = without_controls(essay)
    if not essay.title.strip():
        raise SourceError(f"{essay.source_file or 'essay'}: has no title; add one, or -M title=…")
    plain = {key: getattr(essay, key).strip() for key in _ONE_LINE}
    return replace(
        essay,
        **plain,
        credits=tuple(_tidy(credit) for credit in essay.credits if credit.person.name.strip()),
        tags=tuple(tag.strip() for tag in essay.tags if tag.strip()),
        direction=essay.direction or _rtl(essay.language),
    )


def _tidy(credit: Credit) -> Credit:
    """Return a credit whose name to sort by is none where it is white space alone."""
    person = credit.person
    if person.sort_name == person.sort_name.strip():
        return credit
    return replace(credit, person=replace(person, sort_name=person.sort_name.strip()))


def _rtl(language: str) -> str:
    return "rtl" if direction(language) == "rtl" else ""


def without_controls(value: Value) -> Value:
    """Return a value of the model with every text, however deep, such as XML 1.0 can hold it."""
    if isinstance(value, str):
        return xml_characters(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(without_controls(item) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        names, values_of = _fields_of(type(value))
        changed: dict[str, Any] = {}
        for name, old in zip(names, values_of(value), strict=True):
            if old and old is not True:
                new = without_controls(old)
                if new is not old and new != old:
                    changed[name] = new
        return replace(value, **changed) if changed else value
    return value


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the names of a model class's fields, and what gives the values of all."""
    names = tuple(field.name for field in fields(kind))
    get = attrgetter(*names)
    return names, get if len(names) > 1 else lambda value: (get(value),)


def identifier_of(essay: Essay) -> str:
    """Return the unique identifier: the essay's own, else a UUID made of what names it.

    A canonical URL names a text best, then a DOI, then title and authors, so that a new edition
    of the same text is the same publication to a reader.
    """
    if own := essay.identifier.strip():
        return own
    if essay.source_url:
        name = essay.source_url
    elif essay.doi:
        name = f"https://doi.org/{essay.doi.lower()}"
    else:
        people = ", ".join(person.name for person in essay.authors)
        name = f"urn:packager:{essay.title}|{people}"
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def modification_time(environ: Mapping[str, str], *dates: str) -> datetime:
    """Return the time to stamp on a book: UTC, whole seconds.

    ``SOURCE_DATE_EPOCH`` (seconds since 1970-01-01 UTC) wins, then the first of the dates that is
    one (ISO 8601, a year or a month at its start), then :data:`UNDATED`: the same sources
    give the same bytes on any day.
    See https://reproducible-builds.org/specs/source-date-epoch/

    Raises:
        SourceError: ``SOURCE_DATE_EPOCH`` is not a whole number, or no time that there is.
    """
    epoch = environ.get("SOURCE_DATE_EPOCH", "").strip()
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise SourceError(
                f"SOURCE_DATE_EPOCH is {epoch!r}; give whole seconds since 1970, or unset it"
            ) from error
    return next((time for date in dates if (time := _time(date))), UNDATED)


def _time(iso: str) -> datetime | None:
    text = re.sub(r"\A(\d{4})\Z", r"\1-01-01", iso.strip())
    text = re.sub(r"\A(\d{4}-\d\d)\Z", r"\1-01", text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return None
