"""The one book that is shown: replaced when it is made anew, kept when that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Condition

from packager.data_classes import dataclass
from packager.errors import PackagerError


@dataclass(frozen=True, slots=True)
class State:
    """What there is to show: ``version`` counts books, ``error`` is why the newest failed."""

    data: bytes
    version: int = 1
    error: str = ""


class Shelf:
    """Holds the book that is shown, for the threads that serve it to wait on."""

    def __init__(self, data: bytes) -> None:
        self._state = State(data)
        self._is_closed = False
        self._changed = Condition()

    @property
    def state(self) -> State:
        """What there is to show now."""
        return self._state

    def renew(self, make: Callable[[], bytes]) -> State:
        """Return what is to be shown after ``make`` was tried.

        The old book stays where the new one is equal to it, or cannot be made: then the reason
        (a :class:`PackagerError`) stands in ``error``. Any other exception is a bug and is raised.
        """
        old = self._state
        try:
            data = make()
        except PackagerError as error:
            new = replace(old, error=str(error))
        else:
            new = State(data, old.version + (data != old.data))
        with self._changed:
            self._state = new
            self._changed.notify_all()
        return new

    def wait(self, seen: State | None, seconds: float) -> State | None:
        """Return the state that differs from ``seen``, or None when time is up or at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._state is not seen, seconds)
            return None if self._is_closed or self._state is seen else self._state

    @property
    def is_closed(self) -> bool:
        """Whether nothing more will come."""
        return self._is_closed

    def close(self) -> None:
        """Let all that wait go."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
