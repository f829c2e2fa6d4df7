"""The words of packager's own pages, in the language of the book.

Each language is a file beside this module, ``key = value`` a line; ``_`` at either end of a value
stands for a space, ``{…}`` for what is filled in. A key that a language lacks, and a language
that has no file, fall back to English; :attr:`Words.language` says which language came out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from packager.data_classes import dataclass
from packager.package_data import package_text
from packager.xhtml import escape

_TRADITIONAL = ("hant", "tw", "hk", "mo")
# English whose dates begin with the day
_BRITISH = ("au", "gb", "ie", "in", "ke", "ng", "nz", "sg", "za")
_TAGS = {"en-gb": "en-GB", "zh-hant": "zh-Hant"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, by key."""

    language: str
    table: Mapping[str, str]

    def __call__(self, key: str, **values: str) -> str:
        """Return the words for a key with the values filled in, as plain text."""
        return self.table[key].format(**values)

    def is_for(self, language: str) -> bool:
        """Return whether these are the words of a language, not English in their stead."""
        own, asked = (tag.casefold().partition("-")[0] for tag in (self.language, language))
        return own == asked

    def html(self, key: str, **values: str) -> str:
        """Return the words for a key as markup; the values are markup already."""
        return escape(self.table[key]).format(**values)

    def list(self, names: Sequence[str]) -> str:
        """Return names strung together: ``A, B, and C``; names may be text or markup."""
        if len(names) == 2:  # noqa: PLR2004 - a pair
            return self.table["two"].format(*names)
        if len(names) < 2:  # noqa: PLR2004 - no pair
            return "".join(names)
        return self.table["comma"].join(names[:-1]) + self.table["last"] + names[-1]

    def quoted(self, text: str) -> str:
        """Return text in the language's quotation marks."""
        left, _, right = self.table["quotes"].partition("|")
        return f"{left}{text}{right}"

    def date(self, iso: str) -> str:
        """Return an ISO 8601 date (a year, a month or a day) in words; anything else as it is."""
        year, month, day = (*iso.partition("T")[0].split("-"), "", "")[:3]
        if not (year.isdigit() and (not month or month.isdigit()) and (not day or day.isdigit())):
            return iso
        if not month or not 1 <= int(month) <= 12:  # noqa: PLR2004 - months of a year
            return self.table["date_year"].format(year=year)
        names = self.table["months" if day else "months_alone"].split(",")
        key = "date_day" if day else "date_month"
        return self.table[key].format(year=year, month=names[int(month) - 1], day=day.lstrip("0"))


def words_in(language: str) -> Words:
    """Return the words for a BCP 47 tag: of the language, else English."""
    first, *rest = language.casefold().split("-")
    if first == "zh" and any(part in _TRADITIONAL for part in rest):
        return _words("zh-hant")
    if first == "en" and any(part in _BRITISH for part in rest):
        return _words("en-gb")
    return _words(first)


@cache
def _words(key: str) -> Words:
    english = _table("en")
    known = key in _LANGUAGES
    table = english | (_table(key) if known else {})
    tag = _TAGS.get(key, key) if known else "en"
    table.setdefault("months_alone", table["months"])
    return Words(tag, table)


_LANGUAGES = frozenset("ar de en en-gb es fr he it ja ko nl pl pt ru zh zh-hant".split())


@cache
def _table(key: str) -> dict[str, str]:
    text = package_text(__name__, f"{key}.txt")
    rows = (line.partition(" = ") for line in text.splitlines() if line)
    return {name: _spaced(value) for name, _, value in rows}


def _spaced(value: str) -> str:
    left = " " if value.startswith("_") else ""
    right = " " if value.endswith("_") and len(value) > 1 else ""
    return left + value.strip("_") + right
