"""The order of essays: as listed, by date, by author or by title."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from packager.collation import text_key, title_key
from packager.model import Essay


def _author_key(essay: Essay) -> tuple[str, str, str]:
    people = essay.authors or tuple(credit.person for credit in essay.credits)
    first = text_key(people[0].sort_name or people[0].name) if people else "\uffff"
    return first, essay.published or "9999", title_key(essay.title)


_KEYS: Mapping[str, Callable[[Essay], tuple[str, ...]]] = {
    "date": lambda essay: (essay.published or "9999", title_key(essay.title)),
    "author": _author_key,
    "title": lambda essay: (title_key(essay.title),),
}


def ordered(essays: Sequence[Essay], order: str) -> list[Essay]:
    """Return the essays in an order of :data:`packager.anthology.manifest.ORDERS`."""
    return list(essays) if order not in _KEYS else sorted(essays, key=_KEYS[order])
