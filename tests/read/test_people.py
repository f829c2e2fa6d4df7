"""People: the names in bylines, and those whose files stand in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from packager.errors import SourceError
from packager.model import NoteKind, Reading
from packager.read import Source, files, read
from packager.read.written_names import split_names


def test_tags_in_a_byline_are_no_names() -> None:
    assert split_names('By <b>Ada Bee</b> and <a href="/cy">Cy Dee</a>') == ("Ada Bee", "Cy Dee")


def _essay(folder: Path, *, author: str = "jane") -> Reading:
    file = folder / "essay.md"
    file.write_text(f"---\ntitle: T\nauthor: {author}\n---\n\nText.\n")
    return read(Source(str(file), file.read_bytes(), file))[0]


def _warnings(reading: Reading) -> list[tuple[str, str]]:
    return [(note.file, note.message) for note in reading.notes if note.kind is NoteKind.WARNING]


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people").mkdir()
    return tmp_path / "people"


def test_a_person_who_changes_is_read_anew(people: Path) -> None:
    (people / "jane.md").write_text("---\nname: Jane Doe\n---\nShe writes.\n")
    first = _essay(people.parent).essay.credits[0].person
    (people / "jane.md").write_text("---\nname: Jane M. Doe\n---\nShe reads.\n")
    second = _essay(people.parent).essay.credits[0].person
    assert (first.name, first.bio) == ("Jane Doe", "<p>She writes.</p>")
    assert (second.name, second.bio) == ("Jane M. Doe", "<p>She reads.</p>")


def test_the_people_that_a_reading_depends_on_are_traced(people: Path) -> None:
    """A cached reading was kept when a person's file had changed."""
    (people / "jane.md").write_text("---\nname: Jane Doe\n---\nShe writes.\n")
    for _ in range(2):  # the second time they are remembered
        with files.traced() as asked:
            _essay(people.parent)
        assert Path("people/jane.md").absolute() in {file.absolute() for file in asked}


def test_messages_name_people_as_the_user_named_the_source(
    people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (people / "jane.md").write_text("---\nname: Jane Doe\norcid: 1\n---\nShe writes.\n")
    (people.parent / "essays").mkdir()
    file = Path("essays/a.md")
    file.write_text("---\ntitle: T\nauthor: jane\n---\n\nText.\n")
    (reading,) = read(Source(str(file), file.read_bytes(), file))
    assert _warnings(reading)[0][0] == "people/jane.md"
    monkeypatch.chdir("essays")
    (reading,) = read(Source("a.md", Path("a.md").read_bytes(), Path("a.md")))
    assert _warnings(reading)[0][0] == "../people/jane.md"


def test_what_is_no_person_in_the_folder_is_told(people: Path) -> None:
    (people / "ann.yaml").write_text("name: Ann\n")
    (people / "bea.md").write_text("\n")
    (people / "cyd.md").write_text("---\n- name: Cyd\n---\nHe sings.\n")
    (people / "README.md").write_text("How to add people.\n")
    told = dict(_warnings(_essay(people.parent)))
    prefix = str(people.parent)
    assert {name.removeprefix(f"{prefix}/") for name in told} == {
        "people/ann.yaml",
        "people/bea.md",
        "people/cyd.md",
    }
    assert "write a Markdown file ann.md with front matter" in told[f"{prefix}/people/ann.yaml"]
    assert told[f"{prefix}/people/bea.md"].startswith("is empty")
    assert "is no front matter" in told[f"{prefix}/people/cyd.md"]


@pytest.mark.parametrize("name", ["[a, b]", "{a: b}", "''"])
def test_a_persons_name_that_is_no_text_is_told_with_its_line(people: Path, name: str) -> None:
    (people / "jane.md").write_text(f"---\nurl: https://e.org\nname: {name}\n---\nShe writes.\n")
    with pytest.raises(SourceError, match=r"people/jane\.md:3: name is no text; write the"):
        _essay(people.parent)


_BROKEN = "---\nname: Jane Doe\nurl: [https://e.org\n---\nShe writes.\n"


@pytest.mark.parametrize("author", ["jane", "Jane Doe", "Doe, Jane"])
def test_a_person_whose_file_cannot_be_read_stops_the_essays_of_theirs(
    people: Path, author: str
) -> None:
    (people / "jane.md").write_text(_BROKEN)
    with pytest.raises(SourceError, match=r"people/jane\.md:\d: front matter is not YAML"):
        _essay(people.parent, author=f'"{author}"')


def test_a_person_whose_file_cannot_be_read_stops_no_essay_of_others(people: Path) -> None:
    """One bad file once stopped every essay beside it."""
    (people / "jane.md").write_text(_BROKEN)
    (people / "ann.md").write_text("---\nname: Ann Bee\n---\nShe sings.\n")
    (people / "blob.md").write_bytes(b"\x00\x01\x02\x03" * 99)
    reading = _essay(people.parent, author="ann")
    assert reading.essay.credits[0].person.bio == "<p>She sings.</p>"
    told = {Path(note.file).name: note for note in reading.notes if note.kind is NoteKind.WARNING}
    assert told["jane.md"].line
    assert told["jane.md"].message.startswith("front matter is not YAML")
    assert told["jane.md"].message.endswith("; nobody is read from it")
    assert told["blob.md"].message == "holds binary data; give a text file; nobody is read from it"
