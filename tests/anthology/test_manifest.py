"""What a manifest says, and every way in which it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from packager.anthology.manifest import Manifest, manifest_of_sources
from packager.anthology.manifest_file import read_manifest
from packager.anthology.manifest_options import with_options
from packager.errors import SeveralErrors


def write(folder: Path, text: str, name: str = "book.toml") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_essays_keep_their_order_and_line(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        'title = "T"\nessays = [\n  "a.md",\n'
        '  {file = "b.md", headnote = "H", date = "2020"},\n]\n',
    )
    first, second = read_manifest(file, "book.toml").entries
    assert (first.source, first.place) == ("a.md", "book.toml:3")
    assert (second.source, second.place) == ("b.md", "book.toml:4")
    assert second.headnote == "H"
    assert second.overrides == {"date": "2020"}


def test_a_chapter_of_a_book_is_named_by_its_path(tmp_path: Path) -> None:
    file = write(tmp_path, 'title = "T"\nessays = ["v.epub#text/third.xhtml"]\n')
    (entry,) = read_manifest(file).entries
    assert (entry.source, entry.fragment) == ("v.epub", "text/third.xhtml")


def test_parts_keep_their_titles_and_introductions(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        'title = "T"\n[[part]]\ntitle = "One"\nintroduction = "i.md"\nessays = ["a.md"]\n',
    )
    (part,) = read_manifest(file).parts
    assert (part.title, part.introduction) == ("One", "i.md")


def test_all_mistakes_are_told_in_one_run_each_with_its_line(tmp_path: Path) -> None:
    file = write(tmp_path, 'titel = "T"\norder = "random"\neditors = 7\nessays = []\n')
    with pytest.raises(SeveralErrors) as caught:
        read_manifest(file, "book.toml")
    lines = str(caught.value).splitlines()
    assert any(line.startswith("book.toml:1:") and "did you mean title?" in line for line in lines)
    assert any(line.startswith("book.toml:2:") and "random" in line for line in lines)
    assert any(line.startswith("book.toml:3:") and "editors" in line for line in lines)
    assert any("lists no essay" in line for line in lines)
    assert caught.value.exit_code == 78


def test_broken_toml_names_its_line(tmp_path: Path) -> None:
    file = write(tmp_path, 'title = "T"\nessays = [\n')
    with pytest.raises(SeveralErrors, match=r"book\.toml:\d+: is no TOML"):
        read_manifest(file, "book.toml")


def test_a_manifest_that_includes_itself_is_refused(tmp_path: Path) -> None:
    write(tmp_path, 'title = "U"\nessays = ["book.toml"]\n', "other.toml")
    file = write(tmp_path, 'title = "T"\nessays = ["other.toml"]\n')
    with pytest.raises(SeveralErrors, match="includes itself"):
        read_manifest(file)


def test_an_included_manifest_gives_its_essays(tmp_path: Path) -> None:
    write(tmp_path, 'essays = ["b.md"]\n', "other.toml")
    file = write(tmp_path, 'title = "T"\nessays = ["a.md", "other.toml", "c.md"]\n')
    assert [entry.source for entry in read_manifest(file).entries] == ["a.md", "b.md", "c.md"]


def test_a_folder_stands_for_its_essays_by_name(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", ".hidden.md", "README.md", "note.xyz"):
        write(tmp_path, "x", name)
    entries = manifest_of_sources([str(tmp_path)]).entries
    assert [Path(entry.source).name for entry in entries] == ["a.md", "b.md"]


def test_values_of_the_wrong_kind_are_told_for_every_key(tmp_path: Path) -> None:
    text = (
        'title = [1]\nsubtitle = {a = 1}\npart = 7\ncorrections = "x"\ndate = [2020]\nessays = 5\n'
    )
    with pytest.raises(SeveralErrors) as caught:
        read_manifest(write(tmp_path, text), "book.toml")
    told = {line.split(": ")[0]: line for line in str(caught.value).splitlines()}
    for number in range(1, 7):
        assert f"book.toml:{number}" in told, number


def test_a_part_without_essays_is_told_with_its_title(tmp_path: Path) -> None:
    text = 'title = "T"\nessays = ["a.md"]\n[[part]]\ntitle = "One"\nessays = []\n'
    with pytest.raises(SeveralErrors, match=r"book.toml:4: the part “One” lists no essay"):
        read_manifest(write(tmp_path, text), "book.toml")


def test_a_headnote_and_edited_of_the_wrong_kind_are_told(tmp_path: Path) -> None:
    text = 'title = "T"\nessays = [{file = "a.md", headnote = [1], edited = "no"}]\n'
    with pytest.raises(SeveralErrors) as caught:
        read_manifest(write(tmp_path, text), "book.toml")
    assert "headnote is no single value" in str(caught.value)
    assert "edited is 'no'; give true or false" in str(caught.value)


def test_dates_and_numbers_of_toml_are_taken_as_written(tmp_path: Path) -> None:
    text = (
        'title = "T"\ndate = 2026-01-01\nseries = "S"\nseries-index = 3\nprice = 9.5\n'
        'essays = [{file = "a.md", date = 2001-02-03}]\n'
    )
    manifest = read_manifest(write(tmp_path, text))
    assert [manifest.text(key) for key in ("date", "series-index", "price")] == [
        "2026-01-01",
        "3",
        "9.5",
    ]
    assert manifest.entries[0].overrides == {"date": "2001-02-03"}


def test_other_names_and_shorter_forms_of_keys_are_understood(tmp_path: Path) -> None:
    text = (
        'title = "T"\neditor = "Eve"\nlang = "en"\nindex = true\n'
        'series = {name = "S", number = 3}\n[[parts]]\ntitle = "P"\n'
        'essays = [{source = "a.md"}, {path = "b.md"}, {file = "c.md", source = "https://e.example"}]\n'
    )
    manifest = read_manifest(write(tmp_path, text))
    assert manifest.values["editors"] == ["Eve"]
    assert manifest.values["index"] == ["tags", "names"]
    assert (manifest.text("series"), manifest.text("series-index")) == ("S", "3")
    assert [entry.source for entry in manifest.entries] == ["a.md", "b.md", "c.md"]
    assert manifest.entries[2].overrides == {"source": "https://e.example"}


def test_what_is_wrong_under_another_name_is_told_at_its_line(tmp_path: Path) -> None:
    text = 'title = "T"\nessays = ["a.md"]\nparts = 7\n'
    with pytest.raises(SeveralErrors, match=r"book.toml:3: part is no list of tables"):
        read_manifest(write(tmp_path, text), "book.toml")


def test_a_folder_without_essays_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Not an essay.")
    with pytest.raises(SeveralErrors, match=f"{tmp_path}: holds no essay; name a folder"):
        manifest_of_sources([str(tmp_path)])


def test_options_are_keys_of_the_manifest_or_told() -> None:
    manifest = Manifest(None, {"title": "T", "order": "date"}, ())
    sound = with_options(manifest, {"index": "tags, names", "lang": "de", "price": "3"})
    assert sound.values["index"] == ["tags", "names"]
    assert sound.values["language"] == "de"
    assert sound.problems == ()
    wrong = with_options(manifest, {"colour": "red", "order": "size", "titel": "X", "part": "p"})
    told = [str(problem) for problem in wrong.problems]
    assert len(told) == 4
    assert "order is 'size'; give one of manual, date" in told[1]
    assert "did you mean title?" in told[2]
    assert wrong.values == manifest.values
