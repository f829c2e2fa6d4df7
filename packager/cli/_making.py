"""One source becomes its books: read, built, checked, written; the work of one process.

:func:`make` takes and gives small values that can be pickled, so that it runs in a pool.
"""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import replace
from pathlib import Path

from packager import targets
from packager.check.finding import Finding, Severity
from packager.cli._write import STDOUT, draft_of, refuse_existing, refuse_sources
from packager.data_classes import dataclass
from packager.errors import (
    MissingInputError,
    OptionError,
    PackagerError,
    SourceError,
    UnsoundBookError,
)
from packager.model import Essay, Note, Reading
from packager.read import ReadOptions, Source, read

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Task:
    """What to make of one source: ``target`` is a file, a folder (``is_folder``) or ``-``.

    ``wanted`` are the names of the targets; only a folder takes several.
    """

    source: str
    target: Path
    is_folder: bool
    options: ReadOptions
    force: bool = False
    has_check: bool = True
    wanted: tuple[str, ...] = (targets.DEFAULT,)


@dataclass(frozen=True, slots=True)
class Made:
    """One file that was made of an essay, or of a source; ``error`` says why there is none."""

    source: str
    title: str = ""
    output: str = ""
    size_bytes: int = 0
    notes: tuple[Note, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: str = ""
    exit_code: int = 0
    target: str = targets.DEFAULT


def source_of(name: str) -> Source:
    """Return a source that the user named: a file, or ``-`` for standard input.

    Raises:
        MissingInputError: there is no such file, it is a folder, a device or a pipe that nobody
            writes to, or it cannot be read.
        SourceError: it is larger than any source.
    """
    from packager.read.contents import bounded, contents, reason_of

    try:
        if name == STDIN:
            if sys.stdin is None:
                raise MissingInputError(f"{STDIN}: standard input is closed; name a file")
            return Source(STDIN, bounded(sys.stdin.buffer))
        if not name:
            raise MissingInputError("the name of a source is empty; name a file")
        file = Path(name)
        return Source(name, contents(file), file)
    except FileNotFoundError as error:
        raise MissingInputError(f"{name}: is not there") from error
    except IsADirectoryError as error:
        raise MissingInputError(f"{name}: is a folder; name the files in it") from error
    except (OSError, ValueError) as error:
        kind = SourceError if getattr(error, "errno", 0) == errno.EFBIG else MissingInputError
        raise kind(f"{name}: {reason_of(error)}") from error


def make(task: Task) -> list[Made]:
    """Return what came of a source; expected failures are told in it.

    Raises:
        OptionError: an option is wrong, whatever the source is.
    """
    try:
        if not task.is_folder and task.target != STDOUT:
            refuse_existing(task.target, force=task.force)
            refuse_sources(task.target, [task.source])
        readings = read(source_of(task.source), task.options)
        if len(readings) > 1 and not task.is_folder:
            raise SourceError(
                f"{task.source}: holds {len(readings)} essays; give a folder with -o FOLDER/"
            )
    except OptionError:
        raise  # the same for every source: one line
    except PackagerError as error:
        return [Made(task.source, error=str(error), exit_code=error.exit_code)]
    return [made for one in readings for made in _made(task, one, alone=len(readings) == 1)]


def _made(task: Task, reading: Reading, *, alone: bool) -> list[Made]:
    """Return a file for each target, or why there is none of any."""
    from packager.build import render
    from packager.build.book import book_of

    made = Made(task.source, reading.essay.title, notes=reading.notes)
    try:
        files = {name: _file(task, reading.essay, name, alone=alone) for name in task.wanted}
        book = book_of(reading.essay, os.environ)
        finished = targets.Finished(book, render(book))
    except PackagerError as error:
        return [_failed(made, error)]
    made = replace(made, notes=reading.notes + finished.rendition.notes)
    results: list[Made] = []
    for name, file in files.items():
        try:
            results.append(_built(task, finished, file, replace(made, target=name)))
        except PackagerError as error:
            results.append(_failed(replace(made, target=name), error))
        made = replace(made, notes=())  # what is to be said of the essay is said once
    return results


def _failed(made: Made, error: PackagerError) -> Made:
    return replace(made, error=str(error), exit_code=error.exit_code)


def _file(task: Task, essay: Essay, name: str, *, alone: bool) -> Path:
    """Return the file that a target's book goes to.

    Raises:
        OutputError: it exists, and is not to be replaced.
    """
    file = task.target
    if task.is_folder:
        suffix = targets.target_named(name).SUFFIX
        file /= (
            f"{book_stem(task.source) if alone and task.source != STDIN else essay.slug}{suffix}"
        )
    if file != STDOUT:
        refuse_existing(file, force=task.force)
    return file


def _built(task: Task, finished: targets.Finished, file: Path, made: Made) -> Made:
    """Make a target's file, check it, write it.

    What is no EPUB is made of one, so that one is checked.
    """
    target = targets.target_named(made.target)
    product = target.make(finished)
    made = replace(made, notes=made.notes + product.notes)
    with draft_of(file, force=task.force) as draft:
        draft.write(product.write)
        if task.has_check:
            checked = draft.file if target.IS_EPUB else finished.epub
            made = replace(made, findings=_findings(checked, file.name, task.source))
        if any(f.severity in (Severity.FATAL, Severity.ERROR) for f in made.findings):
            return replace(
                made,
                error=f"{task.source}: the book would have errors, so it was not written; "
                "mend what is named below, or give --no-check",
                exit_code=UnsoundBookError.exit_code,
            )
        size = draft.size_bytes
        draft.keep()
    return replace(made, output=str(file), size_bytes=size)


def _findings(book: Path | bytes, name: str, source: str) -> tuple[Finding, ...]:
    """Return what the checker finds, without what is merely noteworthy.

    The book knows its source by the file's name alone; here it is named as the user did.
    """
    from packager.check.run import check

    quiet = (Severity.INFO, Severity.USAGE)
    own = Path(source).name
    return tuple(
        replace(finding, source_file=source) if finding.source_file == own else finding
        for finding in check(book, name=name).findings
        if finding.severity not in quiet
    )


def book_stem(source: str) -> str:
    """Return the name that a source's book gets: the file's, of ``index.md`` its folder's."""
    file = Path(source)
    if file.stem.casefold() in ("index", "_index", "readme"):
        return file.absolute().parent.name or file.stem
    return file.stem
