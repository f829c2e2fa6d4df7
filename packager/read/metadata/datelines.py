# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""When a page's essay was first published: from its data, its markup, its text, its address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from packager import dates
from packager.read.extract.words import bit, kinds_of
from packager.read.metadata.data import PageData, one_line, strings

_META = (
    "article:published_time", "citation_publication_date", "citation_date", "citation_online_date", "datepublished",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dc.date.created", "dc.created", "dc.issued", "article.published",
    "article:published", "publish-date", "publish_date", "pubdate", "publishdate", "published_time", "publication_date",
    "publicationdate", "og:published_time", "og:article:published_time", "cxenseparse:recs:publishtime", "ptime",
    "article_date_original", "originalpublicationdate", "bt:pubdate", "rnews:datepublished", "dc.date",
    "date.created", "created", "datecreated", "article.created", "displaydate", "date", "vr:published_time", "cre",
    "article:post_date", "post_date", "published", "eprints.date", "bepress_citation_date", "prism.publicationdate",
    "og:pubdate", "shareaholic:article_published_time", "last-modified-date", "release_date", "og:release_date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "dc.modified", "dc.date.modified", "datemodified", "lastmod", "last-modified", "revised", "article.updated", "og:modified_time")  # fmt: skip
_DATE_NAME = re.compile(
    r"date|publi|posted|pubdate|time|entry-meta|post-meta|meta|byline|datum|fecha|submitted|created|info",
    re.I,
)
_SURE_NAME = re.compile(
    r"(?:publi|post|entry|article|blog|news)\w*[-_]?(?:date|time|on|datum)|(?:date|datum|time)[-_]?(?:publi|post|line|entry)|dateline|pubdate|\bdate\b|^datum|published|posted|erschein",
    re.I,
)
_UPDATED = re.compile(
    r"updat|modif|aktualisiert|geändert|mis à jour|actualizado|revised|review|edited|bearbeitet|last\b|zuletzt|retrieved|abgerufen|expire|since|seit|copyright|©|\(c\)|event",
    re.I,
)
_PUBLISHED = re.compile(
    r"publi|posted|veröffentlicht|erschienen|erstellt|vom\b|publicado|created|written|on\b|am\b|date\s*:|datum|stand",
    re.I,
)
_FOREIGN = bit("comments") | bit("related") | bit("nav") | bit("sidebar") | bit("popup")
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2]|[1-9])[/-]?(0[1-9]|[12]\d|3[01]|[1-9])(?:[/-]|\b)"
)
_VAGUE = frozenset(("date", "dc.date", "created", "dc.created", "dc.date.created", "cre"))
_SHORT = 160


def date_candidates(
    root: etree._Element, data: PageData, address: str
) -> Iterator[tuple[str, str, bool]]:
    """Give dates (ISO 8601) with the rule that found them and whether it is a guess, best first."""
    american = (data.language or "en").lower().startswith(
        "en"
    ) and "gb" not in data.language.lower()
    shown = sorted(_shown(root, american), key=lambda item: item[0])
    told = list(_told(data, american))
    if told:
        first = told[0][0]
        fuller = next(
            (item for item in told if item[0] != first and item[0].startswith(first)), None
        )
        if fuller:  # a journal's month, and the day elsewhere
            yield fuller
        # A vague key, or a day of publication that is the last change's, is often the program's:
        # an earlier day that stands plainly by the title is what readers were told.
        vague = told[0][1] in _VAGUE or first in {iso for iso, _ in modified_candidates(data)}
        if vague and shown and shown[0][0] < 0 and (told[0][1] in _VAGUE or shown[0][1] < first):
            yield shown[0][1], shown[0][2], True
    yield from told
    yield from _guessed(data, american, address, shown)


def _told(data: PageData, american: bool) -> Iterator[tuple[str, str, bool]]:
    for thing in data.articles[:2]:
        for key in ("datePublished", "dateCreated", "uploadDate"):
            for text in strings(thing.get(key))[:1]:
                if iso := dates.parse(text, month_first=american):
                    yield iso, f"json-ld {key}", False
    for name in _META:
        for text in data.meta.get(name, ())[:1]:
            if iso := dates.parse(text, month_first=american):
                yield iso, name, False
    for thing in data.others:
        for text in strings(thing.get("datePublished"))[:1]:
            if iso := dates.parse(text, month_first=american):
                yield iso, "json-ld datePublished", False


