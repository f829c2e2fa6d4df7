"""Rights of the essays against the book: what is missing, and which licences do not go together.

The Creative Commons licences' own terms: ND forbids sharing adapted material, NC forbids
commercial use, SA asks that adapted material carries the same licence
(https://creativecommons.org/share-your-work/cclicenses/). This tells; it gives no legal advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from packager.data_classes import dataclass
from packager.model import Essay

_CC = re.compile(r"(?:cc[- ]|creativecommons\.org/licenses/)(by(?:-(?:nc|nd|sa))*)\b", re.I)
_FREE = re.compile(r"cc0|publicdomain|public domain|pddl", re.I)


@dataclass(frozen=True, slots=True)
class RightsProblem:
    """What stands against printing an essay; ``is_missing`` where nothing permits it."""

    essay: Essay
    message: str
    is_missing: bool = False


def conditions(licence: str) -> frozenset[str]:
    """Return the conditions of a Creative Commons licence: ``by``, ``nc``, ``nd``, ``sa``."""
    found = _CC.search(licence)
    return frozenset(found[1].casefold().split("-")) if found else frozenset()


def has_permission(essay: Essay) -> bool:
    """Return whether a licence or a permission lets the essay be printed again."""
    terms = f"{essay.license} {essay.rights}"
    return bool(essay.permission or conditions(terms) or _FREE.search(terms))


def rights_problems(
    essays: Iterable[Essay],
    *,
    licence: str = "",
    is_sold: bool = False,
    edited: Iterable[str] = (),
    is_strict: bool = False,
) -> list[RightsProblem]:
    """Return what is missing or does not go together, in the order of the essays.

    ``licence`` is the book's; ``edited`` holds the slugs of essays whose text was changed
    (cut, corrected, translated) for the book. An essay that appeared nowhere else is taken for
    the editors' own and needs no permission, unless ``is_strict``.
    """
    changed = set(edited)
    result = []
    for essay in essays:
        terms = conditions(essay.license)
        appeared = bool(essay.source_url or essay.publication)
        if not has_permission(essay) and (appeared or is_strict):
            text = "names no licence and no permission; add license: or permission:"
            result.append(RightsProblem(essay, text, is_missing=True))
        if essay.permission:
            continue
        name = essay.license
        if "nd" in terms and (essay.slug in changed or _is_translated(essay)):
            text = f"{name} allows no edited or translated text; ask for permission:"
            result.append(RightsProblem(essay, text))
        if "nc" in terms and is_sold:
            result.append(RightsProblem(essay, f"{name} allows no book that has a price"))
        if (
            "sa" in terms
            and not _same_terms(terms, licence)
            and (essay.slug in changed or _is_translated(essay) or _all_reserved(licence))
        ):
            text = f"{name} asks for the same licence, but the book has {licence or 'none'}"
            result.append(RightsProblem(essay, text))
    return result


def _is_translated(essay: Essay) -> bool:
    return any(credit.role == "trl" for credit in essay.credits)


def _same_terms(terms: frozenset[str], licence: str) -> bool:
    return conditions(licence) == terms


def _all_reserved(licence: str) -> bool:
    """Return whether a book says whose it is and lets nobody share it."""
    return bool(licence) and not conditions(licence) and not _FREE.search(licence)
