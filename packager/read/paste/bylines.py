"""Who wrote a pasted text and when, read from the lines about its title and its end."""

from __future__ import annotations

import re

from packager.data_classes import dataclass
from packager.dates import dates_in
from packager.names import is_organisation, table
from packager.read.furniture import furniture
from packager.read.paste.features import look_at
from packager.read.paste.lines import Line
from packager.read.written_names import split_names

_ABOVE, _BELOW = 9, 16  # lines about the title in which a byline is looked for
_AFTER = 14  # lines after the essay's end

# "By", in the languages that write it before the name
_BY = (
    r"(?:(?:story|words|text|article|review|reviewed|report|guide|analysis|opinion|photos?|posted"
    r"|written|published|created|edited|compiled|interview|column|essay|perspective|blog)"
    r"(?:\s+(?:and|&)\s+(?:photos?|images|photographs|illustrations?))?\s+)?by"
    r"|author[s]?|writer|words|text|von|vom|par|por|texto(?:\s+de)?|di|testo di|door|tekst|av|af"
    r"|autor(?:ka|in|a)?|autore|auteur|redaktion|från|przez|napsal[a]?|автор|текст"
    r"|un article de|écrit par|publié par|publicado por|escrito por|geschrieben von|ein beitrag von"
)
# "by" inside a line counts behind a mark, a date, or what was done: "Nov 3 | by", "Updated … by"
_EXPLICIT = re.compile(
    rf"(?:[|•·●—–/,:;)»\]]\s*|\d{{4}}\s*|\b(?:[ap]\.?m\.?|[A-Z]{{2,4}}|read|posted|written|published"
    rf"|reported|ago)\s+)(?P<by>{_BY})(?P<mark>\s*[:：]\s*|\s+)(?P<rest>\S.*)",
    re.I,
)
_START = re.compile(
    rf"\W{{0,3}}(?P<by>{_BY})(?P<mark>\s*[:：]\s*|\s+|(?<=by)(?=[A-Z]))(?P<rest>\S.*)", re.I
)
_ALONE = re.compile(
    rf"\W{{0,3}}(?:{_BY}|about the author|by line|guest author|author bio)\s*[:：]?\s*\Z", re.I
)
_EAST = re.compile(
    r"(?:文\s*[/／｜|:：]|作者\s*[:：]|記者\s*[:：]?|撰文\s*[:：]?|责任编辑\s*[:：]|責任編輯\s*[:：]|编辑\s*[:：]"
    r"|(?:文|執筆|著者|筆者|取材・文|ライター|글)\s*[:：=＝/／・·])\s*"
    r"(?P<rest>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af・ A-Za-z.、,]{2,40})"
)
_KOREAN = re.compile(r"(?P<rest>[\uac00-\ud7af]{2,4})\s*(?:기자|특파원|논설위원)(?:\s|\Z)")
# What ends the names: a time, a place on the site, what else was done to the text
_STOP = re.compile(
    r"\s*(?:[|•●·✉»▪]|\s[-–—]\s|—|\bon\s+[A-Z][a-z]+|\bon\s+\d|\bin\s+[A-Z]|\b(?:published|updated|posted|"
    r"last|reviewed|edited|fact|photo|view|share|comments?|leave|follow|for the|with additional|"
    r"medically|illustrat\w*|read|min|minutes|publié|veröffentlicht|actualizado|modified|former|"
    r"on behalf)\b"
    r"|\d|[(\[]|\s@|https?:|,\s+(?:senior|staff|special|associate|contributing|guest|managing|chief|"
    r"executive|former|the)\b).*\Z",
    re.I,
)
_NAME_WORD = re.compile(r"(?:[^\W\d_]|[.'’\-‘*®™])+\Z")
_NOT_NAMES = frozenset(
    "the a an of for with from to in on at by and or is are was be this that it its his her our "
    "your "
    "my we you they how why what when where who which new best top more all not no yes one two "
    "three "
    "review news guide home about contact blog read share follow subscribe sign log view see get "
    "privacy policy terms menu search photo image video gallery story article opinion sports "
    "business tech science health travel food culture politics world local latest popular related "
    "january february march april june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday updated published posted email print "
    "introduction conclusion summary overview contents table abstract background features "
    "technology education entertainment lifestyle company products services resources support "
    "learn start free buy information link over time out into spotlight check price amazon "
    "industry check adventure reading hours view other genres impressions first senior manager "
    "engineer shop book books music art arts design career careers events community "
    "indoor plants guides tips ideas reviews deals real estate city street avenue road".split()
)


@dataclass(frozen=True, slots=True)
class Clue:
    """A value read from a line: where, and by which rule."""

    value: str
    at: int
    rule: str


