"""A pasted text read: its title, its people, its date, its lines, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from packager import languages
from packager.data_classes import dataclass
from packager.read import biography
from packager.read.furniture import furniture
from packager.read.paste import bylines, model
from packager.read.paste.features import look_at
from packager.read.paste.lines import Line

_MOST_LINES = 6_000  # lines in which furniture is looked for; a longer text is all essay
_BIOGRAPHY_LINES = 30  # behind the essay in which a biography is looked for
_MOST_BIOGRAPHY = 4  # lines of one
_KIND_NAMES = {
    "nav": "menu",
    "share": "share bar",
    "subscribe": "plea to subscribe",
    "related": "other pieces",
    "comments": "comments",
    "legal": "legal line",
    "ad": "advertisement",
    "account": "account",
    "media": "gallery",
}


@dataclass(slots=True)
class Paste:
    """What was read of a text; line numbers are places in ``lines``."""

    lines: list[Line]
    title: int = -1
    body: list[int] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    author_rule: str = ""
    author_line: int = -1
    date: str = ""
    date_line: int = -1
    biography: list[int] = field(default_factory=list)
    biography_of: str = ""
    dropped: list[tuple[int, str]] = field(default_factory=list)


def read_lines(
    lines: list[Line], language: str = "", weights: model.Weights | None = None
) -> Paste:
    """Return what a text's lines are. Nothing is lost: a line is in one of the fields.

    ``weights`` are packager's own unless told.
    """
    paste = Paste(lines)
    if not lines:
        return paste
    if len(lines) > _MOST_LINES:
        paste.title = 0 if look_at(lines[0].text).weight < 200 else -1  # noqa: PLR2004
        paste.body = list(range(paste.title + 1, len(lines)))
        return paste
    paste.title = model.title_line(lines, weights) if len(lines) > 1 else -1
    choice = model.chosen(lines, paste.title, weights)
    inside = [at for at, keep in enumerate(choice.kept) if keep and at != paste.title]
    if not inside:
        inside = [at for at in range(len(lines)) if at != paste.title] or [0]
        paste.title = -1 if inside == [0] and paste.title == 0 else paste.title
    first, last = inside[0], inside[-1]
    # Lines kept for safety's sake behind the last likely one may be the author's, not the essay's
    sure = choice.last if first < choice.last < last else last
    _find_date(paste, first, last, language)
    _find_authors(paste, first, sure)
    _find_biography(paste, first, sure)
    taken = {paste.title, *paste.biography}
    taken |= {at for at in (paste.author_line, paste.date_line) if at < first or at > last}
    copies = _copies_of_title(paste, inside)
    paste.body = [at for at in inside if at not in taken and at not in copies]
    out = set(paste.body) | taken
    paste.dropped = [(at, _reason(paste, at)) for at in range(len(lines)) if at not in out]
    return paste


def _copies_of_title(paste: Paste, inside: Sequence[int]) -> set[int]:
    if paste.title < 0:
        return set()
    wanted = paste.lines[paste.title].text.casefold()
    return {at for at in inside[:3] if paste.lines[at].text.casefold() == wanted}


def _find_date(paste: Paste, first: int, last: int, language: str) -> None:
    text = " ".join(line.text for line in paste.lines[first : first + 12])[:4000]
    tag = language or languages.detect(text)[0] or "en"
    clues = bylines.published(
        paste.lines, paste.title, first, last, month_first=tag.partition("-")[0] == "en"
    )
    if clues:
        paste.date, paste.date_line = clues[0].value, clues[0].at


def _find_authors(paste: Paste, first: int, last: int) -> None:
    clues = bylines.authors(paste.lines, paste.title, first, last)
    if clues:
        paste.authors = clues[0].value.split(", ")
        paste.author_rule, paste.author_line = clues[0].rule, clues[0].at


def _find_biography(paste: Paste, first: int, last: int) -> None:
    """Find the lines about an author, near the essay's end or behind it; they may name one."""
    lines = paste.lines
    zone = range(max(first + 1, last - 3), min(len(lines), last + _BIOGRAPHY_LINES))
    for at in zone:
        text = lines[at].text
        match = furniture(text)
        if match is not None and match.how == "is":
            continue
        named = [name for name in paste.authors if biography.describes(text, name)]
        if not named and not paste.authors:
            named = list(biography.introduced(text))
            if not named or at < last - 1:
                continue  # an author is introduced at the very end
            paste.authors = named
            paste.author_rule, paste.author_line = "biography line", at
        if not named:
            continue
        paste.biography, paste.biography_of = [at], named[0]
        for after in range(at + 1, min(len(lines), at + _MOST_BIOGRAPHY)):
            if not biography.goes_on(lines[after].text, named[0]) or furniture(lines[after].text):
                break
            paste.biography.append(after)
        return


def _reason(paste: Paste, at: int) -> str:
    match = furniture(paste.lines[at].text)
    if match is not None:
        return _KIND_NAMES.get(match.kind, "furniture of the site")
    if paste.body and at < paste.body[0]:
        return "before the essay"
    return "behind the essay" if paste.body and at > paste.body[-1] else "amid the essay"
