"""Modules that can be called: ``packager.check`` is a package and the function of that name.

Once ``packager.check.finding`` is imported, Python puts the package under ``packager.check``;
calling it then has to be calling the function, or the public name would depend on what
was imported before.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class CallableModule(ModuleType):
    """A module whose call is the call of the function named in ``__function__``."""

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call the module's function."""
        return getattr(self, self.__dict__["__function__"])(*arguments, **keywords)


def make_callable(module: str, function: str) -> None:
    """Make a module that is being imported callable as one of its functions."""
    found = sys.modules[module]
    found.__dict__["__function__"] = function
    found.__class__ = CallableModule
