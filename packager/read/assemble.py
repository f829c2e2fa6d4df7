"""The one place that makes an essay of what a reader found.

Readers hand over candidates, best first; here they are put under their keys (the aliases of
:mod:`packager.read.fields`), checked and written in one form. Of each value is told where it
came from; where candidates disagree both are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from packager import dates, languages
from packager.data_classes import dataclass
from packager.errors import OptionError, SourceError
from packager.ids import slug
from packager.model import (
    Asset,
    Credit,
    Essay,
    Footnote,
    Note,
    NoteKind,
    Reading,
    Series,
)
from packager.read import ReadOptions, Source
from packager.read.credits import credits_of, with_biography
from packager.read.fields import FIELDS, Field, field_named, is_for_sites, nearest, rank_of
from packager.read.people import load_people, people_folder
from packager.read.steering import steadied
from packager.read.values import RefusedError, Setting, read_value

OPTION, LANG_OPTION, FRONT_MATTER = "option -M", "option --lang", "front matter"
_OPTIONS = frozenset({OPTION, LANG_OPTION})
_WRITTEN_BY_HAND = _OPTIONS | {FRONT_MATTER}  # wrong here stops the build
_STRICT = frozenset({"date", "language"})
_MENTIONED = 80  # characters of a value that a message shows
_SAMPLE = 60_000


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate for a field: its value as it stands, the rule that found it, the line.

    ``field`` is a key or alias, ``value`` a string, list or map of them. ``guessed`` says that
    the rule may be wrong, where a key that names the field cannot.
    """

    field: str
    value: object
    rule: str
    line: int | None = None
    guessed: bool = False


@dataclass(slots=True)
class _Desk:
    """What is at hand while one essay is put together."""

    source: Source
    options: ReadOptions
    notes: list[Note]
    values: dict[str, Any]
    origin: dict[str, Found]

    def where(self, line: int | None) -> str:
        return f"{self.source.name}:{line}" if line else self.source.name

    def setting(self, candidate: Found) -> Setting:
        by_hand = candidate.rule in _WRITTEN_BY_HAND
        american = (self.options.language or "en").lower() in {"en", "en-us"}
        folder = self.source.file.parent if self.source.file else Path()
        return Setting(folder, month_first=american, forgiving=not by_hand)

    def note(self, kind: NoteKind, message: str, found: Found, value: str = "") -> None:
        self.notes.append(
            Note(kind, message, _key(found), value, found.rule, self.source.name, found.line)
        )


def _key(found: Found) -> str:
    known = field_named(found.field)
    return known.key if known else found.field


def assemble(  # noqa: PLR0913, PLR0917 - the contract between the readers and the model
    source: Source,
    found: Iterable[Found],
    body: str,
    footnotes: Sequence[Footnote] = (),
    assets: Sequence[Asset] = (),
    notes: Iterable[Note] = (),
    options: ReadOptions | None = None,
    *,
    text: str = "",
) -> Reading:
    """Return the essay that the candidates and the body make, and all there is to say of it.

    ``text`` is the source as text, for lines in findings.

    Raises:
        SourceError: front matter gives a date, a language, an address or an identifier that is
            none.
        OptionError: an option does, or has a key that is none, or no value.
    """
    options = options or ReadOptions()
    desk = _Desk(source, options, list(notes), {}, {})
    candidates = _sorted_out(desk, found)
    for field in FIELDS:
        _settle(desk, field, candidates.get(field.key, []))
    plain = _plain_text(body)
    _settle_title(desk, plain)
    _settle_date(desk)
    _settle_language(desk, plain)
    credits, person_notes = _people(desk, candidates)
    desk.notes += person_notes
    return Reading(_essay(desk, body, credits, footnotes, assets, text), tuple(desk.notes))


