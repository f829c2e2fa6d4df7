"""Where each thing of a catalog is, and how one file refers to another."""

from __future__ import annotations

from packager.catalog.publication import Publication, urn_of
from packager.catalog.shelves import FOLDER, ROOT, Leaf, Listing, Menu, stem_of_page
from packager.data_classes import dataclass
from packager.paths import href_between, href_of

EPUB = "application/epub+zip"
JPEG = "image/jpeg"
HTML = "text/html"
# https://specs.opds.io/opds-1.2 §7.1.3, https://drafts.opds.io/opds-2.0 (overview, §4.1)
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
OPDS_2 = "application/opds+json"
OPDS_2_PUBLICATION = "application/opds-publication+json"
OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"


@dataclass(frozen=True, slots=True)
class Site:
    """A catalog as a whole; ``base`` is the address it will have, if that is known."""

    root: Menu
    base: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.root.title

    def id_of(self, stem: str) -> str:
        """Return the URN of the feed at a path: the same as long as address and title are."""
        return urn_of("feed", self.base or self.title, stem)

    def href(self, source: str, target: str) -> str:
        """Return how the feed at ``source`` refers to ``target``: by the whole address if known."""
        return self.base + href_of(target) if self.base else href_between(source, target)


def feed_type(shelf: Listing | Menu) -> str:
    """Return the media type of a shelf's Atom feed."""
    return NAVIGATION if isinstance(shelf, Menu) else ACQUISITION


def atom_path(stem: str) -> str:
    """Return the path of the Atom feed of a stem."""
    return f"{stem}.xml"


def json_path(stem: str) -> str:
    """Return the path of the OPDS 2.0 feed of a stem; the root's is ``opds.json``."""
    return "opds.json" if stem == ROOT else f"{stem}.json"


def html_path(stem: str) -> str:
    """Return the path of the page of a stem."""
    return f"{stem}.html"


def book_stem(book: Publication) -> str:
    """Return the path of what the catalog says of one book, without suffix."""
    return f"{FOLDER}/books/{book.stem}"


def page_links(stem: str, leaf: Leaf) -> list[tuple[str, str]]:
    """Return relation and stem of the other pages of a shelf (RFC 5005 §3)."""
    if leaf.pages == 1:
        return []
    links = [("first", stem), ("last", stem_of_page(stem, leaf.pages))]
    if leaf.number > 1:
        links.append(("previous", stem_of_page(stem, leaf.number - 1)))
    if leaf.number < leaf.pages:
        links.append(("next", stem_of_page(stem, leaf.number + 1)))
    return links


def language_listings(site: Site) -> list[Listing]:
    """Return the listings of single languages, if the catalog has several."""
    for entry in site.root.entries:
        if isinstance(entry, Menu) and entry.stem == f"{FOLDER}/languages":
            return [listing for listing in entry.entries if isinstance(listing, Listing)]
    return []


def facets(site: Site, shelf: Listing) -> list[tuple[str, list[tuple[str, Listing, bool]]]]:
    """Return groups of other views of a listing: title, listing, whether it is the one shown.

    All books have two orders and may be cut down to a language; other listings have no facets.
    """
    orders = [entry for entry in site.root.entries if isinstance(entry, Listing)]
    spoken = language_listings(site)
    if shelf.stem not in {listing.stem for listing in (*orders, *spoken)}:
        return []
    names = {f"{FOLDER}/new": "Newest first", f"{FOLDER}/titles": "By title"}
    groups = []
    if not shelf.language:
        order = [(names[entry.stem], entry, entry.stem == shelf.stem) for entry in orders]
        groups.append(("Order", order))
    if spoken:
        languages = [(entry.title, entry, entry.stem == shelf.stem) for entry in spoken]
        groups.append(("Language", languages))
    return groups
