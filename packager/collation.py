"""Keys to sort names and titles by, the same on every machine whatever its locale."""

from __future__ import annotations

import re
import unicodedata

_ARTICLES = re.compile(
    r"(the|an?|der|die|das|ein|eine|l[ea]s?|un|une|il|lo|gli|el|los|las|una?|de|het|een)\s+|l['’]",
    re.I,
)


def text_key(text: str) -> str:
    """Return a key that sorts without case, accents and punctuation."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c) and (c.isalnum() or c == " "))


def title_key(title: str) -> str:
    """Return a title's key, its leading article passed over."""
    return text_key(_ARTICLES.sub("", title, count=1) if _ARTICLES.match(title) else title)
