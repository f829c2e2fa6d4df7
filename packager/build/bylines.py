"""Names of people in lines of text: bylines and what others did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from packager.build.words import Words
from packager.model import Credit, Person
from packager.xhtml import escape

# The roles that have words of their own, in the order in which a title page names them
ROLES_WITH_WORDS = ("trl", "edt", "ill", "pht", "ant", "ctb")


def names_in(people: Iterable[Person], words: Words, class_: str = "") -> str:
    """Return names strung together, as markup; ``class_`` is put on each."""
    opening = f'<span class="{class_}">' if class_ else "<span>"
    return words.list([f"{opening}{escape(person.name)}</span>" for person in people])


def credit_line(
    credits: Sequence[Credit], words: Words, roles: Sequence[str] = ROLES_WITH_WORDS
) -> list[str]:
    """Return a line of markup for each role that somebody has: ``Translated by …``."""
    lines = []
    for role in roles:
        people = [credit.person for credit in credits if credit.role == role]
        if people:
            lines.append(words.html(role, names=words.list([escape(p.name) for p in people])))
    return lines
