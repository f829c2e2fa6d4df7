"""Each repair on a book that is broken for it, and what every repair leaves alone."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from packager.check import check
from packager.check.registry import load_rules
from packager.check.run import FAMILIES
from packager.fix import Fixed, fix
from packager.fix.draft import read_files
from packager.fix.registry import load_repairs
from packager.fix.words import changed_words, words_of
from tests import books
from tests.books import CHAPTER, CONTAINER, NAV, NCX, OPF, book_with, packed, replaced, sound_book

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
_NOTED = ("fatal", "error", "warning")
_ID = '<dc:identifier id="id">urn:uuid:5f0a3f0e-6f0b-5d0a-9c3e-0f3a5b7c9d11</dc:identifier>\n'
_MODIFIED = '<meta property="dcterms:modified">2024-01-02T03:04:05Z</meta>\n'
_NAV_ITEM = ' properties="nav"'


def mended(data: bytes, *, unsafe: bool = False, families: frozenset[str] = FAMILIES) -> Fixed:
    """Return the repair of a book, at a time that is always the same."""
    return fix(data, name="book.epub", now=NOW, unsafe=unsafe, families=families)


def noted(data: bytes, families: frozenset[str] = FAMILIES) -> list[tuple[str, str]]:
    """Return rule and message of each finding that counts."""
    findings = check(data, families=families).findings
    return [(f.rule, f.message) for f in findings if f.severity.value in _NOTED]


def chapter(body: str) -> bytes:
    """Return the sound book with another chapter, which keeps the ids that others lead to."""
    page = books.page("On Tea", f'<h1 id="title">On Tea</h1>\n<h2 id="water">Water</h2>\n{body}')
    note = '<p><a id="ref-1" href="notes.xhtml#note-1">1</a></p>\n</body>'
    return book_with({CHAPTER: page.replace("</body>", note).encode()})


BROKEN: Mapping[str, bytes] = {
    "mimetype with a line break": book_with(mimetype="application/epub+zip\n"),
    "no mimetype": book_with(mimetype=None),
    "no container": book_with(container=None),
    "package named wrongly": replaced(CONTAINER, "EPUB/content.opf", "content.opf"),
    "container of another type": replaced(CONTAINER, "oebps-package+xml", "xml"),
    "no time of change": replaced(OPF, _MODIFIED, ""),
    "time of change of another form": replaced(OPF, "2024-01-02T03:04:05Z", "2024-01-02"),
    "no language": replaced(OPF, "<dc:language>en</dc:language>\n", ""),
    "empty language": replaced(OPF, "<dc:language>en", "<dc:language>"),
    "no identifier": replaced(OPF, _ID, ""),
    "identifier without its id": replaced(OPF, 'unique-identifier="id"', 'unique-identifier="no"'),
    "no title": replaced(OPF, '<dc:title id="title">On Tea</dc:title>\n', ""),
    "empty title": replaced(OPF, "On Tea</dc:title>", "</dc:title>"),
    "image of the wrong type": replaced(OPF, 'media-type="image/png"', 'media-type="image/jpeg"'),
    "file not in the manifest": replaced(
        OPF, '<item id="style" href="style.css" media-type="text/css"/>\n', ""
    ),
    "nav not said": replaced(OPF, _NAV_ITEM, ""),
    "no nav": book_with(
        {NAV: None, OPF: books.sound_files()[OPF].replace(
            b'<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>', b"")}  # noqa: E501
    ),
    "property too many": replaced(OPF, _NAV_ITEM, ' properties="nav scripted"'),
    "property too few": chapter('<p><svg xmlns="http://www.w3.org/2000/svg"/></p>'),
    "spine names nothing": replaced(
        OPF, '<itemref idref="notes"/>', '<itemref idref="notes"/><itemref idref="none"/>'
    ),
    "spine names it twice": replaced(
        OPF, '<itemref idref="notes"/>', '<itemref idref="notes"/><itemref idref="notes"/>'
    ),
    "toc of the spine is no NCX": replaced(OPF, 'toc="ncx"', 'toc="nav"'),
    "NCX of another book": replaced(NCX, "urn:uuid:5f0a", "urn:uuid:6f0a"),
    "id twice": chapter('<p id="x">One.</p><p id="x">Two.</p>'),
    "id that is no name": chapter('<p id="a b">One.</p><p><a href="#a b">There</a></p>'),
    "ampersand and unclosed break": chapter("<p>Tea & milk<br>or lemon&nbsp;juice.</p>"),
    "prefix not declared": replaced(
        CHAPTER, ' xmlns:epub="http://www.idpf.org/2007/ops"', ""
    ),
    "block in a paragraph": chapter("<p>One<div>Two</div>Three</p>"),
    "obsolete elements": chapter("<center>Middle <font color='red'>red</font></center>"),
    "obsolete attributes": chapter('<p align="center">Middle</p><table border="1" width="50%">'
                                   '<tr><td valign="top" bgcolor="#eee">Cell</td></tr></table>'),
    "unknown element": chapter("<p>One <unknown>two</unknown> three</p>"),
    "text in a list": chapter("<ul>Loose<li>Item</li></ul>"),
    "paragraph in a list": chapter("<ul><li>Item</li><p>Loose</p></ul>"),
    "list item without a list": chapter("<li>One</li><li>Two</li>"),
    "link in a link": chapter('<p><a href="#title">One <a href="#water">two</a></a></p>'),
    "languages that differ": chapter('<p lang="en" xml:lang="fr">Thé</p>'),
    "dead link": chapter('<p>See <a href="gone.xhtml">there</a>.</p>'),
    "dead fragment": chapter('<p>See <a href="notes.xhtml#gone">there</a>.</p>'),
    "dead fragment in the contents": replaced(NAV, "chapter.xhtml#water", "chapter.xhtml#wine"),
    "dead entry of the contents": replaced(NAV, '"notes.xhtml"', '"gone.xhtml"'),
    "contents without a list": replaced(NAV, '<li><a href="notes.xhtml">Notes</a></li>', "<li>Notes</li>"),  # noqa: E501
    "empty page title": replaced(CHAPTER, "<title>On Tea</title>", "<title></title>"),
    "document type of old": replaced(
        CHAPTER, "<!DOCTYPE html>",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">',
    ),
    "guide to nowhere": replaced(OPF, 'href="chapter.xhtml"/>\n</guide>', 'href="x.xhtml"/>\n</guide>'),  # noqa: E501
    "direction in CSS": book_with(css="p { direction: rtl; color: red }\n"),
    "CSS that is none": book_with(css="p { color: red }\nh1 { margin 2em; color: blue }\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_book_that_is_broken_comes_out_sound_with_all_its_words(name: str) -> None:
    broken = BROKEN[name]
    assert noted(broken), "the book is not broken"
    fixed = mended(broken)
    assert noted(fixed.data) == []
    assert fixed.changes
    assert not changed_words(read_files(broken, "")[0], read_files(fixed.data, "")[0])


@pytest.mark.parametrize("version", ["2", "3"])
def test_a_sound_book_is_given_back_byte_by_byte(version: str) -> None:
    book = sound_book(version)
    fixed = mended(book)
    assert fixed.data is book
    assert fixed.changes == ()


@pytest.mark.parametrize("name", ["id twice", "direction in CSS", "empty title", "dead link"])
def test_files_without_a_finding_keep_their_bytes(name: str) -> None:
    broken = BROKEN[name]
    paths = {f.path for f in check(broken).findings if f.severity.value in _NOTED}
    before, after = read_files(broken, "")[0], read_files(mended(broken).data, "")[0]
    assert {path for path in before if after.get(path) != before[path]} == paths


def test_a_repair_of_a_page_leaves_its_other_lines_alone() -> None:
    broken = replaced(CHAPTER, "<em>hard</em>", '<em id="title">hard</em>')
    before = read_files(broken, "")[0][CHAPTER].decode().splitlines()
    after = read_files(mended(broken).data, "")[0][CHAPTER].decode().splitlines()
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


def test_references_follow_an_id_that_gets_another_name() -> None:
    page = read_files(mended(BROKEN["id that is no name"]).data, "")[0][CHAPTER].decode()
    assert 'id="a-b"' in page
    assert 'href="#a-b"' in page


def test_a_file_with_a_space_in_its_name_gets_a_name_without_one() -> None:
    files = {
        path.replace("notes", "my notes"): data.replace(b"notes.xhtml", b"my%20notes.xhtml")
        for path, data in books.sound_files().items()
    }
    broken = packed(files)
    assert noted(broken)
    fixed = mended(broken)
    assert noted(fixed.data) == []
    assert "EPUB/my-notes.xhtml" in fixed.files
    assert b'href="my-notes.xhtml#note-1"' in fixed.files[CHAPTER]


def test_an_image_of_another_kind_is_written_as_one_that_readers_know() -> None:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(made, "BMP")
    files = books.sound_files()
    item = b'<item id="cup" href="cup.bmp" media-type="image/bmp"/></manifest>'
    files[OPF] = files[OPF].replace(b"</manifest>", item)
    files["EPUB/cup.bmp"] = made.getvalue()
    files[CHAPTER] = files[CHAPTER].replace(b"<ul>", b'<p><img src="cup.bmp" alt="A cup"/></p><ul>')
    broken = packed(files)
    assert noted(broken)
    fixed = mended(broken)
    assert noted(fixed.data) == []
    assert "EPUB/cup.bmp" not in fixed.files
    assert fixed.files["EPUB/cup.png"].startswith(b"\x89PNG")


def test_every_rule_that_a_repair_names_exists() -> None:
    rules = load_rules()
    unknown = {n for r in load_repairs() for n in r.mends if n not in rules}
    assert unknown <= {"xhtml-2-content-model", "reference-target-type"}, unknown


def test_unsafe_repairs_run_only_when_asked_for() -> None:
    broken = chapter('<p>A cup: <img src="gone.png" alt=""/> of tea.</p>')
    assert noted(mended(broken).data)
    fixed = mended(broken, unsafe=True)
    assert noted(fixed.data) == []
    assert "gone.png" not in read_files(fixed.data, "")[0][CHAPTER].decode()


def test_css_that_adobe_cannot_take_is_written_plainly() -> None:
    css = (
        ":root { --gap: 2em }\n"
        ".a { margin-left: var(--gap); display: flex; font-size: 1.5rem }\n"
        ".b { width: calc(100% - 2em); max-width: min(20em, 50vw); margin-top: 10vh }\n"
        ".lead { font-weight: bold; }\n"
    )
    broken, wanted = book_with(css=css), FAMILIES | {"adobe"}
    assert noted(broken, wanted)
    fixed = mended(broken, families=wanted)
    assert noted(fixed.data, wanted) == []
    text = read_files(fixed.data, "")[0]["EPUB/style.css"].decode()
    assert "margin-left: 2em" in text
    assert "font-size: 1.5em" in text
    assert "max-width: 20em" in text
    assert ".lead { font-weight: bold; }\n" in text


def test_accessibility_metadata_are_inferred() -> None:
    opf = books.sound_files()[OPF].decode()
    lines = [line for line in opf.splitlines() if "schema:access" not in line]
    broken, wanted = book_with(opf="\n".join(lines)), FAMILIES | {"accessibility"}
    before = [rule for rule, _ in noted(broken, wanted) if rule.startswith("metadata-access")]
    fixed = mended(broken, families=wanted)
    after = [rule for rule, _ in noted(fixed.data, wanted) if rule.startswith("metadata-access")]
    assert before
    assert after == []


def test_words_are_the_same_however_the_page_is_written() -> None:
    assert words_of(b"<html><body><p>A &amp; B<br/>C</p></body></html>") == "A&BC"
    assert words_of(b"<html><title/><body><p>A & B<br>C</body></html>") == "A&BC"


def test_a_word_that_goes_is_noticed() -> None:
    files = read_files(sound_book(), "")[0]
    changed = {**files, CHAPTER: files[CHAPTER].replace(b"patience", b"")}
    assert changed_words(files, changed) == CHAPTER
    assert changed_words(files, {p: d for p, d in files.items() if p != CHAPTER}) == CHAPTER


def test_two_repairs_of_one_book_are_equal() -> None:
    broken = BROKEN["no identifier"]
    assert mended(broken).data == mended(broken).data


def test_many_faults_are_mended_together() -> None:
    files = books.sound_files()
    opf = files[OPF].decode().replace(_MODIFIED, "").replace(_NAV_ITEM, "")
    files[OPF] = opf.encode()
    files[CHAPTER] = files[CHAPTER].replace(b"<h2", b"<center>Oh</center><h2")
    assert noted(mended(packed(files)).data) == []
