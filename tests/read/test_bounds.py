"""However odd a text is, reading it ends soon: too much is refused, the rest takes linear time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from packager.errors import SourceError
from packager.read import Source, bounds, read

_SMALL, _LARGE = 3_000, 12_000
_MOST = 9  # times as long for four times as much; work that grows with the square takes 16

SOUPS: dict[str, Callable[[int], str]] = {
    "tags of Hugo that nothing closes": lambda n: "{{<" * n,
    "tags of Liquid that nothing closes": lambda n: "{% " * n,
    "values of a site that nothing closes": lambda n: "{{ " * n,
    "code between tags that nothing closes": lambda n: "{% highlight x %}\n" * n,
    "brackets that nothing closes": lambda n: "[" * n,
    "pictures that nothing closes": lambda n: "![a" * n,
    "words struck out that nothing closes": lambda n: "~~a " * n,
    "marked words that nothing closes": lambda n: "==a " * n,
    "links": lambda n: "[a](b) " * n,
    "addresses": lambda n: "http://a.bc/ " * n,
    "formulas": lambda n: "$$\na\n" * n,
    "equal headings": lambda n: "# a\n\n" * n,
    "divisions that nothing closes": lambda n: "::: note\n" * n,
    "dashes": lambda n: "x" + "-" * n * 10,
    "attributes that nothing closes": lambda n: "{" + "." * n * 10,
    "something like an address": lambda n: "-" * n * 10 + " @",
    "empty lines": lambda n: "\n" * n * 10 + "x",
}


def _seconds(text: str) -> float:
    start = time.process_time()
    read(Source("a.md", f"Some words.\n\n{text}\n".encode()))
    return time.process_time() - start


@pytest.mark.parametrize("soup", SOUPS.values(), ids=SOUPS.keys())
def test_four_times_the_text_takes_about_four_times_as_long(soup: Callable[[int], str]) -> None:
    _seconds(soup(10))  # libraries are imported
    # what takes a tenth of a second is no danger, and no measure either
    assert any(
        _seconds(soup(_LARGE)) < max(0.1, _MOST * _seconds(soup(_SMALL))) for _attempt in range(3)
    )


def test_a_text_that_is_too_large_is_refused_before_it_is_read() -> None:
    data = b"word " * (bounds.MOST_BYTES // 5 + 1)
    with pytest.raises(SourceError, match=r"^a\.md: is 20 MB; give at most 20 MB of text in one"):
        read(Source("a.md", data))


@pytest.mark.parametrize(("line", "kind"), [("[^{}]: x\n", "notes"), ("*[A{}]: x\n", "abbrev")])
def test_more_notes_than_a_book_has_are_refused(line: str, kind: str) -> None:
    text = "Text\n\n" + "".join(line.format(number) for number in range(10_001))
    with pytest.raises(SourceError, match=rf"^a\.md: holds 10,001 {kind}"):
        read(Source("a.md", text.encode()))


def test_a_paragraph_that_is_all_marks_is_shown_as_written_and_told() -> None:
    text = "A sound paragraph, *first*.\n\n" + "**a* <b> " * 20_000 + "\n\nAnd *last*."
    (reading,) = read(Source("a.md", text.encode()))
    assert "<em>first</em>" in reading.essay.body
    assert "<em>last</em>" in reading.essay.body
    assert "**a* &lt;b&gt; **a*" in reading.essay.body
    (note,) = [note for note in reading.notes if "nearly all marks" in note.message]
    assert note.line == 3


def test_many_abbreviations_below_each_other_are_all_read() -> None:
    """Each was looked for in all that followed it."""
    text = "A0 and A1999.\n\n" + "".join(f"*[A{at}]: word {at}\n" for at in range(2_000))
    (reading,) = read(Source("a.md", text.encode()))
    assert '<abbr title="word 0">A0</abbr>' in reading.essay.body
    assert '<abbr title="word 1999">A1999</abbr>' in reading.essay.body
