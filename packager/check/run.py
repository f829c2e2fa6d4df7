"""A check from end to end: facts as they come, the rules that see them, a report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from packager.check.facts import Archive, Document, Xhtml
from packager.check.finding import Finding, Problem, Report
from packager.check.load.archive import open_archive
from packager.check.load.book import Options, facts_of_book, facts_of_document
from packager.check.load.document import read_document
from packager.check.load.files import Examined, Sharing
from packager.check.load.keep import classes_of
from packager.check.load.known import Known, LooksFurtherError, alone
from packager.check.load.markup import text_of
from packager.check.load.position import Positions
from packager.check.registry import Rule, load_rules
from packager.check.spared import rules_left

FAMILIES = frozenset({"epub"})
MAX_FINDINGS = 10_000


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
) -> Report:
    """Return the report on a book, or on a single document where ``mode`` names its kind.

    ``source`` is a file or its bytes; ``name`` what the report calls it. ``mode`` is ``None`` or
    ``epub`` for a publication, ``opf``, ``xhtml``, ``svg``, ``nav``, ``mo`` for a document alone;
    ``version`` (``"2"`` or ``"3"``) then says how to judge it. ``families`` are the families of
    rules that run. ``known`` holds what
    :func:`examine` gave for documents of the book, by path. ``jobs`` processes share the pages of
    a large book, on Linux and while this one has a single thread: they are forked; the report is
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
        findings = list(_run(facts_of_book(archive, options, usable, sharing), wanted))
        found = _sorted(_placed(findings, archive.bytes_of))
        return Report(label, tuple(_with_sources(found, archive) if found else ()))


def examine(path: str, data: bytes, properties: Collection[str] = ()) -> Known | None:
    """Return what can be known of an XHTML document of an EPUB 3 book without the book.

    ``properties`` are those of its manifest item. ``None`` where a rule looks into the rest of the
    book, and where rules that packager does not bring along would run: nobody knows at what they
    look. For :func:`check` to use.
    """
    import hashlib

    document = alone(path, frozenset(properties))
    read_document(document, data)
    if document.root is None:
        return None
    problems = problems_alone(document)
    if problems is None:
        return None
    return Known(
        path,
        hashlib.sha256(data).digest(),
        document.properties,
        problems,
        document.ids,
        tuple(document.references),
        frozenset(document.features),
        classes_of(document),
    )


def problems_alone(document: Document) -> tuple[tuple[str, Problem], ...] | None:
    """Return what the rules find in a document without its book, with the names of the rules.

    The style sheets inside it come first. ``None`` where :func:`examine` says so.
    """
    problems: list[tuple[str, Problem]] = []
    try:
        for fact in (*document.styles, document):
            for rule in _rules_of(fact, FAMILIES):
                if not rule.check.__module__.startswith("packager."):
                    return None
                problems += [(rule.name, problem) for problem in rule.check(fact)]
    except LooksFurtherError:
        return None
    return tuple(problems)


def _run(facts: Iterable[object], families: frozenset[str]) -> Iterator[tuple[Rule, Problem]]:
    count = 0
    for fact in facts:
        for found in _of_fact(fact, families):
            count += 1
            if count <= MAX_FINDINGS:
                yield found


def _of_fact(fact: object, families: frozenset[str]) -> Iterator[tuple[Rule, Problem]]:
    if isinstance(fact, (Known, Examined)):
        rules = load_rules(families != FAMILIES)
        yield from ((rules[name], problem) for name, problem in fact.problems)
        return
    for rule in _rules_of(fact, families):
        for problem in rule.check(fact):
            yield rule, problem


def _examined(page: Document, families: frozenset[str]) -> tuple[tuple[str, Problem], ...]:
    """Return what the rules find about a page and the style sheets inside it, with their names."""
    return tuple(
        (rule.name, problem)
        for fact in (*page.styles, page)
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
