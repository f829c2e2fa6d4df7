"""The contributors of an anthology: long biographies, portraits, links to each of their essays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from packager.build.bylines import turned
from packager.build.content import finished, parsed
from packager.build.document import attributes, language_attributes
from packager.build.matter import back_page, person_section, with_own_portraits
from packager.build.page import Page
from packager.build.words import words_in
from packager.collation import text_key
from packager.data_classes import dataclass
from packager.ids import distinct, slug
from packager.model import Asset, Book, Essay, Person
from packager.xhtml import escape

CONTRIBUTORS_STEM = "contributors"


@dataclass(slots=True)
class Contributor:
    """A person and the essays that they had a part in, in reading order."""

    person: Person
    essays: list[Essay] = field(default_factory=list)


def contributors_of(book: Book) -> list[Contributor]:
    """Return everybody credited in the book, by sort name; the antecedent of a digest is none."""
    found: dict[Person, Contributor] = {}
    listed: dict[Person, set[str]] = {}
    for credit in book.credits:
        found.setdefault(credit.person, Contributor(credit.person))
    for essay in book.texts:
        for credit in essay.credits:
            who = found.setdefault(credit.person, Contributor(credit.person))
            slugs = listed.setdefault(credit.person, set())
            if essay.slug not in slugs:
                slugs.add(essay.slug)
                who.essays.append(essay)
    return sorted(found.values(), key=lambda who: _sort_key(who.person))


def _sort_key(person: Person) -> tuple[str, str]:
    return text_key(person.sort_name or person.name), person.name


def person_ids(people: Iterable[Person]) -> Mapping[Person, str]:
    """Return the id of each person on the contributors' page; it comes from the name alone."""
    listed = list(people)
    return dict(zip(listed, distinct(f"person-{slug(p.name)}" for p in listed), strict=True))


def contributors_page(book: Book) -> Iterator[Page]:
    """Yield the page of contributors; none where an anthology credits nobody."""
    listed = contributors_of(book)
    if not listed:
        return
    words = words_in(book.language)
    ids = person_ids(who.person for who in listed)
    portraits: list[Asset] = []
    sections = []
    shown = with_own_portraits(who.person for who in listed)
    for who, person in zip(listed, shown, strict=True):
        if person.image:
            portraits.append(person.image)
        essays = "".join(f"<li>{link_to(essay, book.language)}</li>" for essay in who.essays)
        pieces = f'<ul class="pieces">{essays}</ul>' if essays else ""
        sections.append(
            person_section(person, words, book.language, True, id_=ids[who.person], after=pieces)
        )
    heading = words("contributors")
    text, features = finished(
        parsed("\n".join(sections), heading), CONTRIBUTORS_STEM, tuple(dict.fromkeys(portraits))
    )
    yield back_page(
        book,
        CONTRIBUTORS_STEM,
        heading,
        text,
        type_="contributors",
        assets=tuple(dict.fromkeys(portraits)),
        features=features,
    )


def link_to(essay: Essay, language: str) -> str:
    """Return a link to the page of an essay, on a page in a language: its title, in its own."""
    mark = language_attributes(essay.language, language)
    href = f"page:{essay.slug}"
    mark += turned(essay.title, language)
    return f"<a{attributes(href=href)}{mark}>{escape(essay.title)}</a>"
