"""Whatever words a book has, the catalog stays what the specifications ask."""

from __future__ import annotations

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from packager.catalog import atom, opds2, pages
from packager.catalog.publication import Contributor, Picture, Publication, read_package, urn_of
from packager.catalog.shelves import arranged, every, leaves
from packager.catalog.site import Site
from packager.check.load.archive import open_archive
from packager.read.volume import volume_of
from tests.catalog.library import book
from tests.catalog.specifications import FEED, GRAMMAR, PUBLICATION, breaches_of

_words = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=20
)
_lines = _words.map(lambda text: " ".join(text.split()) or "-")
_pictures = (Picture("catalog/covers/a.jpg", 800, 1200), Picture("catalog/covers/a-s.jpg", 1, 1))
_feed = jsonschema.Draft7Validator(FEED)
_publication = jsonschema.Draft7Validator(PUBLICATION)


@st.composite
def publications(draw: st.DrawFn) -> Publication:
    """Return a book of any words, at any path that can be a file's."""
    path = draw(_lines.filter(lambda text: text not in (".", "..")))
    roles = st.sampled_from(["aut", "edt", "trl", "xyz"])
    people = draw(st.lists(st.builds(Contributor, _lines, _lines, roles), max_size=3, unique=True))
    return Publication(
        f"{path.replace('/', '-')}.epub",
        draw(st.integers(0, 10**10)),
        "",
        urn_of(path),
        draw(_lines),
        draw(st.just("") | _lines),
        tuple(people),
        draw(st.sampled_from([(), ("en",), ("zh-Hant", "de"), ("ar",)])),
        draw(st.lists(_lines, max_size=2, unique=True).map(tuple)),
        publisher=draw(st.just("") | _lines),
        issued=draw(st.sampled_from(["", "1917", "2020-02", "2020-02-03"])),
        description=draw(st.just("") | _lines),
        rights=draw(st.just("") | _lines),
        subjects=draw(st.lists(_lines, max_size=3, unique=True).map(tuple)),
        series=draw(st.just("") | _lines),
        position=draw(st.sampled_from(["", "1", "2.5"])),
        cover=_pictures[0],
        thumbnail=_pictures[1],
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(publications(), min_size=1, max_size=5, unique_by=lambda book: book.id), _lines)
def test_any_words_make_sound_feeds_and_pages(books: list[Publication], title: str) -> None:
    site = Site(arranged(title, books))
    for shelf in every(site.root):
        for leaf in leaves(shelf, 2):
            feed = etree.fromstring(atom.feed(site, shelf, leaf))
            assert GRAMMAR.validate(feed), GRAMMAR.error_log
            assert list(breaches_of(feed)) == []
            assert _messages(_feed, opds2.feed(site, shelf, leaf)) == []
            etree.fromstring(pages.page(site, shelf, leaf))
    for one in books:
        assert _messages(_publication, opds2.publication(site, one)) == []
        page = etree.fromstring(pages.book_page(site, one))
        assert page.findtext(".//h1") == one.title


def _messages(validator: Any, data: bytes) -> list[str]:
    return [error.message for error in validator.iter_errors(json.loads(data))]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_in_a_package_is_read_as_lines_that_xml_can_hold(one: str, other: str) -> None:
    from xml.sax.saxutils import escape

    from packager.html5 import xml_characters

    texts = [escape(xml_characters(text)) for text in (one, other)]
    names = ("title", "creator", "subject", "description", "publisher", "identifier", "date")
    metadata = "".join(f"<dc:{name}>{text}</dc:{name}>" for name in names for text in texts)
    with open_archive(book(1, metadata=metadata), "a.epub") as archive:
        got = read_package(volume_of(archive, "a.epub").package, "a.epub", 1, "")
    people = [person.name for person in got.people]
    for line in (got.title, got.description, got.publisher, *people, *got.subjects):
        assert line == " ".join(line.split())
        etree.Element("a").text = line
