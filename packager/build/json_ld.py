"""JSON-LD of an essay: what a catalogue or a search engine reads in the head of its file.

See https://schema.org/Article and https://html.spec.whatwg.org/multipage/scripting.html.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from packager.licences import licence_url
from packager.model import Book, Essay, Person
from packager.record import book_record, record_of

_PROPERTIES = {"aut": "author", "edt": "editor", "trl": "translator", "ctb": "contributor"}
# Safe in XHTML and in HTML alike: no character that either gives a meaning inside ``script``.
_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def json_ld(essay: Essay) -> str:
    """Return the description of an essay as text that may stand inside ``script``."""
    people: dict[str, list[dict[str, Any]]] = {}
    for credit in essay.credits:
        if key := _PROPERTIES.get(credit.role):
            people.setdefault(key, []).append(_person(credit.person))
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": essay.title,
        "alternativeHeadline": essay.subtitle,
        **{key: found[0] if len(found) == 1 else found for key, found in people.items()},
        "datePublished": essay.published,
        "dateModified": essay.modified,
        "inLanguage": essay.language,
        "description": essay.description,
        "keywords": list(essay.tags),
        "url": essay.source_url,
        "identifier": f"https://doi.org/{essay.doi}" if essay.doi else "",
        "isPartOf": _periodical(essay),
        "pagination": essay.pages,
        "locationCreated": {"@type": "Place", "name": essay.place} if essay.place else "",
        "archivedAt": essay.archive_url,
        "publisher": {"@type": "Organization", "name": essay.publisher} if essay.publisher else "",
        "copyrightNotice": essay.rights,
        "license": licence_url(essay.license),
        "packager": record_of(essay),
    }
    return _written(described)


def book_json_ld(book: Book) -> str:
    """Return the description of an anthology, for its title page."""
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Book",
        "name": book.title,
        "inLanguage": book.language,
        "editor": [_person(c.person) for c in book.credits if c.role == "edt"],
        "datePublished": book.published,
        "issueNumber": book.issue,
        "hasPart": [{"@type": "Article", "headline": essay.title} for essay in book.essays],
        "packager": book_record(book),
    }
    return _written(described)


def linked_data(description: str) -> str:
    """Return a description as the element that stands in a page's head."""
    return f'<script type="application/ld+json">{description}</script>\n'


def _periodical(essay: Essay) -> dict[str, Any]:
    """Return what an essay appeared in: a periodical, its volume, its issue, each part of the last.

    See https://schema.org/PublicationIssue, which stands in a PublicationVolume.
    """
    whole = {"@type": "Periodical", "name": essay.publication, "issn": essay.issn}
    found: dict[str, Any] = {key: value for key, value in whole.items() if value}
    found = found if len(found) > 1 else {}
    for kind, key, number in (
        ("PublicationVolume", "volumeNumber", essay.volume),
        ("PublicationIssue", "issueNumber", essay.issue),
    ):
        if number:
            found = {"@type": kind, key: number, **({"isPartOf": found} if found else {})}
    return found


def _written(described: Mapping[str, Any]) -> str:
    kept = {key: value for key, value in described.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _person(person: Person) -> dict[str, Any]:
    described = {
        "@type": "Person",
        "name": person.name,
        "url": person.url,
        "sameAs": f"https://orcid.org/{person.orcid.rpartition('/')[2]}" if person.orcid else "",
    }
    return {key: value for key, value in described.items() if value}
