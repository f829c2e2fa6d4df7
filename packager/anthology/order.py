"""The order of essays: as listed, by date, by author or by title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from packager.model import Essay

_ARTICLES = re.compile(
    r"(the|an?|der|die|das|ein|eine|l[ea]s?|un|une|il|lo|gli|el|los|las|una?|de|het|een)\s+|l['’]",
    re.I,
)


def text_key(text: str) -> str:
    """Return a key that sorts without case and accents."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c) and (c.isalnum() or c == " "))


def title_key(title: str) -> str:
    """Return a title's key, its leading article passed over."""
    return text_key(_ARTICLES.sub("", title, count=1) if _ARTICLES.match(title) else title)


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
