"""Feeds, exports and Word files become essays, one each, with what they say of themselves."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

import pytest

from packager import xhtml
from packager.errors import SourceError
from packager.model import NoteKind, Reading
from packager.read import ReadOptions, Source, read

RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Weblog</title>
<language>en</language>
<item><title>Tea</title><link>https://example.org/2021/tea/</link><dc:creator>Ana Li</dc:creator>
<pubDate>Tue, 05 Oct 2021 08:00:00 GMT</pubDate><category>Drinks</category>
<content:encoded><![CDATA[<p>Tea wants <em>patience</em>.<sup><a href="#fn1" id="r1">1</a></sup></p>
<ol><li id="fn1"><p>Three minutes. <a href="#r1">back</a></p></li></ol>
<script>alert(1)</script>]]></content:encoded></item>
<item><title>Empty</title><link>https://example.org/empty</link></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blatt</title>
<entry><title>Regen</title><link rel="alternate" href="https://example.org/regen"/>
<author><name>Bo Ek</name></author><published>2020-02-03T00:00:00Z</published>
<content type="html">&lt;p&gt;Es regnet.&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Feed",
        "items": [
            {
                "id": "1",
                "url": "https://example.org/one",
                "title": "One",
                "content_html": "<p>First.</p>",
                "date_published": "2022-03-04T05:06:07Z",
                "authors": [{"name": "Cy Third"}],
            }
        ],
    }
).encode()
WXR = b"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>WP</title>
<item><title>Kept</title><dc:creator>ana</dc:creator><wp:post_type>post</wp:post_type>
<wp:status>publish</wp:status><wp:post_name>kept</wp:post_name>
<wp:post_date>2019-01-02 03:04:05</wp:post_date>
<content:encoded><![CDATA[First line.

Second [gallery ids="1"] line.]]></content:encoded></item>
<item><title>Draft</title><wp:post_type>post</wp:post_type><wp:status>draft</wp:status>
<content:encoded>Not yet.</content:encoded></item>
<item><title>photo</title><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status></item>
</channel></rss>"""
GHOST = json.dumps(
    {
        "db": [
            {
                "data": {
                    "posts": [
                        {"id": 1, "title": "G", "slug": "g", "html": "<p>Ghost.</p>",
                         "status": "published", "published_at": "2023-01-02T00:00:00.000Z"},
                        {"id": 2, "title": "D", "slug": "d", "html": "<p>x</p>", "status": "draft"},
                    ],
                    "users": [{"id": 9, "name": "Di Four", "bio": "Writes."}],
                    "posts_authors": [{"post_id": 1, "author_id": 9}],
                    "tags": [{"id": 5, "name": "Fog"}],
                    "posts_tags": [{"post_id": 1, "tag_id": 5}],
                }
            }
        ]
    }
).encode()  # fmt: skip


