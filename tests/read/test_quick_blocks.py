"""The short way for plain paragraphs changes the time that a text takes, not what comes of it."""

from __future__ import annotations

import markdown
from hypothesis import given, settings
from hypothesis import strategies as st

from packager.read.quick_blocks import quicken

_LINES = st.sampled_from(
    ["A word.", "élan", "b. c", "# H", "Title\n=====", "- a", "- A\n  b", "1. a", "  word",
     "    code", "> q", "[^1]: note", "[a]: /u", "*[HTML]: x", "| a | b |\n|---|---|\n| 1 | 2 |",
     "term\n: def", ": def", "---", "***", "    more", "\tmore", "Word[^1] {.k}", "a\nb",
     "***b*** c", "日本", "²", ""]
)  # fmt: skip
_TEXTS = st.lists(st.tuples(_LINES, st.sampled_from(["\n", "\n\n", "\n\n\n"]))).map(
    lambda rows: "".join(line + end for line, end in rows)
)
_EXTENSIONS = ["abbr", "attr_list", "def_list", "footnotes", "tables", "sane_lists"]


def converted(text: str, *, is_quick: bool) -> str:
    converter = markdown.Markdown(extensions=_EXTENSIONS)
    if is_quick:
        quicken(converter.parser)
    return converter.convert(text)


@settings(max_examples=400, deadline=None)
@given(_TEXTS)
def test_the_markup_is_that_of_python_markdown(text: str) -> None:
    assert converted(text, is_quick=True) == converted(text, is_quick=False)
