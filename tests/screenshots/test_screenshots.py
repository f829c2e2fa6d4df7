"""Our books in real reading engines: no blank page, nothing cut off, no heading left alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from PIL import Image, ImageDraw

from packager.build import build
from packager.build.book import book_of
from tests import essays
from tests.screenshots import chromium, mupdf
from tests.screenshots.looks import DEVICES, Look, looks
from tests.screenshots.pages import faults_of

pytestmark = pytest.mark.heavy
_WORDS = "The kettle sings before it boils, and whoever listens has time for the cup. "
_LOOKS = [Look(DEVICES[0]), Look(DEVICES[1], is_dark=True, percent=200)]


@pytest.fixture(scope="module")
def started() -> Iterator[Any]:
    with chromium.browser() as browser:
        yield browser


@cache
def _essay() -> bytes:
    return build(book_of(essays.full()))


def _with(body: str) -> bytes:
    return build(book_of(essays.plain(text=body)))


def _faults(started: Any, book: bytes, look: Look, engine: str) -> list[str]:
    if engine == "mupdf":
        shots = mupdf.shots_of(book, look)
    else:
        shots = chromium.shots_of(started, book, look, engine)
    assert len(shots) > 3
    return [f"page {n} ({s.where}): {f}" for n, s in enumerate(shots, 1) for f in s.faults]


@pytest.mark.parametrize("look", _LOOKS, ids=lambda look: look.name)
@pytest.mark.parametrize("engine", ["foliate", "epubjs", "mupdf"])
def test_no_page_is_blank_and_nothing_is_cut_off(started: Any, engine: str, look: Look) -> None:
    if engine == "epubjs" and chromium.epubjs_files() is None:
        pytest.skip("epub.js (npm: epubjs, jszip) is not where PACKAGER_NODE_MODULES says")
    assert _faults(started, _essay(), look, engine) == []


def test_long_words_code_and_headings_keep_to_their_pages(started: Any) -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente" * 2
    cells = f"<tr><td>{'<code>a_long_name_of_something()</code></td><td>' * 3}x</td></tr>"
    parts = "".join(f"<h2>Part {n}</h2><p>{_WORDS * 3}</p>" for n in range(12))
    body = (
        f"{word}</p><p><a class='url' href='https://example.org/'>https://example.org/{word}</a></p>"
        f"<pre><code>{'x = 1  ' * 60}</code></pre>"
        f"<div class='table-wrap'><table><tbody>{cells}</tbody></table></div>{parts}<p>End"
    )
    for look in _LOOKS:
        assert _faults(started, _with(body), look, "foliate") == []


def test_each_note_pops_up(started: Any) -> None:
    with chromium.opened(started, _essay(), Look(DEVICES[0]), "foliate") as page:
        assert page.evaluate("notesWithout()") == []
        # A link that calls itself a note and leads to no note is told, so the answer is not empty
        # because nothing was asked.
        page.evaluate("view.book.sections[2].resolveHref = () => 'EPUB/text/nowhere.xhtml#no'")
        assert len(page.evaluate("notesWithout()")) == 3


def test_what_is_wrong_is_seen(started: Any) -> None:
    """The pictures would prove nothing if a page that is cut off passed."""
    wide = f"<span style='white-space: nowrap'>{_WORDS * 2}</span>"
    said = "".join(_faults(started, _with(wide), _LOOKS[0], "foliate"))
    assert "wider than its page" in said
    page = Image.new("L", (200, 300), 255)
    assert faults_of(page) == ["blank"]
    ImageDraw.Draw(page).rectangle((190, 100, 199, 140), fill=0)
    assert faults_of(page) == ["ink at the edge"]
    assert faults_of(page, has_margins=False) == []


def test_all_looks_have_names_of_their_own() -> None:
    names = [look.name for look in looks()]
    assert len(names) == len(set(names)) == 8
