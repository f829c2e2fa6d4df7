"""Sources become readings: in parallel, from the cache where nothing changed.

A worker is a module-level function of picklable values, so that any
``concurrent.futures.Executor`` can run it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from packager import compact
from packager.anthology.manifest import Entry
from packager.anthology.prepare import Prepared, prepared
from packager.cache import Shelf, key_of
from packager.data_classes import dataclass
from packager.errors import MissingInputError, PackagerError, SeveralErrors, SourceError
from packager.forked import Beside, Told, can_fork, in_order, leave_to
from packager.model import Reading
from packager.read import ReadOptions, Source, read
from packager.read.files import Trace, trace_of, traced

if TYPE_CHECKING:
    from concurrent.futures import Executor

_FEWEST_FOR_PROCESS = 4  # sources that are worth the start of a process
_LARGE = 100  # sources whose shelf takes longer to write than a process to start
_LARGEST_SOURCE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task:
    """One source to read: where from and with which options.

    ``notes_at`` says where the book has its notes; empty for essays of which no page is wanted yet.
    """

    entry: Entry
    options: ReadOptions
    notes_at: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of one source: its readings, or why there are none.

    ``prepared`` goes with the readings where pages were wanted.
    """

    entry: Entry
    readings: tuple[Reading, ...] = ()
    error: PackagerError | None = None
    digest: str = ""
    traces: tuple[Trace, ...] = ()
    prepared: tuple[Prepared, ...] = ()
    was_cached: bool = False


def gather(  # noqa: PLR0913 - keywords
    entries: Sequence[Entry],
    options: ReadOptions,
    *,
    notes_at: str = "essay",
    cache: Path | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
) -> list[Gathered]:
    """Return what came of each source, in order. ``jobs`` is the number of processes."""
    tasks = [task_for(entry, options, notes_at) for entry in entries]
    if cache is None:
        results = _read_all(tasks, jobs, executor)
        return [_named(told.value, task) for told, task in zip(results, tasks, strict=True)]
    several = executor is None and (jobs or os.cpu_count() or 1) > 1
    shelf = Shelf(cache, _shelf_of(tasks))
    blobs = [_blob(task, shelf) for task in tasks]
    changed = [task for task, blob in zip(tasks, blobs, strict=True) if blob is None]
    # A few that changed are read beside, while what is known of the others is taken from the shelf.
    is_few = several and len(tasks) >= _LARGE and 0 < len(changed) < _FEWEST_FOR_PROCESS
    early = (
        Beside(lambda: [gather_one(task) for task in changed], is_apart=True) if is_few else None
    )
    kept = [
        _loaded(task, blob) if blob is not None else None
        for task, blob in zip(tasks, blobs, strict=True)
    ]
    read = dict(zip(map(id, changed), map(Told, early.result()), strict=True)) if early else {}
    missing = [
        task for task, one in zip(tasks, kept, strict=True) if one is None and id(task) not in read
    ]
    read |= zip(map(id, missing), _read_all(missing, jobs, executor), strict=True)
    found = [
        one or _named(read[id(task)].value, task) for task, one in zip(tasks, kept, strict=True)
    ]
    leave_to(partial(_keep, [*read.values()], shelf), is_apart=several and len(read) >= _LARGE)
    shelf.close()
    return found


def _keep(new: Sequence[Told[Gathered]], shelf: Shelf) -> None:
    for one in new:
        if one.value.error is None:
            shelf.put(one.value.digest, one.data)
    shelf.save()


