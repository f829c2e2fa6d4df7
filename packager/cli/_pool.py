"""Work spread over processes, a bounded part of it in flight, results in the order of the items."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import NoReturn, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

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

    with ProcessPoolExecutor(count, initializer=_prepare_worker) as pool:
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
            from multiprocessing import active_children

            for worker in active_children():
                worker.terminate()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


_stopped = False  # in a worker: whether the parent wants no more


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent; what it sends ends the task at hand and skips those after it.

    The task is left by an exception, so that no file is left half-written.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _break_off)


def _break_off(_number: int, _frame: FrameType | None) -> NoReturn:
    global _stopped  # noqa: PLW0603 - a process has one
    _stopped = True
    sys.exit()


def _unless_stopped(work: Callable[[Item], Result], item: Item) -> Result:
    if _stopped:
        sys.exit()
    return work(item)
