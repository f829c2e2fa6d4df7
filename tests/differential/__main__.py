"""``python -m tests.differential``: how often packager and EPUBCheck agree on broken books."""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

from packager.check.finding import Report
from tests.differential.books import corpus, every_own_book, generated
from tests.differential.compare import (
    Case,
    Outcome,
    cases,
    epubcheck_ids,
    epubcheck_reports,
    grave_ids,
    packager_report,
    table,
)
from tests.differential.small import small_books
from tests.differential.test_sample import ANSWERS, SAMPLE_COUNT, SAMPLE_SEED
from tests.differential.test_small import SMALL_ANSWERS
from tests.shared import SHARED


def main() -> int:
    """Run the command and return its exit status: 1 below ``--min-equal`` per cent."""
    options = _options()
    if options.store:
        _store()
        return 0
    books = {} if options.own else corpus(SHARED / "conformance")
    if options.show is not None:
        made = cases(options.seed, options.show + 1, books, every_own_book())
        _show(made[options.show], options.save)
        return 0
    made = cases(options.seed, options.count, books, every_own_book())
    theirs = epubcheck_ids(made, options.cache)
    outcomes = []
    for case, answer in zip(made, theirs, strict=True):
        ours = grave_ids(packager_report(case))
        outcomes.append(Outcome(case, ours, answer))
    print(table(outcomes))
    if options.differences:
        for outcome in outcomes:
            if not outcome.equal:
                missed = " ".join(sorted(outcome.theirs - outcome.ours)) or "-"
                invented = " ".join(sorted(outcome.ours - outcome.theirs)) or "-"
                print(
                    f"{outcome.case.number} [{outcome.case.base}] missed {missed} "
                    f"invented {invented}: {'; '.join(outcome.case.done)}"
                )
    share = 100 * sum(o.equal for o in outcomes) / max(1, len(outcomes))
    return int(share < options.min_equal)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="mutants to make")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--own", action="store_true", help="only packager's own books")
    parser.add_argument("--show", type=int, metavar="N", help="both reports on mutant N")
    parser.add_argument("--save", type=Path, help="with --show: where to write the mutant")
    parser.add_argument("--differences", action="store_true", help="list each mutant that differs")
    parser.add_argument("--cache", type=Path, help="a file that keeps EPUBCheck's answers")
    parser.add_argument("--min-equal", type=float, default=0.0, help="per cent for exit status 0")
    parser.add_argument("--store", action="store_true", help="write the fixed sample's answers")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    return options


def _show(case: Case, save: Path | None) -> None:
    print(f"{case.name}, from {case.base}")
    for line in case.done:
        print(f"  {line}")
    if save:
        save.write_bytes(case.data)
    _print("EPUBCheck", epubcheck_reports([case])[0])
    _print("packager", packager_report(case))


def _print(who: str, report: Report) -> None:
    print(f"\n{who}:")
    for f in report.findings:
        print(f"  {f.severity:8} {f.id:9} {f.path}:{f.line}:{f.column} {f.message}")


def _store() -> None:
    made = cases(SAMPLE_SEED, SAMPLE_COUNT, {}, generated())
    answers = [" ".join(sorted(ids)) for ids in epubcheck_ids(made)]
    ANSWERS.write_text(json.dumps(answers, indent=0) + "\n", "utf-8")
    small = [Case(n, name, (), data) for n, (name, data) in enumerate(small_books().items())]
    known = {
        case.base: " ".join(sorted(ids))
        for case, ids in zip(small, epubcheck_ids(small), strict=True)
    }
    SMALL_ANSWERS.write_text(json.dumps(known, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
