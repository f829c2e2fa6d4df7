# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Who wrote a page's essay: from its data, its marked-up byline, or a line such as ``By X and Y``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from packager.names import is_organisation
from packager.read.metadata.data import PageData, Thing, strings, types_of
from packager.read.metadata.name_texts import is_name, tidied
from packager.read.metadata.shown_bylines import Byline, shown_bylines

_META = ("citation_author", "parsely-author", "sailthru.author", "dc.creator", "byl", "dc.contributor",
         "cxenseparse:author", "author", "article:author_name", "article:author", "og:author", "article.author", "twitter:creator:name", "shareaholic:article_author_name", "vr:author", "creator", "authors")  # fmt: skip
# Who runs the machine, not who writes: never a name on its own.
_NOBODY = frozenset(
    "admin administrator webmaster editor redaktion redaction redazione staff author autor autorin "
    "guest user anonymous unknown webredaktion root editorial team support moderator none null "
    "undefined website website-team posts written by".split()
)


def author_candidates(
    root: etree._Element, data: PageData, sites: Iterable[str]
) -> Iterator[Byline]:
    """Give the authors by each rule that finds some, best first.

    A name that is the site's own goes last: many programs put it where no author is given.
    """
    known = {_plain(site) for site in sites}
    later: list[Byline] = []
    seen: set[tuple[str, ...]] = set()
    every = list(_all(root, data))
    people = any(_are_people(byline) and not byline.guessed for byline in every)
    for byline in every:
        if (
            people
            and byline.rule == "meta author"
            and all(
                is_organisation(n)
                or _plain(n) == _plain(data.first("og:site_name", "publisher", "copyright"))
                for n in byline.names
            )
        ):
            later.append(byline)
            continue
        names = tuple(name for name in byline.names if _plain(name) not in known)
        if not names or all(_is_nobody(name) for name in names):
            later.append(byline)
            continue
        names = tuple(name for name in names if not _is_nobody(name))
        if names not in seen:
            seen.add(names)
            yield Byline(names, byline.rule, byline.guessed)
    for byline in later:
        if (
            byline.names
            and byline.names not in seen
            and not all(_plain(n) in _NOBODY for n in byline.names)
        ):
            seen.add(byline.names)
            yield byline


def _are_people(byline: Byline) -> bool:
    return bool(byline.names) and all(is_name(name, strict=True) for name in byline.names)


def _plain(name: str) -> str:
    return "".join(re.findall(r"\w+", name.casefold()))


def _is_nobody(name: str) -> bool:
    return all(word in _NOBODY for word in re.findall(r"[\w-]+", name.casefold()))


def _all(root: etree._Element, data: PageData) -> Iterator[Byline]:
    shown = list(shown_bylines(root))
    if data.meta.get("citation_author"):
        yield Byline(tidied(_inverted(data.meta["citation_author"])), "citation_author")
    told = [*_from_things(data.articles, data), *_from_meta(data)]
    # Markup with more names than the data, among them the data's: "X with Y" on the page.
    for byline in told:
        fuller = next(
            (s for s in shown if len(s.names) > len(byline.names) and set(map(_plain, byline.names)) < set(map(_plain, s.names)) and not s.guessed and len(s.names) < 6),
            None,
        )  # fmt: skip
        if fuller and byline.names:
            yield fuller
        if len(byline.names) == 1:
            whole = next(
                (
                    s
                    for s in shown
                    if len(s.names) == 1
                    and s.names[0].casefold().startswith(byline.names[0].casefold() + " ")
                ),
                None,
            )
            if whole and len(byline.names[0].split()) == 1:
                yield whole
        yield byline
    yield from shown
    yield from _from_others(data)


def _from_things(articles: list[Thing], data: PageData) -> Iterator[Byline]:
    for thing in articles[:2]:
        kind = (types_of(thing) or ["Article"])[0]
        for key in ("author", "creator"):
            value = thing.get(key)
            people = [
                data.resolved(person) for person in (value if isinstance(value, list) else [value])
            ]
            names = tidied(text for person in people for text in strings(person))
            if names:
                yield Byline(names, f"json-ld {kind} {key}")


def _from_others(data: PageData) -> Iterator[Byline]:
    """Give the one person that the page's data describes, where no article names its author."""
    people = [thing for thing in data.others if "Person" in types_of(thing)]
    names = tidied(text for person in people for text in strings(person.get("name")))
    if len(set(names)) == 1:
        yield Byline(names[:1], "json-ld Person", guessed=True)


def _from_meta(data: PageData) -> Iterator[Byline]:
    for name in _META[1:]:
        values = [
            value for value in data.meta.get(name, []) if "://" not in value and "@" not in value
        ]
        names = tidied(values)
        if names:
            yield Byline(names, name if name != "author" else "meta author")
    labels = {
        "written by",
        "verfasst von",
        "escrito por",
        "écrit par",
        "author",
        "geschreven door",
        "scritto da",
        "by",
        "geschrieben von",
        "skrevet av",
        "skriven av",
    }
    for number in ("1", "2"):
        if data.first(f"twitter:label{number}").casefold() in labels:
            yield Byline(tidied([data.first(f"twitter:data{number}")]), "twitter:data")


def _inverted(names: Iterable[str]) -> list[str]:
    """Return ``Family, Given`` of library data the other way round."""
    turned = []
    for name in names:
        family, comma, given = name.partition(",")
        turned.append(f"{given.strip()} {family.strip()}" if comma and given.strip() else name)
    return turned
