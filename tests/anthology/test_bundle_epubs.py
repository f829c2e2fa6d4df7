"""Existing books in an anthology: chapters, notes, styles, refusals; and the command itself."""

from __future__ import annotations

import json
import tomllib
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from packager.anthology.bind import BindOptions, bind
from packager.anthology.manifest import manifest_of_sources
from packager.build import pack, render
from packager.check import Severity, check
from packager.check.epubcheck import is_available, run_epubcheck
from packager.cli import group
from packager.errors import PackagerError, SeveralErrors
from packager.read import ReadOptions
from tests.books import png
from tests.shared import shared

FILES = {
    "META-INF/container.xml": '<?xml version="1.0"?><container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="O/p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    "O/p.opf": '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
    'unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<dc:identifier id="i">urn:x:1</dc:identifier><dc:title>Volume</dc:title>'
    "<dc:language>en</dc:language><dc:creator>Old Author</dc:creator>"
    '<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta></metadata><manifest>'
    '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="b" href="text/b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="c" href="s.css" media-type="text/css"/>'
    '<item id="p" href="p.png" media-type="image/png"/></manifest>'
    '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
    "O/nav.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>n</title></head><body>'
    '<nav epub:type="toc"><ol><li><a href="text/a.xhtml">First Chapter</a></li>'
    '<li><a href="text/b.xhtml">Second Chapter</a></li></ol></nav></body></html>',
    "O/text/a.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml" '
    'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>a</title>'
    '<link rel="stylesheet" href="../s.css"/></head><body><h1>First Chapter</h1>'
    '<p class="red cover">One<a epub:type="noteref" href="#n1">*</a> of '
    '<a href="b.xhtml">two</a>.</p><img src="../p.png" alt="p"/>'
    '<aside epub:type="footnote" id="n1"><p>A note.</p></aside></body></html>',
    "O/text/b.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>b</title></head>'
    "<body><h1>Second Chapter</h1><p>Two.</p></body></html>",
    "O/s.css": '@import "x.css"; .red { color: red; background: url(p.png) }'
    '@font-face { font-family: "Unused"; src: url(f.otf) }',
}  # fmt: skip


def volume(**changes: str) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for path, text in {**FILES, **changes}.items():
            archive.writestr(path, text)
        archive.writestr("O/p.png", png(5, 5))
    return data.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "volume.epub").write_bytes(volume())
    (tmp_path / "essay.md").write_text("---\ntitle: Mine\nlang: en\n---\n\nText.[^1]\n\n[^1]: N.\n")
    return tmp_path


def bound(*sources: Path | str, keep: bool = False) -> dict[str, bytes]:
    options = BindOptions(ReadOptions(keep_styles=keep), jobs=1)
    book = bind(manifest_of_sources([str(s) for s in sources]), options, {}).composed.book
    data = pack(render(book))
    grave = (Severity.FATAL, Severity.ERROR)
    assert [f for f in check(data, name="b.epub").findings if f.severity in grave] == []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_whole_volume_gives_its_chapters_with_titles_notes_and_links(folder: Path) -> None:
    files = bound(folder / "volume.epub", folder / "essay.md")
    first = files["EPUB/text/a.xhtml"].decode()
    assert "A note." in first
    assert 'role="doc-endnotes"' in first
    assert 'href="b.xhtml"' in first
    assert "Old Author" in first
    assert "EPUB/text/b.xhtml" in files


def test_one_chapter_is_named_by_its_path(folder: Path) -> None:
    files = bound(f"{folder}/volume.epub#text/b.xhtml", folder / "essay.md")
    assert "EPUB/text/b.xhtml" in files
    assert "EPUB/text/a.xhtml" not in files


def test_a_chapter_that_is_not_there_is_told_with_those_that_are(folder: Path) -> None:
    with pytest.raises(SeveralErrors, match=r"no chapter 'x\.xhtml'; it has O/text/a\.xhtml"):
        bound(f"{folder}/volume.epub#x.xhtml")


def test_the_house_style_drops_foreign_styles_and_packager_s_own_class_names(folder: Path) -> None:
    files = bound(folder / "volume.epub")
    assert not any(name.endswith("-own.css") for name in files)
    assert 'class="red cover"' not in files["EPUB/text/a.xhtml"].decode()


def test_kept_styles_reach_only_their_own_page(folder: Path) -> None:
    files = bound(folder / "volume.epub", folder / "essay.md", keep=True)
    css = files["EPUB/styles/a-own.css"].decode()
    assert "color: red" in css
    assert "@import" not in css
    assert "Unused" not in css
    assert 'url("../images/style-' in css
    linked = [name for name, data in files.items() if b"a-own.css" in data]
    assert sorted(linked) == ["EPUB/content.opf", "EPUB/text/a.xhtml"] or len(linked) == 2


