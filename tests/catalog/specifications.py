"""What OPDS 1.2 and 2.0 demand, as data and checks written from their text.

The published schemas are not part of this repository: OPDS 1.2's grammar is ``opds12.rng``
beside this file, OPDS 2.0's schema is :data:`FEED` and :data:`PUBLICATION`. What no grammar can
say is said by :func:`breaches_of`.
https://specs.opds.io/opds-1.2, RFC 4287, https://drafts.opds.io/opds-2.0,
https://github.com/readium/webpub-manifest
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
OPDS = "{http://opds-spec.org/2010/catalog}"
GRAMMAR = etree.RelaxNG(etree.parse(str(Path(__file__).with_name("opds12.rng"))))
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"


def breaches_of(feed: etree._Element) -> Iterator[str]:
    """Yield what a feed breaks of the text of OPDS 1.2 and RFC 4287 beyond their grammar."""
    entries = feed.findall(f"{ATOM}entry")
    acquiring = [bool(_acquisitions(entry)) for entry in entries]
    if any(acquiring) and not all(acquiring):
        yield "§2: a feed is of navigation or of acquisition, and this is both"
    kind = ACQUISITION if any(acquiring) else NAVIGATION
    links = feed.findall(f"{ATOM}link")
    rels = Counter(link.get("rel") for link in links)
    for rel in ("self", "start"):
        if rels[rel] != 1:
            yield f"§2.1, §2.6: {rels[rel]} links to {rel}"
    if any(link.get("rel") == "self" and link.get("type") != kind for link in links):
        yield f"§2.2, §2.3: the feed is none of what its own link says, {kind}"
    if feed.find(f"{ATOM}author") is None and not all(e.find(f"{ATOM}author") for e in entries):
        yield "RFC 4287 §4.1.1: a feed has an author, or each entry has one"
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    yield from (
        f"RFC 4287 §4.1.1: two entries have the id {id_}" for id_, n in ids.items() if n > 1
    )
    facets = [link for link in links if link.get("rel") == "http://opds-spec.org/facet"]
    if facets and kind == NAVIGATION:
        yield "§4: a feed of navigation has facets"
    active = Counter(f.get(f"{OPDS}facetGroup") for f in facets if f.get(f"{OPDS}activeFacet"))
    yield from (f"§4: group {group} has {n} active facets" for group, n in active.items() if n > 1)
    for parent in (feed, *entries):
        yield from _link_breaches(parent)


def _acquisitions(entry: etree._Element) -> list[etree._Element]:
    links = entry.findall(f"{ATOM}link")
    return [k for k in links if (k.get("rel") or "").startswith("http://opds-spec.org/acquisition")]


def _link_breaches(parent: etree._Element) -> Iterator[str]:
    alternates: Counter[tuple[str | None, str | None]] = Counter()
    for link in parent.findall(f"{ATOM}link"):
        rel, type_, href = link.get("rel") or "", link.get("type"), link.get("href") or ""
        if rel == "alternate":
            alternates[type_, link.get("hreflang")] += 1
        if rel.startswith("http://opds-spec.org/image") and type_ not in (
            "image/gif", "image/jpeg", "image/png",
        ):  # fmt: skip
            yield f"§5.2.2: an image of type {type_}"
        if rel.startswith("http://opds-spec.org/acquisition") and not type_:
            yield "§5.3: an acquisition link without a type"
        if href.partition("#")[0].endswith(".xml") and type_ not in (NAVIGATION, ACQUISITION):
            yield f"§7.1: {href} is a feed and is said to be {type_}"
    yield from (f"RFC 4287 §4.1: {n} alternates of {k}" for k, n in alternates.items() if n > 1)


# --- OPDS 2.0 ------------------------------------------------------------------------------

_DATE_TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
_URI = r"^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$"
_REFERENCE = r"^(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9:/?#\[\]@!$&'()*+,;=._~-])+$"  # RFC 3986 §4.1
_TAG = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
_RELS = [
    "preview",
    *(
        f"http://opds-spec.org/acquisition{kind}"
        for kind in ("", "/buy", "/open-access", "/borrow", "/sample", "/subscribe")
    ),
]
Schema = dict[str, Any]


def _with_rel(wanted: Schema) -> Schema:
    """Return the schema of a list in which a link has a relation."""
    listed = {"type": "array", "contains": wanted}
    return {"contains": {"properties": {"rel": {"anyOf": [wanted, listed]}}, "required": ["rel"]}}


LINK: Schema = {
    "type": "object",
    "required": ["href"],
    "properties": {
        "href": {"type": "string", "pattern": _REFERENCE},
        "type": {"type": "string", "pattern": "^[^/ ]+/[^/]+$"},
        "title": {"type": "string"},
        "rel": {"type": ["string", "array"], "items": {"type": "string"}},
        "width": {"type": "integer", "exclusiveMinimum": 0},
        "height": {"type": "integer", "exclusiveMinimum": 0},
        "properties": {
            "type": "object",
            "properties": {"numberOfItems": {"type": "integer", "minimum": 0}},
        },
    },
}
LINKS: Schema = {"type": "array", "items": LINK, "uniqueItems": True}
_NAMED: Schema = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "sortAs": {"type": "string"},
        "identifier": {"type": "string", "pattern": _URI},
        "position": {"type": "number"},
        "links": LINKS,
    },
    "additionalProperties": False,
}
_CONTRIBUTOR: Schema = {
    "anyOf": [
        {"type": "string"},
        _NAMED,
        {"type": "array", "items": {"anyOf": [{"type": "string"}, _NAMED]}},
    ]
}
_ROLES = (
    "author translator editor artist illustrator letterer penciler colorist inker narrator "
    "contributor publisher imprint"
).split()
METADATA: Schema = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "@type": {"type": "string", "pattern": _URI},
        "identifier": {"type": "string", "pattern": _URI},
        "title": {"type": "string", "minLength": 1},
        "subtitle": {"type": "string"},
        "sortAs": {"type": "string"},
        "modified": {"type": "string", "pattern": _DATE_TIME},
        "published": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T.+)?$"},
        "language": {
            "anyOf": [
                {"type": "string", "pattern": _TAG},
                {"type": "array", "items": {"type": "string", "pattern": _TAG}},
            ]
        },
        **dict.fromkeys(_ROLES, _CONTRIBUTOR),
        "subject": {"type": "array", "items": {"type": "string", "minLength": 1}},
        "description": {"type": "string"},
        "belongsTo": {
            "type": "object",
            "properties": {"series": _CONTRIBUTOR, "collection": _CONTRIBUTOR},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
PUBLICATION: Schema = {
    "type": "object",
    "required": ["metadata", "links", "images"],
    "properties": {
        "metadata": METADATA,
        "links": {**LINKS, "allOf": [_with_rel({"enum": _RELS}), _with_rel({"const": "self"})]},
        "images": {
            **LINKS,
            "minItems": 1,
            "contains": {
                "required": ["type"],
                "properties": {"type": {"enum": ["image/jpeg", "image/png", "image/gif"]}},
            },
        },
    },
    "additionalProperties": False,
}
FEED_METADATA: Schema = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "minLength": 1},
        "identifier": {"type": "string", "pattern": _URI},
        "modified": {"type": "string", "pattern": _DATE_TIME},
        "numberOfItems": {"type": "integer", "minimum": 0},
        "itemsPerPage": {"type": "integer", "exclusiveMinimum": 0},
        "currentPage": {"type": "integer", "exclusiveMinimum": 0},
    },
    "additionalProperties": False,
}
_TITLED: Schema = {**LINK, "required": ["href", "title"]}
_COLLECTIONS: Schema = {
    "navigation": {"type": "array", "items": _TITLED, "uniqueItems": True},
    "publications": {"type": "array", "items": PUBLICATION, "uniqueItems": True},
}
FEED: Schema = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["metadata", "links"],
    "properties": {
        "metadata": FEED_METADATA,
        "links": {**LINKS, **_with_rel({"const": "self"})},
        **_COLLECTIONS,
        "facets": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["metadata", "links"],
                "properties": {"metadata": FEED_METADATA, "links": {**LINKS, "minItems": 2}},
                "additionalProperties": False,
            },
        },
        "groups": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["metadata"],
                "properties": {"metadata": FEED_METADATA, "links": LINKS, **_COLLECTIONS},
                "oneOf": [{"required": ["navigation"]}, {"required": ["publications"]}],
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
    "anyOf": [{"required": [role]} for role in ("navigation", "publications", "groups")],
}
