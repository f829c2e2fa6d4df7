"""What mutations start from beside plain books: books of EPUB's extensions, and documents alone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.differential.books import every_own_book
from tests.differential.compare import Judged, Source
from tests.differential.profile_books import PROFILE_BOOKS

_PROFILES = ("dict", "edupub", "idx", "preview")
# The documents of packager's own books that are judged alone: book, path, mode, version.
_DOCUMENTS = (
    ("essay", "EPUB/package.opf", "opf", "3"),
    ("media", "EPUB/package.opf", "opf", "3"),
    ("fixed", "EPUB/package.opf", "opf", "3"),
    ("essay", "EPUB/nav.xhtml", "nav", "3"),
    ("essay", "EPUB/one.xhtml", "xhtml", "3"),
    ("media", "EPUB/two.xhtml", "xhtml", "3"),
    ("media", "EPUB/drawing.svg", "svg", "3"),
    ("media", "EPUB/audio/one.smil", "mo", "3"),
    ("old", "OEBPS/content.opf", "opf", "2"),
    ("old", "OEBPS/one.xhtml", "xhtml", "2"),
    ("talking", "OEBPS/one.xhtml", "xhtml", "2"),
    ("talking", "OEBPS/drawing.svg", "svg", "2"),
)
_PROFILE_DOCUMENTS = (
    ("dictionary", "EPUB/package.opf", "opf"),
    ("dictionaries", "EPUB/package.opf", "opf"),
    ("dictionary", "EPUB/one.xhtml", "xhtml"),
    ("school", "EPUB/package.opf", "opf"),
    ("school", "EPUB/one.xhtml", "xhtml"),
    ("index alone", "EPUB/one.xhtml", "xhtml"),
    ("index", "EPUB/package.opf", "opf"),
    ("preview", "EPUB/package.opf", "opf"),
    ("with preview", "EPUB/package.opf", "opf"),
)


@cache
def own_profile_sources() -> tuple[Source, ...]:
    """Return packager's own books of each extension, and plain ones judged as if they were."""
    made = [
        Source(name, make(), Judged(profile=profile))
        for name, (make, profile) in PROFILE_BOOKS.items()
    ]
    made += [
        Source(f"{name} as {profile}", every_own_book()[name], Judged(profile=profile))
        for name in ("essay", "old")
        for profile in _PROFILES
    ]
    return tuple(made)


@cache
def own_document_sources() -> tuple[Source, ...]:
    """Return single documents out of packager's own books, for each mode, version and profile."""
    books = dict(every_own_book())
    made = [
        Source(f"{mode} of {book}", _file(books[book], path), Judged(mode, version))
        for book, path, mode, version in _DOCUMENTS
    ]
    for book, path, mode in _PROFILE_DOCUMENTS:
        make, profile = PROFILE_BOOKS[book]
        made.append(Source(f"{mode} of {book}", _file(make(), path), Judged(mode, "3", profile)))
    return tuple(made)


def _file(book: bytes, path: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(path)


def corpus_sources(folder: Path, *, documents: bool) -> Iterator[Source]:
    """Yield the sound conformance cases that are single documents, or books of a profile."""
    for case in json.loads((folder / "cases.json").read_text("utf-8")):
        is_book = case["mode"] == "epub"
        if case["expected"] or is_book == documents:
            continue
        if is_book and case["profile"] == "default":
            continue
        judged = Judged(
            "" if is_book else case["mode"],
            "" if is_book else case["epub_version"],
            case["profile"],
        )
        yield Source(case["id"], (folder / case["path"]).read_bytes(), judged)
