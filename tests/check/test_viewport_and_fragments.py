"""Viewports, fragments and clock values: string by string, the corpus's among them."""

from __future__ import annotations

import json

import pytest

from packager.check.clocks import seconds_of
from packager.check.fragments import element_id, is_svg_fragment
from packager.check.viewport import is_length, parse_viewport
from tests.shared import shared


def test_viewports_are_read_as_the_corpus_says() -> None:
    cases = json.loads(shared("conformance/unit-cases.json").read_text("utf-8"))
    for case in cases:
        if case["kind"] == "viewport":
            read = parse_viewport(case["input"])
            shown = ";".join(f"{name}={','.join(v)}" for name, v in read.values.items())
            assert (None if read.trouble else shown) == case["result"], case


@pytest.mark.parametrize(
    ("fragment", "is_svg", "id_"),
    [
        ("id:~:text=a,b", False, "id"),
        ("foo=bar", False, "foo=bar"),
        ("epubcfi(/6/4)", False, ""),
        ("epubcfi(", False, "epubcfi("),
        ("t=10", False, ""),
        ("id&t=1", True, "id"),
        ("svgView(viewBox(0,0,1,1))", True, ""),
        ("caf%C3%A9", False, "café"),
    ],
)
def test_a_fragment_names_an_element_by_its_id_only(fragment: str, is_svg: bool, id_: str) -> None:
    assert element_id(fragment, is_svg=is_svg) == id_


@pytest.mark.parametrize(
    ("fragment", "valid"),
    [
        ("id", True),
        ("id&", False),
        ("t=npt:10,20", True),
        ("t=60:00", False),
        ("xywh=percent:25,25,50,50", True),
        ("xywh=px:1,1,1,1", False),
        ("svgView(preserveAspectRatio(xMidYMid))", True),
        ("svgView()", False),
    ],
)
def test_fragments_of_svg_are_ids_views_times_and_areas(fragment: str, valid: bool) -> None:
    assert is_svg_fragment(fragment) is valid


@pytest.mark.parametrize(
    ("clock", "seconds"),
    [("5s", 5), ("1:02:03.5", 3723.5), ("02:03", 123), ("1.5min", 90), ("10ms", 0.01), ("x", None)],
)
def test_clock_values_are_seconds(clock: str, seconds: float | None) -> None:
    assert seconds_of(clock) == seconds


def test_a_length_is_a_plain_number_or_the_devices_own() -> None:
    assert is_length("width", "600")
    assert is_length("width", "device-width")
    assert not any(is_length("width", v) for v in ("600px", "device-height", "-1", "", ".5"))
