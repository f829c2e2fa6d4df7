"""Work done by forked processes: many things shared out, or one thing beside the rest.

A fork has everything that this process has, so neither the things nor what the work needs must be
pickled; results are bytes of :mod:`packager.compact`.
https://man7.org/linux/man-pages/man2/fork.2.html
"""

from __future__ import annotations

import os
import select
import struct
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Generic, TypeVar, cast

from packager import compact
from packager.data_classes import dataclass

Item = TypeVar("Item")
Result = TypeVar("Result")

_TURN = struct.Struct("<L")
_RESULT = struct.Struct("<LQ")  # which one it is, and its length
_MOST_TURNS = 1000  # what is certain to fit into a pipe
_IN_TURN = 4  # things that are worth asking for
_CHUNK = 1 << 16
_LEISURE = 5  # how much a process steps back whose work nobody waits for
_left_alone: set[int] = set()  # processes that have told all and need not be waited for


def can_fork() -> bool:
    """Return whether this process may be forked: on Linux, while it has a single thread.

    Elsewhere the system's libraries do not bear it, and a lock that another thread holds would
    be held for ever in the fork.
    """
    return sys.platform == "linux" and threading.active_count() == 1


@dataclass(slots=True)
class Told(Generic[Result]):
    """A result: as it is where it was made here, as bytes where another process told it."""

    _value: Result | None = None
    _data: bytes = b""

    @property
    def value(self) -> Result:
        """The result itself."""
        if self._value is None and self._data:
            self._value = compact.loads(self._data)
        return cast("Result", self._value)

    @property
    def data(self) -> bytes:
        """The result as :func:`packager.compact.dumps` writes it."""
        return self._data or compact.dumps(self._value)


def in_order(
    work: Callable[[Item], Result], items: Sequence[Item], count: int, *, at_once: int = _IN_TURN
) -> Iterator[Told[Result]]:
    """Yield ``work(item)`` for each item, in order, done by ``count`` processes, this one included.

    ``at_once`` items go to whoever is free. What a process that died or failed had to do is
    done here, so its exception is raised here.
    """
    if count < 2 or len(items) < 2 or not can_fork():  # noqa: PLR2004 - nobody to share with
        yield from (Told(work(item)) for item in items)
        return
    turns = _Turns(len(items), at_once)

    def in_turns() -> Iterator[Iterable[tuple[int, Result]]]:
        while numbers := turns.take():
            yield ((number, work(items[number])) for number in numbers)

    others = [_Fork(in_turns) for _ in range(count - 1)]
    done: dict[int, Told[Result]] = {}
    at = 0
    try:
        for results in in_turns():
            done.update((number, Told(result)) for number, result in results)
            for other in others:
                done.update(other.told(wait=False))
            while at in done:
                yield done.pop(at)
                at += 1
        while at < len(items):
            if at not in done and any(not other.ended for other in others):
                waiting = [other for other in others if not other.ended]
                ready, _, _ = select.select([other.reading for other in waiting], [], [])
                for other in waiting:
                    if other.reading in ready:
                        done.update(other.told(wait=True))
                continue
            yield done.pop(at) if at in done else Told(work(items[at]))
            at += 1
    finally:
        turns.close()
        for other in others:
            other.close()


class Beside(Generic[Result]):
    """One piece of work; ``is_apart`` asks for a process, where one can be forked.

    Where there is none, or it died or failed, the work is done here when the result is asked for,
    so its exception is raised here.
    """

    def __init__(self, work: Callable[[], Result], *, is_apart: bool) -> None:
        self._work = work
        self._fork = _Fork(lambda: iter([[(0, work())]])) if is_apart and can_fork() else None

    def result(self) -> Result:
        """Return what came of the work, waiting for it."""
        told: dict[int, Told[Result]] = {}
        if self._fork is not None:
            while not told and not self._fork.ended:
                told = self._fork.told(wait=True)
            self._fork.let_go()
            self._fork = None
        return told[0].value if told else self._work()


def leave_to(work: Callable[[], None], *, is_apart: bool) -> None:
    """Have work done by a process, if there can be one, behind all that somebody waits for.

    The program waits for it at its end.
    """
    if not is_apart or not can_fork():
        work()
        return
    import atexit

    def at_leisure() -> Iterator[Iterable[tuple[int, None]]]:
        os.nice(_LEISURE)
        work()
        return iter(())

    atexit.register(_Fork(at_leisure).wait)


class _Turns:
    """A pipe that holds the numbers of all turns; who reads one takes that turn."""

    def __init__(self, things: int, at_once: int) -> None:
        self._size, self._things = max(at_once, -(-things // _MOST_TURNS)), things
        self._reading, writing = os.pipe()
        count = -(-things // self._size)
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


class _Fork:
    """A forked process, and the pipe on which it tells its results, some at a time."""

    def __init__(self, results: Callable[[], Iterator[Iterable[tuple[int, object]]]]) -> None:
        _forget_the_ended()
        self.ended = self._is_closed = False
        self._rest = b""
        self.reading, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self.reading)
            _run(results, writing)
        os.close(writing)

    def told(self, *, wait: bool) -> dict[int, Told[Result]]:
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
        found: dict[int, Told[Result]] = {}
        start = 0
        while start + _RESULT.size <= len(data):
            number, length = _RESULT.unpack_from(data, start)
            end = start + _RESULT.size + length
            if end > len(data):
                break
            found[number] = Told(None, data[start + _RESULT.size : end])
            start = end
        self._rest = data[start:]
        return found

    def let_go(self) -> None:
        """Forget the process, which ends by itself: to wait costs its memory's release."""
        self._close()
        _left_alone.add(self._process)

    def __del__(self) -> None:
        """Let go of a process whose results nobody asked for."""
        if not self._is_closed:
            self.let_go()

    def _close(self) -> None:
        os.close(self.reading)
        self._is_closed = True

    def wait(self) -> None:
        """Wait for the end of the process."""
        self._close()
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)

    def close(self) -> None:
        """End the process, if it has not ended, and forget it."""
        import signal

        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        self.wait()


class _Outlet:
    """Writes to a pipe what it takes; work does not wait for whoever is to read it."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._held: deque[memoryview] = deque()
        os.set_blocking(pipe, False)

    def write(self, data: bytes) -> None:
        self._held.append(memoryview(data))
        with suppress(BlockingIOError):
            self._flush()

    def end(self) -> None:
        """Write the rest, waiting for the reader."""
        os.set_blocking(self._pipe, True)
        self._flush()

    def _flush(self) -> None:
        while self._held:
            first = self._held[0]
            written = os.write(self._pipe, first)
            if written < len(first):
                self._held[0] = first[written:]
            else:
                self._held.popleft()


def _forget_the_ended() -> None:
    """Let the system forget the processes that ended unwatched, in a program that runs on."""
    for process in [*_left_alone]:
        with suppress(ChildProcessError):
            if os.waitpid(process, os.WNOHANG) == (0, 0):
                continue
        _left_alone.discard(process)


def _run(results: Callable[[], Iterator[Iterable[tuple[int, object]]]], writing: int) -> None:
    """Do the work in the fork and end it; it writes nowhere but to its pipe."""
    import gc
    import signal

    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends, and with it its forks
        gc.freeze()  # what the parent made lasts: to look at it would copy its pages
        told = _Outlet(writing)
        for some in results():
            for number, result in some:
                data = compact.dumps(result)
                told.write(_RESULT.pack(number, len(data)) + data)
        told.end()
        status = 0
    except BaseException:  # the parent does the work again and sees what it is
        status = 1
    finally:
        os._exit(status)
