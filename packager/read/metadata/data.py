"""What a page says of itself to machines: meta elements, JSON-LD, microdata, links.

Nothing is chosen here; the modules beside this one choose among what is found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from html import unescape
from typing import Any

from lxml import etree

from packager.data_classes import dataclass

Thing = Mapping[str, Any]

_ARTICLES = re.compile(
    r"(?:News|Blog|Scholarly|Tech|Medical|Opinion|Review|Report|Analysis|Reportage|Background|"
    r"Advertiser|Satirical|Social)?\w*(?:Article|Posting|BlogPost|Report|Chapter|Recipe|"
    r"MedicalWebPage|CreativeWork|HowTo|Review)\Z"
)
_MOST_SCRIPTS = 60
_MOST_BYTES = 3_000_000
_DEEPEST = 12


@dataclass(slots=True)
class PageData:
    """The machine-readable part of a page.

    ``meta`` holds the contents of meta elements by their name, property or itemprop in lower
    case; ``articles`` the things of JSON-LD that are articles, best first; ``things`` by ``@id``.
    """

    meta: dict[str, list[str]] = field(default_factory=dict)
    articles: list[Thing] = field(default_factory=list)
    others: list[Thing] = field(default_factory=list)
    things: dict[str, Thing] = field(default_factory=dict)
    canonical: str = ""
    title: str = ""
    language: str = ""
    licence: str = ""

    def first(self, *names: str) -> str:
        """Return the first content of the first of these meta names that has one."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""

    def resolved(self, thing: object) -> object:
        """Return what a reference by ``@id`` means, anything else as it is."""
        if isinstance(thing, dict) and set(thing) <= {"@id", "@type"} and "@id" in thing:
            return self.things.get(str(thing["@id"]), thing)
        return thing


def read_data(root: etree._Element) -> PageData:
    """Return what a page (its HTML elements with bare names) says in its head and scripts."""
    data = PageData()
    scripts = 0
    for element in root.iter("meta", "link", "title", "script", "html"):
        tag = element.tag
        if tag == "meta":
            _read_meta(element, data)
        elif tag == "link":
            _read_link(element, data)
        elif tag == "title" and not data.title:
            data.title = one_line("".join(element.itertext()))
        elif tag == "html":
            data.language = (
                element.get("lang")
                or element.get("{http://www.w3.org/XML/1998/namespace}lang")
                or ""
            )
        elif "ld+json" in (element.get("type") or "").lower() and scripts < _MOST_SCRIPTS:
            scripts += 1
            _read_json(element.text or "", data)
    data.articles.sort(key=lambda thing: -_fullness(thing))
    return data


def one_line(text: str) -> str:
    """Return a text on one line, character references that were escaped twice made plain."""
    for _ in range(2):
        if "&" in text:
            text = unescape(text)
    return " ".join(text.split())


def _read_meta(element: etree._Element, data: PageData) -> None:
    content = one_line(element.get("content") or element.get("value") or "")
    if not content:
        return
    for attribute in ("name", "property", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name:
            for word in name.lower().split():
                data.meta.setdefault(
                    word.replace("dcterms.", "dc.").replace("dcterms:", "dc."), []
                ).append(content)


def _read_link(element: etree._Element, data: PageData) -> None:
    relations = (element.get("rel") or "").lower().split()
    address = (element.get("href") or "").strip()
    if "canonical" in relations and not data.canonical:
        data.canonical = address
    if "license" in relations and not data.licence:
        data.licence = address


def _read_json(text: str, data: PageData) -> None:
    """Add the things of one script; what is no JSON is left alone, as search engines do."""
    if len(text) > _MOST_BYTES:
        return
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = (
        text.removeprefix("//<![CDATA[")
        .removeprefix("<![CDATA[")
        .removesuffix("//]]>")
        .removesuffix("]]>")
    )
    value: object = None
    for candidate in (
        text,
        re.sub(r"[\x00-\x1f]+", " ", text),
        re.sub(r",\s*([}\]])", r"\1", text),
    ):
        try:
            value = json.loads(candidate.strip().rstrip(";"), strict=False)
            break
        except (ValueError, RecursionError):
            continue
    for thing in _things(value):
        if isinstance(identifier := thing.get("@id"), str) and len(thing) > 1:
            known = data.things.get(identifier)
            if known is None or len(thing) > len(known):
                data.things[identifier] = thing
        if any(_ARTICLES.match(kind) for kind in types_of(thing)):
            data.articles.append(thing)
        else:
            data.others.append(thing)


def types_of(thing: Thing) -> list[str]:
    """Return the last parts of a thing's types: ``https://schema.org/Article`` is ``Article``."""
    kinds = thing.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [re.split(r"[/#:]", str(kind))[-1] for kind in listed if kind]


_ORGANISATIONS = frozenset(
    "Organization NewsMediaOrganization Corporation EducationalOrganization GovernmentOrganization "
    "NGO LocalBusiness MedicalOrganization CollegeOrUniversity".split()
)


def organisation_names(data: PageData) -> frozenset[str]:
    """Return the names, in lower case, of what the data calls an organisation.

    Many programs say of the site itself that it is the ``Person`` who wrote a page. A person whom
    the data calls both, as for a weblog of one, stays a person.
    """
    things: list[object] = [*data.others]
    for article in data.articles:
        publisher = article.get("publisher")
        things += map(data.resolved, publisher if isinstance(publisher, list) else [publisher])
    return frozenset(
        name.casefold()
        for thing in things
        if isinstance(thing, dict)
        and _ORGANISATIONS & set(types_of(thing))
        and "Person" not in types_of(thing)
        for name in strings(thing.get("name"))[:1]
    )


def _things(value: object, depth: int = 0) -> Iterator[Thing]:
    """Give all maps of a value that stand for a thing, outermost first."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        if "@type" in value or "@id" in value:
            yield value
        for key, inner in value.items():
            if isinstance(inner, (dict, list)) and key not in {
                "itemListElement",
                "comment",
                "mentions",
                "isPartOf",
                "hasPart",
                "review",
                "potentialAction",
            }:
                yield from _things(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:200]:
            yield from _things(inner, depth + 1)


def _fullness(thing: Thing) -> float:
    """Return how much an article's thing tells: a full one before one that is only mentioned."""
    wanted = (
        "headline",
        "name",
        "author",
        "datePublished",
        "articleBody",
        "publisher",
        "mainEntityOfPage",
    )
    kinds = types_of(thing)
    value = float(sum(bool(thing.get(key)) for key in wanted))
    if any(kind in {"CreativeWork", "Review", "Recipe", "HowTo", "Chapter"} for kind in kinds):
        value -= 3
    if not thing.get("headline"):
        value -= 1
    return value


def strings(value: object) -> list[str]:
    """Return the texts that a value of JSON-LD holds: itself, its name, those in its list."""
    if isinstance(value, str):
        return [one_line(value)] if value.strip() else []
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [str(value)]
    if isinstance(value, dict):
        for key in ("name", "@value", "headline", "alternateName"):
            if found := strings(value.get(key)):
                return found
        return []
    if isinstance(value, list):
        return [text for inner in value[:100] for text in strings(inner)]
    return []
