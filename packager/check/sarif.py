"""Reports as SARIF 2.1.0, which code review tools show beside the lines.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from packager.check.finding import Finding, Report, Severity
from packager.check.manual import explanation, summary
from packager.check.registry import Rule
from packager.check.report import dump

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


def log_of(reports: Iterable[Report], rules: Mapping[str, Rule], version: str) -> Iterator[str]:
    """Yield the pieces of one SARIF log of all reports, as they come; ``version`` is packager's.

    A finding of a book that packager built stands at its essay's line. Of other books it stands at
    the book, whose bytes have no lines: which file and line inside is in the message, the logical
    location and the properties. Two findings have the same fingerprint only in two logs. The rules
    that were used stand behind the results: only then are all known.
    """
    used: dict[str, int] = {}
    yield f'{{"$schema": {dump(SCHEMA)}, "version": "2.1.0", "runs": [{{"results": ['
    found = (
        (report, finding, _result(report, finding))
        for report in reports
        for finding in report.findings
    )
    between = ""
    for result in _with_fingerprints(found):
        result["ruleIndex"] = used.setdefault(str(result["ruleId"]), len(used))
        yield f"{between}\n{dump(result)}"
        between = ","
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
    }
    yield f"\n], {dump(run)[1:]}]}}"


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
) -> Iterator[dict[str, Any]]:
    """Yield the results, each with a fingerprint that outlives the lines in front of it.

    It is made of the book, the file in it, the rule and the message, and counts those that agree
    in all of these, so that a review tool can tell an old finding from a new one.
    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html#_Toc141790914
    """
    seen: Counter[str] = Counter()
    for report, finding, result in found:
        parts = (_uri(report.path), finding.path, finding.rule, finding.message)
        key = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
        seen[key] += 1
        result["partialFingerprints"] = {"packagerFinding/v1": f"{key}:{seen[key]}"}
        yield result


def _place(file: str, line: int | None, column: int | None) -> dict[str, Any]:
    # Code review asks for a line of everything; that of a book as a whole is its first.
    region = {"startLine": line or 1} | ({"startColumn": column} if line and column else {})
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(file)}, "region": region}}


def _uri(file: str) -> str:
    """Return a file as a URI: relative to where the command ran, as it was given, or absolute."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
