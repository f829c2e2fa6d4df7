"""Text that was misread as Latin-1 is read as it was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packager.read import Source, read
from packager.read.misread import first_misread, mended


@pytest.mark.parametrize(
    ("misread", "meant"),
    [
        ("Investorâ\x80\x99s Guide", "Investor’s Guide"),
        ("It\x92s \x93tea\x94", "It’s “tea”"),
        ("CafÃ\x89 â\x80\x9ctoutâ\x80\x9d", "CafÉ “tout”"),
        ("\x81\x8d", ""),
        ("café Ã© Â", "café Ã© Â"),  # may be meant
        ("茶 “tea”", "茶 “tea”"),
    ],
)
def test_what_was_meant_comes_back(misread: str, meant: str) -> None:
    assert mended(misread) == meant


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=40))
def test_nothing_misread_is_left(text: str) -> None:
    assert first_misread(mended(text)) == -1


def test_a_title_that_a_page_holds_misread_is_mended() -> None:
    text = "<p>" + "Tea wants patience, and water that is hot. " * 9 + "</p>"
    page = f"<html><body><article><h1>Investorâ\x80\x99s Guide</h1>{text}</article></body></html>"
    assert read(Source("a.html", page.encode()))[0].essay.title == "Investor’s Guide"
