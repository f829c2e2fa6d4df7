"""From a manifest to a bound book: sources gathered, the frame read, all composed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from packager import xhtml
from packager.anthology.compose import Composed, Piece, compose
from packager.anthology.frame import Frame, notes_of
from packager.anthology.gather import Gathered, gather
from packager.anthology.manifest import Entry, Manifest
from packager.build.book import settled
from packager.build.notes import place_references, put_notes_in_place
from packager.build.words import words_in
from packager.data_classes import dataclass
from packager.errors import ConfigError, MissingInputError, PackagerError, SeveralErrors
from packager.model import Essay, Note, NoteKind, Reading
from packager.read import ReadOptions, Source, read
from packager.read.assemble import FRONT_MATTER, Found, assemble
from packager.read.contents import contents
from packager.read.files import Trace, is_file, read_bytes, trace_of, traced

if TYPE_CHECKING:
    from concurrent.futures import Executor

# Keys of the manifest that are those of front matter, under their names there
_SHARED_KEYS = {
    "title": "title",
    "subtitle": "subtitle",
    "editors": "editor",
    "translators": "translator",
    "publisher": "publisher",
    "date": "date",
    "rights": "rights",
    "license": "license",
    "identifier": "identifier",
    "isbn": "isbn",
    "description": "description",
    "tags": "tags",
    "language": "lang",
    "cover": "cover",
    "series": "series",
    "series-index": "series-index",
    "issue": "issue",
    "corrections": "corrections",
}

_PLACE = re.compile(r"(.+?):(\d+): ")


@dataclass(frozen=True, slots=True)
class BindOptions:
    """What the user asks for beside the manifest."""

    reading: ReadOptions = field(default_factory=ReadOptions)
    require_rights: bool = False
    keep_going: bool = False
    cache: Path | None = None
    jobs: int | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """A composed anthology and what it was made of.

    ``traces`` are of the files that the manifest names beside the essays: its cover,
    introductions, people.
    """

    composed: Composed
    gathered: tuple[Gathered, ...]
    traces: tuple[Trace, ...] = ()
    barred: tuple[PackagerError, ...] = ()

    @property
    def left_out(self) -> tuple[PackagerError, ...]:
        """Why each essay that is not in the book was left out (``keep_going`` only)."""
        failed = [one.error for one in self.gathered if one.error is not None]
        return (*failed, *self.barred, *self.composed.left_out)


def bind(  # noqa: PLR0913 - keywords
    manifest: Manifest,
    options: BindOptions,
    environ: Mapping[str, str],
    *,
    slugs: Mapping[str, str] | None = None,
    barred: Mapping[str, PackagerError] | None = None,
    executor: Executor | None = None,
) -> Bound:
    """Return the anthology that a manifest asks for.

    ``barred`` has essays that stay out, by their source, and why.

    Raises:
        SeveralErrors: all that is wrong with the manifest's values and the essays, each with
            its line; with ``keep_going`` only what leaves no book.
    """
    problems: list[PackagerError] = [*manifest.problems]
    with traced() as asked:
        frame = read_frame(manifest, options.reading, problems)
    found = tuple(
        gather(
            manifest.entries,
            options.reading,
            notes_at=notes_of(manifest),
            cache=options.cache,
            jobs=options.jobs,
            executor=executor,
        )
    )
    twice = _listed_twice(manifest)
    found = tuple(
        Gathered(one.entry, error=twice[number]) if number in twice else one
        for number, one in enumerate(found)
    )
    failed = [one.error for one in found if one.error is not None]
    if problems or (failed and not options.keep_going):
        raise SeveralErrors(by_line([*problems, *failed]))
    barred = barred or {}
    pieces, notes = _pieces(manifest, found, options.reading)
    pieces = [piece for piece in pieces if piece.reading.essay.source_file not in barred]
    composed = compose(
        manifest,
        pieces,
        frame,
        environ,
        slugs=slugs,
        require_rights=options.require_rights,
        keep_going=options.keep_going,
    )
    told = (*frame.notes, *notes, *composed.notes)
    traces = tuple(trace_of(file) for file in asked)
    return Bound(replace(composed, notes=told), found, traces, tuple(barred.values()))


def by_line(errors: Sequence[PackagerError]) -> list[PackagerError]:
    """Return errors in the order of the manifest's lines; what names no line comes first."""
    names: dict[str, int] = {}

    def place(error: PackagerError) -> tuple[int, int]:
        match = _PLACE.match(str(error))
        return (names.setdefault(match[1], len(names)), int(match[2])) if match else (-1, 0)

    return sorted(errors, key=place)


def _listed_twice(manifest: Manifest) -> dict[int, PackagerError]:
    """Return why an entry, by its number, may not stand there: an earlier one is the same."""
    seen: dict[tuple[object, str], str] = {}
    found: dict[int, PackagerError] = {}
    for number, entry in enumerate(manifest.entries):
        key = (_identity(entry), entry.fragment)
        if key in seen:
            text = f"{entry.place}: {entry.source} stands there twice (first at {seen[key]})"
            found[number] = ConfigError(f"{text}; take one out")
        seen.setdefault(key, entry.place)
    return found


def _identity(entry: Entry) -> object:
    """Return what two entries have in common that name the same file, links followed."""
    if entry.file is None:
        return entry.source
    try:
        status = entry.file.stat()
    except OSError:
        return str(entry.file.absolute())
    return status.st_dev, status.st_ino


