"""OPDS 2.0: a catalog as JSON. https://drafts.opds.io/opds-2.0, on the model of
https://github.com/readium/webpub-manifest.
"""  # noqa: D205 - two addresses

from __future__ import annotations

import json
import re
from typing import Any

from packager.catalog.publication import Contributor, Publication, key_of, uri_of
from packager.catalog.shelves import FOLDER, PAGE, ROOT, Leaf, Listing, Menu, stem_of_page
from packager.catalog.site import (
    EPUB,
    HTML,
    JPEG,
    OPDS_2,
    OPDS_2_PUBLICATION,
    OPEN_ACCESS,
    Site,
    atom_path,
    book_stem,
    facets,
    feed_type,
    html_path,
    json_path,
    page_links,
)

_SHOWN = 12  # books that the root shows of a listing
_BOOK = "http://schema.org/Book"
_TITLE = "title"
# MARC relators that the manifest has a word for
_WORDS = {
    "aut": "author",
    "trl": "translator",
    "edt": "editor",
    "art": "artist",
    "ill": "illustrator",
    "nrt": "narrator",
}
Json = dict[str, Any]


def feed(site: Site, shelf: Listing | Menu, leaf: Leaf) -> bytes:
    """Return the feed of one page of a shelf."""
    here = json_path(stem_of_page(shelf.stem, leaf.number))
    entries = shelf.books if isinstance(shelf, Listing) else shelf.entries
    metadata: Json = {
        _TITLE: site.title if shelf.stem == ROOT else shelf.title,
        "identifier": site.id_of(stem_of_page(shelf.stem, leaf.number)),
        "modified": shelf.updated,
        "numberOfItems": len(entries),
    }
    if leaf.pages > 1:
        metadata |= {"itemsPerPage": PAGE, "currentPage": leaf.number}
    document: Json = {"metadata": metadata, "links": _links(site, shelf, leaf, here)}
    if isinstance(shelf, Listing):
        document["publications"] = [
            _publication(site, book, here) for book in leaf.entries if isinstance(book, Publication)
        ]
        if groups := facets(site, shelf):
            document["facets"] = [_facet(site, *group, here) for group in groups]
    else:
        document["navigation"] = [
            _way(site, entry, here) for entry in leaf.entries if not isinstance(entry, Publication)
        ]
        if shelf.stem == ROOT and shelf.books:
            document["groups"] = [
                _group(site, listing, here)
                for listing in shelf.entries
                if isinstance(listing, Listing) and listing.stem == f"{FOLDER}/new"
            ]
    return _written(document)


def publication(site: Site, book: Publication) -> bytes:
    """Return the document of one book (§4.1)."""
    return _written(_publication(site, book, json_path(book_stem(book))))


def _written(document: Json) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _link(href: str, type_: str, rel: str = "", title: str = "") -> Json:
    link: Json = {"href": href, "type": type_}
    if rel:
        link["rel"] = rel
    if title:
        link[_TITLE] = title
    return link


def _links(site: Site, shelf: Listing | Menu, leaf: Leaf, here: str) -> list[Json]:
    stem = stem_of_page(shelf.stem, leaf.number)
    links = [
        _link(site.href(here, here), OPDS_2, "self"),
        _link(site.href(here, json_path(ROOT)), OPDS_2, "start"),
    ]
    if shelf.stem != ROOT:
        links.append(_link(site.href(here, json_path(shelf.up)), OPDS_2, "up"))
    for rel, other in page_links(shelf.stem, leaf):
        links.append(_link(site.href(here, json_path(other)), OPDS_2, rel))
    links.append(_link(site.href(here, html_path(stem)), HTML, "alternate"))
    links.append(_link(site.href(here, atom_path(stem)), feed_type(shelf), "alternate"))
    return links


def _way(site: Site, shelf: Listing | Menu, here: str) -> Json:
    link = _link(site.href(here, json_path(shelf.stem)), OPDS_2, shelf.rel, shelf.title)
    link["properties"] = {"numberOfItems": len(shelf.books)}
    return link


def _facet(site: Site, title: str, choices: list[tuple[str, Listing, bool]], here: str) -> Json:
    links = []
    for name, listing, is_active in choices:
        link = _link(site.href(here, json_path(listing.stem)), OPDS_2, title=name)
        if is_active:
            link["rel"] = "self"
        link["properties"] = {"numberOfItems": len(listing.books)}
        links.append(link)
    return {"metadata": {_TITLE: title}, "links": links}


def _group(site: Site, listing: Listing, here: str) -> Json:
    return {
        "metadata": {_TITLE: listing.title, "numberOfItems": len(listing.books)},
        "links": [_link(site.href(here, json_path(listing.stem)), OPDS_2, "self")],
        "publications": [_publication(site, book, here) for book in listing.books[:_SHOWN]],
    }


def _publication(site: Site, book: Publication, here: str) -> Json:
    metadata: Json = {"@type": _BOOK, "identifier": uri_of(book), _TITLE: book.title}
    if book.subtitle:
        metadata["subtitle"] = book.subtitle
    for word, people in _people(book).items():
        metadata[word] = [
            _person(site, person, here, is_linked=word == "author") for person in people
        ]
    if book.languages:
        metadata["language"] = book.languages[0] if len(book.languages) == 1 else [*book.languages]
    if book.publisher:
        metadata["publisher"] = book.publisher
    if re.fullmatch(r"\d{4}-\d\d-\d\d", book.issued):  # the manifest has no date of a year alone
        metadata["published"] = book.issued
    metadata["modified"] = book.updated
    if book.description:
        metadata["description"] = book.description
    if book.subjects:
        metadata["subject"] = [*book.subjects]
    if book.series:
        stem = f"{FOLDER}/series/{key_of(book.series)}"
        series: Json = {"name": book.series}
        if book.position:
            series["position"] = (
                float(book.position) if "." in book.position else int(book.position)
            )
        series["links"] = [_link(site.href(here, json_path(stem)), OPDS_2)]
        metadata["belongsTo"] = {"series": series}
    pictures = [picture for picture in (book.cover, book.thumbnail) if picture is not None]
    return {
        "metadata": metadata,
        "links": [
            _link(site.href(here, json_path(book_stem(book))), OPDS_2_PUBLICATION, "self"),
            _link(site.href(here, book.path), EPUB, OPEN_ACCESS),
            _link(site.href(here, html_path(book_stem(book))), HTML, "alternate"),
        ],
        "images": [
            {
                **_link(site.href(here, picture.path), JPEG),
                "width": picture.width_px,
                "height": picture.height_px,
            }
            for picture in pictures
        ],
    }


def _people(book: Publication) -> dict[str, list[Contributor]]:
    """Return those who made a book by the manifest's words; authors first."""
    found: dict[str, list[Contributor]] = {}
    for person in sorted(book.people, key=lambda person: person.role != "aut"):
        found.setdefault(_WORDS.get(person.role, "contributor"), []).append(person)
    return found


def _person(site: Site, person: Contributor, here: str, *, is_linked: bool) -> Json:
    described: Json = {"name": person.name}
    if person.sort_name and person.sort_name != person.name:
        described["sortAs"] = person.sort_name
    if is_linked:
        stem = f"{FOLDER}/authors/{person.key}"
        described["links"] = [_link(site.href(here, json_path(stem)), OPDS_2)]
    return described
