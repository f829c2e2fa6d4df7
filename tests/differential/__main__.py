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
    Said,
    cases,
    cases_of,
    epubcheck_ids,
    epubcheck_reports,
    epubcheck_said,
    packager_report,
    said_in,
    table,
)
from tests.differential.questions import question_cases
from tests.differential.small import small_books
from tests.differential.sources import corpus_sources, own_document_sources, own_profile_sources
from tests.differential.test_questions import QUESTION_ANSWERS
from tests.differential.test_sample import (
    ANSWERS,
    MORE_ANSWERS,
    MORE_COUNT,
    MORE_SEED,
    SAMPLE_COUNT,
    SAMPLE_SEED,
    more_sources,
)
from tests.differential.test_small import SMALL_ANSWERS
from tests.shared import SHARED


def main() -> int:
    """Run the command and return its exit status: 1 below ``--min-equal`` per cent."""
    options = _options()
    if options.store:
        _store()
        return 0
    made = _cases(options)
    if options.show is not None:
        _show(made[options.show], options.save)
        return 0
    theirs = epubcheck_said(made, options.cache)
    outcomes = [_outcome(case, answer) for case, answer in zip(made, theirs, strict=True)]
    print(table(outcomes))
    if options.differences:
        for outcome in outcomes:
            _print_difference(outcome, places=options.places)
    share = 100 * sum(o.equal for o in outcomes) / max(1, len(outcomes))
    return int(share < options.min_equal)


def _cases(options: argparse.Namespace) -> list[Case]:
    """Return the mutants that the options ask for."""
    count = options.count if options.show is None else options.show + 1
    folder = SHARED / "conformance"
    if options.source == "books":
        books = {} if options.own else corpus(folder)
        return cases(options.seed, count, books, every_own_book())
    documents = options.source == "documents"
    sources = [*(own_document_sources() if documents else own_profile_sources())]
    if not options.own:
        sources += corpus_sources(folder, documents=documents)
    return cases_of(options.seed, count, sources)


def _outcome(case: Case, theirs: frozenset[Said]) -> Outcome:
    ours = said_in(case, packager_report(case))
    return Outcome(
        case, frozenset(s.id for s in ours), frozenset(s.id for s in theirs), ours, theirs
    )


def _print_difference(outcome: Outcome, *, places: bool) -> None:
    missed = " ".join(sorted(outcome.theirs - outcome.ours)) or "-"
    invented = " ".join(sorted(outcome.ours - outcome.theirs)) or "-"
    if not outcome.equal:
        what = f"missed {missed} invented {invented}"
    elif not outcome.same_severities:
        what = "other severities"
    elif places and outcome.unplaced:
        what = f"elsewhere {' '.join(sorted(outcome.unplaced))}"
    else:
        return
    case = outcome.case
    print(f"{case.number} [{case.base}, {case.judged}] {what}: {'; '.join(case.done)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="mutants to make")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument(
        "--source",
        choices=("books", "profiles", "documents"),
        default="books",
        help="plain books, books of EPUB's extensions, or single documents of every mode",
    )
    parser.add_argument("--own", action="store_true", help="only packager's own books")
    parser.add_argument("--show", type=int, metavar="N", help="both reports on mutant N")
    parser.add_argument("--save", type=Path, help="with --show: where to write the mutant")
    parser.add_argument("--differences", action="store_true", help="list each mutant that differs")
    parser.add_argument(
        "--places", action="store_true", help="list those too whose ids stand at other lines"
    )
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
    more = cases_of(MORE_SEED, MORE_COUNT, more_sources())
    MORE_ANSWERS.write_text(
        json.dumps([" ".join(sorted(ids)) for ids in epubcheck_ids(more)], indent=0) + "\n", "utf-8"
    )
    questions = question_cases()
    answered = {
        case.base: " ".join(sorted(ids))
        for case, ids in zip(questions, epubcheck_ids(questions), strict=True)
    }
    QUESTION_ANSWERS.write_text(json.dumps(answered, indent=0) + "\n", "utf-8")
    small = [Case(n, name, (), data) for n, (name, data) in enumerate(small_books().items())]
    known = {
        case.base: " ".join(sorted(ids))
        for case, ids in zip(small, epubcheck_ids(small), strict=True)
    }
    SMALL_ANSWERS.write_text(json.dumps(known, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
