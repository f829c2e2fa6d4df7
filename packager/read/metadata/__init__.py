# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""What a web page says of its essay: title, authors, dates, site, address … with the rules that won.

Every module here reads one thing and gives candidates, best first;
:func:`packager.read.assemble.assemble` takes the first and tells where others disagree.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from lxml import etree

from packager.data_classes import dataclass
from packager.read.assemble import Found
from packager.read.extract.measures import PageFacts
from packager.read.metadata.bylines import author_candidates
from packager.read.metadata.data import (
    PageData,
    one_line,
    organisation_names,
    read_data,
    strings,
    types_of,
)
from packager.read.metadata.datelines import date_candidates, modified_candidates
from packager.read.metadata.titles import site_names, title_candidates

_MOST_TAGS = 12
_LEAST_TEXT = 400  # characters of an article's text in JSON-LD that guide the extraction


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The candidates for the essay's fields, and what the extraction needs to know."""

    found: tuple[Found, ...]
    facts: PageFacts
    address: str
    authors: tuple[str, ...]
    sites: tuple[str, ...]
    data: PageData

    @property
    def resolved_articles(self) -> list[dict[str, object]]:
        """The articles of the page's JSON-LD, their authors in full where they were references."""
        made = []
        for thing in self.data.articles[:1]:
            value = thing.get("author")
            people = value if isinstance(value, list) else [value]
            made.append({**thing, "author": [self.data.resolved(person) for person in people]})
        return made


def read_metadata(root: etree._Element, address: str = "") -> PageMetadata:
    """Return what a page whose HTML elements have bare names says of itself.

    ``address`` is where it was fetched from, if known; relative addresses start there.
    """
    data = read_data(root)
    address = _address(data, address)
    sites = site_names(data)
    titles = list(title_candidates(root, data))
    bylines = list(author_candidates(root, data, sites))
    organisations = organisation_names(data)
    found = [Found("title", text, rule) for text, rule in titles[:4]]
    found += [
        Found("author", _named(line.names, organisations), line.rule, guessed=line.guessed)
        for line in bylines[:4]
    ]
    found += [
        Found("date", iso, rule, guessed=guess)
        for iso, rule, guess in list(date_candidates(root, data, address))[:4]
    ]
    found += [Found("modified", iso, rule) for iso, rule in list(modified_candidates(data))[:2]]
    found += _plain_fields(data, address)
    facts = PageFacts(
        titles[0][0] if titles else "",
        data.first("og:description", "description"),
        _told_text(data),
    )
    authors = tuple(dict.fromkeys(name for line in bylines[:6] for name in line.names))
    return PageMetadata(tuple(found), facts, address, authors, tuple(sites), data)


def _named(names: tuple[str, ...], organisations: frozenset[str]) -> list[dict[str, str]]:
    """Return names as front matter has them; an organisation's is not turned round to sort it."""
    return [
        {"name": name, "sort-name": name} if name.casefold() in organisations else {"name": name}
        for name in names
    ]


def _address(data: PageData, address: str) -> str:
    candidates = [
        urljoin(address, data.canonical) if data.canonical else "",
        data.first("og:url"),
        address,
    ]
    for thing in data.articles[:1]:
        page = thing.get("mainEntityOfPage")
        identifier = page.get("@id") if isinstance(page, dict) else page
        candidates += [text for text in (thing.get("url"), identifier) if isinstance(text, str)]
    return next(
        (text for text in candidates if re.match(r"https?://[^\s/]+\.[^\s/]+(?:/\S+|\Z)", text)),
        address,
    )


def _plain_fields(data: PageData, address: str) -> list[Found]:
    found = [Found("publication", text, rule) for text, rule in _publications(data)]
    for name in ("og:description", "description", "twitter:description", "dc.description"):
        if text := data.first(name):
            found.append(Found("description", text, name))
    for thing in data.articles[:1]:
        found += [
            Found("description", text, "json-ld description")
            for text in strings(thing.get("description"))[:1]
        ]
    if address:
        found.append(Found("source", address, "canonical link" if data.canonical else "address"))
    for rule, tag in _languages(data):
        found.append(Found("lang", tag, rule))
    if tags := _tags(data):
        found.append(Found("tags", tags, "keywords"))
    licences = [
        data.licence,
        *(t for thing in data.articles[:1] for t in strings(thing.get("license"))),
    ]
    found += [Found("license", text, "rel=license") for text in licences[:1] if text]
    if text := data.first("dc.rights", "copyright"):
        found.append(Found("rights", text, "rights"))
    for key, names in (("doi", ("citation_doi", "dc.identifier.doi", "prism.doi")), ("issn", ("citation_issn", "prism.issn")), ("volume", ("citation_volume",)), ("issue", ("citation_issue",))):  # fmt: skip
        if text := data.first(*names):
            found.append(Found(key, text, names[0]))
    if first := data.first("citation_firstpage"):
        last = data.first("citation_lastpage")
        found.append(Found("pages", f"{first}–{last}" if last else first, "citation_firstpage"))
    return found


def _publications(data: PageData) -> list[tuple[str, str]]:
    found = [
        (data.first("citation_journal_title"), "citation_journal_title"),
        (data.first("og:site_name"), "og:site_name"),
    ]
    for thing in data.articles[:1]:
        publisher = data.resolved(thing.get("publisher"))
        found += [(text, "json-ld publisher") for text in strings(publisher)[:1]]
    for thing in data.others:
        if "WebSite" in types_of(thing):
            found += [(text, "json-ld WebSite") for text in strings(thing.get("name"))[:1]]
    found += [
        (data.first(name), name) for name in ("application-name", "dc.publisher", "publisher")
    ]
    seen: dict[str, str] = {}
    for text, rule in found:
        if text and len(text) < 100 and "://" not in text:
            seen.setdefault(text, rule)
    return list(seen.items())[:3]


def _languages(data: PageData) -> list[tuple[str, str]]:
    found = []
    for thing in data.articles[:1]:
        found += [("json-ld inLanguage", text) for text in strings(thing.get("inLanguage"))[:1]]
    found += [
        ("html lang", data.language),
        ("og:locale", data.first("og:locale").replace("_", "-")),
        ("content-language", data.first("content-language", "dc.language")),
    ]
    return [(rule, tag) for rule, tag in found if tag]


def _tags(data: PageData) -> list[str]:
    tags = data.meta.get("article:tag", []) or [
        part.strip()
        for text in data.meta.get("keywords", []) + data.meta.get("news_keywords", [])
        for part in re.split(r"[,;、]", text)
    ]
    return list(dict.fromkeys(one_line(tag) for tag in tags if 1 < len(tag) < 50))[:_MOST_TAGS]


def _told_text(data: PageData) -> str:
    """Return the article's text as JSON-LD has it, if it is long enough to be all of it."""
    texts = [text for thing in data.articles for text in strings(thing.get("articleBody"))]
    longest = max(texts, key=len, default="")
    return re.sub(r"<[^<>]{0,500}>", " ", longest) if len(longest) >= _LEAST_TEXT else ""
