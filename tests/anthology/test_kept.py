"""What is known of a book's lists is kept as long as they stay as they are, and no longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from packager.anthology import finish, kept
from packager.anthology.lists import examine_lists
from packager.anthology.verify import KnownLater
from packager.build import pack, render
from packager.build.page import NAV, NCX
from packager.build.rendition import Rendition
from packager.check import check
from packager.check.load.known import Known
from tests.anthology.test_finish import book_in
from tests.anthology.test_lists import FAULTS, changed


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the list in which the paths of lists stand that are examined."""
    paths: list[str] = []
    real = examine_lists

    def noting(rendition: Rendition, some: list[str]) -> list[Known]:
        paths.extend(some)
        return real(rendition, some)

    monkeypatch.setattr("packager.anthology.kept.examine_lists", noting)
    return paths


@pytest.fixture(scope="module")
def rendition(tmp_path_factory: pytest.TempPathFactory) -> Rendition:
    return render(book_in(tmp_path_factory.mktemp("kept") / "in", 12))


def known_of(rendition: Rendition, cache: Path | None) -> Mapping[str, Known]:
    essays = {file.path for file in rendition.files if "/text/e0" in file.path}
    return KnownLater(dict, kept.list_shares(rendition, essays, cache=cache, is_apart=False))


def test_lists_are_examined_once(rendition: Rendition, examined: list[str], tmp_path: Path) -> None:
    first = dict(known_of(rendition, tmp_path))
    assert {NAV, NCX, "EPUB/text/permissions.xhtml"} <= set(first)
    assert sorted(examined) == sorted(set(examined))
    assert set(first) <= set(examined)
    examined.clear()
    assert dict(known_of(rendition, tmp_path)) == first
    assert not set(first) & set(examined)
    assert dict(known_of(rendition, None)) == first


def test_a_list_that_changed_is_examined_again_and_no_other(
    rendition: Rendition, examined: list[str], tmp_path: Path
) -> None:
    everything = set(known_of(rendition, tmp_path))
    examined.clear()
    other = changed(rendition, NAV, b"Essay 3", b"Essay of another title")
    assert set(known_of(other, tmp_path)) == everything
    assert everything & set(examined) == {NAV}


def test_nothing_is_kept_for_a_book_of_another_identifier(
    rendition: Rendition, examined: list[str], tmp_path: Path
) -> None:
    everything = set(known_of(rendition, tmp_path))
    examined.clear()
    metadata = tuple(
        replace(meta, value="urn:x:other") if meta.attributes.get("id") == "book-id" else meta
        for meta in rendition.metadata
    )
    assert set(known_of(replace(rendition, metadata=metadata), tmp_path)) == everything
    assert everything <= set(examined)


@pytest.mark.parametrize(("path", "old", "new"), FAULTS)
def test_what_is_wrong_with_a_list_is_told_out_of_the_cache_too(
    rendition: Rendition, path: str, old: bytes, new: bytes, tmp_path: Path
) -> None:
    broken = changed(rendition, path, old, new)
    data = pack(broken)
    plain = check(data)
    assert plain.findings
    for _ in range(2):
        assert check(data, known=known_of(broken, tmp_path)) == plain
    # What is kept of the sound list does not count for the broken one.
    dict(known_of(rendition, tmp_path))
    assert check(data, known=known_of(broken, tmp_path)) == plain


def test_damaged_files_of_the_cache_are_no_loss(rendition: Rendition, tmp_path: Path) -> None:
    first = dict(known_of(rendition, tmp_path))
    for number, file in enumerate(sorted(tmp_path.glob("??/*"))):
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2] if number % 2 else data[:-9] + b"x" * 9)
    assert dict(known_of(rendition, tmp_path)) == first


def test_a_large_book_is_the_same_and_as_sound_out_of_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finish, "_FEWEST_FOR_ASIDE", 2)
    book = book_in(tmp_path / "in", 30)
    plain = pack(render(book))
    for jobs in (2, 2, 1):
        done = finish.render_all(book, {}, jobs=jobs, cache=tmp_path / "cache")
        assert pack(done.rendition) == plain
        assert done.report(plain, "a.epub") == check(plain, name="a.epub")
