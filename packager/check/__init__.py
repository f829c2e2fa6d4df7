"""The checker: facts gathered once from a book, and rules over them.

>>> from packager.check import check
>>> report = check("book.epub")  # doctest: +SKIP
>>> report.valid  # doctest: +SKIP
True
"""

from typing import TYPE_CHECKING, Any

from packager.callable_module import make_callable
from packager.check.finding import Finding, Place, Problem, Report, Severity

if TYPE_CHECKING:
    from packager.check.run import check

__all__ = ["Finding", "Place", "Problem", "Report", "Severity", "check"]


def __getattr__(name: str) -> Any:
    """Import the checker when it is first asked for; a finding alone needs none of it."""
    if name == "check":
        from packager.check.run import check as run_check

        return run_check
    raise AttributeError(name)


make_callable(__name__, "check")