def _read_all(
    tasks: Sequence[Task], jobs: int | None, executor: Executor | None
) -> Iterator[Told[Gathered]]:
    workers = min(jobs or os.cpu_count() or 1, max(1, len(tasks) // _FEWEST_FOR_PROCESS))
    if executor is not None:
        yield from map(Told, executor.map(gather_one, tasks))
    elif workers == 1 or can_fork():
        yield from in_order(gather_one, tasks, workers)
    else:
        yield from map(Told, _pooled(tasks, workers))


def _pooled(tasks: Sequence[Task], workers: int) -> Iterator[Gathered]:
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(gather_one, tasks, chunksize=_FEWEST_FOR_PROCESS)


def task_for(entry: Entry, options: ReadOptions, notes_at: str = "") -> Task:
    """Return the task of reading an entry, its overrides put over the options'."""
    return Task(entry, _with_overrides(options, entry), notes_at)


def gather_one(task: Task) -> Gathered:
    """Read one source; an expected failure is part of the result.

    Its entry is one without a file: the result may come from afar and lie for long.
    """
    entry = task.entry
    unnamed = Entry(entry.source, entry.place)
    try:
        data = _bytes_of(entry)
        with traced() as asked:
            source = Source(entry.source, data, entry.file, fragment=entry.fragment)
            readings = read(source, task.options)
        traces = tuple(trace_of(file) for file in asked)
        done = []
        if task.notes_at:
            on_disk = {trace.digest: trace.file for trace in traces if trace.file.is_file()}
            done = [prepared(reading, task.notes_at, on_disk) for reading in readings]
            readings = [reading for reading, _ in done]
    except PackagerError as error:
        return Gathered(unnamed, error=_placed(error, entry))
    ready = tuple(one for _, one in done)
    return Gathered(unnamed, tuple(readings), None, _key(task, data), traces, ready)


# --- the cache -------------------------------------------------------------------------------


def _shelf_of(tasks: Sequence[Task]) -> str:
    """Return the name of the shelf on which what is read of these sources stands.

    It hangs on their folders, so that books of the same sources share one.
    """
    folders = {str(task.entry.file.absolute().parent) for task in tasks if task.entry.file}
    return key_of(["readings", *sorted(folders)])


def _key(task: Task, data: bytes) -> str:
    """Return the key of a source's bytes and of all else that its reading depends on."""
    entry = task.entry
    place = (entry.source, str(entry.file), entry.fragment, task.notes_at, repr(task.options))
    return key_of([*place, data])


def _blob(task: Task, shelf: Shelf) -> memoryview | None:
    """Return what the shelf has of a source as it is now, as bytes."""
    try:
        return shelf.get(_key(task, _bytes_of(task.entry)))
    except PackagerError:
        return None


def _loaded(task: Task, blob: memoryview) -> Gathered | None:
    """Return what was read of a source, if all that it depends on is as it was."""
    try:
        one = compact.loads(blob)
    except compact.BROKEN:
        return None
    if not isinstance(one, Gathered) or not all(trace.is_current for trace in one.traces):
        return None
    return _named(one, task, was_cached=True)


def _named(one: Gathered, task: Task, *, was_cached: bool = False) -> Gathered:
    """Return what was read with the entry that it was read for."""
    return Gathered(
        task.entry, one.readings, one.error, one.digest, one.traces, one.prepared, was_cached
    )


# --- sources ---------------------------------------------------------------------------------


def _bytes_of(entry: Entry) -> bytes:
    file = entry.file
    if file is None or not file.exists():
        raise MissingInputError(f"{entry.place}: {entry.source} is not there")
    if file.is_dir():
        raise SourceError(f"{entry.place}: {entry.source} is a folder; name the essays in it")
    if not file.is_file():
        raise SourceError(f"{entry.place}: {entry.source} is no file; name one")
    if file.stat().st_size > _LARGEST_SOURCE_BYTES:
        raise SourceError(f"{entry.place}: {entry.source} is over 200 MB")
    try:
        return file.read_bytes()
    except OSError as error:
        message = f"{entry.place}: {entry.source} cannot be read: {error.strerror}"
        raise MissingInputError(message) from error


def _with_overrides(options: ReadOptions, entry: Entry) -> ReadOptions:
    if not entry.overrides:
        return options
    return replace(options, overrides={**options.overrides, **entry.overrides})


def _placed(error: PackagerError, entry: Entry) -> PackagerError:
    """Return the error with the manifest's line before it, where a manifest names the essay."""
    if ":" not in entry.place or isinstance(error, SeveralErrors):
        return error
    if str(error).startswith(f"{entry.place}: "):
        return error
    return type(error)(f"{entry.place}: {error}")