def is_name(text: str, *, loose: bool = False) -> bool:
    """Return whether a text can be the name of a person, or of two to four of them joined.

    ``loose`` (after a word such as *by*) takes one word and lower case too.
    """
    plain = text.strip(" ,.*✉")
    if re.fullmatch(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,8}", plain):
        return True
    words = plain.replace(",", " ").split()
    if not (1 if loose else 2) <= len(words) <= (6 if loose else 4) or len(plain) > 60:  # noqa: PLR2004
        return False
    if not all(_NAME_WORD.match(word) for word in words):
        return False
    if any(word.casefold() in _NOT_NAMES for word in words):
        return words[0].casefold() == "the" and loose and is_organisation(plain)
    big = [word for word in words if word[0].isupper()]
    small = [word for word in words if word[0].islower()]
    if loose and not big:
        return len(words) <= 3 and not any(w in table("credential") for w in words)  # noqa: PLR2004
    return bool(big) and all(word in table("particle") for word in small)


def _names(rest: str, *, loose: bool) -> str:
    """Return the names at the start of what follows *by*, as a list with commas; or nothing."""
    found = dates_in(rest)
    if found:
        rest = rest[: found[0].start]
    rest = re.sub(r"(?<=[a-zà-ÿ])(?=(?:January|February|March|April|May|June|July|August|September"
                  r"|October|November|December)\b)", " ", rest)  # fmt: skip
    rest = re.sub(r"\s*\d(?:,\d)*(?=\s*(?:[,✉*†‡]|\Z))|\s*,?[✉†‡*]", "", rest)  # marks of notes
    plain = _STOP.sub("", rest, count=1) if _STOP.search(rest) else rest
    plain = plain.strip(" ,;:-–—|•·")
    plain = re.sub(r"\s+(?:on|in|at|for|from|le|el|am|den|em)\Z", "", plain)
    if not plain or len(plain) > 120:  # noqa: PLR2004
        return ""
    names = [name.rstrip("*®™✉ ") for name in split_names(plain)]
    good = []
    for name in names:
        if not is_name(name, loose=loose):
            break
        good.append(name)
    if good and len(good) == len(names) and sum(map(len, good)) * 3 < len(plain):
        behind = plain[len(good[0]) : len(good[0]) + 1]
        if behind not in {",", ""}:
            return ""
    return ", ".join(good)


def authors(lines: list[Line], title: int, first: int, last: int) -> list[Clue]:
    """Return what the lines say of the authors, the surest first.

    ``title`` is the title's line (-1 if none is known), ``first`` and ``last`` the essay's.
    """
    top = range(max(0, title + 1), min(len(lines), title + 2 * _BELOW, max(title + 5, first + 1)))
    above = range(title - 1, max(-1, title - _ABOVE), -1)
    end = range(max(0, last - 2), min(len(lines), last + _AFTER))
    clues: list[Clue] = []
    for zone, where in ((top, "below the title"), (above, "above the title"), (end, "at the end")):
        clues += _explicit(lines, zone, where)
        if where == "at the end":
            clues += _signatures(lines, zone)
        else:
            clues += _bare(lines, zone, title, where)
    return clues


def _explicit(lines: list[Line], zone: range, where: str) -> list[Clue]:
    clues = []
    for at in zone:
        text = lines[at].text
        if look_at(text).weight > 260 and where != "below the title":  # noqa: PLR2004
            continue
        if _ALONE.match(text) and at + 1 < len(lines):
            names = _names(lines[at + 1].text, loose=True)
            if names:
                clues.append(Clue(names, at + 1, f"byline {where}"))
                continue
        for pattern in (_EAST, _KOREAN):
            match = pattern.search(text) if len(text) < 120 else None  # noqa: PLR2004
            if match:
                clues.append(Clue(match["rest"].strip(), at, f"byline {where}"))
        names = _after_by(text)
        if names:
            clues.append(Clue(names, at, f"byline {where}"))
    return clues


def _after_by(text: str) -> str:
    """Return the names that stand after *by* in a line that is short, or begins with it."""
    match = _START.match(text)
    if match and (match["by"][0].isupper() or len(text) < 90):  # noqa: PLR2004
        strict = match["by"].casefold() in {"di", "par", "por", "von", "av", "af", "text", "words"}
        names = _names(match["rest"], loose=not strict or len(text) < 50)  # noqa: PLR2004
        if names:
            return names
    if len(text) > 170:  # noqa: PLR2004
        return ""
    for match in _EXPLICIT.finditer(text):
        if match["by"].casefold() in {"text", "words", "di", "af", "av", "por"}:
            continue
        names = _names(match["rest"], loose=match["rest"][0].isupper() and len(text) < 90)  # noqa: PLR2004
        if names and names[0].isupper():
            return names
    return ""


