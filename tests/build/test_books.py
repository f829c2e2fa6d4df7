"""Whole books of every kind of essay, judged by EPUBCheck, Kobo's linter, Ace, and properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packager.build import build
from packager.build.book import book_of, without_controls
from packager.check import check
from packager.check.epubcheck import is_available, run_epubcheck
from packager.errors import PackagerError
from packager.model import Asset, Correction, Credit, Essay, Footnote, Person, Series
from packager.xhtml import escape
from tests.books import png
from tests.build.opened import made, tree
from tests.essays import ALL, plain
from tests.judges import ace_violations, kobofix_ids


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("books")
    files = {}
    for name, essay in ALL.items():
        files[name] = folder / f"{name.replace(' ', '-')}.epub"
        files[name].write_bytes(build(book_of(essay())))
    return files


@pytest.mark.heavy
def test_epubcheck_has_nothing_to_say(books: dict[str, Path]) -> None:
    """Usage messages included."""
    if not is_available():
        pytest.skip("the packages of packager[epubcheck] are not installed")
    said = {file.name: report.findings for file, report in run_epubcheck([*books.values()])}
    assert said == {file.name: () for file in books.values()}


def test_our_own_checker_has_nothing_to_say(books: dict[str, Path]) -> None:
    said = {name: check(file).findings for name, file in books.items()}
    assert said == dict.fromkeys(books, ())


def test_kobos_linter_has_nothing_to_say(books: dict[str, Path]) -> None:
    for name, file in books.items():
        # KOBO-019 tells that Kobo supports upright lines
        assert kobofix_ids(file) == ({"KOBO-019"} if name == "japanese" else set()), name


@pytest.mark.heavy
def test_ace_finds_no_violation(books: dict[str, Path], tmp_path: Path) -> None:
    for name in ("full", "japanese", "arabic"):
        assert ace_violations(books[name], tmp_path) == [], name


# --- Any text ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quick_cover() -> Iterator[None]:
    """Covers are tried with any text in their own tests; here they would take the time."""
    with pytest.MonkeyPatch.context() as patch:
        cover = Asset("cover.png", "image/png", png()), ()
        patch.setattr("packager.build.cover.cover_for", lambda _book: cover)
        yield


TEXT = st.text(max_size=40)
PEOPLE = st.builds(
    Person, TEXT.filter(str.strip), TEXT, TEXT.map(lambda t: f"<p>{escape(t)}</p>"), TEXT, TEXT
)
ESSAYS = st.builds(
    Essay,
    title=TEXT,
    body=st.lists(TEXT, max_size=4).map(
        lambda texts: "".join(f"<h2>{escape(t)}</h2><p>{escape(t)}</p>" for t in texts)
    ),
    slug=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
    subtitle=TEXT,
    credits=st.lists(
        st.builds(Credit, PEOPLE, st.sampled_from(["aut", "edt", "trl", "ant"])), max_size=3
    ).map(tuple),
    footnotes=st.lists(TEXT, max_size=2).map(
        lambda texts: tuple(Footnote(f"n{i}", f"<p>{escape(t)}</p>") for i, t in enumerate(texts))
    ),
    language=st.sampled_from(["en", "de-AT", "ja", "ar", "sv", "zh-Hant"]),
    writing_mode=st.sampled_from(["", "vertical-rl"]),
    published=st.sampled_from(["", "2021", "2021-10", "2021-10-04"]),
    modified=st.sampled_from(["", "2021"]),
    description=TEXT,
    tags=st.lists(TEXT, max_size=2).map(tuple),
    source_url=TEXT,
    publication=TEXT,
    volume=TEXT,
    pages=TEXT,
    rights=TEXT,
    license=TEXT,
    doi=TEXT,
    series=st.none() | st.builds(Series, TEXT, st.sampled_from(["", "2", "1.5"])),
    notes_at=st.sampled_from(["essay", "inline", "book"]),
    corrections=st.lists(st.builds(Correction, st.just(""), TEXT), max_size=1).map(tuple),
)


@pytest.mark.usefixtures("quick_cover")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ESSAYS)
def test_any_text_gives_a_sound_book_or_one_clear_line(essay: Essay) -> None:
    if not without_controls(essay.title).strip():
        with pytest.raises(PackagerError, match=r"\A[^\n]*title[^\n]*\Z"):
            book_of(essay)
        return
    data = build(book_of(essay))
    findings = check(data, name="book.epub").findings
    assert [(f.id, f.path, f.message) for f in findings] == []


@pytest.mark.usefixtures("quick_cover")
@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=5))
def test_no_word_of_the_text_is_lost(texts: list[str]) -> None:
    body = "\n".join(f"<p>{escape(text)}</p>" for text in texts)
    page = tree(made(replace(plain(), body=body)), "EPUB/text/on-tea.xhtml")
    shown = "".join(page.itertext()).split()
    from packager.html5 import xml_characters

    for text in texts:
        assert set(xml_characters(text).replace("\r", "\n").split()) <= set(shown)


def test_an_essay_without_title_is_refused_with_the_cure() -> None:
    with pytest.raises(PackagerError, match="title"):
        book_of(plain(title="  \x00"))
