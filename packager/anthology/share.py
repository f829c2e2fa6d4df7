"""Work on many things shared out over processes, this one among them, results in their order."""

from __future__ import annotations

import gc
import os
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from packager import compact
from packager.data_classes import dataclass

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")

_TURN = struct.Struct("<L")
_MOST_TURNS = 1000  # what is certain to fit into a pipe
_IN_TURN = 4  # things that are worth asking for


def can_fork() -> bool:
    """Return whether a process may be forked here: on Linux, and while no other thread runs.

    A lock that another thread holds would stay locked in the new process for ever.
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


def shared_out(
    work: Callable[[Item], Result], items: Sequence[Item], count: int
) -> Iterator[Told[Result]]:
    """Yield ``work(item)`` for each item, in order, done by ``count`` processes.

    They are forked, so items need not be pickled; a few items at a time go to whoever is free.
    What a process that died or failed had to do is done here, so its exception is raised here.
    """
    if count < 2 or len(items) < 2 or not can_fork():  # noqa: PLR2004 - nobody to share with
        yield from (Told(work(item)) for item in items)
        return
    size = max(_IN_TURN, -(-len(items) // _MOST_TURNS))
    done: dict[int, Told[Result]] = {}
    with _turns(-(-len(items) // size)) as turns:

        def in_turns() -> Iterator[tuple[int, Result]]:
            while turn := os.read(turns, _TURN.size):
                first = _TURN.unpack(turn)[0] * size
                for number in range(first, min(first + size, len(items))):
                    yield number, work(items[number])

        with _processes(in_turns, count - 1) as answers:
            done.update((number, Told(result)) for number, result in in_turns())
            for answer in answers:
                done.update((number, Told(None, data)) for number, data in _received(answer))
    for number, item in enumerate(items):
        yield done.pop(number) if number in done else Told(work(item))


@contextmanager
def _turns(count: int) -> Iterator[int]:
    """Give a pipe that holds the numbers of all turns; who reads one takes that turn."""
    reading, writing = os.pipe()
    try:
        os.write(writing, b"".join(_TURN.pack(number) for number in range(count)))
        os.close(writing)
        yield reading
    finally:
        os.close(reading)


@contextmanager
def _processes(
    results: Callable[[], Iterator[tuple[int, object]]], count: int
) -> Iterator[list[Connection]]:
    """Give the connections on which forked processes tell their results, at their end."""
    import multiprocessing

    context = multiprocessing.get_context("fork")
    answers = []
    processes = []
    try:
        for _ in range(count):
            receiving, sending = context.Pipe(duplex=False)
            process = context.Process(target=_answer, args=(results, sending), daemon=True)
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


def _answer(results: Callable[[], Iterator[tuple[int, object]]], sending: Connection) -> None:
    gc.freeze()  # what the parent made lasts: to look at it would copy its pages
    for data in [_TURN.pack(number) + compact.dumps(result) for number, result in results()]:
        sending.send_bytes(data)
    sending.close()


def _received(answer: Connection) -> Iterator[tuple[int, bytes]]:
    try:
        while True:
            data = answer.recv_bytes()
            yield _TURN.unpack_from(data)[0], data[_TURN.size :]
    except (EOFError, OSError):  # all is told, or the process died
        return