def _sorted_out(desk: _Desk, found: Iterable[Found]) -> dict[str, list[Found]]:
    """Put candidates under their keys: options first, then as given, by alias inside one rule."""
    overrides = [Found(key, value, OPTION) for key, value in desk.options.overrides.items()]
    if desk.options.language:
        overrides.append(Found("lang", desk.options.language, LANG_OPTION))
    told = {note.field for note in desk.notes if note.kind is NoteKind.WARNING}
    by_key: dict[str, list[Found]] = {}
    for candidate in [*overrides, *found]:
        known = field_named(candidate.field)
        if known:
            if candidate.rule == OPTION and _is_empty(candidate.value):
                key = candidate.field
                raise OptionError(f"option -M: {key} has no value; write {key}=VALUE, or leave it")
            if not _is_empty(candidate.value):
                by_key.setdefault(known.key, []).append(_steady(desk, candidate))
        elif candidate.rule == OPTION:
            near = nearest(candidate.field)
            hint = f"did you mean {near!r}?" if near else "see the front matter reference"
            raise OptionError(f"option -M: {candidate.field!r} is no key; {hint}")
        elif candidate.field not in told:
            _tell_unknown(desk, candidate)
    for group in by_key.values():
        order = {rule: at for at, rule in reversed(list(enumerate(c.rule for c in group)))}
        group.sort(key=lambda c: (order[c.rule], rank_of(c.field)))
    return by_key


def _steady(desk: _Desk, candidate: Found) -> Found:
    """Return a candidate without what would turn or break the lines that its value is put into."""
    value, gone = steadied(candidate.value)
    if not gone:
        return candidate
    message = f"{_key(candidate)} holds {gone}, which turns or breaks lines; left out"
    desk.note(NoteKind.WARNING, message, candidate)
    return replace(candidate, value=value)


def _tell_unknown(desk: _Desk, candidate: Found) -> None:
    if is_for_sites(candidate.field):
        return
    near = nearest(candidate.field)
    hint = f"did you mean {near!r}?" if near else "it is not used"
    desk.note(NoteKind.WARNING, f"unknown key {candidate.field!r}; {hint}", candidate)


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().casefold() in {"", "null", "~", "none", "nan"}
    return not value


def _settle(desk: _Desk, field: Field, candidates: list[Found]) -> None:
    """Take the first candidate that its field accepts, and say what the others had."""
    if field.kind == "names" or not candidates:
        return
    for candidate in candidates:
        try:
            value = read_value(field, candidate.value, desk.setting(candidate))
        except RefusedError as refusal:
            message = f"{field.key} is {_short(candidate.value)!r}; {refusal}"
            if candidate.rule in _WRITTEN_BY_HAND and field.kind in _STRICT:
                kind = OptionError if candidate.rule in _OPTIONS else SourceError
                raise kind(f"{_place(desk, candidate)}: {message}") from refusal
            desk.note(NoteKind.WARNING, message, candidate, _short(candidate.value))
            continue
        if not value:
            continue
        if field.key not in desk.values:
            desk.values[field.key], desk.origin[field.key] = value, candidate
        elif _told_apart(value) != _told_apart(desk.values[field.key]):
            first = desk.origin[field.key]
            shown = f"{field.key} is {_short(value)!r} by {candidate.rule}"
            message = f"{shown}; not used, {first.rule} goes first"
            desk.note(NoteKind.FOUND, message, candidate, _short(value))
    if field.key in desk.values and field.kind != "language":
        _tell(desk, field.key, desk.origin[field.key])


def _place(desk: _Desk, candidate: Found) -> str:
    if candidate.rule in _OPTIONS:
        return candidate.rule
    return desk.where(candidate.line)


def _tell(desk: _Desk, key: str, candidate: Found) -> None:
    kind = NoteKind.GUESSED if candidate.guessed else NoteKind.FOUND
    value = desk.values[key]
    shown = _short(value)
    desk.note(kind, f"{key}: {shown} ({candidate.rule})", candidate, shown)


def _told_apart(value: object) -> str:
    return re.sub(r"[\W_]+", " ", str(value).casefold()).strip()


def _short(value: object) -> str:
    if isinstance(value, Asset):
        value = value.name
    if isinstance(value, Series):
        value = value.name
    if isinstance(value, (list, tuple)):
        value = ", ".join(map(str, value))
    text = " ".join(str(value).split())
    return text if len(text) <= _MENTIONED else text[: _MENTIONED - 1].rstrip() + "…"


