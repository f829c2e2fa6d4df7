"""Skipping patterns changes the time that a text takes, not what comes of it."""

from __future__ import annotations

import markdown
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from packager.read.inline import TRIGGERS, SkippingProcessor

MARKS = st.lists(
    st.sampled_from(
        ["*", "_", "**", "`", "[", "](u)", "![", "<b>", "http://a.b", "&amp;", "\\", "\n", "  \n",
         "a", " ", "[^1]", "~", "word"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def converter(skipping: bool) -> markdown.Markdown:
    made = markdown.Markdown(extensions=["footnotes", "tables", "attr_list"])
    if skipping:
        made.treeprocessors.register(SkippingProcessor(made), "inline", 20)
    return made


@settings(max_examples=300, deadline=None)
@given(MARKS)
def test_the_markup_is_that_of_python_markdown(text: str) -> None:
    assert converter(True).convert(text) == converter(False).convert(text)


def test_python_markdown_still_calls_the_method_that_is_replaced() -> None:
    """Were it renamed, all patterns would run again, and this module should go."""
    assert hasattr(InlineProcessor, "_InlineProcessor__handleInline")
    assert hasattr(InlineProcessor, "_InlineProcessor__applyPattern")


def test_every_trigger_names_a_pattern_that_exists() -> None:
    ours = {"strike", "mark", "subscript", "superscript", "bracketed-span"}
    patterns = converter(False).inlinePatterns
    assert all(name in patterns or name in ours | {"not_strong"} for name in TRIGGERS)
