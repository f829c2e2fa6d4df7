"""The catalog as plain pages, for an e-reader's browser: no script, nothing small, no colour."""

from __future__ import annotations

from collections.abc import Iterator

from packager.catalog.html import document, href_from, language_of, size_told, thumbnail
from packager.catalog.publication import Contributor, Publication, key_of, person_key
from packager.catalog.shelves import (
    FOLDER,
    ROOT,
    Leaf,
    Listing,
    Menu,
    counted,
    language_name,
    stem_of_page,
)
from packager.catalog.site import (
    Site,
    book_stem,
    facets,
    html_path,
    page_links,
)
from packager.xhtml import escape

MOST_ON_ROOT = 2_000  # titles that the root lists, for the browser's own search
_SHOWN = 6
_WORDS = {"previous": "‹ Before", "next": "Next ›", "first": "« First", "last": "Last »"}
_ROLES = {
    "aut": "By",
    "edt": "Edited by",
    "trl": "Translated by",
    "ill": "Illustrated by",
    "nrt": "Read by",
    "ant": "After",
}


def page(site: Site, shelf: Listing | Menu, leaf: Leaf) -> bytes:
    """Return one page of a shelf; the root's lists all books by author as well."""
    here = html_path(stem_of_page(shelf.stem, leaf.number))
    title = site.title if shelf.stem == ROOT else shelf.title
    lines = [f"<h1>{escape(title)}</h1>"]
    if shelf.stem == ROOT:
        lines += [f'<p class="count">{counted(shelf.books)}</p>', *_ways(leaf, here)]
        lines += _newest(site, here)
        lines += _by_author(shelf, here)
    elif isinstance(shelf, Menu):
        lines += [*_up(site, shelf, here), *_ways(leaf, here)]
    else:
        lines += _up(site, shelf, here)
        lines += _facets(site, shelf, here)
        for book in leaf.entries:
            if isinstance(book, Publication):
                lines += _book(book, here)
    lines += _pages(shelf, leaf, here)
    return document(site, title, lines, here, shelf)


def book_page(site: Site, book: Publication) -> bytes:
    """Return the page of one book: all that is known of it, and the way to the file."""
    here = html_path(book_stem(book))
    lines = [
        '<p class="pages">'
        f'<a href="{href_from(here, html_path(ROOT))}">{escape(site.title)}</a></p>'
    ]
    if book.cover is not None:
        lines.append(
            f'<img class="cover" src="{href_from(here, book.cover.path)}" '
            f'width="{book.cover.width_px}" height="{book.cover.height_px}" alt="Cover"/>'
        )
    lines.append(f"<h1{language_of(book)}>{escape(book.title)}</h1>")
    if book.subtitle:
        lines.append(f"<p{language_of(book)}>{escape(book.subtitle)}</p>")
    for role, people in _by_role(book):
        names = ", ".join(_name(person, book, here) for person in people)
        lines.append(f'<p class="by">{role} {names}</p>')
    if book.description:
        lines.append(f"<p{language_of(book)}>{escape(book.description)}</p>")
    size = size_told(book.size_bytes)
    lines.append(
        f'<p><a class="get" href="{href_from(here, book.path)}">Download EPUB, {size}</a></p>'
    )
    lines += [f'<p class="facts">{name}: {text}</p>' for name, text in _facts(book, here)]
    return document(site, book.title, lines, here, None)


def _ways(leaf: Leaf, here: str) -> Iterator[str]:
    is_root = here == html_path(ROOT)
    yield '<ul class="ways root">' if is_root else '<ul class="ways">'
    for entry in leaf.entries:
        if not isinstance(entry, Publication):
            href = href_from(here, html_path(entry.stem))
            count = len(entry.books if isinstance(entry, Listing) else entry.entries)
            yield (
                f'<li><a href="{href}">{escape(entry.title)} '
                f'<span class="count">({count})</span></a></li>'
            )
    yield "</ul>"


def _up(site: Site, shelf: Listing | Menu, here: str) -> Iterator[str]:
    yield '<p class="pages">'
    yield f'<a href="{href_from(here, html_path(ROOT))}">{escape(site.title)}</a>'
    parent = next((entry for entry in site.root.entries if entry.stem == shelf.up), None)
    if parent is not None:
        yield f'<a href="{href_from(here, html_path(parent.stem))}">{escape(parent.title)}</a>'
    yield "</p>"


def _facets(site: Site, shelf: Listing, here: str) -> Iterator[str]:
    for group, choices in facets(site, shelf):
        links = [
            f"<b>{escape(title)}</b>"
            if is_active
            else f'<a href="{href_from(here, html_path(listing.stem))}">{escape(title)}</a>'
            for title, listing, is_active in choices
        ]
        yield f'<p class="pages">{escape(group)}: {" ".join(links)}</p>'