def _plain_text(body: str) -> str:
    return re.sub(r"<[^<>]{0,2000}>", " ", body[:_SAMPLE])


def _guess(desk: _Desk, key: str, value: str, rule: str) -> None:
    desk.values[key] = value
    desk.origin[key] = Found(key, value, rule, guessed=True)
    _tell(desk, key, desk.origin[key])


def _named(source: Source) -> str:
    """Return the stem that names a source: of ``index.md`` its folder's name; empty for ``-``."""
    file = Path(source.name)
    stem = str(steadied(file.stem)[0]) if source.name != "-" else ""
    if stem.casefold() in {"index", "readme", "_index"} and source.file is not None:
        return str(steadied(source.file.absolute().parent.name)[0]) or stem
    return stem


def _settle_title(desk: _Desk, plain: str) -> None:
    if "title" in desk.values:
        return
    name = re.sub(r"[-_\s]+", " ", dates.from_file_name(_named(desk.source))[1]).strip()
    if name:
        _guess(desk, "title", name[0].upper() + name[1:], "file name")
        return
    words = plain.split()[:8]
    _guess(desk, "title", " ".join(words) if words else "Untitled", "first words")


def _settle_date(desk: _Desk) -> None:
    iso = dates.from_file_name(Path(desk.source.name).stem)[0]
    if iso and "date" not in desk.values:
        _guess(desk, "date", iso, "file name")


def _settle_language(desk: _Desk, plain: str) -> None:
    sample = f"{desk.values['title']}. {desk.values.get('description', '')} {plain}"
    if "lang" in desk.values:
        _tell(desk, "lang", desk.origin["lang"])
        return
    tag, _sure = languages.detect(sample)
    _guess(desk, "lang", tag or "en", "language of the text" if tag else "no language told")


def _people(
    desk: _Desk, candidates: Mapping[str, list[Found]]
) -> tuple[tuple[Credit, ...], list[Note]]:
    """Return who made the essay, in the order of the fields, with what the people folder says."""
    folder = desk.options.people or people_folder(desk.source.file)
    people = load_people(folder)
    credits, notes = credits_of(
        {field.key: candidates.get(field.key, []) for field in FIELDS if field.kind == "names"},
        people,
        desk.source,
        desk.values["lang"],
    )
    bio = desk.values.get("bio", "")
    if bio:
        credits, problems = with_biography(credits, bio, desk.source.name)
        notes += problems
    return credits, notes


def _essay(  # noqa: PLR0913, PLR0917 - what assemble() was given
    desk: _Desk,
    body: str,
    credits: tuple[Credit, ...],
    footnotes: Sequence[Footnote],
    assets: Sequence[Asset],
    text: str,
) -> Essay:
    def value(key: str, default: Any = "") -> Any:
        return desk.values.get(key, default)

    series = value("series", None)
    if series and value("series-index"):
        series = replace(series, index=value("series-index"))
    name = dates.from_file_name(_named(desk.source))[1]
    language = value("lang")
    return Essay(
        title=value("title"),
        body=body,
        slug=slug(value("slug") or name or value("title"), "essay"),
        subtitle=value("subtitle"),
        credits=credits,
        footnotes=tuple(footnotes),
        assets=tuple(assets),
        language=language,
        direction=value("dir") or ("rtl" if languages.direction(language) == "rtl" else ""),
        writing_mode=value("writing-mode"),
        published=value("date"),
        modified=value("modified"),
        description=value("description"),
        tags=value("tags", ()),
        source_url=value("source"),
        archive_url=value("archive-url"),
        retrieved=value("retrieved"),
        publication=value("publication"),
        place=value("place"),
        volume=value("volume"),
        issue=value("issue"),
        pages=value("pages"),
        issn=value("issn"),
        publisher=value("publisher"),
        rights=value("rights"),
        license=value("license"),
        permission=value("permission"),
        identifier=value("identifier"),
        isbn=value("isbn"),
        doi=value("doi"),
        series=series,
        cover=value("cover", None),
        notes_at=value("notes", "essay"),
        corrections=value("corrections", ()),
        draft=bool(value("draft")),
        source_file=desk.source.name,
        source_text=text,
    )
