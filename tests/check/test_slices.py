"""A book's file is read in slices, as its bytes would be."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from packager.check import check
from packager.check.facts import XHTML, Publication
from packager.check.facts.ids import Ids
from packager.check.load.archive import open_archive
from packager.check.load.slices import open_slices
from packager.check.media import data_type
from tests.differential.books import essay_book, generated
from tests.differential.mutate import mutate

_CONTENT = bytes(range(200))


def test_slices_are_those_of_the_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(_CONTENT)
    with open_slices(file) as data:
        assert len(data) == len(_CONTENT)
        for start in (-250, -200, -3, 0, 7, 199, 200, 300):
            for stop in (-250, -1, 0, 7, 8, 200, 300):
                assert data[start:stop] == _CONTENT[start:stop]


def test_an_empty_file_has_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with open_slices(tmp_path / "a") as data:
        assert data[0:10] == b""
    assert not check(tmp_path / "a").valid


def test_a_book_is_the_same_from_a_file_and_from_bytes(tmp_path: Path) -> None:
    """Damaged ones too."""
    books = [*generated().values()]
    books += [mutate(books[n % len(books)], f"slices:{n}")[0] for n in range(40)]
    books += [book[: len(book) * n // 8] for n, book in enumerate(books[:8])]
    for number, book in enumerate(books):
        file = tmp_path / f"{number}.epub"
        file.write_bytes(book)
        assert check(file, name="a.epub") == check(book, name="a.epub")
        with open_archive(file, "a") as one, open_archive(book, "a") as other:
            assert one.entries == other.entries


_NAMES = st.sampled_from(["p", "svg:g", "a-b"])
_IDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=4)


@given(
    st.dictionaries(
        _IDS, st.tuples(st.integers(0, 10**6), _NAMES, st.sampled_from([XHTML, "", "urn:x"]))
    )
)
def test_ids_are_kept_as_they_were_found(found: dict[str, tuple[int, str, str]]) -> None:
    ids = Ids.of("a.xhtml", found)
    assert {id_: tuple(target)[:3] for id_, target in ids.items()} == found
    assert list(ids) == list(found)
    assert len(ids) == len(found)
    assert ids.on_html is all(space == XHTML for _, _, space in found.values())
    assert ids.get("not there") is None
    assert ("not there" in ids) is False
    assert all(target.place.path == "a.xhtml" for target in ids.values())


def test_pictures_inside_addresses_are_not_kept() -> None:
    """A book whose pages hold their pictures as data: URLs would be kept whole."""
    from packager.check.load.archive import read_archive
    from packager.check.load.book import Options, facts_of_book

    with zipfile.ZipFile(io.BytesIO(essay_book())) as book:
        files = {name: book.read(name) for name in book.namelist()}
    page = next(name for name in files if name.endswith(".xhtml") and "nav" not in name)
    picture = f'<p><img alt="x" src="data:image/png;base64,{"A" * 100_000}"/></p></body>'
    files[page] = files[page].replace(b"</body>", picture.encode())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    facts = list(facts_of_book(read_archive(out.getvalue(), "a.epub"), Options()))
    publication = next(fact for fact in facts if isinstance(fact, Publication))
    held = [r.url for r in publication.references if r.url.scheme == "data"]
    assert [len(url.written) for url in held] == [1024]
    assert data_type(held[0]) == "image/png"
    assert check(out.getvalue(), name="a.epub").valid
