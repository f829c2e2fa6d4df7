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
from typing import NamedTuple

from packager.check.finding import Report, Severity
from tests.differential.mutate import mutate, mutate_document

GRAVE = (Severity.FATAL, Severity.ERROR, Severity.WARNING)


_SUFFIXES = {"": "epub", "opf": "opf", "svg": "svg", "mo": "smil"}


class Judged(NamedTuple):
    """How a file is judged: ``mode`` names a single document's kind, ``version`` is its EPUB's."""

    mode: str = ""
    version: str = ""
    profile: str = "default"

    def options(self) -> list[str]:
        """Return EPUBCheck's options."""
        options = ["--mode", self.mode, "-v", f"{self.version}.0"] if self.mode else []
        return options + (["--profile", self.profile] if self.profile != "default" else [])


PLAIN = Judged()


class Said(NamedTuple):
    """What a checker says at warning or above, as far as it is compared."""

    id: str
    severity: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Case:
    """One mutant: its number under the seed, the book it comes from, its faults, its bytes."""

    number: int
    base: str
    done: tuple[str, ...]
    data: bytes
    judged: Judged = PLAIN

    @property
    def name(self) -> str:
        """A file name for the mutant."""
        return f"m{self.number:05}.{_SUFFIXES.get(self.judged.mode, 'xhtml')}"


class Source(NamedTuple):
    """A sound file that mutations start from, and how it is judged."""

    name: str
    data: bytes
    judged: Judged


@dataclass(frozen=True, slots=True)
class Outcome:
    """A mutant with the ids that each checker gives at warning or above."""

    case: Case
    ours: frozenset[str]
    theirs: frozenset[str]
    our_places: frozenset[Said] = frozenset()
    their_places: frozenset[Said] = frozenset()

    @property
    def equal(self) -> bool:
        """Whether both give the same set of ids."""
        return self.ours == self.theirs

    @property
    def same_severities(self) -> bool:
        """Whether ids and severities are the same."""
        return _grades(self.our_places) == _grades(self.their_places)

    @property
    def unplaced(self) -> frozenset[str]:
        """The ids that both give, but at no place that both name."""
        both = {(said.id, said.path, said.line) for said in self.our_places} & {
            (said.id, said.path, said.line) for said in self.their_places
        }
        return (self.ours & self.theirs) - {id_ for id_, _, _ in both}


def _grades(said: frozenset[Said]) -> set[tuple[str, str]]:
    return {(one.id, one.severity) for one in said}


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


def cases_of(seed: int, count: int, sources: Sequence[Source]) -> list[Case]:
    """Return the mutants of a seed made of any sources: single documents and books of profiles."""
    made = []
    for number in range(count):
        key = f"{seed}:{number}"
        source = random.Random(f"base:{key}").choice(sources)
        if source.judged.mode:
            data, done = mutate_document(source.data, source.judged.mode, key)
        else:
            data, done = mutate(source.data, key)
        made.append(Case(number, source.name, tuple(done), data, source.judged))
    return made


def said_in(case: Case, report: Report) -> frozenset[Said]:
    """Return what a report says at fatal, error and warning; a single document has no path."""
    alone = bool(case.judged.mode)
    return frozenset(
        Said(f.id, str(f.severity), "" if alone else f.path, f.line or 0)
        for f in report.findings
        if f.severity in GRAVE
    )


def grave_ids(report: Report) -> frozenset[str]:
    """Return the ids of a report at fatal, error and warning."""
    return frozenset(f.id for f in report.findings if f.severity in GRAVE)


def packager_report(case: Case) -> Report:
    """Return packager's report on a mutant."""
    from packager.check.run import check

    mode, version, profile = case.judged
    return check(
        case.data, name=case.name, mode=mode or None, version=version or None, profile=profile
    )


def epubcheck_ids(cases: Sequence[Case], cache: Path | None = None) -> list[frozenset[str]]:
    """Return EPUBCheck's ids for the mutants; ``cache`` as in :func:`epubcheck_said`."""
    return [frozenset(said.id for said in answer) for answer in epubcheck_said(cases, cache)]


def epubcheck_said(cases: Sequence[Case], cache: Path | None = None) -> list[frozenset[Said]]:
    """Return what EPUBCheck says of the mutants; ``cache`` keeps answers by the files' hashes."""
    known: dict[str, list[list[str | int]]] = {}
    if cache and cache.exists():
        known = json.loads(cache.read_text("utf-8"))
    keys = [hashlib.sha256(f"{c.judged}".encode() + c.data).hexdigest()[:24] for c in cases]
    todo = [(key, case) for key, case in zip(keys, cases, strict=True) if key not in known]
    for (key, case), report in zip(todo, epubcheck_reports([c for _, c in todo]), strict=True):
        known[key] = [list(said) for said in sorted(said_in(case, report))]
    if cache and todo:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(known), "utf-8")
    return [
        frozenset(Said(str(i), str(s), str(p), int(n)) for i, s, p, n in known[key]) for key in keys
    ]


def epubcheck_reports(cases: Sequence[Case]) -> list[Report]:
    """Return EPUBCheck's reports on the mutants, of all severities; one Java machine a kind."""
    from packager.check.epubcheck import run_epubcheck

    reports: dict[int, Report] = {}
    with tempfile.TemporaryDirectory() as folder:
        for judged in sorted({case.judged for case in cases}):
            alike = [n for n, case in enumerate(cases) if case.judged == judged]
            files = []
            for number in alike:
                file = Path(folder, f"{number}-{cases[number].name}")
                file.write_bytes(cases[number].data)
                files.append(file)
            answers = run_epubcheck(files, judged.options())
            for number, (_, report) in zip(alike, answers, strict=True):
                reports[number] = report
    return [reports[number] for number in range(len(cases))]


def table(outcomes: Sequence[Outcome], examples: int = 4) -> str:
    """Return the scores as text: shares of equal sets, then the ids most missed and invented."""
    faulty = [o for o in outcomes if o.theirs]
    equal = sum(o.equal for o in outcomes)
    equal_faulty = sum(o.equal for o in faulty)
    lines = [
        f"{len(outcomes)} mutants: equal {_share(equal, len(outcomes))}",
        f"{len(faulty)} faulty: equal {_share(equal_faulty, len(faulty))}",
        *_severities_and_places(outcomes),
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


def _severities_and_places(outcomes: Sequence[Outcome]) -> list[str]:
    told = [o for o in outcomes if o.equal and o.their_places]
    if not told:
        return []
    graded = sum(o.same_severities for o in told)
    ids = sum(len(o.ours & o.theirs) for o in told)
    placed = ids - sum(len(o.unplaced) for o in told)
    return [
        f"of those severities equal {_share(graded, len(told))}, "
        f"ids at a line of EPUBCheck's {_share(placed, ids)}"
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "0 of 0"
