"""The checker: facts gathered once from a book, and rules over them.

>>> from packager.check import check
>>> report = check("book.epub")  # doctest: +SKIP
>>> report.valid  # doctest: +SKIP
True
"""

from packager.check.finding import Finding, Place, Problem, Report, Severity
from packager.check.run import check

__all__ = ["Finding", "Place", "Problem", "Report", "Severity", "check"]
