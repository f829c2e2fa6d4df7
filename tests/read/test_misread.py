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


def test_a_title_that_is_written_misread_is_mended_and_one_that_is_copied_is_kept() -> None:
    """Of what is copied from a page, no character is changed."""
    title = "Investorâ\x80\x99s Guide"
    own = f"---\ntitle: {title}\n---\n\nText.\n".encode()
    assert read(Source("a.md", own))[0].essay.title == "Investor’s Guide"
    text = "Tea wants patience, and water that is hot. " * 9
    page = f"<html><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    assert read(Source("a.html", page.encode()))[0].essay.title == title
