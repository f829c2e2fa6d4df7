"""The metadata of the package document: https://www.w3.org/TR/epub-33/#sec-pkg-metadata."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from itertools import count

from packager.build.web_links import is_web_address
from packager.data_classes import dataclass
from packager.ids import slug
from packager.licences import licence_url
from packager.model import Book, Essay

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# ONIX code list 5: https://ns.editeur.org/onix/en/5
_ISBN, _DOI = "15", "06"

# The ids of metadata that others refine; no file of the book may have one of them
METADATA_IDS = ("isbn", "doi", "title", "subtitle", "series")


@dataclass(frozen=True, slots=True)
class Meta:
    """One element of the metadata: ``dc:title``, ``meta`` or ``link``."""

    name: str
    value: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


def refinement(id_: str, property_: str, value: str, scheme: str = "") -> Meta:
    """Return a ``meta`` that says something of the element with an id."""
    found = {"refines": f"#{id_}", "property": property_}
    return Meta("meta", value, found | ({"scheme": scheme} if scheme else {}))


def metadata(
    book: Book,
    accessibility: Sequence[tuple[str, str]],
    summary_language: str,
    ids: Mapping[str, str],
    generator: str,
) -> Iterator[Meta]:
    """Yield the elements in order; ``dcterms:modified`` is the writer's.

    ``ids`` holds the manifest id of each essay by its slug, for what an anthology says of each.
    """
    yield from _identifiers(book)
    yield from _titles(book)
    for language in dict.fromkeys([book.language, *(e.language for e in book.essays)]):
        yield Meta("dc:language", language)
    yield from _people(book)
    if book.published:
        yield Meta("dc:date", book.published)
    yield from _texts(book)
    yield from _rights(book)
    yield from _series(book)
    if book.issue:
        yield Meta("meta", book.issue, {"property": "schema:issueNumber"})
    yield from _essays(book, ids)
    for property_, value in accessibility:
        marks = {"property": f"schema:{property_}"}
        if property_ == "accessibilitySummary" and summary_language != book.language:
            marks[_XML_LANG] = summary_language
        yield Meta("meta", value, marks)
    yield Meta("meta", "", {"name": "generator", "content": generator})


def _identifiers(book: Book) -> Iterator[Meta]:
    yield Meta("dc:identifier", book.identifier, {"id": "book-id"})
    isbn = book.isbn.replace("-", "").replace(" ", "").upper()
    if isbn and book.identifier != f"urn:isbn:{isbn}":
        yield Meta("dc:identifier", f"urn:isbn:{isbn}", {"id": "isbn"})
        yield refinement("isbn", "identifier-type", _ISBN, "onix:codelist5")
    dois = {e.doi for e in book.essays if e.doi}
    if len(dois) == 1 and not book.is_anthology:
        doi = dois.pop()
        yield Meta("dc:identifier", f"doi:{doi}", {"id": "doi"})
        yield refinement("doi", "identifier-type", _DOI, "onix:codelist5")


def _titles(book: Book) -> Iterator[Meta]:
    mark = {_XML_LANG: book.language}
    yield Meta("dc:title", book.title, {"id": "title"} | mark)
    yield refinement("title", "title-type", "main")
    if book.subtitle:
        yield Meta("dc:title", book.subtitle, {"id": "subtitle"} | mark)
        yield refinement("subtitle", "title-type", "subtitle")


def _people(book: Book) -> Iterator[Meta]:
    """Yield the people: authors are creators; of an anthology, or without authors, editors are."""
    roles = {credit.role for credit in book.credits}
    is_edited = "edt" in roles and (book.is_anthology or "aut" not in roles)
    creating = "edt" if is_edited else "aut"
    numbers: dict[str, Iterator[int]] = {"creator": count(1), "contributor": count(1)}
    done = set()
    for credit in book.credits:
        if (credit.person.name, credit.role) in done:
            continue
        done.add((credit.person.name, credit.role))
        kind = "creator" if credit.role == creating else "contributor"
        id_ = f"{kind}-{next(numbers[kind])}"
        yield Meta(f"dc:{kind}", credit.person.name, {"id": id_})
        yield refinement(id_, "role", credit.role, "marc:relators")
        if credit.person.sort_name:
            yield refinement(id_, "file-as", credit.person.sort_name)


def _texts(book: Book) -> Iterator[Meta]:
    if book.publisher:
        yield Meta("dc:publisher", book.publisher)
    if book.description:
        yield Meta("dc:description", book.description)
    for tag in dict.fromkeys(book.tags):
        yield Meta("dc:subject", tag)
    if not book.is_anthology:
        for essay in book.essays:
            for source in (essay.source_url, f"urn:issn:{essay.issn}" if essay.issn else ""):
                if source:
                    yield Meta("dc:source", source)


def _rights(book: Book) -> Iterator[Meta]:
    if book.rights or book.license:
        yield Meta("dc:rights", book.rights or book.license)
    url = licence_url(book.license)
    if is_web_address(url):
        yield Meta("link", "", {"rel": "dcterms:license", "href": url})


def _series(book: Book) -> Iterator[Meta]:
    """Yield the series in both dialects: EPUB 3's, and calibre's that most libraries read."""
    if book.series is None or not book.series.name.strip():
        return
    yield Meta("meta", book.series.name, {"property": "belongs-to-collection", "id": "series"})
    yield refinement("series", "collection-type", "series")
    if book.series.index:
        yield refinement("series", "group-position", book.series.index)
    yield Meta("meta", "", {"name": "calibre:series", "content": book.series.name})
    if book.series.index:
        yield Meta("meta", "", {"name": "calibre:series_index", "content": book.series.index})


def _essays(book: Book, ids: Mapping[str, str]) -> Iterator[Meta]:
    """Yield what an anthology says of each essay, refining its file's manifest item."""
    if not book.is_anthology:
        return
    for essay in book.essays:
        if (id_ := ids.get(essay.slug)) is not None:
            yield from (refinement(id_, key, value) for key, value in _facts(essay) if value)


def _facts(essay: Essay) -> Iterator[tuple[str, str]]:
    yield "dcterms:title", essay.title
    for person in essay.authors:
        yield "dcterms:creator", person.name
    yield "dcterms:issued", essay.published
    yield "dcterms:language", essay.language
    yield "dcterms:source", essay.source_url
    yield "dcterms:rights", essay.rights or essay.license
    yield "dcterms:license", essay.rights and licence_url(essay.license)


def manifest_id(stem: str, taken: set[str]) -> str:
    """Return a manifest id made of a file's stem that is not taken, and take it."""
    base = slug(stem)
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
