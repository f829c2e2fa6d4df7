"""A repair from end to end: check, mend, check again, until nothing more can be mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from packager.check.finding import Finding, Report, Severity
from packager.check.run import FAMILIES, check
from packager.data_classes import dataclass
from packager.errors import SourceError
from packager.fix.draft import Draft, read_files
from packager.fix.packing import packed
from packager.fix.registry import Change, Repair, changes_of, load_repairs
from packager.fix.upgrade import upgrade
from packager.fix.words import changed_words

_MOST_ROUNDS = 8
_MOST_STEPS = 4
_NOTED = frozenset((Severity.FATAL, Severity.ERROR, Severity.WARNING))


@dataclass(frozen=True, slots=True)
class Fixed:
    """What came of a repair: the book, what was done, what was undone, reports of before and after.

    ``data`` is the very bytes that were given where nothing could be mended.
    """

    data: bytes
    changes: tuple[Change, ...]
    undone: tuple[str, ...]
    before: Report
    after: Report
    files_before: Mapping[str, bytes]
    files: Mapping[str, bytes]


def fix(  # noqa: PLR0913 - keywords
    data: bytes,
    *,
    name: str,
    now: datetime,
    unsafe: bool = False,
    families: Collection[str] = FAMILIES,
    profile: str = "default",
    upgrades: bool = False,
) -> Fixed:
    """Return a book mended as far as the registered repairs go.

    ``now`` is the time to stamp where a book says no time of change. ``unsafe`` lets repairs run
    that guess or take something out. ``upgrades`` makes an EPUB 2 an EPUB 3, where the result is as
    sound as the book was.

    Raises:
        SourceError: the book cannot be unpacked.
    """
    files, trouble = read_files(data, name)
    if trouble:
        raise SourceError(f"{name}: cannot be read: {trouble}; get the file again")
    before = check(data, name=name, families=families, profile=profile)
    if upgrades:
        draft = Draft(files, name=name, now=now, families=families)
        done = tuple(upgrade(draft))
        new = packed(draft.settled()) if done else data
        report = check(new, name=name, families=families, profile=profile) if done else before
        state = _State(name, now, families, profile, new, draft.settled(), report)
        state.changes = [*done]
        state.mend([r for r in load_repairs() if r.safe or unsafe])
        holds = done and (state.report.valid or not before.valid)
        if holds and not changed_words(files, state.files):
            return state.outcome(before, files)
    state = _State(name, now, families, profile, data, dict(files), before)
    state.mend([r for r in load_repairs() if r.safe or unsafe])
    return state.outcome(before, files)


class _State:
    """The book as it now is, and what was done to it so far."""

    def __init__(  # noqa: PLR0913, PLR0917 - a state has that many parts
        self,
        name: str,
        now: datetime,
        families: Collection[str],
        profile: str,
        data: bytes,
        files: dict[str, bytes],
        report: Report,
    ) -> None:
        self.name, self.now, self.families, self.profile = name, now, families, profile
        self.data, self.files, self.report = data, files, report
        self.repairs: Sequence[Repair] = ()
        self.changes: list[Change] = []
        self.undone: set[str] = set()

    def mend(self, repairs: Sequence[Repair]) -> None:
        """Let the repairs run until none of them helps any more."""
        for _ in range(_MOST_ROUNDS):
            if not self.round(repairs):
                break

    def outcome(self, before: Report, files: Mapping[str, bytes]) -> Fixed:
        """Return what came of it, beside the report and the files of before."""
        undone = tuple(sorted(self.undone))
        return Fixed(self.data, tuple(self.changes), undone, before, self.report, files, self.files)

    def round(self, repairs: Sequence[Repair]) -> bool:
        """Try all repairs at once, or one by one where that does harm; return whether any held."""
        self.repairs = repairs
        wanted = _noted(self.report.findings)
        rules = {finding.rule for finding in wanted}
        chosen = [r for r in repairs if r.mends & rules and r.name not in self.undone]
        if not chosen:
            return False
        if self.attempt(chosen):
            return True
        if len(chosen) == 1:
            return False
        held = [self.attempt([repair]) for repair in chosen]
        return any(held)

    def attempt(self, repairs: Sequence[Repair]) -> bool:
        """Apply repairs and keep what they did where it does no harm.

        A repair may leave something to another: an image that goes leaves a property that says
        too much. So what came new is mended before the result is judged.
        """
        files, report, data = self.files, self.report, self.data
        changes: list[Change] = []
        chosen: Sequence[Repair] = repairs
        for _ in range(_MOST_STEPS):
            draft = Draft(files, name=self.name, now=self.now, families=self.families)
            wanted = _noted(report.findings)
            done = [change for repair in chosen for change in changes_of(repair, draft, wanted)]
            new = draft.settled()
            if not done or (new == files and not draft.repack):
                break
            files, data, changes = new, packed(new), [*changes, *done]
            report = check(data, name=self.name, families=self.families, profile=self.profile)
            come = _come(self.report, report)
            chosen = [r for r in self.repairs if r.mends & come and r.name not in self.undone]
            if not come or not chosen:
                break
        if not changes:
            return False
        uncovers = any(repair.uncovers for repair in repairs)
        if changed_words(self.files, files) or not _is_better(self.report, report, uncovers):
            if len(repairs) == 1:
                self.undone.add(repairs[0].name)
            return False
        self.data, self.files, self.report = data, files, report
        self.changes += changes
        return True


def _noted(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity in _NOTED]


def _counted(report: Report) -> Counter[tuple[str, str, str]]:
    return Counter((f.rule, f.path, f.message) for f in _noted(report.findings))


def _come(before: Report, after: Report) -> frozenset[str]:
    """Return the rules of the findings that came new."""
    return frozenset(rule for rule, _, _ in _counted(after) - _counted(before))


def _is_better(before: Report, after: Report, uncovers: bool) -> bool:
    """Return whether findings went and none came, but what an unreadable file had hidden.

    A finding that only says something else of the same file than before (a language that is none
    has become one that Kindle does not list) has not come, as long as there are fewer in all.
    """
    old, new = _counted(before), _counted(after)
    if uncovers or not new - old:
        return bool(old - new)
    return new.total() < old.total() and not _by_file(new) - _by_file(old)


def _by_file(counted: Counter[tuple[str, str, str]]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (rule, path, _), count in counted.items():
        found[rule, path] += count
    return found
