"""How a catalog is arranged: menus that lead to listings, listings cut into pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from packager.catalog.publication import (
    UNDATED,
    Publication,
    key_of,
    person_key,
    position_key,
)
from packager.collation import text_key
from packager.data_classes import dataclass

ROOT = "index"
FOLDER = "catalog"
PAGE = 50  # entries of a page: what a reader's browser and memory bear
SORT_NEW = "http://opds-spec.org/sort/new"
SUBSECTION = "subsection"

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Listing:
    """Books in an order; ``stem`` is its path without suffix, ``rel`` its relation (OPDS 1.2 §6).

    ``language`` is the tag of a listing that is a language's.
    """

    stem: str
    title: str
    books: Sequence[Publication]
    up: str = ROOT
    rel: str = SUBSECTION
    language: str = ""

    @property
    def count(self) -> str:
        """How many books it has, in words."""
        return counted(self.books)

    @property
    def updated(self) -> str:
        """When the last of its books was changed."""
        return last_of(self.books)


@dataclass(frozen=True, slots=True)
class Menu:
    """Ways to listings and other menus; ``rel`` as in :class:`Listing`."""

    stem: str
    title: str
    entries: Sequence[Listing | Menu]
    books: Sequence[Publication]
    up: str = ROOT
    rel: str = SUBSECTION

    @property
    def count(self) -> str:
        """How many ways it has, in words."""
        words = self.title.lower()
        single = words if words == "series" else words.removesuffix("s")
        return f"{len(self.entries)} {words if len(self.entries) != 1 else single}"

    @property
    def updated(self) -> str:
        """When the last of the books it leads to was changed."""
        return last_of(self.books)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a menu or a listing: its number from 1, and how many there are."""

    number: int
    pages: int
    entries: Sequence[Listing | Menu | Publication]


def counted(books: Sequence[Publication]) -> str:
    """Return how many books there are, in words."""
    return f"{len(books)} books" if len(books) != 1 else "1 book"


def last_of(books: Iterable[Publication]) -> str:
    """Return when the last of the books was changed."""
    return max((book.updated for book in books), default=UNDATED)


def stem_of_page(stem: str, number: int) -> str:
    """Return the path of a page, without suffix."""
    return stem if number == 1 else f"{stem}-{number}"


def leaves(shelf: Listing | Menu, size: int = PAGE) -> Iterator[Leaf]:
    """Yield the pages of a shelf; an empty shelf has one."""
    entries: Sequence[Listing | Menu | Publication] = (
        shelf.books if isinstance(shelf, Listing) else shelf.entries
    )
    pages = max(1, -(-len(entries) // size))
    for number in range(1, pages + 1):
        yield Leaf(number, pages, entries[(number - 1) * size : number * size])


def arranged(title: str, books: Sequence[Publication]) -> Menu:
    """Return the root menu of a catalog: by date, title, author, series, subject and language."""
    by_title = sorted(books, key=lambda book: book.sort_key)
    newest = sorted(by_title, key=lambda book: book.updated, reverse=True)
    entries: list[Listing | Menu] = [
        Listing(f"{FOLDER}/new", "New books", newest, rel=SORT_NEW),
        Listing(f"{FOLDER}/titles", "All books by title", by_title),
    ]
    names = {person.name: person for book in by_title for person in book.authors}
    entries += _menu(
        "authors",
        "Authors",
        by_title,
        _grouped(by_title, lambda book: [person.name for person in book.authors]),
        sorted(names, key=lambda name: person_key(names[name])),
    )
    series = _grouped(by_title, lambda book: [book.series] if book.series else [])
    series = {name: sorted(group, key=position_key) for name, group in series.items()}
    entries += _menu("series", "Series", by_title, series, sorted(series, key=_name_key))
    subjects = _grouped(by_title, lambda book: book.subjects)
    entries += _menu("subjects", "Subjects", by_title, subjects, sorted(subjects, key=_name_key))
    entries += _languages(by_title)
    return Menu(ROOT, title, entries, by_title)


def _name_key(name: str) -> tuple[str, str]:
    return text_key(name), name


def _grouped(
    books: Sequence[Publication], names_of: Callable[[Publication], Iterable[str]]
) -> dict[str, list[Publication]]:
    groups: dict[str, list[Publication]] = {}
    for book in books:
        for name in dict.fromkeys(names_of(book)):
            groups.setdefault(name, []).append(book)
    return groups


def _menu(
    word: str,
    title: str,
    books: Sequence[Publication],
    groups: Mapping[str, Sequence[Publication]],
    order: Sequence[str],
) -> list[Listing | Menu]:
    if not groups:
        return []
    stem = f"{FOLDER}/{word}"
    listings = [Listing(f"{stem}/{key_of(name)}", name, groups[name], up=stem) for name in order]
    return [Menu(stem, title, listings, books)]


def _languages(books: Sequence[Publication]) -> list[Listing | Menu]:
    """Return the menu of languages; none where all books are in one."""
    groups = _grouped(books, lambda book: book.languages)
    if len(groups) <= 1:
        return []
    stem = f"{FOLDER}/languages"
    listings = [
        Listing(f"{stem}/{tag.lower()}", language_name(tag), groups[tag], up=stem, language=tag)
        for tag in sorted(groups, key=lambda tag: (language_name(tag), tag))
    ]
    return [Menu(stem, "Languages", listings, books)]


def language_name(tag: str) -> str:
    """Return what a language is called in English, with the rest of its tag; else the tag."""
    from packager.languages import english_name

    base, _, rest = tag.partition("-")
    name = english_name(base)
    return f"{name} ({rest})" if name and rest else name or tag


def every(shelf: Listing | Menu) -> Iterator[Listing | Menu]:
    """Yield a shelf and all that it leads to."""
    yield shelf
    if isinstance(shelf, Menu):
        for entry in shelf.entries:
            yield from every(entry)