def test_a_protected_book_is_refused(folder: Path) -> None:
    locked = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod '
        'Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/><e:CipherData><e:CipherReference '
        'URI="O/text/a.xhtml"/></e:CipherData></e:EncryptedData></encryption>'
    )
    (folder / "drm.epub").write_bytes(volume(**{"META-INF/encryption.xml": locked}))
    with pytest.raises(SeveralErrors, match=r"drm\.epub: is protected \(DRM\)"):
        bound(folder / "drm.epub")


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, list(arguments))
    if isinstance(result.exception, PackagerError):
        return result.exception.exit_code, str(result.exception)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_bundle_edits_a_finished_book_and_diff_tells(folder: Path) -> None:
    (folder / "two.md").write_text("---\ntitle: Two\nlang: en\n---\n\nOther words here.\n")
    manifest = folder / "b.toml"
    manifest.write_text('title = "B"\nlanguage = "en"\nessays = ["essay.md", "two.md"]\n')
    book, later = str(folder / "b.epub"), str(folder / "later.epub")
    assert run("bundle", str(manifest), "-o", book, "--no-cache")[0] == 0
    assert (folder / "b.lock.toml").is_file()
    (folder / "two.md").write_text("---\ntitle: Two\nlang: en\n---\n\nOther words stand here.\n")
    status, told = run(
        "bundle", "--replace", str(folder / "two.md"), book, "-o", later, "--no-cache"
    )
    assert status == 0, told
    assert run("diff", book, book) == (
        0,
        f"{book} and {book}: equal in metadata, contents and prose\n",
    )
    status, told = run("diff", book, later, "--format", "json")
    assert status == 1
    (change,) = json.loads(told)["essays"]
    assert (change["words_added"], change["changes"][0]["added"]) == (1, "stand")
    assert run("diff", book, later, "--corrections")[0] == 1
    with zipfile.ZipFile(later) as archive:
        assert b"now reads" in archive.read("EPUB/text/corrections.xhtml")
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(later) as new:
        assert old.read("EPUB/text/essay.xhtml") == new.read("EPUB/text/essay.xhtml")


def test_a_locked_edition_is_bound_again_byte_for_byte(folder: Path) -> None:
    manifest = folder / "b.toml"
    manifest.write_text('title = "B"\nessays = ["essay.md"]\n')
    book = folder / "b.epub"
    assert run("bundle", str(manifest), "-o", str(book), "--no-cache")[0] == 0
    first = book.read_bytes()
    status, told = run("bundle", str(manifest), "-o", str(book), "--force", "--no-cache")
    assert (status, book.read_bytes()) == (0, first)
    assert "since the last edition" not in told
    (folder / "essay.md").write_text("---\ntitle: Mine\nlang: en\n---\n\nChanged.\n")
    told = run("bundle", str(manifest), "-o", str(book), "--force", "--no-cache")[1]
    assert "since the last edition: essay.md changed" in told


def test_all_that_is_wrong_is_told_at_once_and_no_book_is_written(folder: Path) -> None:
    manifest = folder / "b.toml"
    manifest.write_text(
        'title = "B"\ndate = "soon"\nessays = [\n "lost.md",\n "essay.md",\n "empty.md",\n'
        ' "essay.md",\n]\n'
    )
    (folder / "empty.md").write_text("")
    status, told = run("bundle", str(manifest), "-o", str(folder / "b.epub"), "--no-cache")
    assert status in (65, 66, 78)
    for part in ("b.toml:2", "b.toml:4: lost.md is not there", "b.toml:6", "stands there twice"):
        assert part in told, told
    assert not (folder / "b.epub").exists()


def test_keep_going_binds_the_rest_and_lists_what_was_left_out(folder: Path) -> None:
    manifest = folder / "b.toml"
    manifest.write_text('title = "B"\nessays = ["lost.md", "essay.md"]\n')
    status, told = run(
        "bundle", str(manifest), "-o", str(folder / "b.epub"), "--keep-going", "--no-cache"
    )
    assert status == 0, told
    assert "left out:" in told
    assert "lost.md" in told


@pytest.mark.heavy
def test_every_sound_book_of_the_suite_can_be_bound_with_an_essay(folder: Path) -> None:
    """EPUBCheck reports no error that the input did not have; protected books are refused."""
    base = shared("conformance")
    if not is_available():
        pytest.skip("the [epubcheck] extra is not installed")
    cases = json.loads((base / "cases.json").read_text())
    sound = [c for c in cases if c["mode"] == "epub" and c["valid"]][::4]
    made: list[Path] = []
    refused: list[str] = []
    for case in sound:
        try:
            options = BindOptions(jobs=1)
            sources = [str(base / case["path"]), str(folder / "essay.md")]
            book = bind(manifest_of_sources(sources), options, {}).composed.book
        except SeveralErrors as error:
            refused.append(str(error))
            continue
        made.append(folder / f"{len(made)}.epub")
        made[-1].write_bytes(pack(render(book)))
    assert [text for text in refused if "DRM" not in text] == []
    assert len(made) > 20
    grave = (Severity.FATAL, Severity.ERROR)
    for file, report in run_epubcheck(made):
        assert [f for f in report.findings if f.severity in grave] == [], file


