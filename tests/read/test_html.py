# ruff: noqa: E501 - tables and patterns read better on one line
"""Web pages as sources: what is found on them, what never gets in, what they are refused for."""

from __future__ import annotations

import base64
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from packager import xhtml
from packager.cli.import_ import command
from packager.errors import SourceError
from packager.model import Person, Reading
from packager.read import ReadOptions, Source, read, reader_for
from packager.read.html import read_linked
from packager.read.imported import as_json

PARAGRAPH = (
    "The tea comes up the river in boats that nobody has counted, and when it is landed the "
    "merchants of the town walk down to the quay, look at the sky, and begin to quarrel. "
)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def page(inner: str, head: str = "", frame: str = "") -> str:
    """Return a page with an article of some length, something in it, and something around it."""
    text = "".join(f"<p>{number}. {PARAGRAPH * 2}</p>" for number in range(6))
    return (
        f"<!doctype html><html lang=en><head><title>On Tea | The Paper</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>{frame}"
        f"<article><h1>On Tea</h1>{inner}{text}</article>"
        "<footer><p>© 2021 The Paper. All rights reserved.</p></footer></body></html>"
    )


def read_page(markup: str) -> Reading:
    """Return the reading of a page given as markup."""
    return read_linked(Source("tea.html", markup.encode()), ReadOptions())[0]


def test_title_author_and_date_come_from_json_ld() -> None:
    data = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "On Tea",'
        '"author": [{"@type": "Person", "name": "Ada Young"}, {"name": "Bo Li"}],'
        '"datePublished": "2021-10-04T23:30:00+02:00"}</script>'
    )
    essay = read_page(page("", data)).essay
    assert essay.title == "On Tea"
    assert [person.name for person in essay.authors] == ["Ada Young", "Bo Li"]
    assert essay.published == "2021-10-04"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('<p class="byline">By Ada Young and Bo Li, staff writers</p>', ["Ada Young", "Bo Li"]),
        ("<p>By Ada Young | October 4, 2021</p>", ["Ada Young"]),
        ('<div class="meta">Von <a rel="author" href="/autor/1">Jörg Maß</a></div>', ["Jörg Maß"]),
    ],
)
def test_a_byline_names_people_and_not_their_jobs(line: str, names: list[str]) -> None:
    assert [person.name for person in read_page(page(line)).essay.authors] == names


def test_disagreement_of_the_page_with_itself_is_told() -> None:
    head = (
        '<meta property="article:published_time" content="2021-10-04">'
        '<meta name="citation_date" content="2020-01-01">'
    )
    reading = read_page(page("", head))
    assert any(
        "2020-01-01" in note.message and "not used" in note.message for note in reading.notes
    )


def test_frame_of_the_page_is_left_out_and_told() -> None:
    reading = read_page(page(""))
    assert "Home" not in reading.essay.body
    assert "All rights reserved" not in reading.essay.body
    texts = " ".join(item["text"] for item in as_json(reading)["dropped"])
    assert "All rights reserved" in texts


def test_biography_leaves_the_body_and_goes_to_its_author() -> None:
    bio = "Ada Young is a writer and historian of trade. She lives in Leith."
    markup = page('<p class="byline">By Ada Young</p>').replace(
        "</article>", f"<p><em>{bio}</em></p></article>"
    )
    essay = read_page(markup).essay
    assert bio not in xhtml.text_of(xhtml.parse(essay.body))
    assert bio in essay.authors[0].bio


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<p><a href="javascript:alert(1)">x</a></p>',
        '<p><a href="data:text/html,x">x</a></p>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<p style="background:url(http://evil.example/x)">x</p>',
        '<form action="http://evil.example/"><input name=a></form>',
        '<object data="http://evil.example/x.swf"></object>',
        "<svg><script>alert(1)</script></svg>",
        '<p><img src="file:///etc/passwd" alt=x></p>',
        '<p><img src="../../../etc/passwd" alt=x></p>',
    ],
)
def test_nothing_that_acts_or_lies_outside_gets_in(bad: str, tmp_path: Path) -> None:
    file = tmp_path / "tea.html"
    file.write_text(page(bad), "utf-8")
    essay = read(Source(str(file), file.read_bytes(), file))[0].essay
    for word in ("alert", "javascript:", "data:text", "onclick", "evil.example/x", "passwd"):
        assert word not in essay.body
    assert not essay.assets


