"""Names of people in lines of text: bylines and what others did."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from packager.build.bidi import is_rtl
from packager.build.document import attributes
from packager.build.words import Words
from packager.languages import direction
from packager.model import Credit, Person
from packager.xhtml import escape

# The roles that have words of their own, in the order in which a title page names them
_TAG = re.compile(r"<[^>]*>")
_STRONG = frozenset(("L", "R", "AL"))
ROLES_WITH_WORDS = ("trl", "edt", "ill", "pht", "ant", "ctb")


def names_in(people: Iterable[Person], words: Words, class_: str = "") -> str:
    """Return names strung together, as markup; ``class_`` is put on each."""
    return words.list(
        [
            f"<span{attributes(class_=class_)}{turned(person.name, words.language)}>"
            f"{escape(person.name)}</span>"
            for person in people
        ]
    )


def turned(text: str, language: str) -> str:
    """Return ``dir`` for an element whose text does not run as that around it, of a language.

    Without it a number or a comma behind a Hebrew name in an English line changes its place.
    """
    around = direction(language)
    if around == "ltr" and text.isascii():
        return ""
    way = "rtl" if is_rtl(text) else "ltr"
    has_way = any(unicodedata.bidirectional(char) in _STRONG for char in text)
    return attributes(dir=way) if has_way and way != around else ""


def plain_text(markup: str) -> str:
    """Return markup without its tags, for a look at its letters."""
    return _TAG.sub("", markup)


def isolated(text: str, language: str) -> str:
    """Return a text as markup that keeps its direction in a line of a language."""
    mark = turned(text, language)
    return f"<span{mark}>{escape(text)}</span>" if mark else escape(text)


def credit_line(
    credits: Sequence[Credit], words: Words, roles: Sequence[str] = ROLES_WITH_WORDS
) -> list[str]:
    """Return a line of markup for each role that somebody has: ``Translated by …``."""
    lines = []
    for role in roles:
        people = [credit.person for credit in credits if credit.role == role]
        if people:
            names = words.list([isolated(p.name, words.language) for p in people])
            lines.append(words.html(role, names=names))
    return lines