def _pages(shelf: Listing | Menu, leaf: Leaf, here: str) -> Iterator[str]:
    links = page_links(shelf.stem, leaf)
    if links:
        yield f'<p class="pages">Page {leaf.number} of {leaf.pages}</p>'
        yield '<p class="pages">'
        for rel in ("first", "previous", "next", "last"):
            for known, stem in links:
                if known == rel:
                    yield f'<a href="{href_from(here, html_path(stem))}">{_WORDS[rel]}</a>'
        yield "</p>"


def _newest(site: Site, here: str) -> Iterator[str]:
    new = next((e for e in site.root.entries if e.stem == f"{FOLDER}/new"), None)
    if new is None or not new.books:
        return
    yield "<h2>New books</h2>"
    yield '<div class="covers">'
    for book in new.books[:_SHOWN]:
        yield (
            f'<a href="{href_from(here, html_path(book_stem(book)))}"{language_of(book)}>'
            f"{thumbnail(book, here)}{escape(book.title)}</a>"
        )
    yield "</div>"


def _by_author(shelf: Listing | Menu, here: str) -> Iterator[str]:
    """Yield all books under their authors' names, so that the browser's search finds any."""
    if len(shelf.books) > MOST_ON_ROOT:
        return
    groups: dict[str, list[Publication]] = {}
    people: dict[str, Contributor] = {}
    for book in shelf.books:
        for person in book.authors or (Contributor("No author", "\uffff"),):
            people.setdefault(person.name, person)
            groups.setdefault(person.name, []).append(book)
    order = sorted(people.values(), key=person_key)
    letters = list(dict.fromkeys(_letter(person) for person in order))
    yield "<h2>All books by author</h2>"
    if len(letters) > 1:
        links = (
            f'<a href="#l{number}">{escape(letter)}</a>' for number, letter in enumerate(letters)
        )
        yield f'<p class="letters">{" ".join(links)}</p>'
    seen: set[str] = set()
    for person in order:
        letter = _letter(person)
        mark = "" if letter in seen else f' id="l{letters.index(letter)}"'
        seen.add(letter)
        yield f"<h3{mark}>{escape(person.name)}</h3>"
        yield '<ul class="titles">'
        for book in groups[person.name]:
            href = href_from(here, html_path(book_stem(book)))
            yield f'<li><a href="{href}"{language_of(book)}>{escape(book.title)}</a></li>'
        yield "</ul>"


def _letter(person: Contributor) -> str:
    """Return what somebody stands under: the first letter of the sort name without its accent."""
    first = person_key(person)[0][:1]
    return first.upper() if first.isalpha() else "…"


def _book(book: Publication, here: str) -> Iterator[str]:
    names = ", ".join(person.name for person in book.authors)
    year = book.issued[:4]
    by = ", ".join(text for text in (escape(names), year) if text)
    yield '<div class="book">'
    yield (
        f'<a href="{href_from(here, html_path(book_stem(book)))}">{thumbnail(book, here)}'
        f'<span class="title"{language_of(book)}>{escape(book.title)}</span><br/>'
        f'<span class="by">{by}</span></a>'
    )
    size = size_told(book.size_bytes)
    yield f'<a class="file" href="{href_from(here, book.path)}">EPUB, {size}</a>'
    yield "</div>"


def _by_role(book: Publication) -> Iterator[tuple[str, list[Contributor]]]:
    groups: dict[str, list[Contributor]] = {}
    for person in sorted(book.people, key=lambda person: person.role != "aut"):
        groups.setdefault(_ROLES.get(person.role, "With"), []).append(person)
    yield from groups.items()


def _name(person: Contributor, book: Publication, here: str) -> str:
    if person not in book.authors:
        return escape(person.name)
    href = href_from(here, html_path(f"{FOLDER}/authors/{person.key}"))
    return f'<a href="{href}">{escape(person.name)}</a>'


def _facts(book: Publication, here: str) -> Iterator[tuple[str, str]]:
    if book.series:
        place = f", {book.position}" if book.position else ""
        href = href_from(here, html_path(f"{FOLDER}/series/{key_of(book.series)}"))
        yield "Series", f'<a href="{href}">{escape(book.series)}</a>{place}'
    if book.issued:
        yield "Published", escape(book.issued)
    if book.publisher:
        yield "Publisher", escape(book.publisher)
    if book.languages:
        yield "Language", escape(", ".join(language_name(tag) for tag in book.languages))
    if book.subjects:
        links = []
        for subject in book.subjects:
            href = href_from(here, html_path(f"{FOLDER}/subjects/{key_of(subject)}"))
            links.append(f'<a href="{href}">{escape(subject)}</a>')
        yield "Subjects", ", ".join(links)
    if book.rights:
        yield "Rights", escape(book.rights)
