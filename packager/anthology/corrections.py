"""What changed between editions, written into the corrections page of the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from packager.anthology.changes import Changes, ChapterChange, WordChange
from packager.anthology.compose import Piece, compose
from packager.anthology.reopen import reopen, stamped
from packager.model import Book, Correction
from packager.read import Source

_MOST_TOLD = 20  # changes of one essay that are told word by word


def with_corrections(source: Source, changes: Changes, environ: Mapping[str, str]) -> Book:
    """Return the anthology in an EPUB with its changes told on its corrections page.

    Raises:
        SourceError: the file is no anthology that packager made.
    """
    opened = reopen(source)
    date = opened.frame.whole.published
    by_key = {chapter.key: chapter for chapter in changes.chapters}
    pieces = [_told(piece, by_key, date) for piece in opened.pieces]
    whole = opened.frame.whole
    lines = [Correction(date, f"Added: “{title}”") for title in changes.added]
    lines += [Correction(date, f"Removed: “{title}”") for title in changes.removed]
    whole = replace(whole, corrections=tuple(dict.fromkeys((*whole.corrections, *lines))))
    composed = compose(
        opened.manifest,
        pieces,
        replace(opened.frame, whole=whole),
        stamped(opened, environ),
    )
    return composed.book


def _told(piece: Piece, by_key: Mapping[str, ChapterChange], date: str) -> Piece:
    essay = piece.reading.essay
    change = by_key.get(essay.slug)
    if change is None:
        return piece
    lines = (Correction(date, text) for text in _lines(change))
    essay = replace(essay, corrections=tuple(dict.fromkeys((*essay.corrections, *lines))))
    return replace(piece, reading=replace(piece.reading, essay=essay))


def _lines(change: ChapterChange) -> Iterator[str]:
    if change.old_title != change.title:
        yield f"The title was “{change.old_title}”."
    for word in change.words[:_MOST_TOLD]:
        yield _sentence(word)
    left = len(change.words) - _MOST_TOLD
    if left > 0:
        yield f"And {left} more changes."


def _sentence(change: WordChange) -> str:
    before = f"… {change.before} " if change.before else ""
    after = f" {change.after} …" if change.after else ""
    old = f"“{before}{change.removed}{after}”" if change.removed else f"“{before}{after}”"
    new = f"“{before}{change.added}{after}”" if change.added else f"“{before}{after}”"
    return f"{old} now reads {new}"
