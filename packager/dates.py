"""Dates as people write them, turned into ISO 8601: a year, a month or a day.

Book metadata takes the profile of https://www.w3.org/TR/NOTE-datetime, whose first three levels
are ``2021``, ``2021-10`` and ``2021-10-04``. The names of the months stand in ``months.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from packager.lazy_pattern import lazy_pattern
from packager.package_data import package_text

ACCEPTED = "'2021', '2021-10' or '2021-10-04'"
LOOKED_AT = 4_000  # characters of a text in which dates are looked for
_EARLIEST, _LATEST = 1000, 2999


class Dating(NamedTuple):
    """A date in a text: its ISO form and where in the text it stands."""

    iso: str
    start: int
    end: int


_ISO = re.compile(
    r"(?P<year>\d{4})(?:[-./](?P<month>\d{1,2})(?:[-./](?P<day>\d{1,2}))?)?"
    r"(?:(?:[T ]+|,\s*)\d{1,2}:\d{2}.*)?\Z"
)
_COMPACT = lazy_pattern(r"(?P<year>[12]\d{3})(?P<month>\d{2})(?P<day>\d{2})(?:T?\d{4,6}.*)?\Z")
_FILE = lazy_pattern(
    r"(?P<year>[12]\d{3})[-_.](?P<month>\d{1,2})[-_.](?P<day>\d{1,2})(?=[-_. ]|\Z)"
)
# 2021年10月4日, 2021년 10월 4일
_EAST = lazy_pattern(
    r"(?<!\d)(?P<year>[12]\d{3})\s*[年년]"
    r"(?:\s*(?P<month>\d{1,2})\s*[月월](?:\s*(?P<day>\d{1,2})\s*[日號号일])?)?"
)
_INSIDE = lazy_pattern(
    r"(?<![\d./-])(?P<year>[12]\d{3})(?:[-/]|\. ?)(?P<month>\d{1,2})(?:[-/]|\. ?)"
    r"(?P<day>\d{1,2})(?![\d/-])"
)
_NUMBERS = lazy_pattern(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2}|\d{2})(?![\d/-])")
_VIETNAMESE = lazy_pattern(
    r"(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2}),?\s+(?:năm\s+)?(?P<year>[12]\d{3})", re.I
)


@cache
def months() -> dict[str, int]:
    """Return the month that each name means, case-folded, without its full stop."""
    table = {}
    for line in package_text("packager", "months.tsv").splitlines():
        if not line.startswith("#"):
            number, names = line.split("\t")
            table.update(dict.fromkeys(names.split(), int(number)))
    return table


@cache
def _worded() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of dates whose month is a word: day, month or year first."""
    names = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    month = rf"(?<![^\W\d_])(?P<name>{names})(?![^\W\d_])[.׳॰]?"
    day = r"(?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th|er|º|°|ος|-е|-го|\.)?"
    year = r"(?P<year>[12]\d{3})(?!\d)"
    joint = r"(?:\s*[-–/,]?\s*(?:de|di|del|of|ב)?\s*(?:d['’])?)"
    return (
        re.compile(rf"{month}\s*{day}(?:\s*[,،.]\s*|\s+(?:de\s+)?)(?:\d\d:\d\d,?\s+)?{year}"),
        re.compile(rf"(?:(?<!\d){day}{joint})?{month}\s*,?\s*(?:de|del|[-–/])?\s*{year}"),
        re.compile(rf"(?<!\d){year}[.,]?\s+(?:m\.\s+)?{month}\s+{day}"),
    )


def _iso(year: str, month: str | int | None, day: str | None) -> str:
    """Return an ISO date of the parts that are there; empty where the calendar has no such day."""
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    if not _EARLIEST <= whole.year <= _LATEST:
        return ""
    return whole.isoformat()[: 10 if day else 7 if month else 4]


def parse(text: str, *, month_first: bool = False) -> str:
    """Return the date that a whole string is, in ISO 8601; empty where it is none.

    ``month_first`` says how ``3/4/2021`` is read; ``13/4/2021`` is read as it must be.
    Times and zones are left off: the day is the one that was written.
    """
    plain = " ".join(text.strip().strip("\"'").split())
    match = _ISO.match(plain) or _COMPACT.match(plain)
    if match:
        return _iso(match["year"], match["month"], match["day"])
    for found in dates_in(plain, month_first=month_first):
        rest = plain[: found.start] + plain[found.end :]
        if sum(c.isalpha() for c in rest) <= 30:  # noqa: PLR2004 - a weekday, a zone, "updated on"
            return found.iso
    return ""


def dates_in(text: str, *, month_first: bool = False) -> list[Dating]:
    """Return the dates that stand in a text, in its order; a year alone is none.

    Of dates that overlap the first pattern's is kept. Only the first :data:`LOOKED_AT`
    characters are looked at, so that one line of megabytes takes no minutes.
    """
    text = text[:LOOKED_AT]
    lowered = text.lower().replace("ς", "σ")
    if len(lowered) != len(text):
        lowered = text.replace("ς", "σ")  # İ: two characters in lower case would shift the places
    found: list[Dating] = []
    for dating in sorted(_candidates(lowered, month_first), key=lambda d: (d.start, -d.end)):
        if dating.iso and (not found or dating.start >= found[-1].end):
            found.append(dating)
    return found


def _candidates(text: str, month_first: bool) -> Iterator[Dating]:
    if not any(c.isdigit() for c in text):
        return
    for pattern in (_EAST, _INSIDE, _VIETNAMESE):
        for match in pattern.finditer(text):
            if match["month"]:
                iso = _iso(match["year"], match["month"], match["day"])
                yield Dating(iso, match.start(), match.end())
    for match in _NUMBERS.finditer(text):
        first, second = int(match[1]), int(match[3])
        turned = second > 12 or (month_first and first <= 12 and match[2] == "/")  # noqa: PLR2004
        day, month = (match[3], first) if turned else (match[1], second)
        iso = _iso(_century(match[4]), month, day)
        yield Dating(iso, match.start(), match.end())
    for pattern in _worded():
        for match in pattern.finditer(text):
            iso = _iso(match["year"], months()[match["name"]], match["day"])
            yield Dating(iso, match.start(), match.end())


def _century(year: str) -> str:
    """Return a year of two digits in full, as POSIX reads it: 69 to 99 are of the 1900s."""
    if len(year) == 4:  # noqa: PLR2004 - a year of four digits
        return year
    return f"19{year}" if int(year) >= 69 else f"20{year}"  # noqa: PLR2004


def from_file_name(stem: str) -> tuple[str, str]:
    """Return the date that a file name begins with and the rest of it (``2021-10-04-tea``).

    The date is empty where there is none, the rest then the whole; Jekyll and Hugo write so.
    """
    match = _FILE.match(stem)
    iso = _iso(match["year"], match["month"], match["day"]) if match else ""
    if not match or not iso:
        return "", stem
    return iso, stem[match.end() :].lstrip("-_. ") or stem
