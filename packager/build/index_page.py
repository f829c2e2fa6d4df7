"""The index of an anthology, on request: its essays by tag, and the names that it credits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packager.build.bylines import isolated
from packager.build.content import finished, parsed
from packager.build.contributors import contributors_of, link_to
from packager.build.matter import back_page
from packager.build.page import Page
from packager.build.words import words_in
from packager.collation import text_key
from packager.model import Book, Essay
from packager.xhtml import escape

INDEX_STEM = "index"


def index_page(book: Book) -> Iterator[Page]:
    """Yield the index that the book asks for (``tags``, ``names``); none where it lists nothing."""
    words = words_in(book.language)
    parts = [
        _list(words(f"index_{kind}"), table, book.language)
        for kind, make in (("tags", _by_tag), ("names", _by_name))
        if kind in book.indexes and (table := make(book))
    ]
    if not parts:
        return
    heading = words("index")
    text, features = finished(parsed("\n".join(parts), heading), INDEX_STEM, ())
    yield back_page(book, INDEX_STEM, heading, text, type_="index", features=features)


def _by_tag(book: Book) -> Mapping[str, list[Essay]]:
    """Return the essays by tag; one tag in two spellings of case is one, in the first spelling."""
    found: dict[str, dict[str, Essay]] = {}
    spelled: dict[str, str] = {}
    for essay in book.essays:
        for tag in essay.tags:
            name = spelled.setdefault(tag.casefold(), tag)
            found.setdefault(name, {})[essay.slug] = essay
    return {name: list(essays.values()) for name, essays in found.items()}


def _by_name(book: Book) -> Mapping[str, list[Essay]]:
    return {
        who.person.sort_name or who.person.name: who.essays
        for who in contributors_of(book)
        if who.essays
    }


def _list(heading: str, table: Mapping[str, list[Essay]], language: str) -> str:
    items = []
    for name in sorted(table, key=lambda name: (text_key(name), name)):
        links = ", ".join(link_to(essay, language) for essay in table[name])
        items.append(f"<li>{isolated(name, language)}: {links}</li>")
    return (
        f'<section class="index-part">\n<h2>{escape(heading)}</h2>\n<ul class="index">\n'
        + "\n".join(items)
        + "\n</ul>\n</section>"
    )
