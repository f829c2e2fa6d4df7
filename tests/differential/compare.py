"""What packager and EPUBCheck say of the same books, as sets of ids, and where they differ."""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packager.check.finding import Report, Severity
from tests.differential.mutate import mutate

GRAVE = (Severity.FATAL, Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True, slots=True)
class Case:
    """One mutant: its number under the seed, the book it comes from, its faults, its bytes."""

    number: int
    base: str
    done: tuple[str, ...]
    data: bytes

    @property
    def name(self) -> str:
        """A file name for the mutant."""
        return f"m{self.number:05}.epub"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A mutant with the ids that each checker gives at warning or above."""

    case: Case
    ours: frozenset[str]
    theirs: frozenset[str]

    @property
    def equal(self) -> bool:
        """Whether both give the same set of ids."""
        return self.ours == self.theirs


def cases(
    seed: int, count: int, books: Mapping[str, bytes], own: Mapping[str, bytes]
) -> list[Case]:
    """Return the mutants of a seed; one in three comes of packager's own books."""
    made = []
    for number in range(count):
        key = f"{seed}:{number}"
        rng = random.Random(f"base:{key}")
        pool = own if not books or rng.random() < 0.33 else books
        base = rng.choice(sorted(pool))
        data, done = mutate(pool[base], key)
        made.append(Case(number, base, tuple(done), data))
    return made


def grave_ids(report: Report) -> frozenset[str]:
    """Return the ids of a report at fatal, error and warning."""
    return frozenset(f.id for f in report.findings if f.severity in GRAVE)


def packager_report(case: Case) -> Report:
    """Return packager's report on a mutant."""
    from packager.check.run import check

    return check(case.data, name=case.name)


def epubcheck_ids(cases: Sequence[Case], cache: Path | None = None) -> list[frozenset[str]]:
    """Return EPUBCheck's ids for the mutants; ``cache`` keeps answers by the books' hashes."""
    known: dict[str, list[str]] = {}
    if cache and cache.exists():
        known = json.loads(cache.read_text("utf-8"))
    keys = [hashlib.sha256(case.data).hexdigest()[:24] for case in cases]
    todo = [(key, case) for key, case in zip(keys, cases, strict=True) if key not in known]
    for (key, _), report in zip(todo, epubcheck_reports([c for _, c in todo]), strict=True):
        known[key] = sorted(grave_ids(report))
    if cache and todo:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(known), "utf-8")
    return [frozenset(known[key]) for key in keys]


def epubcheck_reports(cases: Sequence[Case]) -> list[Report]:
    """Return EPUBCheck's reports on the mutants, of all severities."""
    from packager.check.epubcheck import run_epubcheck

    if not cases:
        return []
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for case in cases:
            file = Path(folder, case.name)
            file.write_bytes(case.data)
            files.append(file)
        return [report for _, report in run_epubcheck(files)]


def table(outcomes: Sequence[Outcome], examples: int = 4) -> str:
    """Return the scores as text: shares of equal sets, then the ids most missed and invented."""
    faulty = [o for o in outcomes if o.theirs]
    equal = sum(o.equal for o in outcomes)
    equal_faulty = sum(o.equal for o in faulty)
    lines = [
        f"{len(outcomes)} mutants: equal {_share(equal, len(outcomes))}",
        f"{len(faulty)} faulty: equal {_share(equal_faulty, len(faulty))}",
    ]
    for title in ("missed", "invented"):
        counts: Counter[str] = Counter()
        where: dict[str, list[str]] = {}
        for outcome in outcomes:
            missed = title == "missed"
            first, second = (outcome.theirs, outcome.ours)[:: 1 if missed else -1]
            for id_ in first - second:
                counts[id_] += 1
                where.setdefault(id_, []).append(str(outcome.case.number))
        total = Counter(id_ for o in outcomes for id_ in o.theirs)
        lines.append(f"\n{title}  (of)")
        lines += [
            f"  {id_:9}{count:4} {total[id_]:4}   {' '.join(where[id_][:examples])}"
            for id_, count in counts.most_common()
        ]
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "0 of 0"
