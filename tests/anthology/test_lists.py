"""A book's lists examined by themselves: the check finds what it finds without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from packager.anthology import finish
from packager.anthology.lists import examine_lists
from packager.build import pack, render
from packager.build.page import NAV, NCX
from packager.build.rendition import Rendition
from packager.check import check
from tests.anthology.test_finish import book_in


@pytest.fixture(scope="module")
def rendition(tmp_path_factory: pytest.TempPathFactory) -> Rendition:
    return render(book_in(tmp_path_factory.mktemp("lists") / "in", 12))


def changed(rendition: Rendition, path: str, old: bytes, new: bytes) -> Rendition:
    """Return a rendition one of whose lists says something else."""
    files = tuple(
        replace(file, data=file.data.replace(old, new, 1)) if file.path == path else file
        for file in rendition.files
    )
    assert files != rendition.files
    return replace(rendition, files=files)


FAULTS = (
    (NCX, b'name="dtb:uid" content="', b'name="dtb:uid" content="x'),
    (NCX, b'playOrder="3"', b'playOrder="1"'),
    (NCX, b"text/e001.xhtml", b"text/none.xhtml"),
    (NAV, b"text/e001.xhtml", b"text/none.xhtml"),
    (NAV, b"text/e001.xhtml", b"text/e001.xhtml#none"),
    (NAV, b"<ol>", b"<ul>"),
    (NAV, b"text/e002.xhtml", b"text/e009.xhtml"),
)


def test_both_lists_of_a_sound_book_are_known(rendition: Rendition) -> None:
    known = {one.path: one for one in examine_lists(rendition, (NAV, NCX))}
    assert set(known) == {NAV, NCX}
    data = pack(rendition)
    assert check(data, known=known) == check(data)


@pytest.mark.parametrize(("path", "old", "new"), FAULTS)
def test_what_is_wrong_with_a_list_is_found_as_without(
    rendition: Rendition, path: str, old: bytes, new: bytes
) -> None:
    broken = changed(rendition, path, old, new)
    data = pack(broken)
    plain = check(data)
    assert plain.findings != check(pack(rendition)).findings
    assert check(data, known={one.path: one for one in examine_lists(broken, (NAV, NCX))}) == plain


def test_what_is_known_of_another_books_list_does_not_count(rendition: Rendition) -> None:
    known = {one.path: one for one in examine_lists(rendition, (NAV, NCX))}
    for path, old, new in FAULTS:
        data = pack(changed(rendition, path, old, new))
        assert check(data, known=known) == check(data)
    other = tuple(
        replace(meta, value="urn:x:other") if meta.attributes.get("id") == "book-id" else meta
        for meta in rendition.metadata
    )
    data = pack(replace(rendition, metadata=other))
    found = check(data, known=known)
    assert found == check(data)
    assert "NCX-001" in {finding.id for finding in found.findings}


def test_a_large_book_made_beside_is_the_book_made_in_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finish, "_FEWEST_FOR_ASIDE", 2)
    book = book_in(tmp_path / "in", 30)
    plain = pack(render(book))
    for jobs in (1, 2):
        done = finish.render_all(book, {}, jobs=jobs)
        assert pack(done.rendition) == plain
        assert done.report(plain, "a.epub") == check(plain, name="a.epub")
        assert {NAV, NCX, "EPUB/text/permissions.xhtml"} <= set(done.known)
        assert len(done.known) >= len(set(done.known))
        assert "EPUB/none" not in done.known
        assert check(plain, known=done.known) == check(plain)
