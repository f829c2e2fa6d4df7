"""A page without an essay is refused with what it is instead, where the page says so."""

from __future__ import annotations

import random

import pytest

from packager.errors import SourceError
from packager.read import Source, read

_LD = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
PAGES = {
    "asks for a password": '<form><input type="password" name="p"></form><p>Forgot it?</p>',
    "a question about cookies": '<div id="onetrust-banner-sdk"><p>We use cookies.</p></div>',
    "not free to read": f"{_LD}<article><h1>A story</h1><p>Only some words.</p></article>",
    "wall for subscribers": '<p>A start.</p><div class="paywall">Subscribe</div>',
    "made by scripts": "<body><noscript>Please enable JavaScript.</noscript>",
    "which only a browser runs": '<div id="root"></div><script src="a.js"></script>',
    "check for robots": "<title>Just a moment...</title><p>Checking</p>",
    "error page ('404 Not Found')": "<title>404 Not Found</title><h1>404 Not Found</h1>",
    "in frames; save 'text.html'": '<frameset><frame src="text.html"></frameset>',
    "leads on to https://e.org/x": '<meta http-equiv="refresh" content="0; url=https://e.org/x">',
    "the longest text is 3 words": "<title>Hi</title><p>Some words only.</p>",
}


def _refusal(markup: str | bytes) -> str:
    data = markup.encode() if isinstance(markup, str) else markup
    with pytest.raises(SourceError) as caught:
        read(Source("page.html", data))
    return str(caught.value)


@pytest.mark.parametrize(("said", "markup"), PAGES.items(), ids=PAGES.keys())
def test_what_a_page_is_instead_is_said(said: str, markup: str) -> None:
    assert said in _refusal(f"<!DOCTYPE html><html>{markup}</html>")


def test_a_page_that_asks_for_a_password_and_has_an_essay_is_read() -> None:
    """Many pages have a form to log in at their top."""
    essay = "".join(f"<p>{'Tea wants patience, and water that is hot. ' * 9}</p>" for _ in range(5))
    markup = f'<form><input type="password"></form><article><h1>Tea</h1>{essay}</article>'
    assert read(Source("page.html", markup.encode()))[0].essay.title == "Tea"


def test_a_page_that_is_not_free_and_short_is_told_to_be_perhaps_cut_off() -> None:
    text = "Tea wants patience, and water that is hot. " * 8
    markup = f"<head>{_LD}</head><article><h1>Tea</h1><p>{text}</p></article>"
    (reading,) = read(Source("page.html", markup.encode()))
    assert any("its text may be cut off" in note.message for note in reading.notes)


def test_random_bytes_are_no_page() -> None:
    data = random.Random(7).randbytes(3_000)
    assert _refusal(data) == "page.html: holds binary data, no web page; give a saved page"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "cp1252"])
def test_pages_in_old_encodings_are_no_binary_data(codec: str) -> None:
    text = "Tea wants patience, and water that is hot. " * 20
    markup = (
        f"<!DOCTYPE html><html><body><article><h1>Café</h1><p>{text}</p></article></body></html>"
    )
    assert read(Source("page.html", markup.encode(codec)))[0].essay.title == "Café"


def test_a_page_of_more_elements_than_any_essay_is_refused() -> None:
    markup = "<article>" + "<p>x</p>" * 151_000 + "</article>"
    assert "has 151,002 elements; give a page of one essay" in _refusal(markup)  # with body
