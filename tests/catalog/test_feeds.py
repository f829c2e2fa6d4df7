"""Every feed of a catalog against the texts of OPDS 1.2 and OPDS 2.0."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import jsonschema  # type: ignore[import-untyped]
import pytest
from lxml import etree

from packager.catalog.shop import make_catalog
from tests.catalog.library import shelve
from tests.catalog.specifications import ATOM, FEED, GRAMMAR, OPDS, PUBLICATION, breaches_of

COUNT = 57  # more than a page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a catalog that lies with its books."""
    folder = shelve(tmp_path_factory.mktemp("books") / "My essays", COUNT)
    made = make_catalog(folder, folder, "Essays & more", "", map)
    assert (made.books, made.troubles) == (COUNT, [])
    return folder


def feeds(site: Path) -> list[etree._Element]:
    return [etree.fromstring(file.read_bytes()) for file in sorted(site.rglob("*.xml"))]


def documents(site: Path) -> list[tuple[str, Any]]:
    files = sorted(file for file in site.rglob("*.json") if file.name != "made.json")
    return [(file.relative_to(site).as_posix(), json.loads(file.read_bytes())) for file in files]


def test_every_atom_feed_is_what_opds_1_2_asks(site: Path) -> None:
    found = feeds(site)
    assert len(found) > 20
    for feed in found:
        assert GRAMMAR.validate(feed), GRAMMAR.error_log
        assert list(breaches_of(feed)) == []


def _part(feed: etree._Element, path: str) -> etree._Element:
    element = feed.find(path.replace("a:", ATOM))
    assert element is not None
    return element


def _set(feed: etree._Element, name: str, text: str) -> None:
    _part(feed, f"a:{name}").text = text


def _marked_summary(feed: etree._Element) -> None:
    etree.SubElement(_part(feed, "a:entry"), f"{ATOM}summary").set("type", "html")


def _misplaced_group(feed: etree._Element) -> None:
    _part(feed, "a:link").set(f"{OPDS}facetGroup", "Order")


BREAKS: list[tuple[str, Callable[[etree._Element], object]]] = [
    ("no id", lambda feed: feed.remove(_part(feed, "a:id"))),
    ("two titles", lambda feed: feed.append(copy.deepcopy(_part(feed, "a:title")))),
    ("a date alone", lambda feed: _set(feed, "updated", "2026-11-24")),
    ("an id that is no IRI", lambda feed: _set(feed, "id", "my feed")),
    ("a space in an address", lambda feed: _part(feed, "a:link").set("href", "a b.xml")),
    ("markup in a summary", _marked_summary),
    ("an element OPDS lacks", lambda feed: etree.SubElement(feed, f"{OPDS}price")),
    ("an author without name", lambda feed: etree.SubElement(feed, f"{ATOM}author")),
    ("a facet group at another link", _misplaced_group),
]


@pytest.mark.parametrize(("name", "break_"), BREAKS, ids=[name for name, _ in BREAKS])
def test_the_grammar_refuses_what_the_text_refuses(
    site: Path, name: str, break_: Callable[[etree._Element], object]
) -> None:
    feed = etree.fromstring((site / "catalog/subjects.xml").read_bytes())
    assert GRAMMAR.validate(feed)
    break_(feed)
    assert not GRAMMAR.validate(feed), name


def test_the_checks_refuse_what_the_grammar_cannot(site: Path) -> None:
    feed = etree.fromstring((site / "catalog/titles.xml").read_bytes())
    for link in feed.findall(f"{ATOM}link"):
        if link.get("rel") in ("self", "alternate"):
            link.set("rel", "alternate")
            link.set("type", "text/html")
        if link.get("rel") == "http://opds-spec.org/facet":
            link.set(f"{OPDS}activeFacet", "true")
    entries = feed.findall(f"{ATOM}entry")
    _set(entries[1], "id", _part(entries[0], "a:id").text or "")
    for link in entries[2].findall(f"{ATOM}link"):
        entries[2].remove(link)
    told = " ".join(breaches_of(feed))
    wanted = ("§2: a feed is of", "0 links to self", "entries have the id", "active facets")
    for clause in (*wanted, "alternates of"):
        assert clause in told


def test_every_json_feed_is_what_opds_2_0_asks(site: Path) -> None:
    kinds = {
        "feed": jsonschema.Draft7Validator(FEED),
        "book": jsonschema.Draft7Validator(PUBLICATION),
    }
    seen = set()
    for path, document in documents(site):
        kind = "book" if path.startswith("catalog/books/") else "feed"
        seen.add(kind)
        assert [error.message for error in kinds[kind].iter_errors(document)] == []
    assert seen == {"feed", "book"}


@pytest.mark.parametrize(
    "break_",
    [
        lambda feed: feed.pop("publications"),
        lambda feed: feed["links"].pop(0),
        lambda feed: feed["publications"][0]["images"].clear(),
        lambda feed: feed["publications"][0]["links"].pop(1),
        lambda feed: feed["publications"][0]["metadata"].pop("title"),
        lambda feed: feed["publications"][0]["metadata"].update(published="1917"),
        lambda feed: feed["metadata"].update(currentPage=0),
        lambda feed: feed["facets"][0]["links"].pop(),
        lambda feed: feed["links"][0].update(href="a b.json"),
    ],
)
def test_the_schema_refuses_what_the_text_refuses(
    site: Path, break_: Callable[[Any], object]
) -> None:
    feed = json.loads((site / "catalog/titles.json").read_bytes())
    feed["facets"][0]["links"] = feed["facets"][0]["links"][:2]
    assert jsonschema.Draft7Validator(FEED).is_valid(feed)
    break_(feed)
    assert not jsonschema.Draft7Validator(FEED).is_valid(feed)


