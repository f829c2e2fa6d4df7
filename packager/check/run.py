"""A check from end to end: facts as they come, the rules that see them, a report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from packager.check.facts import Archive, Document, Package, Publication, Xhtml
from packager.check.finding import Finding, Problem, Report
from packager.check.load.archive import open_archive
from packager.check.load.book import Options, facts_of_book, facts_of_document
from packager.check.load.cleared import Cleared, Keys
from packager.check.load.document import read_document
from packager.check.load.files import Examined, Sharing
from packager.check.load.known import Known, LooksFurtherError, Problems, alone
from packager.check.load.markup import text_of
from packager.check.load.position import Positions
from packager.check.registry import Rule, load_rules
from packager.check.spared import rules_left
from packager.forked import Beside

FAMILIES = frozenset({"epub"})
MAX_FINDINGS = 10_000
_MANY_ITEMS = 300  # whose package takes longer to judge than a process to start


def check(  # noqa: PLR0913 - keywords
    source: Path | str | bytes,
    *,
    name: str = "",
    mode: str | None = None,
    version: str | None = None,
    profile: str = "default",
    families: Collection[str] = FAMILIES,
    known: Mapping[str, Known] | None = None,
    jobs: int = 1,
    keys: Keys | None = None,
) -> Report:
    """Return the report on a book, or on a single document where ``mode`` names its kind.

    ``source`` is a file or its bytes; ``name`` what the report calls it. ``mode`` is ``None`` or
    ``epub`` for a publication, ``opf``, ``xhtml``, ``svg``, ``nav``, ``mo`` for a document alone;
    ``version`` (``"2"`` or ``"3"``) then says how to judge it. ``families`` are the families of
    rules that run. ``known`` holds what
    :func:`examine` gave for documents of the book, by path. ``keys``
    remembers of which packages and publications nothing was found, so that those are not judged
    again while they are what they were. ``jobs`` processes share a
    large book, on Linux and while this one has a single thread: they are forked; the report is
    the same. Safe to call from several threads at once; a broken book is no exception.

    Raises:
        OSError: the file cannot be read.
    """
    options = Options(None if mode == "epub" else mode, version, profile)
    file = source if isinstance(source, bytes) else Path(source)
    label = name or (str(source) if not isinstance(source, bytes) else "")
    wanted = frozenset(families)
    if options.mode is not None:
        data = file if isinstance(file, bytes) else file.read_bytes()
        inner = Path(label).name
        findings = list(_run(facts_of_document(data, inner, options), wanted))
        return Report(label, tuple(_sorted(_placed(findings, lambda _path: data))))
    with open_archive(file, Path(label).name) as archive:
        usable = known if wanted == FAMILIES else None  # what is known is of these families
        sharing = Sharing(jobs, lambda page: _examined(page, wanted)) if jobs > 1 else None
        is_own = keys is not None and wanted == FAMILIES and _are_own(load_rules(False).values())
        cleared = Cleared(keys) if keys is not None and is_own else None
        facts = facts_of_book(archive, options, usable, sharing, cleared)
        findings = list(_run(facts, wanted, jobs, cleared))
        found = _sorted(_placed(findings, archive.bytes_of))
        return Report(label, tuple(_with_sources(found, archive) if found else ()))


def examine(
    path: str, data: bytes, properties: Collection[str] = (), deflated: bytes = b""
) -> Known | None:
    """Return what can be known of an XHTML document of an EPUB 3 book without the book.

    ``properties`` are those of its manifest item; ``deflated`` is what the book has the bytes
    deflated to, if that is known. ``None`` where a rule looks into the rest of the
    book, and where rules that packager does not bring along would run: nobody knows at what they
    look. For :func:`check` to use.
    """
    document = alone(path, frozenset(properties))
    read_document(document, data)
    if document.root is None:
        return None
    problems = problems_alone(document)
    return None if problems is None else Known.of(document, data, problems, deflated)


def problems_alone(document: Document) -> Problems | None:
    """Return what the rules find in a document without its book, with the names of the rules.

    The style sheets inside it come first. ``None`` where :func:`examine` says so.
    """
    problems: list[tuple[str, Problem]] = []
    try:
        for fact in (*document.styles, document):
            rules = _rules_of(fact, FAMILIES)
            if not _are_own(rules):
                return None
            for rule in rules:
                problems += [(rule.name, problem) for problem in rule.check(fact)]
    except LooksFurtherError:
        return None
    return tuple(problems)


def _are_own(rules: Iterable[Rule]) -> bool:
    """Return whether packager brings all of the rules along."""
    return all(rule.check.__module__.startswith("packager.") for rule in rules)


def _run(
    facts: Iterable[object],
    families: frozenset[str],
    jobs: int = 1,
    cleared: Cleared | None = None,
) -> Iterator[tuple[Rule, Problem]]:
    """Yield the first of what the rules find; all facts are looked at."""
    for count, found in enumerate(_found(facts, families, jobs, cleared)):
        if count < MAX_FINDINGS:
            yield found


def _found(
    facts: Iterable[object], families: frozenset[str], jobs: int, cleared: Cleared | None
) -> Iterator[tuple[Rule, Problem]]:
    """Yield what the rules find in facts, in their order; what is clear is ``cleared``.

    With several ``jobs`` the package document of a large book is judged beside its files.
    """
    beside: Callable[[], Iterable[tuple[Rule, Problem]]] | None = None
    held: list[tuple[Rule, Problem]] = []  # what comes behind that of the package
    for fact in facts:
        if beside is not None and isinstance(fact, Package):
            yield from (*beside(), *held)
            beside, held = None, []
        if jobs > 1 and isinstance(fact, Package) and len(fact.items) >= _MANY_ITEMS:
            work = Beside(partial(_judged, fact, families, cleared), is_apart=True)
            beside = partial(_told, fact, work.result, families, cleared)
            continue
        if cleared is not None and isinstance(fact, (Package, Publication)):
            found = _told(fact, partial(_judged, fact, families, cleared), families, cleared)
        else:
            found = _of_fact(fact, families)
        if beside is None:
            yield from found
        else:
            held += found
    if beside is not None:
        yield from (*beside(), *held)


def _judged(
    fact: Package | Publication, families: frozenset[str], cleared: Cleared | None
) -> tuple[Problems, bool]:
    """Return what the rules find about a fact, and whether that hangs on its key alone."""
    watched = nullcontext() if cleared is None else cleared.watched(fact)
    with watched as seen:
        found = tuple((rule.name, problem) for rule, problem in _of_fact(fact, families))
    return found, seen is not None and seen.is_all_told


def _told(
    fact: Package | Publication,
    judged: Callable[[], tuple[Problems, bool]],
    families: frozenset[str],
    cleared: Cleared | None,
) -> Iterator[tuple[Rule, Problem]]:
    """Yield what was found about a fact, and clear it if that is nothing."""
    found, is_all_told = judged()
    if cleared is not None and is_all_told and not found:
        cleared.add(fact)
    yield from _of_names(found, families)


def _of_names(found: Problems, families: frozenset[str]) -> Iterator[tuple[Rule, Problem]]:
    rules = load_rules(families != FAMILIES)
    yield from ((rules[name], problem) for name, problem in found)


def _of_fact(fact: object, families: frozenset[str]) -> Iterator[tuple[Rule, Problem]]:
    if isinstance(fact, (Known, Examined)):
        yield from _of_names(fact.problems, families)
        return
    for rule in _rules_of(fact, families):
        for problem in rule.check(fact):
            yield rule, problem


def _examined(document: Document, families: frozenset[str]) -> Problems:
    """Return what the rules find about a document and the styles inside it, with their names."""
    return tuple(
        (rule.name, problem)
        for fact in (*document.styles, document)
        for rule, problem in _of_fact(fact, families)
    )


def _rules_of(fact: object, families: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that may find something in a fact."""
    kind: Any = type(fact)
    rules = rules_for(kind, getattr(fact, "version", ""), families)
    return rules_left(fact, rules, families) if isinstance(fact, Xhtml) else rules


