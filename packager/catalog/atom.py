"""OPDS 1.2: a catalog as Atom feeds. https://specs.opds.io/opds-1.2, RFC 4287, RFC 5005."""

from __future__ import annotations

from lxml import etree

from packager.catalog.publication import Contributor, Picture, Publication
from packager.catalog.shelves import ROOT, Leaf, Listing, Menu, stem_of_page
from packager.catalog.site import (
    EPUB,
    HTML,
    JPEG,
    NAVIGATION,
    OPDS_2,
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

ATOM = "http://www.w3.org/2005/Atom"
DCTERMS = "http://purl.org/dc/terms/"
OPDS = "http://opds-spec.org/2010/catalog"
THREAD = "http://purl.org/syndication/thread/1.0"
SCHEMA = "http://schema.org"
XML = "http://www.w3.org/XML/1998/namespace"
_NSMAP = {None: ATOM, "dc": DCTERMS, "opds": OPDS, "thr": THREAD, "schema": SCHEMA}
_IMAGE = "http://opds-spec.org/image"
_FACET = "http://opds-spec.org/facet"


def feed(site: Site, shelf: Listing | Menu, leaf: Leaf) -> bytes:
    """Return the feed of one page of a shelf: of navigation for a menu, else of acquisition."""
    stem = stem_of_page(shelf.stem, leaf.number)
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_NSMAP)
    root.set(f"{{{XML}}}lang", "en")
    _add(root, "id", site.id_of(stem))
    _add(root, "title", site.title if shelf.stem == ROOT else shelf.title)
    _add(root, "updated", shelf.updated)
    _add(_add(root, "author"), "name", site.title)
    _add(root, "generator", "packager")
    here = atom_path(stem)
    _link(root, "self", site.href(here, here), feed_type(shelf))
    _link(root, "start", site.href(here, atom_path(ROOT)), NAVIGATION)
    if shelf.stem != ROOT:
        _link(root, "up", site.href(here, atom_path(shelf.up)), NAVIGATION)
    for rel, other in page_links(shelf.stem, leaf):
        _link(root, rel, site.href(here, atom_path(other)), feed_type(shelf))
    _link(root, "alternate", site.href(here, html_path(stem)), HTML)
    _link(root, "alternate", site.href(here, json_path(stem)), OPDS_2)
    if isinstance(shelf, Listing):
        _add_facets(root, site, shelf, here)
    for entry in leaf.entries:
        if isinstance(entry, Publication):
            root.append(_publication(site, entry, here))
        else:
            root.append(_way(site, entry, here))
    etree.indent(root, " ")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"


def _add(parent: etree._Element, name: str, text: str = "", space: str = ATOM) -> etree._Element:
    element = etree.SubElement(parent, f"{{{space}}}{name}")
    element.text = text or None
    return element


def _add_known(parent: etree._Element, name: str, text: str, space: str = ATOM) -> None:
    if text:
        _add(parent, name, text, space)


def _link(parent: etree._Element, rel: str, href: str, type_: str) -> etree._Element:
    link = _add(parent, "link")
    link.set("rel", rel)
    link.set("href", href)
    link.set("type", type_)
    return link


def _add_facets(root: etree._Element, site: Site, shelf: Listing, here: str) -> None:
    for group, choices in facets(site, shelf):
        for title, listing, is_active in choices:
            link = _link(root, _FACET, site.href(here, atom_path(listing.stem)), feed_type(listing))
            link.set("title", title)
            link.set(f"{{{OPDS}}}facetGroup", group)
            link.set(f"{{{THREAD}}}count", str(len(listing.books)))
            if is_active:
                link.set(f"{{{OPDS}}}activeFacet", "true")


def _way(site: Site, shelf: Listing | Menu, here: str) -> etree._Element:
    """Return the entry of a navigation feed that leads to a shelf."""
    entry = etree.Element(f"{{{ATOM}}}entry")
    _add(entry, "title", shelf.title)
    _add(entry, "id", site.id_of(shelf.stem))
    _add(entry, "updated", shelf.updated)
    _add(entry, "content", shelf.count).set("type", "text")
    link = _link(entry, shelf.rel, site.href(here, atom_path(shelf.stem)), feed_type(shelf))
    link.set(f"{{{THREAD}}}count", str(len(shelf.books)))
    return entry


def _publication(site: Site, book: Publication, here: str) -> etree._Element:
    """Return a catalog entry (§5): all that is known of the book, so it is a complete one."""
    entry = etree.Element(f"{{{ATOM}}}entry")
    title = _add(entry, "title", book.title)
    if book.languages:
        title.set(f"{{{XML}}}lang", book.languages[0])
    _add(entry, "id", book.id)
    _add(entry, "updated", book.updated)
    for person in book.authors:
        _person(entry, "author", person)
    for person in book.people:
        if person not in book.authors:
            _person(entry, "contributor", person)
    for identifier in book.identifiers:
        _add(entry, "identifier", identifier, DCTERMS)
    for tag in book.languages:
        _add(entry, "language", tag, DCTERMS)
    _add_known(entry, "publisher", book.publisher, DCTERMS)
    _add_known(entry, "issued", book.issued, DCTERMS)
    for subject in book.subjects:
        category = _add(entry, "category")
        category.set("term", subject)
        category.set("label", subject)
    _add_known(entry, "rights", book.rights)
    if summary := book.description or book.subtitle:
        _add(entry, "summary", summary).set("type", "text")
    if book.series:
        series = _add(entry, "Series", space=SCHEMA)
        series.set(f"{{{SCHEMA}}}name", book.series)
        if book.position:
            series.set(f"{{{SCHEMA}}}position", book.position)
    _picture(entry, _IMAGE, book.cover, site, here)
    _picture(entry, f"{_IMAGE}/thumbnail", book.thumbnail, site, here)
    _link(entry, "alternate", site.href(here, html_path(book_stem(book))), HTML)
    link = _link(entry, OPEN_ACCESS, site.href(here, book.path), EPUB)
    link.set("length", str(book.size_bytes))
    return entry


def _person(entry: etree._Element, name: str, person: Contributor) -> None:
    _add(_add(entry, name), "name", person.name)


def _picture(
    entry: etree._Element, rel: str, picture: Picture | None, site: Site, here: str
) -> None:
    if picture is not None:
        _link(entry, rel, site.href(here, picture.path), JPEG)
