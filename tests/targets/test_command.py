"""``--target`` of build and bundle: names of files, several at once, what cannot be made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from packager import targets
from packager.cli import group

ESSAY = "---\ntitle: On Tea\nauthor: Ada Example\nlang: en\n---\n\nTea wants patience.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tea.md").write_text(ESSAY, "utf-8")
    (tmp_path / "rain.md").write_text(ESSAY.replace("Tea", "Rain"), "utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def test_every_target_says_what_it_is() -> None:
    suffixes = []
    for name in targets.names():
        target = targets.target_named(name)
        assert targets.summary_of(name).endswith("."), name
        assert target.SUFFIX.endswith(".epub") == target.IS_EPUB, name
        suffixes.append(target.SUFFIX)
    assert len(set(suffixes)) == len(suffixes)
    assert targets.DEFAULT in targets.names()


def test_the_handbook_names_every_target_and_its_suffix() -> None:
    page = (Path(__file__).parents[2] / "source/manual/targets.md").read_text("utf-8")
    for name in targets.names():
        assert f"| `{name}` | `{targets.target_named(name).SUFFIX}` |" in page


def test_without_a_target_it_is_epub_3(folder: Path) -> None:
    assert run("build", "tea.md").exit_code == 0
    assert sorted(f.name for f in folder.glob("tea.*")) == ["tea.epub", "tea.md"]


def test_several_targets_make_several_files(folder: Path) -> None:
    result = run("build", "tea.md", "rain.md", "--target", "kepub", "--target", "epub3", "-o", "x")
    assert result.exit_code == 0, result.output
    names = sorted(f.name for f in (folder / "x").iterdir())
    assert names == ["rain.epub", "rain.kepub.epub", "tea.epub", "tea.kepub.epub"]
    assert "4 of 4 books made" in result.output


@pytest.mark.usefixtures("folder")
def test_a_target_named_twice_is_made_once() -> None:
    result = run("build", "tea.md", "--target", "kepub", "--target", "kepub")
    assert result.exit_code == 0, result.output


def test_a_target_goes_to_the_file_that_is_named(folder: Path) -> None:
    assert run("build", "tea.md", "--target", "kepub", "-o", "a.epub").exit_code == 0
    assert b"koboSpan" not in (folder / "a.epub").read_bytes()  # it is packed
    assert not (folder / "tea.kepub.epub").exists()


@pytest.mark.usefixtures("folder")
def test_json_tells_the_target_of_each_file() -> None:
    result = run("build", "tea.md", "--target", "kepub", "--target", "epub3", "--format", "json")
    books = json.loads(result.output)["books"]
    assert [(b["target"], b["output"]) for b in books] == [
        ("kepub", "tea.kepub.epub"),
        ("epub3", "tea.epub"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("build", "tea.md", "--target", "epub3", "--target", "kepub", "-o", "rain.md"),
        ("build", "tea.md", "--target", "epub3", "--target", "kepub", "-o", "-"),
        ("bundle", "tea.md", "rain.md", "--target", "epub3", "--target", "kepub", "-o", "rain.md"),
        ("build", "tea.md", "--target", "mobi"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_made(
    folder: Path, words: tuple[str, ...]
) -> None:
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert sorted(f.name for f in folder.iterdir()) == ["rain.md", "tea.md"]


def test_nothing_is_written_where_one_of_the_files_exists(folder: Path) -> None:
    (folder / "tea.kepub.epub").write_bytes(b"mine")
    result = run("build", "tea.md", "--target", "epub3", "--target", "kepub")
    assert result.exit_code == 73, result.output
    assert not (folder / "tea.epub").exists()
    assert (folder / "tea.kepub.epub").read_bytes() == b"mine"


def test_an_anthology_is_bundled_for_several_targets(folder: Path) -> None:
    result = run("bundle", "tea.md", "rain.md", "-M", "title=Both", "--no-cache", "--no-lock",
                 "--target", "epub3", "--target", "kepub")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert (folder / "both.epub").is_file()
    assert (folder / "both.kepub.epub").is_file()
    assert "both.epub (" in result.output
    assert "both.kepub.epub (" in result.output


def bundled(*words: str) -> Result:
    return run("bundle", *words, "-M", "title=Both", "--no-cache", "--no-lock", "-q")


def test_a_finished_anthology_is_the_same_book_in_another_form(folder: Path) -> None:
    from packager.read import ReadOptions, Source, read

    bundled("tea.md", "rain.md")
    before = (folder / "both.epub").read_bytes()
    result = run("bundle", "both.epub", "--target", "kepub", "--target", "html", "--no-cache")
    assert result.exit_code == 0, result.output
    assert (folder / "both.epub").read_bytes() == before
    for name in ("both.kepub.epub", "both.html"):
        made = read(Source(name, (folder / name).read_bytes()), ReadOptions())
        was = read(Source("both.epub", before), ReadOptions())
        assert [r.essay for r in made] == [r.essay for r in was]
    assert "“Both”" in result.output


def test_the_same_anthology_is_not_written_over_itself_unasked(folder: Path) -> None:
    bundled("tea.md", "rain.md")
    result = run("bundle", "both.epub", "--target", "epub3", "--target", "kepub", "--no-cache")
    assert result.exit_code == 1  # the test runner's word for any error that is not click's
    assert "exists; give --force" in str(result.exception)
    assert not (folder / "both.kepub.epub").exists()


def test_an_anthology_is_changed_and_made_for_other_targets_at_once(folder: Path) -> None:
    bundled("tea.md", "rain.md")
    result = run("bundle", "both.epub", "--remove", "rain", "--target", "epub3", "--target",
                 "kepub", "--no-cache")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert b"text/tea.xhtml" in (folder / "both.epub").read_bytes()
    for name in ("both.epub", "both.kepub.epub"):
        assert b"text/rain.xhtml" not in (folder / name).read_bytes()