def read_frame(manifest: Manifest, options: ReadOptions, problems: list[PackagerError]) -> Frame:
    """Return what the manifest says of the whole book; what is wrong is added to ``problems``."""
    file = manifest.file
    name = str(file) if file else "anthology"
    found = [
        Found(key, manifest.values[own], FRONT_MATTER, _line(file, own))
        for own, key in _SHARED_KEYS.items()
        if own in manifest.values
    ]
    plain = replace(options, overrides={}, language="")
    reading, wrong = _assembled(Source(name, b"", file), found, plain)
    problems += wrong
    whole = reading.essay if reading else Essay(manifest.text("title"), "", "anthology")
    notes = tuple(
        replace(note, file=name)
        for note in (reading.notes if reading else ())
        if note.kind == NoteKind.WARNING and note.line is not None
    )
    language = manifest.text("language") if not wrong else ""
    introduction = None
    try:
        if manifest.text("introduction"):
            introduction = _introduction(manifest.text("introduction"), file, plain, language)
    except PackagerError as error:
        problems.append(error)
    parts: dict[int, Essay] = {}
    for number, part in enumerate(manifest.parts):
        try:
            if part.introduction:
                parts[number] = _introduction(part.introduction, file, plain, language)
        except PackagerError as error:
            problems.append(error)
    return Frame(whole, introduction, parts, notes)


def _assembled(
    source: Source, found: Sequence[Found], options: ReadOptions
) -> tuple[Reading | None, list[PackagerError]]:
    """Return what values say of a book, and what is wrong with each that says nothing."""
    left = list(found)
    problems: list[PackagerError] = []
    while True:
        try:
            return assemble(source, left, "", options=options), problems
        except PackagerError as error:
            problems.append(error)
            match = _PLACE.match(str(error))
            sound = [one for one in left if match is None or one.line != int(match[2])]
            if match is None or len(sound) == len(left):
                return None, problems
            left = sound


def _line(file: Path | None, key: str) -> int | None:
    lines = _lines_of(file) if file else []
    return next((n for n, line in enumerate(lines, 1) if line.strip().startswith(key)), None)


def _line_with(file: Path, text: str) -> int:
    return next((n for n, line in enumerate(_lines_of(file), 1) if text in line), 1)


def _lines_of(manifest: Path) -> list[str]:
    """Return the lines of a manifest; none of one that could not be read, which is told."""
    try:
        return contents(manifest).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _introduction(text: str, manifest: Path | None, options: ReadOptions, language: str) -> Essay:
    """Return an introduction: what a named file holds, or the Markdown that the manifest gives.

    An EPUB knows its own title and language; to a text the book's language is given.
    """
    folder = manifest.parent if manifest else Path()
    suffix = Path(text).suffix.lower() if "\n" not in text else ""
    is_epub = suffix == ".epub"
    is_name = is_epub or suffix in (".md", ".markdown", ".txt")
    if is_name:
        file = folder / text
        if not is_file(file):
            place = f"{manifest}:{_line_with(manifest, text)}" if manifest else "anthology"
            raise MissingInputError(f"{place}: the introduction {text} is not there")
        try:
            source = Source(str(file), read_bytes(file), file)
        except OSError as error:
            message = f"{file}: the introduction cannot be read: {error.strerror}"
            raise MissingInputError(message) from error
    else:
        source = Source("introduction.md", text.encode(), folder / "introduction.md")
    if language and not is_epub:
        options = replace(options, language=language)
    essay = read(source, options)[0].essay
    titled = is_epub or (is_name and essay.title.casefold() != Path(text).stem.casefold())
    return settled(
        replace(
            essay,
            title=essay.title if titled else words_in(language or essay.language)("introduction"),
            slug="introduction",
            kind="introduction",
        )
    )


def _pieces(
    manifest: Manifest, found: Sequence[Gathered], options: ReadOptions
) -> tuple[list[Piece], list[Note]]:
    """Return the pieces of all sources in order; drafts are left out and told unless asked for."""
    part_of = [number for number, part in enumerate(manifest.parts) for _ in part.entries]
    pieces: list[Piece] = []
    notes: list[Note] = []
    for number, one in zip(part_of, found, strict=True):
        for reading, known in zip(one.readings, one.prepared, strict=True):
            if reading.essay.draft and not options.drafts:
                said = f"“{reading.essay.title}” is a draft and is left out"
                notes.append(Note(NoteKind.WARNING, said, "draft", file=one.entry.source))
                continue
            headnote = _headnote(one.entry, reading.essay.language, notes)
            pieces.append(
                Piece(reading, number, one.entry.place, headnote, one.entry.is_edited, known)
            )
    return pieces, notes


def _headnote(entry: Entry, language: str, notes: list[Note]) -> str:
    """Return a headnote's Markdown as a fragment, its own notes below it.

    It has no pictures: one that it names is left out, and told.
    """
    if not entry.headnote.strip():
        return ""
    source = Source("headnote.md", entry.headnote.encode())
    options = ReadOptions(overrides={"title": "Headnote"}, language=language)
    essay = replace(read(source, options)[0].essay, slug="headnote")
    root = xhtml.parse(essay.body)
    for element in list(root.iter(f"{{{xhtml.XHTML}}}img", f"{{{xhtml.XHTML}}}span")):
        if element.get("alt") is not None or element.get("class") == "missing-image":
            said = "a headnote holds no picture: it is left out; put it in the essay"
            notes.append(Note(NoteKind.WARNING, said, "headnote", file=entry.place))
            xhtml.drop(element)
    place_references(root, essay, "inline")
    put_notes_in_place(root, essay, words_in(language))
    return xhtml.inner(root)


def sources_named(found: Iterable[Gathered]) -> Mapping[str, str]:
    """Return the digest of each source by its name, for the lock file."""
    return {one.entry.source: one.digest for one in found if one.digest}
