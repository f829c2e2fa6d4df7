"""A rule is spared only the documents in which it would find nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from packager.check import spared
from packager.check.facts import XHTML, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.load.document import read_document
from packager.check.registry import Rule
from packager.check.run import check
from tests.differential.books import generated
from tests.differential.mutate import mutate

Check = Callable[[Xhtml], Iterable[Problem]]
_PROBLEM = Problem(Place("a.xhtml"), "found")


def page(body: str) -> Xhtml:
    document = Xhtml(path="a.xhtml", media_type="application/xhtml+xml")
    text = f'<html xmlns="{XHTML}" xmlns:epub="http://www.idpf.org/2007/ops">{body}</html>'
    read_document(document, text.encode())
    return document


def rule_of(found: Check, module: str = "packager.check.rules.tried") -> Rule:
    def tried(document: Xhtml) -> Iterable[Problem]:
        return found(document)

    tried.__module__ = module
    return Rule("tried", "RSC-005", Severity.ERROR, Xhtml, tried)


@pytest.fixture(autouse=True)
def nothing_learned() -> None:
    spared._learned.clear()


def is_spared(rule: Rule, *bodies: str) -> list[bool]:
    """Return for each page whether the rule is spared it, once others were learned from."""
    for _ in range(spared._BEFORE + 2):
        spared.rules_left(page(bodies[0]), (rule,), frozenset({"epub"}))
    families = frozenset({"epub"})
    return [not spared.rules_left(page(body), (rule,), families) for body in bodies]


def _of_name(document: Xhtml) -> Iterable[Problem]:
    return [_PROBLEM for _ in document.named(f"{{{XHTML}}}area")]


def _of_attribute(document: Xhtml) -> Iterable[Problem]:
    return [_PROBLEM] if "lang" in document.attributes else []


def _of_prefixes(document: Xhtml) -> Iterable[Problem]:
    return [_PROBLEM] if any(name.startswith("data-") for name in document.attributes) else []


def _of_references(document: Xhtml) -> Iterable[Problem]:
    return [_PROBLEM for reference in document.references if reference.url.scheme == "kindle"]


def _of_ids(document: Xhtml) -> Iterable[Problem]:
    return [_PROBLEM] if "x" in document.ids else []


def _of_tree(document: Xhtml) -> Iterable[Problem]:
    return (
        [] if document.root is None or document.root.find(f"{{{XHTML}}}i") is None else [_PROBLEM]
    )


@pytest.mark.parametrize(
    ("found", "silent", "others", "loud"),
    [
        (_of_name, "<p>a</p>", "<div/>", "<area/>"),
        (_of_attribute, "<p>a</p>", "<p id='b'/>", "<p lang='en'/>"),
        (_of_prefixes, "<p>a</p>", "<b>a</b>", "<p data-x=''/>"),
        (_of_references, "<a href='b'/>", "<a href='c'/>", "<a href='kindle:b'/>"),
    ],
    ids=["an element", "an attribute", "attributes", "references"],
)
def test_a_rule_is_spared_what_has_nothing_it_asks_for(
    found: Check, silent: str, others: str, loud: str
) -> None:
    assert is_spared(rule_of(found), silent, others, loud) == [True, True, False]


@pytest.mark.parametrize("found", [_of_ids, _of_tree], ids=["ids", "the tree"])
def test_a_rule_that_looks_closer_always_runs(found: Check) -> None:
    assert is_spared(rule_of(found), "<p>a</p>", "<p id='x'/>", "<i/>") == [False, False, False]


def test_a_rule_of_a_plugin_always_runs() -> None:
    """Nobody knows whether it is a function of what it sees."""
    assert is_spared(rule_of(_of_name, "their.rules"), "<p>a</p>") == [False]


def test_damaged_files_are_seen_by_all_rules() -> None:
    rule = rule_of(_of_name)
    is_spared(rule, "<p>a</p>")
    broken = Xhtml(path="a.xhtml")
    read_document(broken, b"<p>")
    assert spared.rules_left(broken, (rule,), frozenset({"epub"})) == (rule,)


def test_reports_are_the_same_with_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of whole books, sound and broken ones, over and over."""
    books = list(generated().values())
    books += [mutate(books[n % len(books)], f"spared:{n}")[0] for n in range(60)]
    for _ in range(2):
        learned = [check(book, name="a.epub") for book in books]
    monkeypatch.setattr(spared, "_BEFORE", 10**9)
    assert [check(book, name="a.epub") for book in books] == learned