def archive(**members: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return data.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return target.getvalue()


def with_bad_bytes(members: Mapping[str, bytes]) -> bytes:
    """Return an archive whose first member cannot be inflated."""
    data = bytearray(zipped(members))
    at = 30 + len(next(iter(members)))
    data[at : at + 4] = b"\xff\xff\xff\xff"
    return bytes(data)


def one(name: str, data: bytes, drafts: bool = False) -> list[Reading]:
    return read(Source(name, data), ReadOptions(drafts=drafts))


def text(reading: Reading) -> str:
    return " ".join(xhtml.text_of(xhtml.parse(reading.essay.body)).split())


def test_an_rss_item_is_an_essay_with_its_notes() -> None:
    (reading,) = one("feed.xml", RSS)
    essay = reading.essay
    assert (essay.title, essay.slug, essay.published) == ("Tea", "tea", "2021-10-05")
    assert essay.authors[0].name == "Ana Li"
    assert essay.publication == "The Weblog"
    assert essay.source_url == "https://example.org/2021/tea/"
    assert essay.tags == ("Drinks",)
    assert [note.body for note in essay.footnotes] == ["<p>Three minutes. </p>"] or (
        "Three minutes." in essay.footnotes[0].body
    )
    assert "alert" not in essay.body
    assert any("Empty" in n.message for n in reading.notes if n.kind == NoteKind.DROPPED)


def test_an_atom_entry_keeps_author_date_and_language() -> None:
    (reading,) = one("feed.atom", ATOM)
    essay = reading.essay
    assert (essay.title, essay.language, essay.published) == ("Regen", "de", "2020-02-03")
    assert essay.authors[0].name == "Bo Ek"
    assert text(reading) == "Es regnet."


def test_a_json_feed_is_read_whatever_its_suffix() -> None:
    for name in ("feed.json", "feed"):
        (reading,) = one(name, JSON_FEED)
        assert reading.essay.title == "One"
        assert reading.essay.authors[0].name == "Cy Third"


def test_wordpress_leaves_out_drafts_and_attachments_and_parts_paragraphs() -> None:
    (reading,) = one("export.xml", WXR)
    assert reading.essay.slug == "kept"
    assert reading.essay.body.count("<p>") == 2
    assert "gallery" not in reading.essay.body
    assert [r.essay.title for r in one("export.xml", WXR, drafts=True)] == ["Kept", "Draft"]


def test_ghost_knows_its_people_and_tags() -> None:
    (reading,) = one("ghost.json", GHOST)
    assert reading.essay.authors[0].name == "Di Four"
    assert "Writes." in reading.essay.authors[0].bio
    assert reading.essay.tags == ("Fog",)


def test_substack_s_archive_gives_published_posts_with_their_footnotes() -> None:
    post = (
        '<p>Text<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a> on.</p>'
        '<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" '
        'class="footnote-number">1</a><div class="footnote-content"><p>The note.</p></div></div>'
    )
    table = (
        "post_id,post_date,is_published,title,subtitle\n"
        "12.tea,2021-10-05T00:00:00Z,true,Tea,On it\n13.no,2021-10-06,false,No,\n"
    )
    data = archive(
        posts_dot_csv=table, **{"posts__12.tea.html": post, "posts__13.no.html": "<p>x</p>"}
    )
    (reading,) = one("export.zip", data)
    assert (reading.essay.title, reading.essay.subtitle) == ("Tea", "On it")
    assert "The note." in reading.essay.footnotes[0].body
    assert "The note." not in reading.essay.body


def test_medium_s_archive_gives_posts_by_their_microformats() -> None:
    page = (
        '<article class="h-entry"><header><h1 class="p-name">Fog</h1></header>'
        '<section data-field="subtitle">Sub</section>'
        '<section data-field="body" class="e-content"><p>Body.</p></section>'
        '<footer><a class="p-author h-card">Ed Five</a>'
        '<time class="dt-published" datetime="2020-05-06T00:00:00Z">May</time>'
        '<a class="p-canonical" href="https://medium.com/p/fog">x</a></footer></article>'
    )
    name = "posts__2020-05-06_Fog-0123456789ab.html"
    (reading,) = one("medium.zip", archive(**{name: page, "posts__draft_X-1234567890.html": page}))
    essay = reading.essay
    assert (essay.title, essay.published, essay.slug) == ("Fog", "2020-05-06", "fog")
    assert essay.authors[0].name == "Ed Five"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", b"PK\x03\x04broken"),
        ("a.zip", archive(readme_dot_txt="x")),
        ("a.json", b"{broken"),
        ("a.json", b'{"db": 3}'),
        ("a.rss", b"<rss><channel></channel></rss>"),
        ("a.rss", b""),
        ("a.docx", b"PK\x03\x04broken"),
        ("a.docx", archive(readme_dot_txt="x")),
        (
            "a.zip",
            with_bad_bytes({"posts.csv": b"post_id,title\n1,T\n", "posts/1.html": b"<p>x</p>"}),
        ),
        ("a.docx", with_bad_bytes({"word/document.xml": b"<w:p/>" * 99})),
        ("a.docx", zipped({"word/document.xml": b"<?xml version='1.0' encoding='none'?><w:p/>"})),
    ],
)
def test_a_damaged_export_is_one_line_of_refusal(name: str, data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        one(name, data)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_an_export_whose_keys_are_of_other_kinds_is_read() -> None:
    """Ids that are maps or numbers, and lines of a table that end oddly, were a traceback."""
    data: dict[str, object] = {
        "posts": [{"id": {"a": 1}, "title": "T", "html": "<p>Words.</p>", "author_id": [2]}],
        "users": [{"id": [2], "name": "Ann Bee"}],
        "posts_tags": [{"post_id": {"a": 1}, "tag_id": {}}],
    }
    (ghost,) = one("a.json", json.dumps({"db": [{"data": data}]}).encode())
    assert ghost.essay.authors[0].name == "Ann Bee"
    table = b"post_id,title,is_published\r1.t,T,true\r"
    (post,) = one("a.zip", zipped({"posts.csv": table, "posts/1.t.html": b"<p>Words.</p>"}))
    assert post.essay.title == "T"


def test_odd_names_in_a_page_or_a_feed_are_passed_over() -> None:
    page = (
        "<article clas³='a' b¼='c'><h1>T</h1><p>Words enough for a text, it may be.</p></article>"
    )
    (medium,) = one("a.md", f"# T\n\n{page}".encode())
    assert "Words enough" in text(medium)
    feed = (
        b"<rss version='2.0'><channel><item><title>T</title><wp:kind>x</wp:kind>"
        b"<description>Words.</description></item></channel></rss>"
    )
    assert text(one("a.rss", feed)[0]) == "Words."


def test_a_saved_page_may_name_what_is_no_address() -> None:
    words = "Words enough for an essay, which goes on for a while and then ends. " * 4
    data = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: text/html\r\nContent-Location: http://[x/#a\r\n\r\n"
        f"<article><h1>T</h1><p>{words}</p><img src='http://[y/#b'></article>\r\n--b\r\n"
        "Content-Type: image/png\r\nContent-Location: //[z\r\n\r\nx\r\n--b--\r\n"
    )
    assert text(one("a.mhtml", data.encode())[0]).startswith("Words enough")
