"""The pages of an anthology's essays, made and examined: in parallel, the old ones from a cache.

Each essay's page hangs on nothing but the essay and a few values of the book, and most of what
the checker has to say of it on nothing but the page. So both are done essay by essay, by as many
processes as are wanted, and kept for the next edition.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from packager.build.made import Made, inputs_of, make
from packager.cache import Cache, key_of
from packager.check.load.known import Known
from packager.check.registry import load_rules
from packager.check.run import examine
from packager.errors import PackagerError
from packager.model import Book, Essay

_FEWEST_FOR_PROCESS = 24  # essays that are worth the start of a process


@dataclass(frozen=True, slots=True)
class Finished:
    """What was made of an essay: its page, and what the checker knows of it."""

    made: Made
    known: Known | None


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of an anthology: ``made`` by slug, ``known`` by path in the book."""

    made: Mapping[str, Made]
    known: Mapping[str, Known]


def finish(book: Book, *, cache: Path | None = None, jobs: int | None = None) -> Pages:
    """Return the pages of the essays of a book, those that the cache holds from there.

    An essay of which no page can be made is left out: to make it again tells why.
    """
    keys = {essay.slug: key_of([inputs_of(essay, book)]) for essay in book.essays}
    store = Cache(cache) if cache else None
    edition = key_of(["pages of essays", book.identifier])
    kept = (store.get(edition) if store else None) or {}
    missing = [essay for essay in book.essays if keys[essay.slug] not in kept]
    new = {keys[slug]: done for slug, done in _made(missing, book, jobs)}
    done = {key: new.get(key) or kept.get(key) for key in keys.values()}
    found = {slug: one for slug, key in keys.items() if (one := done[key]) is not None}
    if store and (new or len(found) != len(kept)):
        store.put(edition, {keys[slug]: one for slug, one in found.items()})
    return Pages(
        {slug: one.made for slug, one in found.items()},
        {one.known.path: one.known for one in found.values() if one.known},
    )


def _made(essays: Sequence[Essay], book: Book, jobs: int | None) -> Iterator[tuple[str, Finished]]:
    """Yield each essay's slug with what was made of it, the work shared out over processes."""
    if essays:
        load_rules(False)  # before processes part, so that each has them
    count = min(jobs or os.cpu_count() or 1, len(essays) // _FEWEST_FOR_PROCESS)
    if count < 2 or sys.platform != "linux":  # noqa: PLR2004 - elsewhere a fork is not sound
        yield from _finished(essays, book)
        return
    with _processes([essays[first::count] for first in range(1, count)], book) as answers:
        yield from _finished(essays[::count], book)
        for answer in answers:
            try:
                yield from answer.recv()
            except EOFError:  # the process died; its essays are made with the book
                continue


@contextmanager
def _processes(shares: Sequence[Sequence[Essay]], book: Book) -> Iterator[list[Connection]]:
    """Give the connections on which processes tell what they made, one for each share.

    A process is forked, so the book is there without being sent.
    """
    context = multiprocessing.get_context("fork")
    answers = []
    processes = []
    try:
        for share in shares:
            receiving, sending = context.Pipe(duplex=False)
            process = context.Process(target=_answer, args=(share, book, sending), daemon=True)
            process.start()
            sending.close()
            answers.append(receiving)
            processes.append(process)
        yield answers
    finally:
        for answer in answers:
            answer.close()
        for process in processes:
            process.terminate()
            process.join()


def _answer(essays: Sequence[Essay], book: Book, sending: Connection) -> None:
    sending.send(list(_finished(essays, book)))
    sending.close()


def _finished(essays: Iterable[Essay], book: Book) -> Iterator[tuple[str, Finished]]:
    for essay in essays:
        try:
            made, data = make(essay, book)
        except PackagerError:
            continue
        properties = made.bare.features.properties
        yield essay.slug, Finished(made, examine(made.bare.path, data, properties))
