"""Work on many things shared out over forked processes, results in order as they come.

A fork has everything that this process has, so neither the things nor what the work needs must be
pickled; results are bytes. https://man7.org/linux/man-pages/man2/fork.2.html
"""

from __future__ import annotations

import os
import select
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TypeVar

Item = TypeVar("Item")

_TURN = struct.Struct("<L")
_RESULT = struct.Struct("<LL")  # which one it is, and its length
_MOST_TURNS = 1000  # what is certain to fit into a pipe
_IN_TURN = 4  # things that are worth asking for
_CHUNK = 1 << 16


def can_fork() -> bool:
    """Return whether this process may be forked: on Linux, while it has a single thread.

    Elsewhere the system's libraries do not bear it, and a lock that another thread holds would
    be held for ever in the fork.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def in_order(work: Callable[[Item], bytes], items: Sequence[Item], count: int) -> Iterator[bytes]:
    """Yield ``work(item)`` for each item, in order, done by ``count`` processes, this one included.

    A few items at a time go to whoever is free. What a process that died or failed had to do is
    done here, so its exception is raised here.
    """
    if count < 2 or len(items) < 2 or not can_fork():  # noqa: PLR2004 - nobody to share with
        yield from map(work, items)
        return
    size = max(_IN_TURN, -(-len(items) // _MOST_TURNS))
    turns = _Turns(-(-len(items) // size), size, len(items))
    others = [_Worker(work, items, turns) for _ in range(count - 1)]
    done: dict[int, bytes] = {}
    at = 0
    try:
        while numbers := turns.take():
            for number in numbers:
                done[number] = work(items[number])
            for worker in others:
                done.update(worker.results(wait=False))
            while at in done:
                yield done.pop(at)
                at += 1
        while at < len(items):
            if at not in done and any(not worker.ended for worker in others):
                waiting = [worker for worker in others if not worker.ended]
                ready, _, _ = select.select([worker.reading for worker in waiting], [], [])
                for worker in waiting:
                    if worker.reading in ready:
                        done.update(worker.results(wait=True))
                continue
            yield done.pop(at) if at in done else work(items[at])
            at += 1
    finally:
        turns.close()
        for worker in others:
            worker.close()


class _Turns:
    """A pipe that holds the numbers of all turns; who reads one takes that turn."""

    def __init__(self, count: int, size: int, things: int) -> None:
        self._size, self._things = size, things
        self._reading, writing = os.pipe()
        os.write(writing, b"".join(_TURN.pack(number) for number in range(count)))
        os.close(writing)

    def take(self) -> range:
        """Return the numbers of the things of the next turn; none when all are taken."""
        turn = os.read(self._reading, _TURN.size)
        if not turn:
            return range(0)
        first = _TURN.unpack(turn)[0] * self._size
        return range(first, min(first + self._size, self._things))

    def close(self) -> None:
        os.close(self._reading)


class _Worker:
    """A forked process, and the pipe on which it tells its results."""

    def __init__(self, work: Callable[[Item], bytes], items: Sequence[Item], turns: _Turns) -> None:
        self.ended = False
        self._rest = b""
        self.reading, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            _run(work, items, turns, writing)
        os.close(writing)

    def results(self, *, wait: bool) -> dict[int, bytes]:
        """Return what has been told since; with ``wait`` not before something was."""
        pieces = [self._rest]
        while not self.ended:
            if not wait and not select.select([self.reading], [], [], 0)[0]:
                break
            piece = os.read(self.reading, _CHUNK)
            self.ended = not piece
            pieces.append(piece)
            wait = False
        data = b"".join(pieces)
        found = {}
        start = 0
        while start + _RESULT.size <= len(data):
            number, length = _RESULT.unpack_from(data, start)
            end = start + _RESULT.size + length
            if end > len(data):
                break
            found[number] = data[start + _RESULT.size : end]
            start = end
        self._rest = data[start:]
        return found

    def close(self) -> None:
        """End the process, if it has not ended, and forget it."""
        import signal

        os.close(self.reading)
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)


def _run(work: Callable[[Item], bytes], items: Sequence[Item], turns: _Turns, writing: int) -> None:
    """Do the work in the fork and end it; it writes nowhere but to its pipe."""
    import gc
    import signal

    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends, and with it its forks
        gc.freeze()  # what the parent made lasts: to look at it would copy its pages
        while numbers := turns.take():
            told = bytearray()
            for number in numbers:
                data = work(items[number])
                told += _RESULT.pack(number, len(data)) + data
            view = memoryview(told)
            while view:
                view = view[os.write(writing, view) :]
        status = 0
    except BaseException:  # the parent does the work again and sees what it is
        status = 1
    finally:
        os._exit(status)
