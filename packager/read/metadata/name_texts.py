# ruff: noqa: E501 - tables and patterns read better on one line
# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Texts that name people, on a page or in its data: the names in them, and what is none."""

from __future__ import annotations

import re
from collections.abc import Iterable

from packager.names import is_organisation
from packager.read.metadata.data import one_line
from packager.read.written_names import split_names

LEAD = re.compile(
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
_LABELS = frozenset(
    "author authors autor autoren auteur text texte interview datum date quelle source posted published updated by "
    "from von last redaktion editor view profile website email follow kontakt contact comments share more read "
    "contributors writer writers profil bearbeiten alle artikel zur artikelübersicht want to know fotos photos foto photo".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'\-.][^\W\d_]+)*\.?")


def tidied(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names in these texts, without jobs, degrees and the words before them."""
    names: list[str] = []
    for text in texts:
        line = one_line(re.sub(r"<[^<>]{0,300}>", " ", text))
        line = LEAD.sub("", line)
        if not line or len(line) > 200 or "://" in line:
            continue
        head, dash, _ = line.partition(" - ")
        if dash and is_name(head, strict=True):
            line = head
        line = re.sub(r"\s*\([^()]*\)\s*$", "", line)
        found = [_without_job(name) for name in split_names(line) if is_name(name)]
        people = [name for name in found if is_name(name, strict=True)]
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


def is_name(name: str, *, strict: bool = False) -> bool:  # noqa: PLR0911 - one return a rule
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


def before_details(text: str) -> str:
    """Return what stands in a byline before a date, a place or what else is said of the text."""
    lead = LEAD.match(text)
    rest = text[lead.end() :] if lead else text
    inner = re.search(r"(?:^|\s)(?:von|by)\s+(?=[A-ZÄÖÜ])", rest) if not lead else None
    if inner and inner.start() < 30:
        rest = rest[inner.end() :]
    return _CUT.sub("", rest).strip(" ,;:|●•")
