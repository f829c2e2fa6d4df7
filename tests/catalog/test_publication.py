"""What a catalog takes from a book's package document, however it is written."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from packager.catalog.publication import UNDATED, Contributor, Publication
from packager.catalog.scan import Shown, Task, look_at
from packager.catalog.shelves import arranged, every, language_name
from tests.books import OPF, book_with, packed, sound_files
from tests.catalog.library import book


def look(tmp_path: Path, data: bytes) -> Shown:
    file = tmp_path / "book.epub"
    file.write_bytes(data)
    return look_at(Task(file, "book.epub"))


def read(tmp_path: Path, data: bytes) -> Publication:
    shown = look(tmp_path, data)
    assert shown.publication is not None, shown.trouble
    return shown.publication


def with_metadata(metadata: str, version: str = "3") -> bytes:
    return book(7, metadata=metadata, author="Ada", version=version)


def test_people_keep_their_roles_and_sort_names(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        with_metadata(
            '<dc:creator id="e">Bo Li</dc:creator><meta refines="#e" property="role" '
            'scheme="marc:relators">edt</meta><meta refines="#e" property="file-as">Li, B.</meta>'
            '<dc:contributor id="t">T</dc:contributor><meta refines="#t" property="role">trl</meta>'
            '<dc:contributor id="b">A program</dc:contributor><meta refines="#b" '
            'property="role">bkp</meta>'
        ),
    )
    assert got.people == (
        Contributor("Ada", "Ada"),
        Contributor("Bo Li", "Li, B.", "edt"),
        Contributor("T", "T", "trl"),
    )
    assert [person.name for person in got.authors] == ["Ada"]


def test_an_editor_stands_for_the_author_of_a_book_that_has_none() -> None:
    people = (Contributor("T", "T", "trl"), Contributor("E", "E", "edt"))
    got = Publication("a.epub", 1, "", "urn:uuid:1", "T", people=people)
    assert [person.name for person in got.authors] == ["E"]


def test_an_epub_2_is_read_as_it_is_written(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        with_metadata(
            '<dc:creator opf:role="edt" opf:file-as="Li, Bo" '
            'xmlns:opf="http://www.idpf.org/2007/opf">Bo Li</dc:creator>'
            '<dc:date opf:event="modification" xmlns:opf="http://www.idpf.org/2007/opf">2019-03-04'
            '</dc:date><meta name="calibre:series" content="Rooms"/>'
            '<meta name="calibre:series_index" content="2.0"/>',
            version="2",
        ),
    )
    assert Contributor("Bo Li", "Li, Bo", "edt") in got.people
    assert (got.series, got.position) == ("Rooms", "2")
    assert got.updated == "2019-03-04T00:00:00Z"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("978-0-306-40615-7", "urn:isbn:9780306406157"),
        ("ISBN 0-306-40615-X", "urn:isbn:030640615X"),
        ("6CE83DA6-05E3-5146-968C-14D0D6594B16", "urn:uuid:6ce83da6-05e3-5146-968c-14d0d6594b16"),
        ("https://example.org/a", "https://example.org/a"),
        ("my book", "my book"),
    ],
)
def test_identifiers_become_uris_where_they_can(
    tmp_path: Path, written: str, expected: str
) -> None:
    got = read(tmp_path, with_metadata(f"<dc:identifier>{written}</dc:identifier>"))
    assert got.identifiers[-1] == expected


def test_a_description_loses_its_markup(tmp_path: Path) -> None:
    text = (
        "&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two &amp;amp; three&lt;script&gt;&lt;/script&gt;&lt;/p&gt;"
    )
    got = read(tmp_path, with_metadata(f"<dc:description>{text}</dc:description>"))
    assert got.description == "One Two & three"


def test_a_book_without_title_is_called_as_its_file_is(tmp_path: Path) -> None:
    files = sound_files()
    text = files[OPF].decode()
    start = text.index("<dc:title")
    files[OPF] = (text[:start] + text[text.index("</dc:title>") + 11 :]).encode()
    assert read(tmp_path, packed(files)).title == "book"


def test_a_date_that_is_none_leaves_the_book_undated(tmp_path: Path) -> None:
    data = book_with(
        {OPF: sound_files()[OPF].replace(b'dcterms:modified">2', b'dcterms:modified">x2')}
    )
    got = read(tmp_path, data)
    assert got.updated == UNDATED or got.updated[:4] == got.issued[:4]


def test_the_cover_is_scaled_and_a_missing_one_is_drawn(tmp_path: Path) -> None:
    for has_cover in (True, False):
        pictures = look(tmp_path, book(3, has_cover=has_cover, author="Ada")).pictures
        for (data, size), box in zip(pictures, ((800, 1200), (150, 240)), strict=True):
            image = Image.open(io.BytesIO(data))
            assert (image.format, image.size) == ("JPEG", size)
            assert size[0] <= box[0]
            assert size[1] <= box[1]
        assert pictures[0][1] == ((60, 93) if has_cover else (750, 1200))


@pytest.mark.parametrize("cover", [b"", b"no image", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_a_cover_that_is_no_image_is_drawn(tmp_path: Path, cover: bytes) -> None:
    assert look(tmp_path, book_with({"EPUB/cover.png": cover})).pictures[0][1] == (750, 1200)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + bytes(100), packed({"a": b"b"})])
def test_what_is_no_book_is_told_in_a_line(tmp_path: Path, data: bytes) -> None:
    shown = look(tmp_path, data)
    assert shown.publication is None
    assert shown.trouble.startswith(f"{tmp_path / 'book.epub'}: is no EPUB that can be opened: ")
    assert "\n" not in shown.trouble


def test_languages_are_called_in_english() -> None:
    assert [language_name(tag) for tag in ("de", "zh-Hant", "xx")] == [
        "German", "Chinese (Hant)", "xx",
    ]  # fmt: skip


_texts = st.text(max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_texts, _texts, _texts), min_size=1, max_size=8))
def test_any_words_give_shelves_that_hold_every_book_at_distinct_places(
    words: list[tuple[str, str, str]],
) -> None:
    books = [
        Publication(
            f"{number}.epub", 1, "", f"urn:uuid:{number}", title or "-", series=series,
            people=(Contributor(name, name),) if name else (), subjects=(title,) if title else (),
        )
        for number, (title, name, series) in enumerate(words)
    ]  # fmt: skip
    shelves = list(every(arranged("All", books)))
    stems = [shelf.stem for shelf in shelves]
    assert len(set(stems)) == len(stems)
    assert all(part not in stem for stem in stems for part in ("..", "//", "\\", " "))
    by_title = next(shelf for shelf in shelves if shelf.stem == "catalog/titles")
    assert sorted(b.path for b in by_title.books) == sorted(b.path for b in books)
