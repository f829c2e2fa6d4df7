"""Reports as SARIF 2.1.0, which code review tools show beside the lines.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from packager.check.finding import Finding, Report, Severity
from packager.check.manual import explanation, summary
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
    """Return one SARIF log of all reports; ``version`` is packager's.

    A finding of a book that packager built stands at its essay's line. Of other books it stands at
    the book, whose bytes have no lines: which file and line inside is in the message, the logical
    location and the properties. Two findings have the same fingerprint only in two logs.
    """
    results = _with_fingerprints(
        (report, finding, _result(report, finding))
        for report in reports
        for finding in report.findings
    )
    used = sorted({str(result["ruleId"]) for result in results})
    index = {name: number for number, name in enumerate(used)}
    for result in results:
        result["ruleIndex"] = index[str(result["ruleId"])]
    driver = {
        "name": "packager",
        "version": version,
        "rules": [_rule(name, rules.get(name)) for name in used],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "packager/"},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(name: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    described: dict[str, Any] = {
        "id": name,
        "name": rule.id,
        "shortDescription": {"text": summary(rule)},
        "fullDescription": {"text": " ".join(rule.manual.split())},
        "help": {"text": explanation(name, {name: rule})},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family, *(f"EPUB {version}" for version in rule.versions)]},
    }
    if rule.spec:
        described["helpUri"] = rule.spec
    return described


def _result(report: Report, finding: Finding) -> dict[str, Any]:
    text = finding.message
    properties: dict[str, Any] = {"id": finding.id, "severity": finding.severity.value}
    if finding.source_file:
        place = _place(finding.source_file, finding.source_line, None)
    elif finding.path:
        place = _place(report.path, None, None)
    else:
        place = _place(report.path, finding.line, finding.column)
    if finding.path:
        place["logicalLocations"] = [{"fullyQualifiedName": finding.path, "kind": "resource"}]
        where = f"{finding.path}:{finding.line}" if finding.line else finding.path
        text = f"{where}: {text}"
        inside = {"path": finding.path, "line": finding.line, "column": finding.column}
        properties |= {name: value for name, value in inside.items() if value is not None}
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.id}: {text}"},
        "locations": [place],
        "properties": properties,
    }


def _with_fingerprints(
    found: Iterable[tuple[Report, Finding, dict[str, Any]]],
) -> list[dict[str, Any]]:
    """Return the results, each with a fingerprint that outlives the lines in front of it.

    It is made of the book, the file in it, the rule and the message, and counts those that agree
    in all of these, so that a review tool can tell an old finding from a new one.
    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html#_Toc141790914
    """
    seen: Counter[str] = Counter()
    results = []
    for report, finding, result in found:
        parts = (_uri(report.path), finding.path, finding.rule, finding.message)
        key = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
        seen[key] += 1
        result["partialFingerprints"] = {"packagerFinding/v1": f"{key}:{seen[key]}"}
        results.append(result)
    return results


def _place(file: str, line: int | None, column: int | None) -> dict[str, Any]:
    # Code review asks for a line of everything; that of a book as a whole is its first.
    region = {"startLine": line or 1} | ({"startColumn": column} if line and column else {})
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(file)}, "region": region}}


def _uri(file: str) -> str:
    """Return a file as a URI: relative to where the command ran, as it was given, or absolute."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
