"""``packager meta`` and ``packager new``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from packager.cli import group
from packager.errors import OutputError
from packager.read import Source, read

ESSAY = "---\ntitle: Tea\nauthor: Ana Li\ndate: 2021-10\nlang: en\n---\n\nText.\n"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(group, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_each_field_has_value_place_rule_and_element(tmp_path: Path) -> None:
    file = tmp_path / "tea.md"
    file.write_text(ESSAY)
    rows = {row["field"]: row for row in json.loads(run("meta", str(file), "--format", "json"))}
    assert rows["title"]["value"] == "Tea"
    assert (rows["title"]["line"], rows["title"]["opf"]) == (2, "dc:title")
    assert rows["author"]["opf"].startswith("dc:creator")
    assert rows["date"]["value"] == "2021-10"


def test_the_fields_of_an_essay_in_a_book_of_packagers_are_told(tmp_path: Path) -> None:
    file, book = tmp_path / "tea.md", tmp_path / "tea.epub"
    file.write_text(ESSAY)
    run("build", str(file), "-o", str(book), "-q")
    text = run("meta", str(book))
    assert text.startswith("title          Tea\n")
    assert "author         Ana Li\n" in text
    assert "found by packager's own book" in text
    assert "essay.md" not in text


def test_an_override_is_named_as_the_rule(tmp_path: Path) -> None:
    file = tmp_path / "tea.md"
    file.write_text(ESSAY)
    text = run("meta", str(file), "-M", "title=Rain")
    assert "title          Rain" in text
    assert "by option -M" in text


def test_a_new_essay_is_one_that_can_be_read(tmp_path: Path) -> None:
    told = run("new", 'On "Tea": a \\ note', "-o", str(tmp_path))
    file = Path(told.strip())
    assert file.parent == tmp_path
    (reading,) = read(Source(file.name, file.read_bytes() + b"Text.\n", file))
    assert reading.essay.title == 'On "Tea": a \\ note'


def test_an_essay_that_exists_is_not_begun_again(tmp_path: Path) -> None:
    run("new", "Tea", "-o", str(tmp_path))
    with pytest.raises(OutputError, match="exists"):
        CliRunner().invoke(group, ["new", "Tea", "-o", str(tmp_path)], catch_exceptions=False)


def test_a_language_that_is_none_is_told_with_a_suggestion(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["new", "Tea", "--lang", "english", "-o", str(tmp_path)])
    assert result.exit_code == 2
    assert "did you mean 'en'?" in result.output
