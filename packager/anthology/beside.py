"""Work that is done by a process beside this one, its result asked for when it is needed."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from packager import compact
from packager.anthology.share import can_fork
from packager.errors import PackagerError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

Result = TypeVar("Result")
_LEISURE = 5  # how much a process steps back whose work nobody waits for


class Beside(Generic[Result]):
    """One piece of work; ``is_apart`` asks for a process, where one can be forked.

    Its result must be one for :mod:`packager.compact`. Where there is no process, or it died, the
    work is done here when the result is asked for, so its exception is raised here.
    """

    def __init__(self, work: Callable[[], Result], *, is_apart: bool) -> None:
        self._work = work
        self._process: ForkProcess | None = None
        if is_apart and can_fork():
            import multiprocessing

            context = multiprocessing.get_context("fork")
            self._answer, sending = context.Pipe(duplex=False)
            self._process = context.Process(target=_tell, args=(work, sending), daemon=True)
            self._process.start()
            sending.close()

    def result(self) -> Result:
        """Return what came of the work, waiting for it."""
        if self._process is not None:
            self._process = None  # it ends by itself; waiting would cost its memory's release
            try:
                data = self._answer.recv_bytes()
            except (EOFError, OSError):
                data = b""
            self._answer.close()
            if data:
                return cast("Result", compact.loads(data))
        return self._work()


def leave_to(work: Callable[[], None], *, is_apart: bool) -> None:
    """Have work done by a process, if there can be one, behind all that somebody waits for.

    The program waits for it at its end.
    """
    if not is_apart or not can_fork():
        work()
        return
    import multiprocessing

    context = multiprocessing.get_context("fork")
    context.Process(target=_at_leisure, args=(work,), daemon=False).start()


def _at_leisure(work: Callable[[], None]) -> None:
    os.nice(_LEISURE)
    work()


def _tell(work: Callable[[], object], sending: Connection) -> None:
    try:
        data = compact.dumps(work())
    except PackagerError:  # raised where the result is asked for
        return
    sending.send_bytes(data)
    sending.close()
