"""One person under several spellings becomes one person.

Two people are one when they share an ORCID, a URL or an entry of ``people/``, or when their
names are equal but for case, spaces and dots and no ORCID tells them apart.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from packager.model import Credit, Essay, Person


def unify(essays: Iterable[Essay]) -> tuple[list[Essay], list[Person]]:
    """Return the essays with every person in one spelling, and all people in order of appearance.

    Biographies, portraits and links of the several spellings are put together: the longest
    biography, the first portrait, all links.
    """
    listed = list(essays)
    people = [credit.person for essay in listed for credit in essay.credits]
    merged = merge(people)
    result = []
    for essay in listed:
        credits = _distinct(Credit(merged[one.person], one.role) for one in essay.credits)
        result.append(essay if credits == essay.credits else replace(essay, credits=credits))
    return result, list(dict.fromkeys(merged[person] for person in people))


def merge(people: Iterable[Person]) -> Mapping[Person, Person]:
    """Return for each person the one they are, spelled as most often."""
    distinct = list(dict.fromkeys(people))
    group_of: dict[Person, int] = {}
    by_key: dict[str, int] = {}
    groups: dict[int, list[Person]] = {}
    for number, person in enumerate(distinct):
        found = {by_key[key] for key in _keys(person) if key in by_key}
        found = {group for group in found if not _tell_apart(groups[group], person)}
        home = min(found, default=number)
        members = [member for group in sorted(found) for member in groups.pop(group)]
        groups[home] = [*members, person]
        for member in groups[home]:
            group_of[member] = home
            by_key |= dict.fromkeys(_keys(member), home)
    counts = Counter(people)
    whole = {group: _together(members, counts) for group, members in groups.items()}
    return {person: whole[group_of[person]] for person in distinct}


def name_key(name: str) -> str:
    """Return a name without case, accents' composition, dots and double spaces."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace(".", " ").replace("’", "'")
    return " ".join(folded.split())


def _keys(person: Person) -> Iterator[str]:
    yield "name:" + name_key(person.name)
    if person.key:
        yield "people:" + person.key
    if person.orcid:
        yield "orcid:" + _orcid(person)
    if person.url:
        yield "url:" + person.url.partition("://")[2].removeprefix("www.").rstrip("/").casefold()


def _tell_apart(group: Iterable[Person], person: Person) -> bool:
    """Return whether an ORCID says that a person is not the one of the group."""
    known = {_orcid(member) for member in group} - {""}
    return bool(person.orcid and known and _orcid(person) not in known)


def _orcid(person: Person) -> str:
    return person.orcid.rstrip("/").rpartition("/")[2]


def _together(members: list[Person], counts: Mapping[Person, int]) -> Person:
    from_people = [member for member in members if member.key]
    named = (from_people or sorted(members, key=lambda m: -counts[m]))[0]
    with_bio = max(members, key=lambda member: len(member.bio))
    pictured = next((member for member in members if member.image), named)
    return replace(
        named,
        sort_name=_first(named.sort_name, *(member.sort_name for member in members)),
        bio=named.bio if named.key and named.bio else with_bio.bio,
        language=named.language if named.key and named.bio else with_bio.language,
        url=_first(named.url, *(member.url for member in members)),
        orcid=_first(*(member.orcid for member in members)),
        image=pictured.image,
        image_alt=pictured.image_alt,
        links=tuple(dict.fromkeys(link for member in members for link in member.links)),
    )


def _first(*values: str) -> str:
    return next((value for value in values if value), "")


def _distinct(credits_: Iterable[Credit]) -> tuple[Credit, ...]:
    return tuple(dict.fromkeys(credits_))