@lru_cache(maxsize=256)
def rules_for(kind: type[object], version: str, families: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that see facts of a class, judged by a version of EPUB (``""`` for any)."""
    return tuple(
        rule
        for rule in load_rules(families != FAMILIES).values()
        if issubclass(kind, rule.sees)
        and rule.family in families
        and (not version or version in rule.versions)
    )


def _placed(
    found: list[tuple[Rule, Problem]], bytes_of: Callable[[str], bytes | None]
) -> Iterator[Finding]:
    """Turn problems into findings, elements' numbers into lines and columns, file by file."""
    by_path: dict[str, list[tuple[Rule, Problem]]] = {}
    for rule, problem in found:
        by_path.setdefault(problem.place.path, []).append((rule, problem))
    for path, those in by_path.items():
        table = None
        if any(problem.place.order is not None for _, problem in those):
            data = bytes_of(path)
            table = None if data is None else Positions(text_of(data))
        for rule, problem in those:
            _, line, column, order = problem.place
            exact = None if table is None or order is None else table.of(order)
            if exact is not None:
                line, column = exact
            yield Finding(
                rule.id,
                rule.name,
                problem.severity or rule.severity,
                problem.message,
                path,
                line,
                column,
                subject=problem.subject,
            )


def _with_sources(findings: list[Finding], archive: Archive) -> list[Finding]:
    """Add the essay's file and line to findings in a book that packager built."""
    from packager import source_map

    if source_map.PATH not in archive:
        return findings
    maps = source_map.read_map(archive.bytes_of(source_map.PATH))
    places = (source_map.place_in(maps, f.path, f.line) for f in findings)
    return [
        replace(finding, source_file=file, source_line=line) if file else finding
        for finding, (file, line) in zip(findings, places, strict=True)
    ]


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(
        findings, key=lambda f: (f.path, f.line or 0, f.column or 0, f.severity.rank, f.id)
    )
