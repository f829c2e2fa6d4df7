"""Reports as SARIF 2.1.0, which code review tools show beside the lines.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from packager.check.finding import Finding, Report, Severity
from packager.check.registry import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {
    Severity.FATAL: "error",
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.USAGE: "note",
}


def as_sarif(reports: Iterable[Report], rules: Mapping[str, Rule], version: str) -> dict[str, Any]:
    """Return one SARIF log of all reports; ``version`` is packager's."""
    results = [_result(report, finding) for report in reports for finding in report.findings]
    used = sorted({str(result["ruleId"]) for result in results})
    driver = {
        "name": "packager",
        "version": version,
        "rules": [_rule(name, rules.get(name)) for name in used],
    }
    index = {name: number for number, name in enumerate(used)}
    for result in results:
        result["ruleIndex"] = index[str(result["ruleId"])]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }


def _rule(name: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    first = rule.manual.strip().splitlines()[0] if rule.manual.strip() else name
    described: dict[str, Any] = {
        "id": name,
        "name": rule.id,
        "shortDescription": {"text": first},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    if rule.spec:
        described["helpUri"] = rule.spec
    return described


def _result(report: Report, finding: Finding) -> dict[str, Any]:
    if finding.source_file:
        place = _place(finding.source_file, finding.source_line, None)
    else:
        place = _place(report.path, None, None)
    if finding.path:
        place["logicalLocations"] = [{"fullyQualifiedName": finding.path, "kind": "resource"}]
        where = f"{finding.path}:{finding.line}" if finding.line else finding.path
        text = f"{where}: {finding.message}"
    else:
        text = finding.message
        if finding.line:
            place = _place(report.path, finding.line, finding.column)
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.id}: {text}"},
        "locations": [place],
    }


def _place(file: str, line: int | None, column: int | None) -> dict[str, Any]:
    uri = quote(PurePath(file).as_posix())
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if line:
        physical["region"] = {"startLine": line} | ({"startColumn": column} if column else {})
    return {"physicalLocation": physical}
