"""Which essays of an anthology the checker refuses, told by their lines in the manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from packager.anthology.bind import Bound, by_line
from packager.anthology.manifest import Manifest
from packager.check.finding import Finding, Report, Severity
from packager.errors import PackagerError, SeveralErrors, UnsoundBookError

Made = TypeVar("Made")
Barred = Mapping[str, PackagerError]
_MOST_TOLD = 20  # findings told of a book that was not written


class UnsoundEssaysError(SeveralErrors):
    """The checker found errors: ``barred`` has the first in each essay, by its source."""

    def __init__(self, errors: list[PackagerError], barred: Barred) -> None:
        super().__init__(errors)
        self.barred = barred


def refuse_unsound(report: Report, bound: Bound) -> None:
    """Refuse a book in which the checker found errors.

    Raises:
        UnsoundEssaysError: there are some; those in an essay name its line in the manifest.
    """
    essays = {essay.slug: essay for essay in bound.composed.book.essays}
    places = {
        reading.essay.source_file: one.entry.place
        for one in bound.gathered
        for reading in one.readings
    }
    errors: list[PackagerError] = []
    barred: dict[str, PackagerError] = {}
    for finding in report.findings:
        if finding.severity not in (Severity.FATAL, Severity.ERROR):
            continue
        essay = essays.get(PurePosixPath(finding.path).stem)
        told = _placed(finding)
        if essay is not None:
            place = places.get(essay.source_file) or essay.source_file
            told = f"{place}: “{essay.title}” is not sound: {told}"
            barred.setdefault(essay.source_file, UnsoundBookError(told))
        errors.append(UnsoundBookError(told))
    if errors:
        raise UnsoundEssaysError(errors[:_MOST_TOLD], barred)


def made_of_the_sound(
    manifest: Manifest,
    bound_of: Callable[[Manifest, Barred, bool], Bound],
    made_of: Callable[[Bound], Made],
    *,
    keep_going: bool,
) -> tuple[Bound, Made]:
    """Return the anthology and what is made of it; ``keep_going`` leaves out unsound essays.

    ``bound_of`` binds a manifest without the essays barred, and keeps going or not; ``made_of``
    makes the book and refuses one that is not sound.

    Raises:
        SeveralErrors: what is wrong with the manifest, its essays and their pages, all at once.
    """
    barred: dict[str, PackagerError] = {}
    while True:
        try:
            bound = bound_of(manifest, barred, keep_going)
        except SeveralErrors as error:
            if keep_going:
                raise
            more = _unsound_too(manifest, bound_of, made_of)
            raise SeveralErrors(by_line([*error.errors, *more])) from error
        try:
            return bound, made_of(bound)
        except UnsoundEssaysError as error:
            if not keep_going or not error.barred.keys() - barred.keys():
                raise
            barred |= error.barred


def _unsound_too(
    manifest: Manifest,
    bound_of: Callable[[Manifest, Barred, bool], Bound],
    made_of: Callable[[Bound], Made],
) -> tuple[PackagerError, ...]:
    """Return what the checker has against the essays that can be read."""
    parts = tuple(replace(part, introduction="") for part in manifest.parts)
    values = {"title": "title", "notes": manifest.text("notes") or "essay"}
    try:
        made_of(bound_of(replace(manifest, values=values, parts=parts, problems=()), {}, True))
    except UnsoundEssaysError as error:
        return error.errors
    except PackagerError:  # what that is, is told already
        return ()
    return ()


def _placed(finding: Finding) -> str:
    where = finding.source_file or finding.path
    line = finding.source_line or finding.line
    return f"{where}:{line}: {finding.message}" if line else f"{where}: {finding.message}"
