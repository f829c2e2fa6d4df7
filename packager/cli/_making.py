"""One source becomes its books: read, built, checked, written; the work of one process.

:func:`make` takes and gives small values that can be pickled, so that it runs in a pool.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from packager.check.finding import Finding, Severity
from packager.cli._write import refuse_existing, write_file
from packager.errors import MissingInputError, PackagerError, SourceError, UnsoundBookError
from packager.model import Essay, Note, Reading
from packager.read import ReadOptions, Source, read

STDIN = "-"
STDOUT = Path("-")


@dataclass(frozen=True, slots=True)
class Task:
    """What to make of one source: ``target`` is a file, a folder (``is_folder``) or ``-``."""

    source: str
    target: Path
    is_folder: bool
    options: ReadOptions
    force: bool = False
    has_check: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one essay, or of a source that gave none: then ``error`` says why."""

    source: str
    title: str = ""
    output: str = ""
    size_bytes: int = 0
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: str = ""
    exit_code: int = 0


def source_of(name: str) -> Source:
    """Return a source that the user named: a file, or ``-`` for standard input.

    Raises:
        MissingInputError: there is no such file, it is a folder, or it cannot be read.
    """
    if name == STDIN:
        return Source(STDIN, sys.stdin.buffer.read())
    file = Path(name)
    try:
        if file.is_char_device() or file.is_block_device():
            raise MissingInputError(f"{name}: is a device; name a file, or - for standard input")
        return Source(name, file.read_bytes(), file)
    except FileNotFoundError as error:
        raise MissingInputError(f"{name}: is not there") from error
    except IsADirectoryError as error:
        raise MissingInputError(f"{name}: is a folder; name the files in it") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MissingInputError(f"{name}: cannot be read: {reason.lower()}") from error


def make(task: Task) -> list[Made]:
    """Return what came of a source; expected failures are told in it, a bug is raised."""
    try:
        if not task.is_folder and task.target != STDOUT:
            refuse_existing(task.target, force=task.force)
        readings = read(source_of(task.source), task.options)
        if len(readings) > 1 and not task.is_folder:
            raise SourceError(
                f"{task.source}: holds {len(readings)} essays; give a folder with -o FOLDER/"
            )
    except PackagerError as error:
        return [Made(task.source, error=str(error), exit_code=error.exit_code)]
    return [_made(task, reading, alone=len(readings) == 1) for reading in readings]


def _made(task: Task, reading: Reading, *, alone: bool) -> Made:
    essay = reading.essay
    target = (
        task.target / file_name(task.source, essay, alone=alone) if task.is_folder else task.target
    )
    try:
        if target != STDOUT:
            refuse_existing(target, force=task.force)
        return _built(task, reading, target)
    except PackagerError as error:
        return Made(
            task.source,
            essay.title,
            notes=reading.notes,
            error=str(error),
            exit_code=error.exit_code,
        )


def _built(task: Task, reading: Reading, target: Path) -> Made:
    from packager.build import pack, render
    from packager.build.book import book_of

    rendition = render(book_of(reading.essay, os.environ))
    data = pack(rendition)
    notes = reading.notes + rendition.notes
    findings = _findings(data, target.name, task.source) if task.has_check else ()
    if any(f.severity in (Severity.FATAL, Severity.ERROR) for f in findings):
        return Made(
            task.source,
            reading.essay.title,
            notes=notes,
            findings=findings,
            error=f"{task.source}: the book would have errors, so it was not written; "
            "mend what is named below, or give --no-check",
            exit_code=UnsoundBookError.exit_code,
        )
    if target == STDOUT:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_file(target, data, force=task.force)
    return Made(task.source, reading.essay.title, str(target), len(data), notes, findings)


def _findings(data: bytes, name: str, source: str) -> tuple[Finding, ...]:
    """Return what the checker finds, without what is merely noteworthy.

    The book knows its source by the file's name alone; here it is named as the user did.
    """
    from packager.check.run import check

    quiet = (Severity.INFO, Severity.USAGE)
    own = Path(source).name
    return tuple(
        replace(finding, source_file=source) if finding.source_file == own else finding
        for finding in check(data, name=name).findings
        if finding.severity not in quiet
    )


def file_name(source: str, essay: Essay, *, alone: bool) -> str:
    """Return the name of a book: of the source's file, else of the essay's title."""
    return f"{book_stem(source) if alone and source != STDIN else essay.slug}.epub"


def book_stem(source: str) -> str:
    """Return the name that a source's book gets: the file's, of ``index.md`` its folder's."""
    file = Path(source)
    if file.stem.casefold() in ("index", "_index", "readme"):
        return file.absolute().parent.name or file.stem
    return file.stem
