"""Values of the model as bytes that are quick to read back: for caches and between processes.

They are pickles in which a frozen dataclass is its class and the values of its fields, which is
read in half the time of what :mod:`dataclasses` would write. Only bytes that this program wrote
itself may be given to :func:`loads`.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

# What unpickling damaged bytes may raise
BROKEN = (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, KeyError,
          TypeError, ValueError, MemoryError)  # fmt: skip


def dumps(value: object) -> bytes:
    """Return a value as bytes."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def loads(data: bytes | memoryview) -> Any:
    """Return the value of bytes that :func:`dumps` gave.

    Raises:
        one of ``BROKEN``: the bytes are others.
    """
    return pickle.loads(data)  # noqa: S301 - written by this user's own packager


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        values = _values(kind)  # type: ignore[arg-type]  # a class is hashable
        return NotImplemented if values is None else (kind, values(value))


@cache
def _values(kind: Any) -> Any:
    """Return what gives the values of a dataclass's fields as a tuple, or nothing for others."""
    if not is_dataclass(kind) or not all(field.init for field in fields(kind)):
        return None
    names = [field.name for field in fields(kind)]
    if len(names) == 1:
        return lambda value: (getattr(value, names[0]),)
    return attrgetter(*names) if names else lambda _value: ()
