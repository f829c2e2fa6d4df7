"""How many publications that EPUBCheck refuses come out of ``fix`` clean, by message id.

``python -m tests.fix.score [--safe] [-v]`` prints a line an id, then the sums; with ``--added``
it mends all publications, sound ones too, for all devices, and prints what EPUBCheck finds anew.
A case is claimed
where a repair names a rule of every expected id; "by rule" counts those where, besides, each of our
own findings is of a rule that a repair names. Nothing may be added, no word lost.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from packager.check.epubcheck import run_epubcheck
from packager.check.finding import Report
from packager.check.registry import load_rules
from packager.check.run import FAMILIES
from packager.errors import SourceError
from packager.fix import fix
from packager.fix.draft import read_files
from packager.fix.registry import load_repairs
from packager.fix.words import changed_words
from tests.shared import SHARED

_NOTED = ("fatal", "error", "warning")
_NOW = datetime(2024, 1, 1, tzinfo=UTC)


def ids_of(report: Report) -> Counter[str]:
    """Return how often each id is found, hints left out."""
    return Counter(f.id for f in report.findings if f.severity.value in _NOTED)


def claimed_ids(unsafe: bool) -> frozenset[str]:
    """Return the message ids of the rules that repairs name."""
    rules = load_rules()
    names = {name for r in load_repairs() if r.safe or unsafe for name in r.mends}
    return frozenset(rules[name].id for name in names if name in rules)


def cases() -> list[dict[str, Any]]:
    """Return the publications that EPUBCheck refuses."""
    text = (SHARED / "conformance/cases.json").read_text("utf-8")
    return [c for c in json.loads(text) if c["mode"] == "epub" and not c["valid"]]


def added_for_all(unsafe: bool) -> list[str]:
    """Return what EPUBCheck finds anew in publications that were mended for all devices.

    Our own checker judges a repair; this asks the other one, on sound publications too.
    """
    everything = frozenset(rule.family for rule in load_rules().values()) | FAMILIES
    text = (SHARED / "conformance/cases.json").read_text("utf-8")
    rows: dict[str, list[tuple[dict[str, Any], Path]]] = {}
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for case in (c for c in json.loads(text) if c["mode"] == "epub"):
            data = (SHARED / "conformance" / case["path"]).read_bytes()
            options: dict[str, Any] = {"families": everything, "profile": case["profile"]}
            try:
                fixed = fix(data, name=case["path"], now=_NOW, unsafe=unsafe, **options)
            except SourceError:
                continue
            if changed_words(fixed.files_before, fixed.files):
                found.append(f"{case['id']}: words lost")
            file = Path(folder, f"{case['id']}.epub")
            file.write_bytes(fixed.data)
            rows.setdefault(case["profile"], []).append((case, file))
        for profile, cases_of in rows.items():
            options_of = [] if profile == "default" else ["--profile", profile]
            checked = run_epubcheck([file for _, file in cases_of], options_of)
            for (case, _), (_, report) in zip(cases_of, checked, strict=True):
                expected = Counter({e["id"]: e.get("count", 1) for e in case["expected"]})
                if new := ids_of(report) - expected:
                    found.append(f"{case['id']}: {dict(new)}")
    return found


def main(arguments: list[str]) -> int:  # noqa: PLR0912, PLR0915 - a report from top to bottom
    """Print the score; return 1 where a finding was added or a word lost."""
    unsafe, verbose = "--safe" not in arguments, "-v" in arguments
    if "--added" in arguments:
        new = added_for_all(unsafe)
        print("\n".join(new) or "nothing is added")
        return int(bool(new))
    claimed = claimed_ids(unsafe)
    names = {name for r in load_repairs() if r.safe or unsafe for name in r.mends}
    mendable_by_rule: set[str] = set()
    chosen = cases()
    reports: dict[str, tuple[str, Report, list[str]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        by_profile: dict[str, list[tuple[dict[str, Any], Path, list[str]]]] = {}
        lost: list[str] = []
        for number, case in enumerate(chosen):
            data = (SHARED / "conformance" / case["path"]).read_bytes()
            try:
                fixed = fix(
                    data, name=case["path"], now=_NOW, unsafe=unsafe, profile=case["profile"]
                )
            except SourceError:
                continue
            before, after = read_files(data, "")[0], read_files(fixed.data, "")[0]
            noted = {f.rule for f in fixed.before.findings if f.severity.value in _NOTED}
            if noted and noted <= names:
                mendable_by_rule.add(case["id"])
            if changed_words(before, after):
                lost.append(case["id"])
            file = Path(folder, f"{number}.epub")
            file.write_bytes(fixed.data)
            repairs = sorted({change.what for change in fixed.changes})
            by_profile.setdefault(case["profile"], []).append((case, file, repairs))
        for profile, rows in by_profile.items():
            options = [] if profile == "default" else ["--profile", profile]
            checked = run_epubcheck([file for _, file, _ in rows], options)
            for (case, _, repairs), (_, report) in zip(rows, checked, strict=True):
                reports[case["id"]] = (case["id"], report, repairs)
    total, clean = Counter[str](), Counter[str]()
    added: list[str] = []
    mendable = mended = all_clean = by_rule = by_rule_clean = 0
    for case in chosen:
        expected = Counter({e["id"]: e.get("count", 1) for e in case["expected"]})
        found = reports.get(case["id"])
        now = ids_of(found[1]) if found else expected
        is_clean = not now
        if now - expected:
            added.append(f"{case['id']}: {dict(now - expected)}")
        for id_ in expected:
            total[id_] += 1
            clean[id_] += is_clean
        all_clean += is_clean
        if set(expected) <= claimed:
            mendable += 1
            mended += is_clean
            if case["id"] in mendable_by_rule:
                by_rule += 1
                by_rule_clean += is_clean
        if verbose and not is_clean:
            mark = "*" if case["id"] in mendable_by_rule else " "
            print(f"{mark} {case['id']}: {dict(now)} {found[2] if found else 'cannot be read'}")
    for id_ in sorted(total):
        print(
            f"{id_:10} {clean[id_]:3} of {total[id_]:3} {'' if id_ in claimed else '(not claimed)'}"
        )
    print(f"claimed: {mended} of {mendable} clean ({100 * mended / max(mendable, 1):.0f} %)")
    print(
        f"by rule: {by_rule_clean} of {by_rule} clean "
        f"({100 * by_rule_clean / max(by_rule, 1):.0f} %)"
    )
    print(f"all: {all_clean} of {len(chosen)} clean ({100 * all_clean / len(chosen):.0f} %)")
    print(f"findings added: {len(added)} {added}; words lost: {len(lost)} {lost}")
    return int(bool(added or lost))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
