"""Books from other tools (ebooklib's script, pandoc, calibre) come out sound for every device."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from packager.check import check
from packager.check.epubcheck import is_available, run_epubcheck
from packager.check.registry import load_rules
from packager.check.run import FAMILIES
from packager.fix import Fixed, fix
from packager.fix.draft import read_files
from packager.fix.words import changed_words
from tests.bench.programs import pandoc
from tests.bench.timing import NotThereError
from tests.books import packed, sound_book, sound_files
from tests.fix.test_repairs import NOW, noted
from tests.judges import kobofix_ids

_MARKDOWN = """---
title: Two Essays
author: Ada Example
---

# Of Tea {#tea}

Intro & more.[^1] The French say [tasse de thé]{lang=fr}, $x^2$, **b** and `code`.

## Water

| a | b |
|---|---|
| 1 | 2 |

> Quoted

- one
- two

```python
x = 1
```

![A red square](cup.png)

Term

:   Definition

# Of Coffee

Words[^2] and [a link](#tea).

[^1]: A note.
[^2]: Another.
"""
_HTML = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Two Essays</title>
<meta name="author" content="Ada Example"></head><body>
<h1>Of Tea</h1>
<p align="center">Intro &amp; more<br>text <sup><a href="#fn1" id="r1">1</a></sup></p>
<p>The French say <i lang="fr">tasse de thé</i>, the Japanese <span lang="ja">茶</span>.</p>
<center>The middle</center>
<h2>Water</h2>
<p style="margin-left: 1rem">Styled words</p>
<table border="1"><tr><th>A</th><td>B</td></tr></table>
<ul><li>One</li><li>Two</li></ul>
<pre>code  here</pre>
<img src="cup.png" alt="A red square">
<h1>Of Coffee</h1>
<p>More words.</p>
<blockquote><p>Quoted.</p></blockquote>
<p id="fn1">1. A note. <a href="#r1">back</a></p>
</body></html>
"""
_BODY = (
    '<h1>{0}</h1><p align="center">Intro &amp; more<br>text <a href="#fn{1}">1</a></p>'
    "<center>The middle of the page</center>"
    '<p style="margin-left: 1rem">Styled words</p><p id="fn{1}">A note.</p>'
)


@pytest.fixture
def ebooklib_book(tmp_path: Path) -> bytes:
    """Return what the script of ebooklib's own manual writes, with the markup that people write."""
    epub = pytest.importorskip("ebooklib.epub")
    book = epub.EpubBook()
    book.set_title("Two Essays")
    book.add_author("Ada Example")
    chapters = []
    for number in (1, 2):
        chapter = epub.EpubHtml(
            title=f"Essay {number}", file_name=f"chap_{number}.xhtml", lang="en"
        )
        chapter.content = _BODY.format(f"Essay {number}", number)
        book.add_item(chapter)
        chapters.append(chapter)
    css = "body { font-family: Times; color: #000 }\np { display: flex }\n"
    book.add_item(epub.EpubItem("style", "style/nav.css", "text/css", css.encode()))
    book.toc = tuple(chapters)
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = ["nav", *chapters]
    file = tmp_path / "book.epub"
    epub.write_epub(str(file), book, {})
    return file.read_bytes()


def test_a_book_of_the_plain_ebooklib_script_comes_out_sound(ebooklib_book: bytes) -> None:
    assert noted(ebooklib_book)
    fixed = fix(ebooklib_book, name="book.epub", now=NOW)
    assert noted(fixed.data) == []
    assert not changed_words(fixed.files_before, fixed.files)


_EVERYTHING = frozenset(rule.family for rule in load_rules().values()) | FAMILIES


def _for_all(book: bytes) -> Fixed:
    """Return a book mended for all devices, its words being the same."""
    fixed = fix(book, name="book.epub", now=NOW, families=_EVERYTHING)
    assert not changed_words(fixed.files_before, fixed.files)
    return fixed


def test_it_comes_out_fit_for_all_devices(ebooklib_book: bytes) -> None:
    assert noted(_for_all(ebooklib_book).data, _EVERYTHING) == []


def _sources(folder: Path) -> None:
    (folder / "sample.md").write_text(_MARKDOWN, "utf-8")
    (folder / "sample.html").write_text(_HTML, "utf-8")
    Image.new("RGB", (200, 200), (200, 30, 30)).save(folder / "cup.png")


def _of_pandoc(folder: Path, version: str) -> bytes:
    try:
        program = pandoc()
    except NotThereError as error:
        pytest.skip(str(error))
    target = folder / f"pandoc-{version}.epub"
    command = [program, "sample.md", "-t", f"epub{version}", "--toc", "-o", str(target)]
    subprocess.run(command, cwd=folder, check=True, timeout=120)
    return target.read_bytes()


def _of_calibre(folder: Path, version: str) -> bytes:
    program = shutil.which("ebook-convert")
    if program is None:
        pytest.skip("calibre (ebook-convert) is not installed")
    target = folder / f"calibre-{version}.epub"
    command = [program, "sample.html", str(target), "--epub-version", version]
    # Calibre 6 writes its settings into the home folder, and its pages' backdrop needs no screen.
    settings = {
        **os.environ,
        "CALIBRE_CONFIG_DIRECTORY": str(folder / "calibre"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    subprocess.run(command, cwd=folder, env=settings, check=True, capture_output=True, timeout=300)
    return target.read_bytes()


@pytest.mark.heavy
@pytest.mark.parametrize("version", ["2", "3"])
@pytest.mark.parametrize("make", [_of_pandoc, _of_calibre])
def test_a_book_of_pandoc_or_calibre_comes_out_with_no_finding_for_any_device(
    make: Callable[[Path, str], bytes], version: str, tmp_path: Path
) -> None:
    _sources(tmp_path)
    fixed = _for_all(make(tmp_path, version))
    assert noted(fixed.data, _EVERYTHING) == []
    file = tmp_path / "mended.epub"
    file.write_bytes(fixed.data)
    assert kobofix_ids(file) == set()
    if is_available():
        ((_, report),) = run_epubcheck([file])
        assert [
            f for f in report.findings if f.severity.value in ("fatal", "error", "warning")
        ] == []


def test_a_cover_that_is_drawn_is_told_as_such(ebooklib_book: bytes) -> None:
    fixed = _for_all(ebooklib_book)
    drawn = [change.what for change in fixed.changes if change.rule == "cover-meta"]
    assert "a cover drawn from the title and the authors" in drawn
    assert fixed.files["EPUB/cover.jpg"].startswith(b"\xff\xd8")
    spine = fixed.files["EPUB/content.opf"].partition(b"<spine")[2]
    assert spine.index(b"cover-xhtml") < spine.index(b'idref="nav"')


def test_an_epub_2_becomes_a_sound_epub_3_with_its_words() -> None:
    before = sound_book("2")
    fixed = fix(before, name="book.epub", now=NOW, upgrades=True)
    assert noted(fixed.data) == []
    assert b'version="3.0"' in fixed.files["EPUB/content.opf"]
    assert b'property="file-as"' in fixed.files["EPUB/content.opf"]
    assert not changed_words(read_files(before, "")[0], fixed.files)


def test_an_epub_3_is_not_upgraded() -> None:
    book = sound_book("3")
    assert fix(book, name="book.epub", now=NOW, upgrades=True).data is book


@pytest.mark.heavy
def test_epubcheck_finds_nothing_in_what_was_mended(ebooklib_book: bytes, tmp_path: Path) -> None:
    if not is_available():
        pytest.skip("EPUBCheck is not installed")
    files = []
    for name, data, upgrades in (("eb", ebooklib_book, False), ("up", sound_book("2"), True)):
        file = tmp_path / f"{name}.fixed.epub"
        file.write_bytes(fix(data, name=name, now=NOW, upgrades=upgrades).data)
        files.append(file)
    for _, report in run_epubcheck(files):
        assert report.valid, report.findings
        assert check(Path(report.path)).valid


def test_arrows_back_get_a_sign_that_every_font_has_and_lists_of_links_a_name() -> None:
    """As Debian's pandoc (2.17) writes them: ``↩︎`` behind a note, landmarks without a name."""
    files = sound_files()
    chapter = files["EPUB/chapter.xhtml"]
    files["EPUB/chapter.xhtml"] = chapter.replace(
        b"</body>", "<p>A note. <a href='#c1'><span>↩︎</span></a></p></body>".encode()
    ).replace(b"<body>", b"<body><p id='c1'>mark</p>")
    files["EPUB/nav.xhtml"] = re.sub(
        rb' (?:role|aria-label\w*)="[^"]*"', b"", files["EPUB/nav.xhtml"]
    )
    fixed = fix(packed(files), name="book.epub", now=NOW, families=_EVERYTHING)
    assert ">^</a>" in fixed.files["EPUB/chapter.xhtml"].decode()
    assert b'aria-label="Guide"' in fixed.files["EPUB/nav.xhtml"]
    assert not {"back-links-with-text", "landmark-unique"} & {
        rule for rule, _ in noted(fixed.data, _EVERYTHING)
    }
