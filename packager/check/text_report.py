"""A report for people: by file and path, gravest first, with the line of source and a caret."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from packager.check.finding import Finding, Report, Severity

_COLOURS = {
    Severity.FATAL: "\x1b[1;31m",
    Severity.ERROR: "\x1b[31m",
    Severity.WARNING: "\x1b[33m",
    Severity.INFO: "\x1b[36m",
    Severity.USAGE: "\x1b[2m",
}
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
Excerpts = Mapping[tuple[str, int, int], tuple[str, int | None]]


def as_text(report: Report, lines: Excerpts, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines of the report on one file; the last one is the verdict."""
    groups: dict[str, list[Finding]] = {}
    for finding in sorted(report.findings, key=_gravest_first):
        groups.setdefault(finding.path, []).append(finding)
    for path, findings in groups.items():
        yield _painted(path or "the container", _BOLD, colour)
        for finding in sorted(findings, key=_gravest_first):
            yield from _finding(finding, lines, colour)
    yield _painted(f"{report.path}: {verdict(report.findings)}", _BOLD, colour)


def _gravest_first(finding: Finding) -> tuple[int, str, int, int]:
    return finding.severity.rank, finding.path, finding.line or 0, finding.column or 0


def _finding(finding: Finding, lines: Excerpts, colour: bool) -> Iterator[str]:
    where = f"{finding.line}:{finding.column or 1}" if finding.line else "-"
    severity = _painted(f"{finding.severity.value:<7}", _COLOURS[finding.severity], colour)
    name = _painted(f"[{finding.id} {finding.rule}]", _DIM, colour)
    yield f"  {where:>9}  {severity}  {finding.message}  {name}"
    if finding.source_file:
        yield f"{'':13}from {finding.source_file}:{finding.source_line}"
    excerpt = lines.get((finding.path, finding.line or 0, finding.column or 0))
    if excerpt is not None and excerpt[0]:
        yield f"{'':13}{_painted(excerpt[0], _DIM, colour)}"
        if excerpt[1] is not None:
            yield f"{'':13}{' ' * excerpt[1]}{_painted('^', _COLOURS[finding.severity], colour)}"


def verdict(findings: Sequence[Finding]) -> str:
    """Return the verdict in one line: sound, or how many findings of which severity."""
    counts = Counter(finding.severity for finding in findings)
    if not counts:
        return "sound"
    told = ", ".join(_count(counts[s], s) for s in Severity if counts[s])
    grave = counts[Severity.FATAL] or counts[Severity.ERROR]
    return f"not a sound EPUB: {told}" if grave else f"sound, with {told}"


def _count(number: int, severity: Severity) -> str:
    word = {Severity.FATAL: "fatal error", Severity.INFO: "remark", Severity.USAGE: "hint"}.get(
        severity, severity.value
    )
    return f"{number} {word}{'' if number == 1 else 's'}"


def _painted(text: str, colour: str, wanted: bool) -> str:
    return f"{colour}{text}{_PLAIN}" if wanted else text