def test_images_beside_a_saved_page_become_assets(tmp_path: Path) -> None:
    folder = tmp_path / "tea_files"
    folder.mkdir()
    (folder / "cup.png").write_bytes(PIXEL)
    file = tmp_path / "tea.html"
    figure = (
        '<figure><img src="tea_files/cup.png" alt="A cup"><figcaption>A cup.</figcaption></figure>'
    )
    text = page("").replace("<p>3.", f"{figure}<p>3.")
    essay = read(Source(str(file), text.encode(), file))[0].essay
    assert [asset.name for asset in essay.assets] == ["cup.png"]
    assert 'src="asset:cup.png"' in essay.body


def test_lazy_image_gets_its_best_address() -> None:
    image = '<p><img src="data:image/gif;base64,R0lGODlhAQAB" data-srcset="https://e.example/a-400.jpg 400w, https://e.example/a-1200.jpg 1200w" alt="Boats"></p>'
    body = read_page(page("").replace("<p>3.", f"{image}<p>3.")).essay.body
    assert 'src="https://e.example/a-1200.jpg"' in body


def test_mhtml_brings_its_images() -> None:
    figure = '<p><img src="https://e.example/cup.png" alt="A cup"></p>'
    markup = page("").replace("<p>3.", f"{figure}<p>3.")
    archive = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://e.example/tea\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: https://e.example/tea\r\n\r\n"
        f"{markup}\r\n--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: https://e.example/cup.png\r\n\r\n{base64.b64encode(PIXEL).decode()}\r\n--x--\r\n"
    )
    essay = read(Source("tea.mhtml", archive.encode()))[0].essay
    assert [asset.name for asset in essay.assets] == ["cup.png"]
    assert essay.source_url == "https://e.example/tea"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "is a PNG image"),
        (b"", "is empty"),
        (b"<html><body><p>Sign in to read this story.</p></body></html>", "no essay found"),
        (b"<html><body></body></html>", "no essay found"),
    ],
)
def test_what_is_no_essay_is_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        read(Source("tea.html", data))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("suffix", [".html", ".mhtml"])
def test_readers_are_found_by_suffix(suffix: str) -> None:
    assert suffix in reader_for(Source(f"tea{suffix}", b"")).SUFFIXES


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + PARAGRAPH * 20,
        "<b>" * 30_000 + PARAGRAPH * 20,
        "<p>" + PARAGRAPH * 20 + "<span>x</span>" * 20_000,
    ],
    ids=["100,000 nested", "nested inline", "20,000 beside"],
)
def test_a_monstrous_page_ends_in_bounded_time(markup: str) -> None:
    start = time.process_time()
    with suppress(SourceError):
        read_page(f"<html><body><article>{markup}</article></body></html>")
    assert time.process_time() - start < 30


def test_a_failure_in_a_batch_does_not_stop_the_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "tea.html", tmp_path / "no.html"
    good.write_text(page(""), "utf-8")
    bad.write_text("<html><body></body></html>", "utf-8")
    out = tmp_path / "out"
    result = CliRunner().invoke(command, [str(bad), str(good), "-o", str(out)])
    assert result.exit_code == 65
    assert (out / "tea.md").is_file()
    assert "no essay found" in result.output
    assert "1 of 2 sources failed" in result.output


def test_import_never_replaces_a_file_unasked(tmp_path: Path) -> None:
    file = tmp_path / "tea.html"
    file.write_text(page(""), "utf-8")
    (tmp_path / "tea.md").write_text("mine", "utf-8")
    result = CliRunner().invoke(command, [str(file), "-o", str(tmp_path)])
    assert result.exit_code == 73
    assert (tmp_path / "tea.md").read_text("utf-8") == "mine"


def _by(author: str, publisher: str) -> Person:
    """Return the author of a page whose data says both."""
    data = f'{{"@type": "Article", "author": {author}, "publisher": {publisher}}}'
    text = "Tea wants patience, and water that is hot. " * 12
    markup = (
        f'<html><head><script type="application/ld+json">{data}</script></head>'
        f"<body><article><h1>On Tea</h1><p>{text}</p></article></body></html>"
    )
    return read(Source("page.html", markup.encode()))[0].essay.credits[0].person


def test_an_organisation_that_is_typed_as_a_person_is_sorted_by_its_whole_name() -> None:
    paper = '{"@type": "NewsMediaOrganization", "name": "Harbour Ledger"}'
    author = '{"@type": "Person", "name": "Harbour Ledger"}'
    assert _by(author, paper).sort_name == "Harbour Ledger"


def test_an_author_who_publishes_a_weblog_of_one_stays_a_person() -> None:
    blog = '{"@type": ["Person", "Organization"], "name": "Ada Example"}'
    author = '{"@type": "Person", "name": "Ada Example"}'
    assert _by(author, blog).sort_name == "Example, Ada"
