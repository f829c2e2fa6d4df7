"""Sources become readings: in parallel, from the cache where nothing changed.

A worker is a module-level function of picklable values, so that any
``concurrent.futures.Executor`` can run it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from packager.anthology.duplicates import Fingerprint, fingerprint
from packager.anthology.manifest import Entry
from packager.cache import Cache, key_of
from packager.errors import MissingInputError, PackagerError, SeveralErrors, SourceError
from packager.model import Reading
from packager.read import ReadOptions, Source, read
from packager.read.files import Trace, trace_of, traced

_FEWEST_FOR_POOL = 8
_LARGEST_SOURCE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task:
    """One source to read: where from, with which options, and where the cache lies (or nowhere)."""

    entry: Entry
    options: ReadOptions
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What came of one source: its readings, or why there are none."""

    entry: Entry
    readings: tuple[Reading, ...] = ()
    error: PackagerError | None = None
    digest: str = ""
    traces: tuple[Trace, ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()
    was_cached: bool = False


def gather(
    entries: Sequence[Entry],
    options: ReadOptions,
    *,
    cache: Path | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
) -> Iterator[Gathered]:
    """Yield what came of each source, in order. ``jobs`` is the number of processes."""
    tasks = [task_for(entry, options, cache) for entry in entries]
    workers = min(jobs or os.cpu_count() or 1, max(1, len(tasks) // _FEWEST_FOR_POOL))
    if executor is not None:
        yield from executor.map(gather_one, tasks)
    elif workers == 1:
        yield from map(gather_one, tasks)
    else:
        with ProcessPoolExecutor(workers) as pool:
            yield from pool.map(gather_one, tasks, chunksize=_FEWEST_FOR_POOL)


def task_for(entry: Entry, options: ReadOptions, cache: Path | None = None) -> Task:
    """Return the task of reading an entry, its overrides put over the options'."""
    return Task(entry, _with_overrides(options, entry), cache)


def gather_one(task: Task) -> Gathered:
    """Read one source; an expected failure is part of the result."""
    entry = task.entry
    try:
        data = _bytes_of(entry)
    except PackagerError as error:
        return Gathered(entry, error=error)
    options = task.options
    digest = key_of([data])
    key = key_of([digest, entry.source, str(entry.file), entry.fragment, repr(options)])
    store = Cache(task.cache) if task.cache else None
    kept = store.get(key) if store else None
    if isinstance(kept, Gathered) and all(trace.is_current for trace in kept.traces):
        return replace(kept, entry=entry, was_cached=True)
    with traced() as asked:
        try:
            source = Source(entry.source, data, entry.file, fragment=entry.fragment)
            readings = tuple(read(source, options))
        except PackagerError as error:
            return Gathered(entry, error=_placed(error, entry))
    traces = tuple(trace_of(file) for file in asked)
    prints = tuple(fingerprint(reading.essay) for reading in readings)
    result = Gathered(entry, readings, None, digest, traces, prints)
    if store:
        store.put(key, result)
    return result


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
    return type(error)(f"{entry.place}: {error}")
