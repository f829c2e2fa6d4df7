# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Who wrote a page's essay: from its data, its marked-up byline, or a line such as ``By X and Y``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree

from packager.names import is_organisation
from packager.read.extract.words import bit, kinds_of
from packager.read.furniture import furniture
from packager.read.metadata.data import PageData, Thing, one_line, strings, types_of
from packager.read.written_names import split_names

_META = ("citation_author", "parsely-author", "sailthru.author", "dc.creator", "byl", "dc.contributor",
         "cxenseparse:author", "author", "article:author_name", "article:author", "og:author", "article.author", "twitter:creator:name", "shareaholic:article_author_name", "vr:author", "creator", "authors")  # fmt: skip
# Who runs the machine, not who writes: never a name on its own.
_NOBODY = frozenset(
    "admin administrator webmaster editor redaktion redaction redazione staff author autor autorin "
    "guest user anonymous unknown webredaktion root editorial team support moderator none null "
    "undefined website website-team posts written by".split()
)
_LEAD = re.compile(
    r"^\s*(?:(?:alles|alle (?:artikel|beiträge)|(?:view |see )?(?:all )?(?:posts|articles|stories)|more|words|story|text|article|articles|photos?|written|posted|reported|reviewed|published|authored|guest post|"
    r"geschrieben|veröffentlicht|gespeichert|erstellt|verfasst|(?:ein )?(?:artikel|beitrag|gastbeitrag|kommentar|interview)|"
    r"(?:eine )?(?:analyse|kolumne|reportage)|escrito|publié|rédigé|publicado|submitted|updated|created|contributed)\s+)?"
    r"(?:(?:by|von|par|por|di|door|przez|av|af)(?=[\s:：])|autor(?:ka|in|en)?\s*:|(?:guest |about the )?authors?\s*:|guest author|auteurs?\s*:|texte?\s*:|"
    r"interview\s*:|verfasser(?:in)?\s*:|redakteur(?:in)?\s*:|投稿者|作者\s*[:：]?|文\s*[:：/／]|撰文\s*[:：]|글\s*[:：]|記者\s*[:：]|著者\s*[:：]?)"
    r"[\s:：]*", re.I
)  # fmt: skip
_CUT = re.compile(
    r"\s*(?:\||•|·|\u2022|\s[-–—]\s|//|\(|,?\s+(?:on|am|at|in|vom|le|el|il|für|for|updated|published|posted|last updated|"
    r"publié|veröffentlicht|stand|photo|foto|fotos|photos|photography|photographs|illustration|illustrated|"
    r"medically reviewed|reviewed by|fact.checked|edited by)\b|"
    r",?\s*\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,|"
    r",?\s*\b(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember)\.?\s+\d|"
    r"@\w|\d{1,2}[./]\d{1,2}[./]|\d{4}-\d\d|\d+\s*(?:min|h|hours?|days?|months?|years?|ago)\b|\s+\d).*",
    re.I | re.S,
)
_AUTHOR_NAME = re.compile(
    r"author|byline|autor|verfasser|writer|contributor|redakteur|journalist", re.I
)
_LABELS = frozenset(
    "author authors autor autoren auteur text texte interview datum date quelle source posted published updated by "
    "from von last redaktion editor view profile website email follow kontakt contact comments share more read "
    "contributors writer writers profil bearbeiten alle artikel zur artikelübersicht want to know fotos photos foto photo".split()
)
_NOT_NAME = re.compile(
    r"bio|box|about|avatar|image|img|photo|thumb|social|follow|desc|related|more|share|widget|comment|job|role|position|email|archive|block-author-list",
    re.I,
)
_PERSON_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es)?|people|person|profile|profil|by|writers?|contributors?|staff|team|redaktion|editors|journalists?|users?|experts?|member|bio|columnist)s?/",
    re.I,
)
_FOREIGN = bit("comments") | bit("related") | bit("nav") | bit("sidebar") | bit("popup")
_CARDS = bit("comments") | bit("related") | bit("nav")
_WORD = re.compile(r"[^\W\d_]+(?:[’'\-.][^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True)
class Byline:
    """Authors by one rule; ``guessed`` where running text says it, not markup."""

    names: tuple[str, ...]
    rule: str
    guessed: bool = False


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
    return bool(byline.names) and all(_is_name(name, strict=True) for name in byline.names)


def _plain(name: str) -> str:
    return "".join(re.findall(r"\w+", name.casefold()))


def _is_nobody(name: str) -> bool:
    return all(word in _NOBODY for word in re.findall(r"[\w-]+", name.casefold()))


def _all(root: etree._Element, data: PageData) -> Iterator[Byline]:
    shown = list(_shown(root))
    if data.meta.get("citation_author"):
        yield Byline(_tidied(_inverted(data.meta["citation_author"])), "citation_author")
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
            names = _tidied(text for person in people for text in strings(person))
            if names:
                yield Byline(names, f"json-ld {kind} {key}")


def _from_others(data: PageData) -> Iterator[Byline]:
    """Give the one person that the page's data describes, where no article names its author."""
    people = [thing for thing in data.others if "Person" in types_of(thing)]
    names = _tidied(text for person in people for text in strings(person.get("name")))
    if len(set(names)) == 1:
        yield Byline(names[:1], "json-ld Person", guessed=True)


def _from_meta(data: PageData) -> Iterator[Byline]:
    for name in _META[1:]:
        values = [
            value for value in data.meta.get(name, []) if "://" not in value and "@" not in value
        ]
        names = _tidied(values)
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
            yield Byline(_tidied([data.first(f"twitter:data{number}")]), "twitter:data")


def _inverted(names: Iterable[str]) -> list[str]:
    """Return ``Family, Given`` of library data the other way round."""
    turned = []
    for name in names:
        family, comma, given = name.partition(",")
        turned.append(f"{given.strip()} {family.strip()}" if comma and given.strip() else name)
    return turned


def _tidied(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names in these texts, without jobs, degrees and the words before them."""
    names: list[str] = []
    for text in texts:
        line = one_line(re.sub(r"<[^<>]{0,300}>", " ", text))
        line = _LEAD.sub("", line)
        if not line or len(line) > 200 or "://" in line:
            continue
        head, dash, _ = line.partition(" - ")
        if dash and _is_name(head, strict=True):
            line = head
        line = re.sub(r"\s*\([^()]*\)\s*$", "", line)
        found = [_without_job(name) for name in split_names(line) if _is_name(name)]
        people = [name for name in found if _is_name(name, strict=True)]
        if people:  # degrees and papers behind people's names
            found = [name for name in found if not re.fullmatch(r"[A-Z][A-Z.\-]{1,6}", name)]
        names += found
    return tuple(dict.fromkeys(name.strip(" *●•,") for name in names))


_JOB = re.compile(
    r"\s+(?:(?:senior|junior|chief|lead|managing|contributing|staff|content|marketing|executive|associate|deputy|"
    r"business|product|general|technical|seo|digital|social|head|vice|co-?founder|founder|ceo|cto|cmo|editor|writer|reporter|director|manager|"
    r"specialist|strategist|correspondent|columnist|contributor|author|expert|analyst|president|redakteur(?:in)?|"
    r"chefredakteur(?:in)?|freelancer?)\b.*)$", re.I
)  # fmt: skip


def _without_job(name: str) -> str:
    short = _JOB.sub("", name)
    return short if len(short.split()) > 1 and len(short.split()) < len(name.split()) else name


def _is_name(name: str, *, strict: bool = False) -> bool:  # noqa: PLR0911 - one return a rule
    """Return whether a text can be a name; ``strict`` for texts that no markup vouches for."""
    if not 1 < len(name) <= 60 or "@" in name or "/" in name or name.startswith(("http", "www.")):
        return False
    words = _WORD.findall(name)
    if all(word in _LABELS for word in re.findall(r"\w+", name.casefold())):
        return False
    if not words or len(words) > 7:
        return False
    if strict:
        if any(c.isdigit() for c in name) or not 2 <= len(words) <= 5:
            return False
        small = [word for word in words if word[0].islower()]
        if len(small) > len(words) // 2 or words[-1][0].islower() or words[0][0].islower():
            return False
        return not is_organisation(name)
    return True


def _shown(root: etree._Element) -> Iterator[Byline]:
    """Give the bylines that stand on the page near its title, marked ones first."""
    body = root.find("body")
    if body is None:
        return
    elements = [e for e in body.iter(etree.Element) if e.tag not in {"script", "style", "noscript"}]
    sizes = _sizes(body)
    title_at = next((i for i, e in enumerate(elements) if e.tag == "h1"), 0)
    marked: list[tuple[int, tuple[str, ...], str]] = []
    for place, element in enumerate(elements):
        rule = _rule_of(element)
        if not rule or _is_elsewhere(element, sizes):
            continue
        names = _names_in(element)
        if rule == "link to the author":
            names = tuple(name for name in names if _is_name(name, strict=True) and len(names) < 6)
        if names:
            distance = abs(place - title_at) + (200 if place < title_at else 0)
            marked.append((distance if rule != "rel=author" else distance + 30, names, rule))
    ends = [item for item in marked if item[2] in {"itemprop=author", "rel=author"}]
    for distance, names, rule in sorted(marked):
        if rule in {"itemprop=author", "rel=author"}:
            near = [n for d, n, r in ends if r == rule and abs(d - distance) < 25]
            names = (  # noqa: PLW2901 - narrowed
                tuple(dict.fromkeys(name for group in near for name in group))
                if len(near) < 6
                else names
            )
        yield Byline(names, rule)
    yield from _in_text(elements, title_at, sizes)


def _rule_of(element: etree._Element) -> str:
    item = element.get("itemprop") or ""
    if "author" in item.split() and element.tag != "meta":
        return "itemprop=author"
    if element.tag == "a" and "author" in (element.get("rel") or "").split():
        return "rel=author"
    names = (
        f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-testid') or ''}"
    )
    if len(names) > 2 and _AUTHOR_NAME.search(names):
        return "byline" if "name" in names.lower() or not _NOT_NAME.search(names) else ""
    if element.tag == "a" and _is_person_link(element):
        return "link to the author"
    return "byline" if "submitted" in names.split() or "h-card" in names.split() else ""


def _is_elsewhere(element: etree._Element, sizes: dict[etree._Element, int]) -> bool:
    """Return whether an element belongs to comments, teasers of other pieces, or the page's frame."""
    whole = max(sizes.values(), default=1)
    for distance, ancestor in enumerate(element.iterancestors()):
        if sizes.get(ancestor, whole) > 0.35 * whole or _has_title(ancestor):
            return False
        if ancestor.tag == "nav":
            return True
        names = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"
        if len(names) > 1 and distance < 9:
            kinds = kinds_of(names)
            if kinds & _FOREIGN and not (kinds & bit("author") and not kinds & _CARDS):
                return True
    return False


def _sizes(body: etree._Element) -> dict[etree._Element, int]:
    """Return how many elements each element holds, itself included."""
    sizes: dict[etree._Element, int] = {}
    for element in reversed(list(body.iter(etree.Element))):
        sizes[element] = 1 + sum(sizes[child] for child in element.iterchildren(etree.Element))
    return sizes


def _has_title(element: etree._Element) -> bool:
    return next(element.iter("h1"), None) is not None


def _names_in(element: etree._Element) -> tuple[str, ...]:
    """Return the names in a byline's element: its links to people, else its text before dates."""
    inner = [
        e
        for e in element.iter()
        if e is not element and "name" in (e.get("itemprop") or "").split()
    ]
    texts = [one_line("".join(e.itertext())) or one_line(e.get("content") or "") for e in inner]
    if not any(texts):
        links = [
            one_line("".join(link.itertext()))
            for link in element.iter("a")
            if _is_person_link(link)
        ]
        texts = [text for text in links if text]
    if not any(texts):
        pieces = [one_line(piece) for piece in element.itertext() if piece.strip()]
        if sum(map(len, pieces)) > 160:
            return ()
        texts = [_before_details(" ".join(pieces))]
        named = [piece for piece in map(_before_details, pieces) if _is_name(piece, strict=True)]
        if named and len(pieces) > 1 and not re.search(r"\b(?:and|und|et|y|&)\b", texts[0]):
            texts = named[:1]
    names = [
        name
        for text in texts
        for name in _tidied([text])
        if furniture(name) is None and not re.search(r"\d", name)
    ]
    names = [name for name in names if len(name.split()) <= 5]
    return tuple(dict.fromkeys(names)) if len(names) <= 8 else ()


def _is_person_link(link: etree._Element) -> bool:
    address = link.get("href") or ""
    if "author" in (link.get("rel") or "").split():
        return True
    return bool(
        _PERSON_PATH.search(unquote(urlsplit(address).path)) if "//[" not in address else False
    )


def _before_details(text: str) -> str:
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    inner = re.search(r"(?:^|\s)(?:von|by)\s+(?=[A-ZÄÖÜ])", rest) if not lead else None
    if inner and inner.start() < 30:
        rest = rest[inner.end() :]
    return _CUT.sub("", rest).strip(" ,;:|●•")


def _in_text(
    elements: list[etree._Element], title_at: int, sizes: dict[etree._Element, int]
) -> Iterator[Byline]:
    """Give the names of a line that begins with ``By``, ``Von``, ``Par`` …: near the title first."""
    near = elements[max(0, title_at - 15) : title_at + 250]
    for element in (*near, *elements[title_at + 250 :]):
        text = one_line(" ".join(element.itertext())) if len(element) < 12 else ""
        if not text or len(text) > 200:
            continue
        lead = _LEAD.match(text)
        if not lead or _is_elsewhere(element, sizes):
            continue
        plain = _before_details(text)
        names = _tidied([plain])
        short = len(text.split()) <= 4 and len(names) == 1 and element in near
        if (
            names
            and (short or all(_is_name(name, strict=True) for name in names))
            and furniture(text) is None
        ):
            yield Byline(names, "line by", guessed=True)
            return
