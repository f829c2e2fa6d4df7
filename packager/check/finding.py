"""What a rule yields (a problem at a place) and what a report holds (a finding)."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from packager.data_classes import dataclass


class Severity(StrEnum):
    """How grave a finding is, in EPUBCheck's words, gravest first."""

    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    USAGE = "usage"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Place(NamedTuple):
    """Where a problem is: a path in the book (empty for the container), line and column from 1.

    ``order`` is the number of the element in its document, the root being 0: from it the
    report finds the exact end of the start tag, which the parser does not keep.
    """

    path: str = ""
    line: int | None = None
    column: int | None = None
    order: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule yields: where and what; ``severity`` only where it differs from the rule's.

    ``subject`` is what it is about, for those who mend it: the property, the path or the name that
    is too much or missing; empty where the place says all.
    """

    place: Place
    message: str
    severity: Severity | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the rule that found it: what a report lists."""

    id: str
    rule: str
    severity: Severity
    message: str
    path: str = ""
    line: int | None = None
    column: int | None = None
    source_file: str = ""
    source_line: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The findings on one file, in the order of their paths and lines."""

    path: str
    findings: tuple[Finding, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether no finding is fatal or an error."""
        return not any(f.severity in (Severity.FATAL, Severity.ERROR) for f in self.findings)
