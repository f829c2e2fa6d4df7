"""The registry of repairs: each is one function, kept by its name and the rules that it mends.

The modules of :mod:`packager.fix.repairs` are found by listing the package, so that a new one
needs no entry anywhere.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module

from packager.check.finding import Finding
from packager.data_classes import dataclass
from packager.fix.draft import Draft


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a repair did: in which file (empty: the container), what, for which rule."""

    path: str
    what: str
    rule: str


Mend = Callable[[Draft, Sequence[Finding]], Iterable[Change]]


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to mend a book.

    ``mends`` holds names of rules. A repair that is not ``safe`` guesses, or takes something out.
    One that ``uncovers`` makes a file readable, so that what it gives anew was there before.
    Repairs run in the order of their ``stage``.
    """

    name: str
    mends: frozenset[str]
    mend: Mend
    safe: bool = True
    uncovers: bool = False
    stage: int = 5

    @property
    def manual(self) -> str:
        """The docstring of the function, which says what the repair does."""
        return self.mend.__doc__ or ""


_repairs: dict[str, Repair] = {}


def repair(
    *mends: str, safe: bool = True, uncovers: bool = False, stage: int = 5
) -> Callable[[Mend], Mend]:
    """Register the decorated function as a repair of the rules named; its name has hyphens."""

    def register(mend: Mend) -> Mend:
        name = str(getattr(mend, "__name__", "")).replace("_", "-")
        if name in _repairs:
            raise ValueError(f"two repairs are named {name}")
        _repairs[name] = Repair(name, frozenset(mends), mend, safe, uncovers, stage)
        return mend

    return register


@cache
def load_repairs() -> Sequence[Repair]:
    """Import the modules of repairs, once, and return the repairs in the order they run."""
    package = "packager.fix.repairs"
    for module in pkgutil.iter_modules(import_module(package).__path__, package + "."):
        import_module(module.name)
    return sorted(_repairs.values(), key=lambda item: (item.stage, item.name))


def changes_of(repair: Repair, draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Apply a repair to those findings whose rules it mends; yield what it did."""
    chosen = [finding for finding in findings if finding.rule in repair.mends]
    if chosen:
        yield from repair.mend(draft, chosen)
