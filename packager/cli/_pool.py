"""Work spread over processes, a bounded part of it in flight, results in the order of the items."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# What tells a worker to leave its task; Windows has no such signal, and waits for the task.
_STOP: signal.Signals | None = getattr(signal, "SIGUSR1", None)
_PATIENCE_SECONDS = 5
_AHEAD = 4  # tasks a process has waiting, so that memory does not grow with their number


def spread(
    work: Callable[[Item], Result], items: Iterable[Item | None], jobs: int | None
) -> Iterator[Result]:
    """Yield ``work(item)`` for each item, in order; one job runs in this process.

    ``None`` among the items says that the next is not known yet: results are not held back for it.

    Both must be picklable. An exception of ``work`` is raised here; when the caller stops, tasks
    that wait are dropped and those at work are broken off, what they were writing taken away.
    """
    count = jobs or os.cpu_count() or 1
    if count == 1:
        yield from (work(item) for item in items if item is not None)
        return
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import active_children

    others = active_children()
    with (
        _unheard_until_ready() as stop,
        ProcessPoolExecutor(count, initializer=_prepare_worker) as pool,
    ):
        try:
            running: deque[Future[Result]] = deque()
            for item in items:
                if item is not None:
                    running.append(pool.submit(_unless_stopped, work, item))
                while running and (len(running) >= count * _AHEAD or running[0].done()):
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        except BaseException:
            for worker in active_children():
                if stop is not None and worker not in others and worker.pid is not None:
                    with suppress(ProcessLookupError):
                        os.kill(worker.pid, stop)
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _unheard_until_ready() -> Iterator[signal.Signals | None]:
    """Give the signal to stop, which new processes pass over until they are prepared for it."""
    if _STOP is None or threading.current_thread() is not threading.main_thread():
        yield None  # only the main thread may have it passed over
        return
    before = signal.signal(_STOP, signal.SIG_IGN)
    try:
        yield _STOP
    finally:
        signal.signal(_STOP, before)


# In a worker: whether it is at a task, and whether the parent wants no more.
_is_at_work = False
_is_stopped = False


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent; what it sends ends the task at hand and skips those after it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end_soon)
    if _STOP is not None:
        signal.signal(_STOP, _break_off)


def _break_off(_number: int, _frame: FrameType | None) -> None:
    """Leave the task by an exception, so that no file is left half-written.

    Between tasks nothing is raised, and no worker ends by itself: it might hold a lock of the
    pool's queues, for which the others would wait for ever.
    """
    global _is_stopped  # noqa: PLW0603 - a process has one
    is_first = not _is_stopped
    _is_stopped = True
    if _is_at_work and is_first:
        sys.exit()


def _end_soon(number: int, frame: FrameType | None) -> None:
    """Break off, and end even if the pool, of which another worker died, says no more."""
    if hasattr(signal, "alarm"):
        signal.alarm(_PATIENCE_SECONDS)
    _break_off(number, frame)


def _unless_stopped(work: Callable[[Item], Result], item: Item) -> Result:
    global _is_at_work  # noqa: PLW0603 - a process has one
    if _is_stopped:
        sys.exit()
    try:
        _is_at_work = True
        return work(item)
    finally:
        _is_at_work = False
