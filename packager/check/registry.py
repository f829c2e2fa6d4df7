"""The registry of rules: each is one function over facts, kept by its name.

The modules of :mod:`packager.check.rules` and :mod:`packager.check.devices` are found by
listing the packages, so that a new module needs no entry anywhere. Installed packages add
theirs by the entry point ``packager.rules``, which names a module to import.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache
from importlib import import_module
from typing import Any

from packager import plugins
from packager.check.finding import Problem, Severity
from packager.data_classes import dataclass

Check = Callable[[Any], Iterable[Problem]]
Bad = Mapping[str, bytes | tuple[tuple[str, str], ...] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check: ``sees`` is the class of facts that ``check`` takes.

    ``family`` is ``epub`` for what EPUBCheck says too, ``accessibility``, or the name of a
    device. ``bad`` holds what the tests try: paths in a sound book and what breaks it there:
    other bytes, ``None`` for no file, or pairs of texts of which the second replaces the first.
    """

    name: str
    id: str
    severity: Severity
    sees: type
    check: Check
    spec: str = ""
    family: str = "epub"
    versions: tuple[str, ...] = ("2", "3")
    bad: Bad = field(default_factory=dict)

    @property
    def manual(self) -> str:
        """The docstring of the check, which is the rule's manual."""
        return self.check.__doc__ or ""


_rules: dict[str, Rule] = {}
clashes: list[tuple[str, str]] = []  # names that two rules have, and the later one's module


def rule(  # noqa: PLR0913 - a rule has that many facts
    id: str,
    *,
    sees: type,
    severity: Severity = Severity.ERROR,
    spec: str = "",
    family: str = "epub",
    versions: tuple[str, ...] = ("2", "3"),
    bad: Bad | None = None,
    name: str = "",
) -> Callable[[Check], Check]:
    """Register the decorated function as a rule; its name is the function's, with hyphens."""

    def register(check: Check) -> Check:
        key = name or check.__name__.replace("_", "-")
        if key in _rules and _rules[key].check.__module__ != check.__module__:
            # A plugin may not break the checker: its rule runs under a longer name.
            clashes.append((key, check.__module__))
            key = f"{key}-{check.__module__.rpartition('.')[2].replace('_', '-')}"
        _rules[key] = Rule(key, id, severity, sees, check, spec, family, versions, bad or {})
        return check

    return register


@cache
def load_rules(everything: bool = True) -> Mapping[str, Rule]:
    """Import the modules of rules, once, and return the rules by name.

    Without ``everything`` the modules of devices and of accessibility are left alone: a check
    against the standard starts without them.
    """
    packages = ["packager.check.rules"]
    if everything:
        packages += ["packager.check.accessibility", "packager.check.devices"]
    for package in packages:
        for module in _modules(package):
            import_module(module)
    plugins.loaded("packager.rules")
    return dict(sorted(_rules.items()))


def _modules(package: str) -> Iterator[str]:
    for module in pkgutil.iter_modules(import_module(package).__path__, package + "."):
        yield module.name
