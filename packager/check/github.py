"""Findings as annotations of GitHub's workflow commands.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.finding import Finding, Report, Severity

_COMMANDS = {Severity.FATAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning"}


def as_github(report: Report) -> Iterator[str]:
    """Yield a workflow command for each finding; it points to the essay's source where known."""
    for finding in report.findings:
        yield _command(report, finding)


def _command(report: Report, finding: Finding) -> str:
    file, line, column = report.path, None, None
    if finding.source_file:
        file, line = finding.source_file, finding.source_line
    elif not finding.path:
        line, column = finding.line, finding.column
    facts = {"file": file, "line": line, "col": column, "title": f"{finding.id} {finding.rule}"}
    told = ",".join(f"{key}={_property(str(value))}" for key, value in facts.items() if value)
    where = f"{finding.path}:{finding.line or 1}: " if finding.path else ""
    command = _COMMANDS.get(finding.severity, "notice")
    return f"::{command} {told}::{_data(where + finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
