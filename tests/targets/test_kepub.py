"""Kobo's spans: each sentence has one, and with them taken out the book is the one it was."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager import xhtml
from packager.check import check
from packager.check.epubcheck import is_available, run_epubcheck
from packager.html5 import XHTML
from packager.targets import kepub
from packager.targets._documents import body_of, pages
from tests.build.opened import files_of
from tests.judges import kobofix_ids
from tests.targets.finished import all_books

_SPAN = re.compile(r'<span class="koboSpan" id="kobo\.\d+\.\d+">(.*?)</span>', re.S)


def spanned(fragment: str) -> str:
    """Return a fragment with spans, as it stands between the divisions."""
    body = xhtml.parse(fragment)
    kepub._Spans(body).add()
    return xhtml.inner(body)


def short(markup: str) -> str:
    """Return markup whose spans are written ``[P.S text]``."""
    text = re.sub(r'<span class="koboSpan" id="kobo\.(\d+\.\d+)">', r"[\1 ", markup)
    return text.replace("</span>", "]")


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("<p>One. Two! Three?</p>", "<p>[1.1 One. ][1.2 Two! ][1.3 Three?]</p>"),
        ("<h1>T</h1><p>One.</p><p>Two.</p>", "<h1>[1.1 T]</h1><p>[2.1 One.]</p><p>[3.1 Two.]</p>"),
        ("<p>A <em>b. C</em> d</p>", "<p>[1.1 A ]<em>[1.2 b. ][1.3 C]</em>[1.4  d]</p>"),
        (
            "<p>One,\nstill one</p>\n<p> </p><p></p>",
            "<p>[1.1 One,\nstill one]</p>\n<p>[2.1  ]</p><p></p>",
        ),
        ("<ul><li>a</li>\n<li>b</li></ul>c", "<ul><li>[1.1 a]</li>\n<li>[1.2 b]</li></ul>[1.3 c]"),
        (
            "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>",
            "<ul><li>[1.1 a]<ol><li>[2.1 b]</li></ol></li><li>[2.2 c]</li></ul>",
        ),
        ('<p>a</p><img alt=""/>b', '<p>[1.1 a]</p>[2.1 <img alt=""/>][2.2 b]'),
        ('<p>a<img alt=""/>b</p>', '<p>[1.1 a][2.1 <img alt=""/>][2.2 b]</p>'),
        ("<p><time>2024</time> on</p>", "<p>[1.1 <time>2024</time>][1.2  on]</p>"),
        ("<pre>a. b</pre><p>c</p>", "<pre>a. b</pre><p>[1.1 c]</p>"),
        ("<p>茶。水は？「火。」土</p>", "<p>[1.1 茶。][1.2 水は？][1.3 「火。」][1.4 土]</p>"),
        ("<p>“Why?” she said.</p>", "<p>[1.1 “Why?” ][1.2 she said.]</p>"),
        ("<p>Version 3.14 of e.g.this</p>", "<p>[1.1 Version 3.14 of e.g.this]</p>"),
        ('<p id="kobo.1.1">a</p>', '<p id="kobo.1.1">[1.2 a]</p>'),
    ],
)
def test_blocks_and_sentences_are_counted_as_kobo_counts_them(fragment: str, expected: str) -> None:
    assert short(spanned(fragment)) == expected


@pytest.mark.parametrize("name", "pre script style svg math audio video rp textarea".split())
def test_some_elements_are_left_as_they_are(name: str) -> None:
    assert f"<{name}>One. Two.</{name}>" in spanned(f"<p>a</p><{name}>One. Two.</{name}>")


@given(st.text(max_size=80))
def test_sentences_together_are_the_text(text: str) -> None:
    assert "".join(kepub.sentences(text)) == text


_TREES = st.recursive(
    st.text("ab .!?\n。 「」", max_size=12),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from("p em ul li div pre ruby rt time h2 blockquote a".split()),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=12,
)


@given(st.lists(_TREES, max_size=6).map("".join))
@settings(max_examples=150, deadline=None)
def test_with_the_spans_taken_out_the_markup_is_as_before(fragment: str) -> None:
    body = xhtml.parse(fragment)
    before = xhtml.inner(body)
    kepub._Spans(body).add()
    ids = [s.get("id") for s in body.iter(f"{{{XHTML}}}span")]
    assert len(set(ids)) == len(ids)
    kepub._take_spans_out(body)
    assert xhtml.inner(body) == before


def test_a_kepub_read_back_is_counted_anew() -> None:
    body = xhtml.parse('<p><span class="koboSpan" id="kobo.7.3">One. Two.</span></p>')
    kepub._take_spans_out(body)
    assert xhtml.inner(body) == "<p>One. Two.</p>"


def test_nothing_but_spans_and_divisions_is_added_to_a_page() -> None:
    """Byte by byte, so that words, spaces, lines and attributes are those of the EPUB 3."""
    for name, finished in all_books().items():
        made = files_of(kepub.make(finished).data)
        for page in pages(finished.rendition):
            text = made[page.path].decode()
            text = text.replace(kepub._HEAD, "")
            text = text.replace('<div id="book-columns"><div id="book-inner">', "")
            text = text.replace("</div></div></body>", "</body>")
            count = 1
            while count:
                text, count = _SPAN.subn(r"\1", text)
            assert text == page.data.decode(), (name, page.path)


def test_every_word_and_picture_has_a_span() -> None:
    for name, finished in all_books().items():
        for page in pages(finished.rendition):
            body = body_of(kepub.spanned(page))
            for span in body.iter(f"{{{XHTML}}}span"):
                if span.get("class") == "koboSpan":
                    for element in span.iter():
                        element.text = None
                        if element is not span:
                            element.tail = None
                    for image in span.findall(f"{{{XHTML}}}img"):
                        span.remove(image)
            for left in list(body.iter(*(f"{{*}}{n}" for n in kepub._LEFT))):
                xhtml.drop(left)
            assert not xhtml.text_of(body).strip(), (name, page.path)
            assert body.find(f".//{{{XHTML}}}img") is None, (name, page.path)


def test_no_checker_of_ours_has_anything_to_say(tmp_path: Path) -> None:
    for name, finished in all_books().items():
        file = tmp_path / f"{name.replace(' ', '-')}.kepub.epub"
        file.write_bytes(kepub.make(finished).data)
        assert check(file).findings == (), name
        kobofix = kobofix_ids(file)  # KOBO-019 tells that Kobo supports upright lines
        assert kobofix <= {"KOBO-019"}, name


@pytest.mark.heavy
def test_epubcheck_has_nothing_to_say(tmp_path: Path) -> None:
    if not is_available():
        pytest.skip("the packages of packager[epubcheck] are not installed")
    files = []
    for name, finished in all_books().items():
        files.append(tmp_path / f"{name.replace(' ', '-')}.kepub.epub")
        files[-1].write_bytes(kepub.make(finished).data)
    said = {file.name: report.findings for file, report in run_epubcheck(files)}
    assert said == {file.name: () for file in files}


@pytest.mark.heavy
def test_pages_break_where_those_of_the_epub_3_break() -> None:
    pymupdf = pytest.importorskip("pymupdf", reason="PyMuPDF is not installed")
    for name, finished in all_books().items():
        shown = []
        for data in (finished.epub, kepub.make(finished).data):
            with pymupdf.open(stream=data, filetype="epub") as book:
                book.layout(width=420, height=595, fontsize=12)
                shown.append([page.get_text() for page in book])
        assert shown[0] == shown[1], name


def other_converter(source: Path, target: Path) -> str:
    """Convert a book with kepubify, or calibre from version 8 on; skip where neither is there."""
    if shutil.which("kepubify"):
        command = ["kepubify", "--output", str(target), str(source)]
    elif found := shutil.which("ebook-convert"):
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
        version = re.search(r"calibre (\d+)", told.stdout)
        if version is None or int(version[1]) < 8:
            pytest.skip("neither kepubify nor a calibre that makes kepubs (8 or later) is here")
        command = [found, str(source), str(target)]
    else:
        pytest.skip("neither kepubify nor calibre is installed")
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return command[0]


@pytest.mark.heavy
def test_spans_begin_where_another_converter_has_them_begin(tmp_path: Path) -> None:
    """At least nine in ten; abbreviations and Japanese are cut by each in its own way."""
    finished = all_books()["full"]
    source, target = tmp_path / "a.epub", tmp_path / "b.kepub.epub"
    source.write_bytes(finished.epub)
    other_converter(source, target)
    theirs = files_of(target.read_bytes())
    same = total = 0
    for page in pages(finished.rendition):
        ours = _spans(kepub.spanned(page).data)
        other = _spans(theirs[page.path])
        same += len(set(ours) & set(other))
        total += len(set(ours) | set(other))
    assert same / total >= 0.9


def _spans(data: bytes) -> list[str]:
    root = etree.fromstring(data)
    return [
        " ".join(xhtml.text_of(span).split())
        for span in root.iter(f"{{{XHTML}}}span")
        if span.get("class") == "koboSpan"
    ]
