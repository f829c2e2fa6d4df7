"""Names as people write them: in a byline, or as a value of front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from packager.lazy_pattern import lazy_pattern
from packager.names import is_organisation, table, without_credentials

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")  # of a byline copied from a page's source
_LEAD = re.compile(
    r"\s*(?:(?:words|story|text|article|written|posted|reported|by)\s+)?"
    r"(?:by|von|vom|par|por|di|av|af|door|przez|autor(?:ka|in)?:?|author:?|texte?:)[\s:]+", re.I
)  # fmt: skip
_AND = re.compile(
    r"\s*(?:;|\||、|，|•|·|/|\s&|&\s|\s(?:and|und|et|y|e|och|og|en|i|a|и|та|ve|et|with)\s)\s*"
)
_STRONG = lazy_pattern(r"\s*(?:;|\||、|，|•|·)\s*")
_BIBTEX = re.compile(r"[^,]+,[^,]+(?:\s+and\s+[^,]+,[^,]+)+\Z")
_JOBS = frozenset(
    "writer writers reporter reporters editor editors correspondent correspondents columnist "
    "columnists author authors staff contributor contributors contributing senior special guest "
    "critic professor director fellow analyst ceo founder president producer freelance bureau "
    "redakteur redakteurin journaliste journalist journalists journaliste redactor redactora "
    "periodista phd md educator manager engineer consultant physician specialist expert master "
    "officer producer strategist technologist head chair lecturer chief executive".split()
)


def split_names(text: str) -> tuple[str, ...]:
    """Return the names in a byline: ``By X and Y, staff writers`` is two people.

    Knows ``Family, Given`` (also between ``;`` and BibTeX's ``and``), lists with a last ``and``,
    and organisations, whose commas and ands are theirs. Jobs and degrees are left off.
    """
    plain = " ".join(_TAG.sub(" ", text).split())
    plain = _LEAD.sub("", plain, count=1).strip(" ,;.|·•–—-") if _LEAD.match(plain) else plain
    if not plain:
        return ()
    if _BIBTEX.match(plain):
        return tuple(_given_first(part) for part in re.split(r"\s+and\s+", plain))
    if is_organisation(plain) and not _names_before_organisation(plain):
        return (plain,)
    if ";" in plain:
        return _clean(_given_first(part) for part in plain.split(";"))
    if plain.count(",") == 1 and _is_inverted(plain):
        return _clean([_given_first(plain)])
    names: list[str] = []
    for group in _AND.split(plain):
        for part in (piece.strip() for piece in group.split(",")):
            words = part.casefold().split()
            if not words or words in (["and"], ["und"], ["et"]):
                continue
            if names and all(w.strip(".") in table("suffix") | table("credential") for w in words):
                if words[0] in table("suffix"):
                    names[-1] = f"{names[-1]}, {part}"
                continue
            if names and _is_job(words):
                break  # what follows says where they work
            names.append(part)
    return _clean(names)


def _clean(names: Iterable[str]) -> tuple[str, ...]:
    stripped = (without_credentials(name.strip(" ,;|·•")) for name in names)
    return tuple(dict.fromkeys(name for name in stripped if any(map(str.isalpha, name))))


def _is_job(words: list[str]) -> bool:
    return bool(_JOBS & set(words)) or words[0] in {"the", "for", "special", "in", "at"}


def _names_before_organisation(text: str) -> bool:
    """Return whether a person's name stands before a comma or ``and`` and no organisation word."""
    first, comma, rest = text.partition(",")
    if comma and 2 <= len(first.split()) <= 4 and not is_organisation(first):  # noqa: PLR2004
        return " and " not in rest or not is_organisation(rest.split(" and ")[0])
    if _STRONG.search(text):
        return True
    head = re.split(r"\s(?:and|&|und|et|y)\s", text)[0]
    return head != text and len(head.split()) >= 2 and not is_organisation(head)  # noqa: PLR2004


def _is_inverted(text: str) -> bool:
    """Return whether ``A, B`` is one name with the family's first."""
    family, given = (part.strip() for part in text.split(","))
    left, right = family.split(), given.split()
    if not left or not right or _is_job([w.casefold() for w in right]):
        return False
    if all(word.casefold().strip(".") in table("suffix") | table("credential") for word in right):
        return False
    small = [word for word in left if word.casefold() not in table("particle")]
    return len(small) == 1 or (len(right) == 1 and len(left) == 2)  # noqa: PLR2004


def _given_first(name: str) -> str:
    """Return ``Bard, Abby`` as ``Abby Bard``."""
    family, comma, given = name.partition(",")
    if not comma or all(
        w.casefold() in table("credential") for w in given.replace(",", " ").split()
    ):
        return name.strip()
    given, _, suffix = given.partition(",")
    whole = f"{given.strip()} {family.strip()}".strip()
    return f"{whole}, {suffix.strip()}" if suffix.strip() else whole


def written(names: object) -> list[tuple[dict[str, object], str]]:
    """Return each person that a front matter value gives as a map with ``name``, and the role word.

    A value is a string, a list, or a map with ``name``, or pandoc's ``given`` and ``family``.
    """
    if isinstance(names, str):
        return [({"name": name}, "") for name in split_names(names)]
    if isinstance(names, Mapping):
        inner = {str(key).casefold().replace("_", "-"): value for key, value in names.items()}
        name = inner.get("name") or inner.get("literal")
        if isinstance(name, Mapping):  # Quarto: name: {given: …, family: …}
            inner |= {str(k): v for k, v in name.items()}
            name = name.get("literal")
        if not name and (inner.get("family") or inner.get("given")):
            name = f"{inner.get('given', '')} {inner.get('family', '')}".strip()
        if not name and len(inner) == 1:  # author: {jane: …}
            ((name, below),) = inner.items()
            inner = dict(below) if isinstance(below, Mapping) else {}
        if isinstance(name, str) and name.strip():
            role = inner.get("role") or inner.get("roles") or ""
            first = role[0] if isinstance(role, list) and role else role
            return [({**inner, "name": name.strip()}, first if isinstance(first, str) else "")]
        return []
    if isinstance(names, Iterable):
        return [person for item in names for person in written(item)]
    return []
