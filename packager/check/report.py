"""Reports as data: the JSON that scripts read, and what is kept, hidden or made graver in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from packager.check.finding import Finding, Report, Severity

QUIET = frozenset({Severity.INFO, Severity.USAGE})


def as_json(report: Report) -> dict[str, Any]:
    """Return a report as the JSON object of the contract: path, valid, messages."""
    return {
        "path": report.path,
        "valid": report.valid,
        "messages": [_message(finding) for finding in report.findings],
    }


def _message(finding: Finding) -> dict[str, Any]:
    message: dict[str, Any] = {
        "id": finding.id,
        "severity": finding.severity.value,
        "rule": finding.rule,
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
    }
    if finding.source_file:
        message["source_file"] = finding.source_file
        message["source_line"] = finding.source_line
    return message


def dump(value: object) -> str:
    """Return a value as JSON text on one line, characters as they are."""
    import json

    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def adjusted(
    report: Report,
    *,
    usage: bool = False,
    ignore: Collection[str] = (),
    severities: Mapping[str, Severity] | None = None,
    baseline: Collection[tuple[str, str, str]] = (),
) -> Report:
    """Return the report without what is ignored or known, with the severities wanted.

    ``ignore`` and the keys of ``severities`` are rule names or ids; a name wins over an id.
    Unless ``usage`` is set, findings of severity info and usage are left out. ``baseline`` holds
    the keys (see :func:`baseline_key`) of findings that are known already.
    """
    changes = severities or {}
    hidden = frozenset(ignore)
    known = frozenset(baseline)
    kept: list[Finding] = []
    for finding in report.findings:
        if finding.rule in hidden or finding.id in hidden:
            continue
        severity = changes.get(finding.rule) or changes.get(finding.id) or finding.severity
        if severity in QUIET and not usage:
            continue
        if known and baseline_key(finding) in known:
            continue
        kept.append(
            finding if severity is finding.severity else replace(finding, severity=severity)
        )
    return Report(report.path, tuple(kept))


def baseline_key(finding: Finding) -> tuple[str, str, str]:
    """Return what makes a finding the same one in the next edition: rule, path and message."""
    return finding.rule, finding.path, finding.message


def worst(reports: Iterable[Report]) -> Severity | None:
    """Return the gravest severity of all findings, ``None`` where there is none."""
    found = {finding.severity for report in reports for finding in report.findings}
    return min(found, key=lambda severity: severity.rank, default=None)
