"""Quotation marks, dashes and spaces are those of the language; code and addresses stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager import xhtml
from packager.read.typography import smarten


def smart(fragment: str, language: str = "en") -> str:
    root = xhtml.parse(fragment)
    smarten(root, language)
    return xhtml.inner(root)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", """"He said 'no', don't go," she wrote.""", "“He said ‘no’, don’t go,” she wrote."),
        (
            "en-GB",
            "'Tis the '90s -- or later --- rock 'n' roll...",
            "’Tis the ’90s – or later — rock ’n’ roll…",
        ),
        ("en", '("a") ["b"]', "(“a”) [“b”]"),
        ("de", '"Ja", sagte er, "er sagte \'nein\'."', "„Ja“, sagte er, „er sagte ‚nein‘.“"),
        ("de-CH", '"Ja"', "«Ja»"),
        ("fr", '"Oui" : non ! vrai ?', "«\u202fOui\u202f»\u00a0: non\u202f! vrai\u202f?"),
        ("es", '"Hola"', "«Hola»"),
        ("it", 'L\'"arte"', "L’«arte»"),
        ("ja", '"引用"', "「引用」"),
        ("xx", '"a"', "“a”"),
    ],
)
def test_marks_are_those_of_the_language(language: str, text: str, expected: str) -> None:
    assert smart(f"<p>{text}</p>", language) == f"<p>{expected}</p>"


def test_a_quotation_may_begin_and_end_in_emphasis() -> None:
    assert smart('<p>a "<em>b</em>" c "<em>d"</em></p>') == "<p>a “<em>b</em>” c “<em>d”</em></p>"


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    assert smart('<p>"a</p><p>"b"</p>') == "<p>“a</p><p>“b”</p>"


def test_a_passage_in_another_language_has_its_own_marks() -> None:
    made = smart('<p>"a" <i lang="de">"b"</i></p>')
    assert made == '<p>“a” <i lang="de">„b“</i></p>'


@pytest.mark.parametrize(
    "fragment",
    [
        '<p><code>"a" -- b...</code></p>',
        '<pre>"a" --flag</pre>',
        "<p>https://e.org/a--b...c</p>",
        '<p title="&quot;a&quot; -- b">x</p>',
    ],
)
def test_code_addresses_and_attributes_stay(fragment: str) -> None:
    assert smart(fragment, "fr") == fragment


@given(st.text(alphabet="ab \"'-.!?:;«»", max_size=40), st.sampled_from(["en", "de", "fr", "ja"]))
def test_no_letter_comes_or_goes(text: str, language: str) -> None:
    made = smart(f"<p>{text}</p>", language)
    assert [c for c in made if c in "ab"] == [c for c in text if c in "ab"]
    assert '"' not in made.removeprefix("<p>").removesuffix("</p>").replace('1"', "")
