"""Work spread over processes, a bounded part of it in flight, results in the order of the items."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 4  # tasks a process has waiting, so that memory does not grow with their number


def spread(
    work: Callable[[Item], Result], items: Iterable[Item | None], jobs: int | None
) -> Iterator[Result]:
    """Yield ``work(item)`` for each item, in order; one job runs in this process.

    ``None`` among the items says that the next is not known yet: results are not held back for it.

    Both must be picklable. An exception of ``work`` is raised here; when the caller stops, tasks
    that wait are dropped and those at work end.
    """
    count = jobs or os.cpu_count() or 1
    if count == 1:
        yield from (work(item) for item in items if item is not None)
        return
    from concurrent.futures import Future, ProcessPoolExecutor

    with ProcessPoolExecutor(count, initializer=_leave_interrupts) as pool:
        try:
            running: deque[Future[Result]] = deque()
            for item in items:
                if item is not None:
                    running.append(pool.submit(work, item))
                while running and (len(running) >= count * _AHEAD or running[0].done()):
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the parent: a worker ends its task, so that no file is left half-written."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