def _bare(lines: list[Line], zone: range, title: int, where: str) -> list[Clue]:
    """Return names that stand alone on a line, or before a date, near the title."""
    clues = []
    for at in zone:
        if abs(at - title) > 8:  # noqa: PLR2004
            break
        text = lines[at].text
        look = look_at(text)
        if look.weight > 110 or (look.kind and look.how == "is"):  # noqa: PLR2004
            continue
        found = dates_in(text)
        if found and found[0].start > 3:  # noqa: PLR2004 - "Sarah Schwartz, December 17, 2025"
            names = _names(text[: found[0].start].strip(" ,|-–—•·"), loose=False)
        elif found:
            names = _names(text[found[0].end :].lstrip(" ,|-–—•·"), loose=False)
        else:
            parts = re.split(r"\s?[|•·]\s|\s[-–—]\s", text)
            names = _names(parts[0], loose=False)
            paper = len(parts) > 1 and is_organisation(parts[1]) and at - title in {1, 2}
            if names and len(names) < len(text) * 0.45 and not paper:
                names = ""
            if names and paper:
                clues.append(Clue(names, at, f"name {where}"))
                continue
        if not names or not _is_backed(lines, at, names, bool(found)):
            continue
        clues.append(Clue(names, at, f"name {where}"))
    return clues


def _is_backed(lines: list[Line], at: int, names: str, dated: bool) -> bool:
    """Return whether something beside a bare name says that it is one: a date, a job, itself."""
    if dated:
        return True
    near = range(max(0, at - 2), min(len(lines), at + 4))
    first = names.split(", ", maxsplit=1)[0]
    for other in near:
        if other == at:
            continue
        text = lines[other].text
        if look_at(text).has_date or "ago" in look_at(text).names:
            return True
        if text.startswith(first) and text != lines[at].text:
            return True
        if len(text) < 80 and _JOB.search(text):  # noqa: PLR2004
            return True
    again = sum(line.text.startswith(first) for line in lines)
    return again == 2 and not furniture(lines[at].text)  # noqa: PLR2004 - more is a button's label


_JOB = re.compile(
    r"\b(?:writer|reporter|editor|author|columnist|correspondent|contributor|journalist|analyst|"
    r"professor|director|founder|blogger|redakteur|journaliste|redactor|staff)\b", re.I
)  # fmt: skip


def _signatures(lines: list[Line], zone: range) -> list[Clue]:
    """Return names that stand alone behind the essay, backed by what follows."""
    clues = []
    for at in zone:
        text = lines[at].text
        plain = re.sub(r"^(?:about|—|–|-|meet)\s+", "", text, flags=re.I)
        names = _names(plain, loose=plain != text)
        if names and len(names) > 0.7 * len(plain) and at + 1 < len(lines):
            first = names.split(maxsplit=1)[0]
            after = lines[at + 1 : at + 4]
            if any(first in line.text and look_at(line.text).weight > 60 for line in after):  # noqa: PLR2004
                clues.append(Clue(names, at, "name at the end"))
    return clues


# "By Scott YoungNovember 11, 2024February 18th": pages set side by side what a copy joins
_GLUED = re.compile(
    r"(?<=[a-zà-ÿ0-9])(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)"
)
_UPDATED = re.compile(
    r"\b(?:updated|modified|last|aktualisiert|mis à jour|actualizado|更新)\b", re.I
)
_PUBLISHED = re.compile(r"\b(?:published|posted|veröffentlicht|publié|publicado|公開|発表)\b", re.I)


def published(
    lines: list[Line], title: int, first: int, last: int, *, month_first: bool
) -> list[Clue]:
    """Return the dates that the lines give for the text, the likeliest first.

    A date next below the title wins; then one above it, then one behind the essay's end.
    """
    start = max(0, title + 1)
    zones = (
        (
            range(start, min(len(lines), max(start + 9, min(first + 2, start + 18)))),
            "below the title",
        ),
        (range(title - 1, max(-1, title - 9), -1), "above the title"),
        (range(max(start, last), min(len(lines), last + 5)), "at the end"),
        (range(max(0, title), max(0, title) + 1 if title >= 0 else 0), "in the title"),
    )
    clues: list[tuple[int, Clue]] = []
    for order, (zone, where) in enumerate(zones):
        for at in zone:
            text = lines[at].text
            if look_at(text).weight > 170:  # noqa: PLR2004
                if where != "below the title":
                    continue
                text = text[:60]
                if not (_UPDATED.match(text) or _PUBLISHED.match(text)):
                    begun = re.match(r"[^.]{0,50}?(?:\(|--|—|–)", text)
                    text = begun[0] if begun else ""
            text = _GLUED.sub(" ", text)
            for found in dates_in(text, month_first=month_first):
                lead = text[: found.start]
                updated = bool(_UPDATED.search(lead)) and not _PUBLISHED.search(lead[-25:])
                whole = len(found.iso) == 10  # noqa: PLR2004 - a day, not a month alone
                rank = order * 10 + 4 * updated + 6 * (not whole)
                clues.append((rank, Clue(found.iso, at, f"date {where}")))
    clues.sort(key=lambda pair: pair[0])
    return [clue for _, clue in clues]
