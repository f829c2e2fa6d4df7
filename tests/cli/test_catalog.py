"""The command ``catalog``: what it prints, and its status."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from packager.cli import group
from tests.catalog.library import shelve


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(group, ["catalog", *map(str, words)])


def test_a_catalog_is_made_by_several_processes_as_by_one(tmp_path: Path) -> None:
    folder = shelve(tmp_path / "books", 6)
    one = run(folder, "-o", tmp_path / "one", "--jobs", "1", "--title", " Tea  and more ")
    two = run(folder, "-o", tmp_path / "two", "--jobs", "2", "--title", "Tea and more")
    assert one.exit_code == two.exit_code == 0, one.output
    assert one.output.startswith(f"{tmp_path}/one/index.html: 6 books; ")
    for file in (tmp_path / "one").rglob("*"):
        if file.is_file():
            other = tmp_path / "two" / file.relative_to(tmp_path / "one")
            assert file.read_bytes() == other.read_bytes()
    assert "<title>Tea and more</title>" in (tmp_path / "one" / "index.html").read_text()


def test_a_broken_book_makes_the_status_1_unless_told_to_go_on(tmp_path: Path) -> None:
    folder = shelve(tmp_path, 1)
    (folder / "broken.epub").write_bytes(b"no zip")
    result = run(folder)
    assert result.exit_code == 1
    assert f"packager: left out: {folder.resolve()}/broken.epub: is no EPUB" in result.output
    assert run(folder, "--keep-going", "-q").exit_code == 0


@pytest.mark.parametrize(
    "address", ["example.org", "ftp://example.org/", "https://", "https://a/?b"]
)
def test_an_address_that_is_none_is_told(tmp_path: Path, address: str) -> None:
    result = run(tmp_path, "--url", address)
    assert result.exit_code == 2
    assert "is no address such as https://example.org/books/" in result.output


def test_an_address_gets_its_slash(tmp_path: Path) -> None:
    folder = shelve(tmp_path, 1)
    result = run(folder, "--url", "https://example.org/books")
    assert "OPDS 1.2: https://example.org/books/index.xml" in result.output
    assert 'href="https://example.org/books/index.xml"' in (folder / "index.xml").read_text()
