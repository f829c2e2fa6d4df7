"""Rights that are missing or do not go together are named."""

from __future__ import annotations

from dataclasses import replace

from packager.anthology.licences import rights_problems
from packager.model import Credit, Essay, Person

ESSAY = Essay("T", "", "t", source_url="https://example.org/t")


def messages(essay: Essay, licence: str = "", *, is_sold: bool = False, edited: str = "") -> str:
    found = rights_problems([essay], licence=licence, is_sold=is_sold, edited=[edited])
    return "\n".join(problem.message for problem in found)


def test_a_published_essay_needs_a_licence_or_a_permission() -> None:
    assert "no licence and no permission" in messages(ESSAY)
    assert messages(replace(ESSAY, license="CC-BY-4.0")) == ""
    assert messages(replace(ESSAY, permission="by letter, 2 May 2026")) == ""
    assert messages(replace(ESSAY, license="CC0-1.0")) == ""


def test_an_unpublished_essay_is_its_author_s_own() -> None:
    assert messages(replace(ESSAY, source_url="")) == ""


def test_whoever_requires_rights_is_told_of_every_essay_without_them() -> None:
    own = replace(ESSAY, source_url="")
    assert [problem.is_missing for problem in rights_problems([own], is_strict=True)] == [True]


def test_no_derivatives_forbids_edits_and_translations() -> None:
    essay = replace(ESSAY, license="CC-BY-ND-4.0")
    assert messages(essay) == ""
    assert "edited or translated" in messages(essay, edited="t")
    translated = replace(essay, credits=(Credit(Person("A"), "trl"),))
    assert "edited or translated" in messages(translated)


def test_non_commercial_forbids_a_price() -> None:
    essay = replace(ESSAY, license="https://creativecommons.org/licenses/by-nc/4.0/")
    assert messages(essay) == ""
    assert "price" in messages(essay, is_sold=True)


def test_share_alike_does_not_go_with_all_rights_reserved() -> None:
    essay = replace(ESSAY, license="CC-BY-SA-4.0")
    assert "same licence" in messages(essay, "All rights reserved")
    assert messages(essay, "CC-BY-SA-4.0") == ""
    assert "same licence" in messages(essay, "CC-BY-4.0", edited="t")
