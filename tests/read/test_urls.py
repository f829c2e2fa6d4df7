"""Addresses: what a book may link to, and how it is written."""

from __future__ import annotations

import pytest

from packager.read.urls import repaired, scheme_of


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://[",
        "http://a b/",
        "http://",
        "http://1.2.3.999/",
        "http://x:99999/",
        "",
    ],
)
@pytest.mark.parametrize("base", ["", "https://e.example/a/b"])
def test_what_a_book_cannot_link_to_is_no_address(href: str, base: str) -> None:
    assert repaired(href, base) in ("", base)


@pytest.mark.parametrize(
    ("href", "made"),
    [
        ("http://e.example/a b", "http://e.example/a%20b"),
        ("http://e.example/100%", "http://e.example/100%25"),
        ("HTTP://e.example/x", "http://e.example/x"),
        ("//e.example/x", "https://e.example/x"),
        ("../c", "https://e.example/c"),
        ("#a", "#a"),
        ("mailto:a b@c.example", "mailto:a%20b@c.example"),
    ],
)
def test_an_address_with_a_slip_is_repaired(href: str, made: str) -> None:
    assert repaired(href, "https://e.example/a/b") == made


def test_a_scheme_with_breaks_in_it_is_read_as_browsers_read_it() -> None:
    assert scheme_of("java\tscript:x") == "javascript"
    assert scheme_of("C:\\texts\\a.png") == ""