def _references(site: Path) -> list[tuple[str, str]]:
    """Return each file with each reference it makes."""
    found = []
    for file in sorted(site.rglob("*.xml")):
        path = file.relative_to(site).as_posix()
        for link in etree.fromstring(file.read_bytes()).iter(f"{ATOM}link"):
            found.append((path, link.get("href") or ""))
    for path, document in documents(site):
        found += [(path, href) for href in _hrefs(document)]
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix()
        for element in etree.fromstring(file.read_bytes(), etree.HTMLParser()).iter():
            for attribute in ("href", "src"):
                if element.get(attribute):
                    found.append((path, str(element.get(attribute))))
    return found


def _hrefs(value: Any) -> list[str]:
    if isinstance(value, list):
        return [href for item in value for href in _hrefs(item)]
    if isinstance(value, dict):
        own = [value["href"]] if "href" in value else []
        return own + [href for item in value.values() for href in _hrefs(item)]
    return []


def test_every_reference_leads_to_a_file_of_the_catalog_from_under_any_path(site: Path) -> None:
    references = _references(site)
    assert len(references) > 2000
    base = "http://example.org/some%20where/"
    reached = set()
    for path, href in references:
        assert "://" not in href
        assert not href.startswith("/")
        address = urljoin(base + path, href)
        assert address.startswith(base), (path, href)
        target = unquote(address.removeprefix(base).partition("#")[0])
        assert (site / target).is_file(), (path, href)
        reached.add(target)
    files = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    assert files - reached == {"catalog/made.json"}


def test_with_an_address_the_feeds_name_whole_addresses(tmp_path: Path) -> None:
    folder = shelve(tmp_path / "books", 3)
    make_catalog(folder, folder, "Books", "https://example.org/b%C3%BCcher/", map)
    for path, href in _references(folder):
        if not path.endswith(".html"):
            assert href.startswith("https://example.org/b%C3%BCcher/"), (path, href)
    for feed in feeds(folder):
        assert GRAMMAR.validate(feed), GRAMMAR.error_log


def test_pages_of_a_long_listing_follow_each_other(site: Path) -> None:
    first = json.loads((site / "catalog/titles.json").read_bytes())
    second = json.loads((site / "catalog/titles-2.json").read_bytes())
    assert first["metadata"] | {"modified": ""} == {
        "title": "All books by title", "identifier": first["metadata"]["identifier"],
        "modified": "", "numberOfItems": COUNT, "itemsPerPage": 50, "currentPage": 1,
    }  # fmt: skip
    assert (len(first["publications"]), len(second["publications"])) == (50, COUNT - 50)
    rels = {link["rel"]: link["href"] for link in second["links"] if link["rel"] != "alternate"}
    assert (rels["previous"], rels["first"]) == ("titles.json", "titles.json")
    assert "next" not in rels
    titles = [p["metadata"]["title"] for p in (*first["publications"], *second["publications"])]
    assert len(set(titles)) == COUNT


def test_new_books_come_first_and_series_in_their_order(site: Path) -> None:
    new = json.loads((site / "catalog/new.json").read_bytes())["publications"]
    stamps = [publication["metadata"]["modified"] for publication in new]
    assert stamps == sorted(stamps, reverse=True)
    (listing,) = (site / "catalog/series").glob("*.json")
    places = [
        publication["metadata"]["belongsTo"]["series"]["position"]
        for publication in json.loads(listing.read_bytes())["publications"]
    ]
    assert places == [number + 1.5 for number in range(len(places))]


def test_every_page_is_well_formed_and_has_one_heading_and_a_language(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > COUNT
    for file in pages:
        root = etree.fromstring(file.read_bytes())
        assert root.get("lang") == "en"
        assert len(list(root.iter("h1"))) == 1
        assert all(image.get("alt") is not None for image in root.iter("img"))
        assert not list(root.iter("script"))
        levels = [int(str(e.tag)[1]) for e in root.iter("h1", "h2", "h3")]
        assert all(below <= above + 1 for above, below in pairwise(levels))


def test_ways_have_relations_that_koreader_follows(site: Path) -> None:
    """KOReader's plugin ``opds.koplugin`` (2026) goes to these from an entry, and to no others."""
    followed = {
        "subsection",
        "http://opds-spec.org/subsection",
        "http://opds-spec.org/crawlable",
        "http://opds-spec.org/sort/popular",
        "http://opds-spec.org/sort/new",
    }
    for feed in feeds(site):
        for entry in feed.findall(f"{ATOM}entry"):
            links = {str(link.get("rel")) for link in entry.findall(f"{ATOM}link")}
            assert links & followed or "http://opds-spec.org/acquisition/open-access" in links