def test_the_lock_has_every_file_that_the_book_was_made_of(folder: Path) -> None:
    """Cover, introductions, people and the manifests that are included, beside the essays."""
    (folder / "people").mkdir()
    (folder / "people" / "eve.md").write_text("---\nname: Eve\n---\n\nEdits.\n")
    (folder / "intro.md").write_text("# Why\n\nBecause.\n")
    (folder / "part.md").write_text("# Part\n\nOf these.\n")
    (folder / "cover.png").write_bytes(png(30, 40))
    (folder / "more.toml").write_text('essays = ["essay.md"]\n')
    manifest = folder / "b.toml"
    manifest.write_text(
        'title = "B"\neditors = ["Eve"]\ncover = "cover.png"\nintroduction = "intro.md"\n'
        '[[part]]\ntitle = "P"\nintroduction = "part.md"\nessays = ["more.toml"]\n'
    )
    book = str(folder / "b.epub")
    assert run("bundle", str(manifest), "-o", book, "--no-cache")[0] == 0
    made_of = tomllib.loads((folder / "b.lock.toml").read_text())["inputs"]
    names = "b.toml more.toml essay.md intro.md part.md cover.png people/eve.md"
    assert set(made_of) == set(names.split())
    (folder / "intro.md").write_text("# Why\n\nBecause of this.\n")
    told = run("bundle", str(manifest), "-o", book, "--force", "--no-cache")[1]
    assert "since the last edition: intro.md changed" in told


def test_an_essay_that_is_not_sound_is_told_with_the_rest_or_left_out(folder: Path) -> None:
    """Pages of our own books are read as they stand; one changed by hand may be broken."""
    assert run("build", str(folder / "essay.md"), "-o", str(folder / "own.epub"))[0] == 0
    with (
        zipfile.ZipFile(folder / "own.epub") as old,
        zipfile.ZipFile(folder / "bad.epub", "w") as new,
    ):
        for item in old.infolist():
            data = old.read(item)
            if item.filename.endswith("text/essay.xhtml"):
                data = data.replace(b"</header>", b"</header><p><p>Twice.</p></p>")
            new.writestr(item, data)
    (folder / "other.md").write_text("---\ntitle: Other\nlang: en\n---\n\nOther words.\n")
    manifest = folder / "b.toml"
    manifest.write_text('title = "B"\nessays = [\n "lost.md",\n "bad.epub",\n "other.md",\n]\n')
    book = folder / "b.epub"
    status, told = run("bundle", str(manifest), "-o", str(book), "--no-cache")
    assert status != 0
    assert "b.toml:3: lost.md is not there" in told
    assert "b.toml:4: “Mine” is not sound" in told
    assert not book.exists()
    status, told = run("bundle", str(manifest), "-o", str(book), "--no-cache", "--keep-going")
    assert status == 0
    assert "left out: " in told
    assert "b.toml:4: “Mine” is not sound" in told
    with zipfile.ZipFile(book) as archive:
        names = {Path(name).stem for name in archive.namelist()}
    assert "other" in names
    assert "essay" not in names


def test_title_pages_and_empty_frames_of_notes_are_no_essays(folder: Path) -> None:
    """pandoc's EPUB 2 has a title page that only its words tell; its notes stand in a section."""
    head = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    pages = {
        "O/text/a.xhtml": f'{head}<head><title>V</title></head><body><h1 class="title">Volume</h1>'
        '<p class="author">by Old Author</p></body></html>',
        "O/text/b.xhtml": f"{head}<head><title>b</title></head><body><h1>Second Chapter</h1><p>Two."
        '<a id="r" epub:type="noteref" href="#n">1</a></p><section epub:type="footnotes"><hr/>'
        '<h2>Notes</h2><aside epub:type="footnote" id="n"><p>Said.</p></aside></section>'
        "</body></html>",
    }
    (folder / "v.epub").write_bytes(volume(**pages))
    (essay,) = bind(
        manifest_of_sources([str(folder / "v.epub")]), BindOptions(), {}
    ).composed.book.essays
    assert essay.title == "Second Chapter"
    assert [note.body for note in essay.footnotes] == ["<p>Said.</p>"]
    assert "<hr" not in essay.body
    assert "Notes" not in essay.body
    named = manifest_of_sources([f"{folder / 'v.epub'}#text/a.xhtml"])
    assert len(bind(named, BindOptions(), {}).composed.book.essays) == 1
