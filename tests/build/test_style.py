"""The style sheets keep what e-readers ask for (each rule's source: devices in the manual)."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
import tinycss2

SHEETS = ["book.css", "rtl.css", "vertical.css"]


def text_of(name: str) -> str:
    return files("packager.build").joinpath(name).read_text("utf-8")


def rules(name: str) -> list[tuple[list[str], dict[str, str]]]:
    """Return the selectors and the declarations of each rule."""
    found = []
    for rule in tinycss2.parse_stylesheet(text_of(name), skip_comments=True, skip_whitespace=True):
        assert rule.type == "qualified-rule", rule
        selectors = tinycss2.serialize(rule.prelude).split(",")
        declarations = tinycss2.parse_declaration_list(
            rule.content, skip_comments=True, skip_whitespace=True
        )
        assert all(d.type == "declaration" for d in declarations), declarations
        values = {d.name: tinycss2.serialize(d.value).strip() for d in declarations}
        found.append(([" ".join(s.split()) for s in selectors], values))
    return found


@pytest.mark.parametrize("name", SHEETS)
def test_no_function_and_no_unit_that_old_engines_stumble_over(name: str) -> None:
    """Adobe's engine drops the whole sheet at one unknown function."""
    for selectors, values in rules(name):
        for key, value in values.items():
            assert not re.search(r"\w\(", value), (selectors, key, value)
            assert not re.search(r"\d(?:rem|vw|vh|vmin|vmax|ch)\b", value), (selectors, value)
            assert value not in ("flex", "grid"), selectors
            assert not key.startswith("--"), selectors


@pytest.mark.parametrize("name", SHEETS)
def test_no_selector_that_old_engines_stumble_over(name: str) -> None:
    for selectors, _ in rules(name):
        for selector in selectors:
            assert not re.search(r":(?:is|where|has|not)\(", selector), selector


@pytest.mark.parametrize("name", SHEETS)
def test_readers_choose_fonts_colours_and_alignment_of_the_text(name: str) -> None:
    for selectors, values in rules(name):
        assert not {"color", "background", "background-color", "direction"} & values.keys(), (
            selectors
        )
        for selector in selectors:
            if selector in ("html", "body", "p", "section", "blockquote", "li"):
                assert not {"font-family", "font-size", "text-align", "line-height"} & values.keys()
            assert selector not in ("span", "div"), "Kobo wraps text in bare span and div"


@pytest.mark.parametrize("name", SHEETS)
def test_borders_have_the_colour_of_the_text(name: str) -> None:
    for selectors, values in rules(name):
        for key, value in values.items():
            if key.startswith("border") and key != "border-collapse":
                assert value == "0" or value.endswith("currentColor"), (selectors, value)


@pytest.mark.parametrize("name", SHEETS)
def test_no_page_breaks_before_anything(name: str) -> None:
    for selectors, values in rules(name):
        assert not {"page-break-before", "break-before"} & values.keys(), selectors


@pytest.mark.parametrize("name", SHEETS)
def test_side_margins_are_at_most_two_em(name: str) -> None:
    for selectors, values in rules(name):
        for key, value in values.items():
            if key.startswith("margin") and not any(".vertical" in s for s in selectors):
                sides = value.split()[1::2] if key == "margin" else [value]
                if key in ("margin", "margin-left", "margin-right"):
                    ems = [float(s[:-2]) for s in sides if s.endswith("em")]
                    assert all(em <= 2 for em in ems), (selectors, value)


def test_what_is_wide_does_not_run_off_the_page() -> None:
    values: dict[str, dict[str, str]] = {}
    for selectors, declared in rules("book.css"):
        for selector in selectors:
            values.setdefault(selector, {}).update(declared)
    assert values["pre"]["white-space"] == "pre-wrap"
    assert values["img"]["max-width"] == "100%"
    assert values["table"]["max-width"] == "100%"
    for heading in ("h1", "h2", "h3", "h4", "h5", "h6"):
        assert values[heading]["text-align"] == "left"


def test_each_class_that_an_essay_may_have_is_styled() -> None:
    sheet = text_of("book.css")
    for name in (
        "epigraph pull-quote scene-break task-list verse highlight table-wrap caption credit embed "
        "math-block missing-image"
    ).split():
        assert f".{name}" in sheet, name
