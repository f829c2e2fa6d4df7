"""Plain URLs are read the short way, and give what the steps of the standard give."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from packager.check.load.url import _any, _plain, resolve

_PIECES = st.sampled_from(
    "a b9 Z ~ - _ . .. / // # ? %20 % : ; , ( ) é https:// http:// xn-- example.org 127.0.0.1 "
    "www. .xhtml mailto: @ [::1] \\ \t".split(" ")
)
_URLS = st.lists(_PIECES, max_size=7).map("".join)
_BASES = st.sampled_from(
    "a.xhtml EPUB/text/a.xhtml EPUB/é.xhtml a%20b/c.xhtml https://a.example/b/c /a".split()
)


@given(_URLS, _BASES)
@settings(max_examples=800, deadline=None)
@example("https://example.org/a#b", "a.xhtml")
@example("http://a-.b1.example/x/../y", "a.xhtml")
@example("https://xn--a.example/", "a.xhtml")
@example("a..b/c.xhtml#", "EPUB/a.xhtml")
@example("a\n", "a.xhtml")
@example("#a\n", "a.xhtml")
@example("https://" + "a" * 70 + ".example/", "a.xhtml")
def test_the_short_way_gives_the_same(written: str, base: str) -> None:
    plain = _plain(written, base)
    assert plain is None or plain == _any(written, base)
    assert resolve(written, base) == _any(written, base)


@pytest.mark.parametrize(
    "written", ["#note-1", "notes.xhtml", "../text/notes.xhtml", "https://example.org/a/b#c"]
)
def test_what_books_are_full_of_is_plain(written: str) -> None:
    assert (_plain(written, "EPUB/text/a.xhtml") is None) is written.startswith("..")
