"""SARIF logs: the official schema of 2.1.0 takes them, and what review tools read is there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema  # type: ignore[import-untyped]
import pytest

from packager.check import check
from packager.check.finding import Finding, Report, Severity
from packager.check.registry import Rule, load_rules
from packager.check.run import FAMILIES
from packager.check.sarif import log_of
from tests.check.bad_books import broken_book

_SCHEMA = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """Return the schema of SARIF 2.1.0 as Microsoft's npm package has it."""
    folder = Path(os.environ.get("PACKAGER_NODE_MODULES", "node_modules"))
    file = folder / _SCHEMA
    if not file.is_file():
        pytest.skip(
            "the SARIF schema is not installed (npm: @microsoft/jest-sarif, PACKAGER_NODE_MODULES)"
        )
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


def _reports() -> list[Report]:
    """Return a report of each rule's broken book, under names that need care."""
    rules = [r for r in load_rules(False).values() if r.family in FAMILIES and r.bad]
    names = ("a b.epub", "bücher/é#1.epub", "x%y.epub", "c:d.epub")
    return [
        Report(names[number % len(names)], check(broken_book(rule), name="book.epub").findings)
        for number, rule in enumerate(rules[::4])
    ]


def as_sarif(reports: Iterable[Report], rules: Mapping[str, Rule], version: str) -> Any:
    return json.loads("".join(log_of(reports, rules, version)))


def _results(log: dict[str, Any]) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = log["runs"][0]["results"]
    return results


def test_logs_of_every_kind_of_finding_are_valid(schema: dict[str, Any]) -> None:
    log = as_sarif(_reports(), load_rules(), "1.0")
    assert len(_results(log)) > 60
    jsonschema.validate(log, schema)


def test_the_schema_would_notice_a_fault(schema: dict[str, Any]) -> None:
    log = as_sarif(_reports()[:1], load_rules(), "1.0")
    _results(log)[0]["level"] = "grave"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(log, schema)


def test_each_result_names_its_rule_by_number_too() -> None:
    log = as_sarif(_reports(), load_rules(), "1.0")
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    for result in _results(log):
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["name"] == result["properties"]["id"]
        assert rule["shortDescription"]["text"].endswith(".")


@pytest.mark.parametrize(
    "file", ["a b.epub", "bücher/é#1.epub", "x%y.epub", "c:d.epub", "a?b.epub"]
)
def test_a_file_is_a_relative_uri_that_leads_back_to_it(file: str) -> None:
    report = Report(file, (Finding("RSC-005", "x", Severity.ERROR, "m", "a.xhtml", 3),))
    location = _results(as_sarif([report], {}, "1"))[0]["locations"][0]["physicalLocation"]
    uri = location["artifactLocation"]["uri"]
    assert unquote(uri) == file
    assert uri.isascii()
    assert not set(uri) & set(" :?#")


def test_an_absolute_file_is_a_file_uri(tmp_path: Path) -> None:
    report = Report(str(tmp_path / "a b.epub"), (Finding("X", "x", Severity.ERROR, "m"),))
    location = _results(as_sarif([report], {}, "1"))[0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == (tmp_path / "a b.epub").as_uri()


def test_a_finding_stands_at_the_line_of_its_essay() -> None:
    """What the reader of a review can change is the essay, not the book made of it."""
    finding = Finding(
        "RSC-007", "x", Severity.ERROR, "m", "EPUB/a.xhtml", 9, 4, "essays/tea.md", 31
    )
    result = _results(as_sarif([Report("tea.epub", (finding,))], {}, "1"))[0]
    place = result["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "essays/tea.md"},
        "region": {"startLine": 31},
    }
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "EPUB/a.xhtml"
    assert result["properties"]["line"] == 9


def test_fingerprints_outlive_lines_and_tell_findings_apart() -> None:
    def prints(*lines: int) -> list[str]:
        findings = tuple(
            Finding("RSC-005", "x", Severity.ERROR, "the same", "a.xhtml", line) for line in lines
        )
        log = as_sarif([Report("a.epub", findings)], {}, "1")
        return [r["partialFingerprints"]["packagerFinding/v1"] for r in _results(log)]

    assert prints(3, 9) == prints(4, 10)
    assert len(set(prints(3, 9))) == 2
    all_prints = [
        r["partialFingerprints"]["packagerFinding/v1"]
        for r in _results(as_sarif(_reports(), load_rules(), "1.0"))
    ]
    assert len(set(all_prints)) == len(all_prints)
