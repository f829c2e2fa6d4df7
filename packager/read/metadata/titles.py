# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""The title of a page's essay, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from packager.data_classes import dataclass
from packager.read.extract.words import bit, kinds_of
from packager.read.metadata.data import PageData, one_line, strings, types_of

_SEPARATOR = re.compile(r"\s+(?:[|\-–—»›·•:/~<«]|::|\|\|)\s+|\s*\|\s*|:\s+|\s+[–—]\s*")
_STRONG = re.compile(r"\s+(?:[|\-–—»›·•/~«]|::|\|\|)\s+|\s*\|\s*")
_WORD = re.compile(r"\w+")
_INSIDE, _SAME, _SURE, _SOME = 0.7, 0.5, 0.85, 0.25
_KICKER = re.compile(
    r"kicker|overline|dachzeile|topline|eyebrow|spitzmarke|roofline|sr-only|visually-?hidden|screen-?reader",
    re.I,
)
_NOT_TITLES = (
    bit("nav")
    | bit("footer")
    | bit("sidebar")
    | bit("related")
    | bit("comments")
    | bit("popup")
    | bit("ad")
)


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading: its text, its element, and the texts of the elements inside it, made plain."""

    text: str
    tag: str
    parts: frozenset[str]


def title_candidates(root: etree._Element, data: PageData) -> Iterator[tuple[str, str]]:
    """Give titles with the rules that found them, best first.

    The heading that a reader sees goes first where the page's own data knows it: what is
    written for search engines and social networks is often another wording.
    """
    sites = site_names(data)
    told = [
        (text, rule)
        for text, rule in _told(data)
        if text and _plain(text) not in {_plain(site) for site in sites}
    ]
    told = [(without_site(text, sites), rule) for text, rule in told]
    headings = _headings(root, sites)
    chosen = _heading(headings, told, data.title)
    if chosen:
        yield chosen, "h1"
    for text, rule in told:
        if len(text) > 1:
            yield _as_shown(text, headings), rule
    if data.title:
        yield _as_shown(without_site(data.title, sites, guess=True), headings), "title element"
    for heading in headings:
        if heading.tag == "h1":
            yield heading.text, "heading"


def _told(data: PageData) -> Iterator[tuple[str, str]]:
    yield data.first("citation_title"), "citation_title"
    for thing in data.articles[:1]:
        kinds = types_of(thing)
        for key in ("headline", "name"):
            if key == "name" and "headline" in thing:
                continue
            for text in strings(thing.get(key))[:1]:
                if len(text) < 300 and not (text.endswith(("…", "...")) and len(text) > 60):
                    yield text, f"json-ld {kinds[0] if kinds else 'article'} {key}"
    yield data.first("og:title"), "og:title"
    yield data.first("dc.title"), "dc.title"
    yield data.first("twitter:title", "parsely-title", "sailthru.title", "title"), "twitter:title"


def site_names(data: PageData) -> list[str]:
    """Return what the site may be called, by its data and its address."""
    names = [
        data.first("og:site_name"),
        data.first("application-name"),
        data.first("apple-mobile-web-app-title"),
        data.first("al:ios:app_name"),
        data.first("twitter:site").lstrip("@"),
        data.first("publisher", "dc.publisher", "citation_journal_title"),
    ]
    for thing in data.articles[:2]:
        names += strings(thing.get("publisher"))[:1]
    for thing in data.others:
        if set(types_of(thing)) & {
            "WebSite",
            "Organization",
            "NewsMediaOrganization",
            "Corporation",
        }:
            names += strings(thing.get("name"))[:1] + strings(thing.get("alternateName"))[:1]
    address = data.canonical or data.first("og:url")
    host = re.match(r"https?://(?:www\.|m\.|blog\.|en\.)?([\w-]+(?:\.[\w-]+)*)", address)
    if host:
        names += [host[1], host[1].split(".")[0]]
    return [name for name in dict.fromkeys(names) if name and len(name) < 80]


def _plain(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


def without_site(title: str, sites: list[str], *, guess: bool = False) -> str:
    """Return a title without the site's name before or behind it.

    ``guess`` takes off a short last part behind a strong separator even where the name is not
    known to be the site's; behind a bar that is always done.
    """
    known = {_plain(site) for site in sites if _plain(site)}
    places = list(_SEPARATOR.finditer(title))
    for number, place in enumerate(places):
        end = places[number + 1].start() if number + 1 < len(places) else len(title)
        head = title[: place.start()].strip()
        if (
            number >= len(places) - 3
            and len(head) > 2
            and _is_site(title[place.end() : end], known)
        ):
            return without_site(head, sites, guess=guess)
    for place in places[:2]:
        rest = title[place.end() :].strip()
        if len(rest) > 2 and _is_site(title[: place.start()], known):
            return without_site(rest, sites, guess=guess)
    parted = list(_STRONG.finditer(title))
    if parted and (guess or "|" in parted[-1][0]):
        head, tail = title[: parted[-1].start()], title[parted[-1].end() :]
        if len(tail.split()) <= 4 and len(head.split()) >= max(2, len(tail.split())):
            title = head
    return title.strip()


def _is_site(part: str, known: set[str]) -> bool:
    plain = _plain(part)
    if not plain:
        return False
    if plain in known:
        return True
    return any(
        len(name) > 3 and len(plain) > 3 and len(plain) <= len(name) + 14
        and (plain.startswith(name) or plain.endswith(name) or (name.startswith(plain) and len(plain) * 2 > len(name)))
        for name in known
    )  # fmt: skip


def _headings(root: etree._Element, sites: list[str]) -> list[_Heading]:
    """Return the headings of a page that are no logo and no furniture, in order."""
    plain_sites = {_plain(site) for site in sites}
    found = []
    for element in root.iter("h1", "h2", "h3"):
        text = one_line("".join(_visible(element)))
        if not text or len(text) > 400 or _plain(text) in plain_sites or _is_foreign(element):
            continue
        parts = {
            _plain("".join(child.itertext()))
            for child in element.iter(etree.Element)
            if child is not element
        }
        parts |= {_plain(element.text or "")} | {_plain(child.tail or "") for child in element}
        found.append(_Heading(text, str(element.tag), frozenset(parts)))
        if len(found) > 60:
            break
    return found


def _visible(element: etree._Element) -> Iterator[str]:
    """Give the texts of a heading without its kicker, a space where a block or line ends."""
    left_out: set[etree._Element] = set()
    for inner in element.iter(etree.Element):
        if inner is not element:
            parent = inner.getparent()
            if (
                parent in left_out
                or inner.tag in {"script", "style", "svg"}
                or _KICKER.search(inner.get("class") or "")
            ):
                left_out.add(inner)
    for action, inner in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(inner.tag, str):
            continue
        if action == "start":
            if inner not in left_out and inner.text:
                yield inner.text
        elif inner is not element:
            if inner.tag in {"br", "div", "p"} or inner in left_out:
                yield " "
            if inner.tail and inner.getparent() not in left_out:
                yield inner.tail


def _is_foreign(element: etree._Element) -> bool:
    for distance, ancestor in enumerate(element.iterancestors()):
        if (
            ancestor.tag in {"nav", "footer", "aside", "dialog"}
            or ancestor.get("hidden") is not None
        ):
            return True
        if distance < 3 and ancestor.tag not in {"body", "main", "article"}:
            names = f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"
            if kinds_of(names) & _NOT_TITLES and not kinds_of(names) & (
                bit("content") | bit("header")
            ):
                return True
    return False


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _alike(one: str, other: str) -> float:
    """Return how many of the words of two titles are the same, from 0 to 1."""
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return float(_plain(one) == _plain(other) != "")
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def _heading(headings: list[_Heading], told: list[tuple[str, str]], element: str) -> str:
    """Return the heading that is the title, judged by what the page's data says; else nothing."""
    wanted = [text for text, _ in told] + ([element] if element else [])
    first = [heading for heading in headings if heading.tag == "h1"]
    best, value = None, 0.0
    for heading in first:
        mine = max((_alike(heading.text, other) for other in wanted), default=0.0)
        inside = any(
            len(_words(heading.text)) > 2 and _words(heading.text) <= _words(other)
            for other in wanted
        )
        mine = max(mine, _INSIDE if inside else 0.0)
        if mine > value:
            best, value = heading, mine
    if best is None or value < _SAME:
        best = next(
            (
                heading
                for heading in headings
                if heading.tag != "h1"
                and any(
                    _alike(heading.text, other) > _SURE or _leads(heading.text, other)
                    for other in wanted
                )
            ),
            best if value > _SOME or not wanted else None,
        )
    if best is None:
        return ""
    # A kicker or a count inside the heading: the page's data knows the title alone.
    for other in wanted:
        if _plain(other) in best.parts and _plain(other) != _plain(best.text):
            return other
    return best.text


def _leads(text: str, title: str) -> bool:
    """Return whether a page's title begins or ends with a heading and a separator."""
    parts = [_plain(part) for part in _STRONG.split(title)]
    return len(parts) > 1 and len(text) > 8 and _plain(text) in parts


def _as_shown(text: str, headings: list[_Heading]) -> str:
    """Return the heading that has the same words, in the page's own case and signs."""
    return next((h.text for h in headings if _plain(h.text) == _plain(text)), text)
