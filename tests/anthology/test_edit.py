"""A finished anthology is changed without its sources; what is not asked for stays as it was."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from packager.anthology.bind import BindOptions, bind
from packager.anthology.edit import Edit, edit
from packager.anthology.manifest_file import read_manifest
from packager.build import pack, render
from packager.check import check
from packager.errors import SeveralErrors
from packager.read import Source

ESSAY = "---\ntitle: {title}\nlang: en\nlicense: CC0-1.0\n---\n\n{text}[^1]\n\n[^1]:  A  note.\n"
# Pages that list the essays
LISTS = {"contents", "title-page", "cover", "contributors", "permissions", "citations"}


@pytest.fixture
def finished(tmp_path: Path) -> bytes:
    """Return an anthology of two essays that have one file name; their folders are gone then."""
    for folder, text in (("one", "First words of all."), ("two", "Other words of the second.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.md").write_text(ESSAY.format(title=f"On {folder}", text=text))
    (tmp_path / "book.toml").write_text(
        'title = "T"\nessays = ["one/index.md", "two/index.md"]\n'
        'editors = ["Eve"]\nindex = true\nissue = 4\n'
    )
    data = pack(
        render(bind(read_manifest(tmp_path / "book.toml"), BindOptions(), {}).composed.book)
    )
    for folder in ("one", "two"):
        (tmp_path / folder / "index.md").unlink()
    (tmp_path / "new.md").write_text(ESSAY.format(title="New", text="Fresh ones."))
    return data


def changed(data: bytes, changes: Edit) -> bytes:
    return pack(render(edit(Source("t.epub", data), changes, BindOptions(), {}).book))


def pages_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        found = [name for name in archive.namelist() if name.startswith("EPUB/text/")]
        return {Path(name).stem: archive.read(name) for name in found}


def test_an_essay_added_leaves_the_pages_of_the_others(finished: bytes, tmp_path: Path) -> None:
    before = pages_of(finished)
    after = pages_of(changed(finished, Edit(add=(str(tmp_path / "new.md"),))))
    assert set(after) - set(before) == {"new"}
    assert set(before) <= set(after)
    assert {stem for stem in before if before[stem] != after[stem]} <= LISTS


def test_what_is_added_and_removed_again_leaves_the_same_book(
    finished: bytes, tmp_path: Path
) -> None:
    more = changed(finished, Edit(add=(str(tmp_path / "new.md"),)))
    assert pages_of(changed(more, Edit(remove=("new",)))) == pages_of(finished)


def test_an_essay_replaced_keeps_its_name_and_its_neighbours(
    finished: bytes, tmp_path: Path
) -> None:
    (tmp_path / "mended.md").write_text(ESSAY.format(title="On two", text="Better words."))
    before = pages_of(finished)
    after = pages_of(changed(finished, Edit(replace=(str(tmp_path / "mended.md"),))))
    assert [stem for stem in before if before[stem] != after.get(stem)] == ["two"]
    assert b"Better words." in after["two"]


def test_all_that_is_wrong_with_a_change_is_told_at_once(finished: bytes, tmp_path: Path) -> None:
    wrong = Edit(add=("lost.md",), replace=(str(tmp_path / "new.md"),), remove=("never",))
    with pytest.raises(SeveralErrors) as told:
        changed(finished, wrong)
    assert len(told.value.errors) == 3


def test_a_changed_book_gets_the_date_and_title_that_are_given(finished: bytes) -> None:
    values = {"date": "2030-01-02", "title": "Second Edition"}
    composed = edit(Source("t.epub", finished), Edit(values=values), BindOptions(), {})
    assert composed.book.published == "2030-01-02"
    assert composed.book.modified.year == 2030
    assert composed.book.title == "Second Edition"
    assert composed.book.issue == "4"
    with pytest.raises(SeveralErrors, match="-M colour"):
        changed(finished, Edit(values={"colour": "red"}))


def test_a_finished_book_remembers_order_price_and_what_was_edited(tmp_path: Path) -> None:
    """An essay that is added is sorted in, and its rights are looked at as at first."""
    for name, title, licence in (("b", "Bees", "CC-BY-ND-4.0"), ("d", "Dogs", "CC0-1.0")):
        text = f"---\ntitle: {title}\nlang: en\nlicense: {licence}\n---\n\nOf {title} alone.\n"
        (tmp_path / f"{name}.md").write_text(text)
    (tmp_path / "book.toml").write_text(
        'title = "T"\norder = "title"\nprice = "9 €"\n'
        'essays = ["d.md", {file = "b.md", edited = true}]\n'
    )
    data = pack(
        render(bind(read_manifest(tmp_path / "book.toml"), BindOptions(), {}).composed.book)
    )
    cats = "---\ntitle: Cats\nlang: en\nlicense: CC-BY-NC-4.0\n---\n\nCats sleep on books.\n"
    (tmp_path / "c.md").write_text(cats)
    composed = edit(Source("t.epub", data), Edit(add=(str(tmp_path / "c.md"),)), BindOptions(), {})
    assert [essay.title for essay in composed.book.essays] == ["Bees", "Cats", "Dogs"]
    assert composed.book.edited == ("b",)
    told = " ".join(note.message for note in composed.notes)
    assert "allows no book that has a price" in told
    assert "allows no edited or translated text" in told
    free = edit(
        Source("t.epub", data), Edit(values={"price": "0", "order": "manual"}), BindOptions(), {}
    )
    assert (free.book.price, free.book.order) == ("0", "")
    with pytest.raises(SeveralErrors, match="-M order: is 'colour'"):
        changed(data, Edit(values={"order": "colour"}))


def test_a_link_to_an_essay_that_is_taken_out_leaves_its_words(tmp_path: Path) -> None:
    for name, text in (("one", "See [it](two.md) there."), ("two", "Others are here.")):
        (tmp_path / f"{name}.md").write_text(ESSAY.format(title=name, text=text))
    (tmp_path / "book.toml").write_text('title = "T"\nessays = ["one.md", "two.md"]\n')
    data = pack(
        render(bind(read_manifest(tmp_path / "book.toml"), BindOptions(), {}).composed.book)
    )
    less = changed(data, Edit(remove=("two",)))
    assert b"two.xhtml" not in pages_of(less)["one"]
    assert not [f for f in check(less, name="less.epub").findings if f.id.startswith("RSC")]