def _guessed(
    data: PageData, american: bool, address: str, found: list[tuple[float, str, str]]
) -> Iterator[tuple[str, str, bool]]:
    if found and found[0][0] < 300:
        yield found[0][1], found[0][2], True
    if match := _IN_ADDRESS.search(address):
        iso = dates.parse("-".join(match.groups()))
        if iso:
            yield iso, "address", True
    for _, iso, rule in found[:3]:
        yield iso, rule, True
    for name in _MODIFIED:
        for text in data.meta.get(name, ())[:1]:
            if iso := dates.parse(text, month_first=american):
                yield iso, name, True
    for thing in data.articles[:1]:
        for text in strings(thing.get("dateModified"))[:1]:
            if iso := dates.parse(text, month_first=american):
                yield iso, "json-ld dateModified", True


def modified_candidates(data: PageData) -> Iterator[tuple[str, str]]:
    """Give the dates of the last change that the page's data has."""
    for thing in data.articles[:1]:
        for text in strings(thing.get("dateModified"))[:1]:
            if iso := dates.parse(text):
                yield iso, "json-ld dateModified"
    for name in _MODIFIED:
        for text in data.meta.get(name, ())[:1]:
            if iso := dates.parse(text):
                yield iso, name


def _shown(root: etree._Element, american: bool) -> Iterator[tuple[float, str, str]]:  # noqa: PLR0912, PLR0915 - one walk that weighs what it meets
    """Give the dates on the page with a cost: the lower the likelier the day of publication."""
    body = root.find("body")
    if body is None:
        return
    elements = [
        e
        for e in body.iter(etree.Element)
        if e.tag not in {"script", "style", "noscript", "option"}
    ]
    title_at = next((place for place, e in enumerate(elements) if e.tag == "h1"), 0)
    foreign: set[etree._Element] = set()
    total = len(elements)
    sizes: dict[etree._Element, int] = {}
    for element in reversed(elements):
        sizes[element] = 1 + sum(
            sizes.get(child, 0) for child in element.iterchildren(etree.Element)
        )
    for place, element in enumerate(elements):
        parent = element.getparent()
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if (
            parent in foreign
            or (
                len(names) > 2
                and sizes[element] < 0.35 * total
                and next(element.iter("h1"), None) is None
                and kinds_of(names) & _FOREIGN
            )
            or (element.tag in {"nav", "aside"} and next(element.iter("h1"), None) is None)
        ):
            foreign.add(element)
        distance = abs(place - title_at) + (40 if place < title_at else 0)
        cost = float(min(distance, 400)) / 4 + (150 if element in foreign else 0)
        if element.get("itemprop") in {"datePublished", "dateCreated"} or (
            element.tag == "time" and element.get("pubdate") is not None
        ):
            text = (
                element.get("datetime")
                or element.get("content")
                or one_line("".join(element.itertext()))
            )
            if iso := dates.parse(text, month_first=american):
                yield cost - 120, iso, "itemprop=datePublished"
                continue
        if element.tag == "time":
            own = one_line("".join(element.itertext()))
            text = element.get("datetime") or own
            iso = dates.parse(text, month_first=american) or dates.parse(own, month_first=american)
            if iso:
                before = f"{names} {_before(element)}"
                sure = -60 if re.search(r"publi|entry-date|posted", names) else 0
                yield (
                    cost - 60 + sure + (130 if _UPDATED.search(before) else 0),
                    iso,
                    "time element",
                )
            continue
        own = element.text or ""
        pieces = [own, *(child.tail or "" for child in element)]
        if not any(re.search(r"\d", piece) for piece in pieces):
            continue
        text = one_line(" ".join(pieces))
        if len(text) > _SHORT:
            text = (
                text[:_SHORT]
                if element.tag in {"p", "div"} and place > title_at and distance < 40
                else ""
            )
        if not text:
            continue
        found = [
            dating for dating in dates.dates_in(text, month_first=american) if len(dating.iso) == 10
        ]
        if not found:
            continue
        context = f"{text[: found[0].start]} {_before(element)} {names} {parent.get('class') or '' if parent is not None else ''}"
        bonus = 0.0
        if _SURE_NAME.search(context):
            bonus -= 60
        elif _DATE_NAME.search(context):
            bonus -= 25
        if _PUBLISHED.search(text[: found[0].start] + _before(element)):
            bonus -= 30
        rest = len(text) - sum(d.end - d.start for d in found)
        bonus += 60 if rest > 60 else 0
        if _UPDATED.search(context):
            bonus += 130
        if element.tag == "a":
            bonus += 20
        yield cost + bonus, found[0].iso, "date on the page"


def _before(element: etree._Element) -> str:
    """Return the few words that stand before an element's own."""
    previous = element.getprevious()
    if previous is not None and isinstance(previous.tag, str):
        return one_line(f"{''.join(previous.itertext())} {previous.tail or ''}")[-30:]
    parent = element.getparent()
    return one_line(parent.text or "")[-30:] if parent is not None else ""
