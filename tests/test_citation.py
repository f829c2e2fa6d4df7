"""How to cite an essay, in three forms."""

from __future__ import annotations

import json
from dataclasses import replace

from packager.citation import as_bibtex, as_csl_json, as_text
from packager.model import Credit, Essay, Person

ESSAY = Essay(
    "Tea & Rain",
    "",
    "tea-rain",
    credits=(Credit(Person("Ana Li", "Li, Ana")), Credit(Person("Bo Ek", "Ek, Bo"), "trl")),
    published="2021-10-05",
    publication="The Paper",
    source_url="https://example.org/a_b",
)


def test_the_text_names_authors_title_place_date_and_address() -> None:
    expected = "Ana Li, “Tea & Rain”, The Paper, 2021-10-05. https://example.org/a_b"
    assert as_text(ESSAY) == expected


def test_csl_json_keeps_roles_names_and_date_parts() -> None:
    (item,) = json.loads(as_csl_json(ESSAY))
    assert item["author"] == [{"family": "Li", "given": "Ana"}]
    assert item["translator"] == [{"family": "Ek", "given": "Bo"}]
    assert item["issued"] == {"date-parts": [[2021, 10, 5]]}
    assert item["type"] == "article-newspaper"


def test_bibtex_escapes_text_but_no_address() -> None:
    entry = as_bibtex(ESSAY)
    assert entry.startswith("@article{li2021tea,")
    assert r"title = {Tea \& Rain}" in entry
    assert "url = {https://example.org/a_b}" in entry


def test_bibtex_keeps_organisations_whole_and_names_translators_and_subtitles() -> None:
    office = Person("Barnes and Noble", "Barnes and Noble")
    entry = as_bibtex(replace(ESSAY, subtitle="A Walk", credits=(Credit(office), *ESSAY.credits)))
    assert "author = {{Barnes and Noble} and Li, Ana}" in entry
    assert "translator = {Ek, Bo}" in entry
    assert r"title = {Tea \& Rain: A Walk}" in entry
