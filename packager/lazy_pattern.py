"""Regular expressions that compile when they are first used.

A set of characters beyond ASCII takes milliseconds to compile; a command that starts, does one
thing and ends uses a few of the patterns that the modules it imports define.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LazyPattern:
    """Stands for a compiled pattern; what is taken from it once is its own from then on."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copying and pickling ask for
            raise AttributeError(name)
        compiled = self.__dict__.get("_compiled")
        if compiled is None:
            compiled = self.__dict__["_compiled"] = re.compile(*self._source)
        value = self.__dict__[name] = getattr(compiled, name)
        return value


def lazy_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what has the methods of a compiled pattern and compiles at the first of them.

    It is no ``re.Pattern``: the functions of :mod:`re` do not take it.

    Raises:
        re.error: at first use, where the pattern is none.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(pattern, flags))
