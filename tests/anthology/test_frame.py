"""What an editor writes around the essays: introductions, parts, headnotes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from packager.anthology.bind import BindOptions, Bound, bind
from packager.anthology.compose import compose
from packager.anthology.manifest_file import read_manifest
from packager.anthology.reopen import reopen
from packager.build import pack, render
from packager.check import check
from packager.read import Source
from tests.books import png

ESSAY = "---\ntitle: {title}\nlang: en\n---\n\nWords of {title}.[^1]\n\n[^1]: Note of {title}.\n"
MANIFEST = """
title = "Framed"
language = "en"
notes = "{notes}"
introduction = "Opening.[^1] See [[First Piece]] and [lost](lost.md).\\n\\n[^1]: Opening note."

[[part]]
title = "Essays"
introduction = "Of the part.[^a] See [it](second.md).\\n\\n[^a]: Part's note."
essays = [{{file = "first.md", headnote = "Head.[^1] See [b](second.md).\\n\\n[^1]: Head's note."}}]

[[part]]
title = "Essays"
essays = ["second.md"]
"""


def framed(folder: Path, notes: str = "essay") -> Bound:
    for name, title in (("first", "First Piece"), ("second", "Second Piece")):
        (folder / f"{name}.md").write_text(ESSAY.format(title=title))
    (folder / "book.toml").write_text(MANIFEST.format(notes=notes))
    return bind(
        read_manifest(folder / "book.toml"), BindOptions(), {"SOURCE_DATE_EPOCH": "1700000000"}
    )


def pages_of(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {
            Path(name).stem: archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith("EPUB/text/")
        }


def targets(pages: dict[str, str], stem: str) -> list[str]:
    """Return what each note reference of a page leads to, as text."""
    found = []
    for href in re.findall(r'role="doc-noteref" href="([^"]*)"', pages[stem]):
        name, _, id_ = href.partition("#")
        root = etree.fromstring(pages[name.removesuffix(".xhtml") or stem].encode())
        (note,) = root.xpath(f"//*[@id='{id_}']")
        found.append(" ".join("".join(note.itertext()).split()))
    return found


@pytest.mark.parametrize("notes", ["essay", "book", "inline"])
def test_notes_of_introductions_and_headnotes_are_found(tmp_path: Path, notes: str) -> None:
    data = pack(render(framed(tmp_path, notes).composed.book))
    assert list(check(data, name="framed.epub").findings) == []
    pages = pages_of(data)
    assert targets(pages, "introduction") == ["1 Opening note."]
    assert targets(pages, "part-essays") == ["1 Part’s note."]
    assert targets(pages, "first") == ["1 Head’s note.", "1 Note of First Piece."]


def test_parts_of_one_title_have_pages_of_their_own(tmp_path: Path) -> None:
    pages = pages_of(pack(render(framed(tmp_path).composed.book)))
    assert "Of the part." in pages["part-essays"]
    assert "Of the part." not in pages["part-essays-2"]
    assert 'href="part-essays-2.xhtml"' in pages["contents"]


def test_links_of_introductions_and_headnotes_lead_to_essays(tmp_path: Path) -> None:
    composed = framed(tmp_path).composed
    pages = pages_of(pack(render(composed.book)))
    assert '<a href="first.xhtml">First Piece</a>' in pages["introduction"]
    assert '<a href="second.xhtml">it</a>' in pages["part-essays"]
    assert '<a href="second.xhtml">b</a>' in pages["first"]
    assert [note.value for note in composed.notes if note.value == "lost.md"] == ["lost.md"]


@pytest.mark.parametrize("notes", ["essay", "book", "inline"])
def test_opened_again_it_is_the_same_book(tmp_path: Path, notes: str) -> None:
    data = pack(render(framed(tmp_path, notes).composed.book))
    opened = reopen(Source("framed.epub", data))
    again = compose(
        opened.manifest,
        opened.pieces,
        opened.frame,
        {"SOURCE_DATE_EPOCH": opened.epoch},
    )
    assert pages_of(pack(render(again.book))) == pages_of(data)


def test_a_picture_of_a_headnote_is_told(tmp_path: Path) -> None:
    framed(tmp_path)
    text = 'title = "T"\nessays = [{file = "first.md", headnote = "See ![it](a.png)."}]'
    (tmp_path / "book.toml").write_text(text)
    bound = bind(read_manifest(tmp_path / "book.toml"), BindOptions(), {})
    assert any("a headnote holds no picture" in note.message for note in bound.composed.notes)
    assert bound.composed.book.essays[0].headnote == "<p>See .</p>"


def test_who_wrote_an_introduction_is_a_contributor_with_a_link_to_it(tmp_path: Path) -> None:
    framed(tmp_path)
    (tmp_path / "intro.md").write_text("---\ntitle: Why\nauthor: Ina Intro\n---\n\nBecause.\n")
    text = (tmp_path / "book.toml").read_text()
    text = re.sub(r'introduction = "Opening.*', 'introduction = "intro.md"', text)
    (tmp_path / "book.toml").write_text(text)
    data = pack(
        render(bind(read_manifest(tmp_path / "book.toml"), BindOptions(), {}).composed.book)
    )
    assert '<a href="introduction.xhtml">Why</a>' in pages_of(data)["contributors"]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        package = archive.read("EPUB/content.opf").decode()
    assert '<dc:contributor id="contributor-1">Ina Intro</dc:contributor>' in package
    assert '<meta refines="#contributor-1" property="role" scheme="marc:relators">aui' in package


def test_editors_and_authors_are_one_person_where_an_orcid_says_so(tmp_path: Path) -> None:
    framed(tmp_path)
    orcid = "0000-0002-1825-0097"
    (tmp_path / "first.md").write_text(
        f'---\ntitle: First\nauthor: {{name: Ana B. Kovač, orcid: "{orcid}"}}\n---\n\nWords.\n'
    )
    (tmp_path / "book.toml").write_text(
        f'title = "T"\neditors = [{{name = "A. Kovač", orcid = "{orcid}", bio = "Edits."}}]\n'
        'essays = ["first.md"]\n'
    )
    book = bind(read_manifest(tmp_path / "book.toml"), BindOptions(), {}).composed.book
    assert len({credit.person for credit in book.credits}) == 1
    assert {credit.role for credit in book.credits} == {"aut", "edt"}


def test_number_and_issue_stand_on_the_title_page_and_tell_books_apart(tmp_path: Path) -> None:
    framed(tmp_path)
    books = []
    for issue in (7, 8):
        (tmp_path / "book.toml").write_text(
            f'title = "Quarterly"\nissue = {issue}\nseries = "Annuals"\nseries-index = 3\n'
            'essays = ["first.md"]\n'
        )
        books.append(bind(read_manifest(tmp_path / "book.toml"), BindOptions(), {}).composed.book)
    data = pack(render(books[0]))
    assert '<p class="credit-line">Annuals 3, no. 7</p>' in pages_of(data)["title-page"]
    assert books[0].identifier != books[1].identifier


def test_a_portrait_of_an_editor_stays_in_a_book_opened_again(tmp_path: Path) -> None:
    framed(tmp_path)
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "eve.md").write_text(
        "---\nname: Eve Editor\nimage: eve.png\n---\n\nEve edits.\n"
    )
    (tmp_path / "people" / "eve.png").write_bytes(png(30, 30))
    text = 'title = "T"\neditors = ["Eve Editor"]\nessays = ["first.md", "second.md"]\n'
    (tmp_path / "book.toml").write_text(text)
    data = pack(
        render(bind(read_manifest(tmp_path / "book.toml"), BindOptions(), {}).composed.book)
    )
    opened = reopen(Source("t.epub", data))
    again = compose(
        opened.manifest, opened.pieces, opened.frame, {"SOURCE_DATE_EPOCH": opened.epoch}
    )
    assert 'class="portrait' in pages_of(data)["contributors"]
    assert pages_of(pack(render(again.book)))["contributors"] == pages_of(data)["contributors"]
