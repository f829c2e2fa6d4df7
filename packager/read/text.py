"""Text files: an essay typed plain, or a page of a newspaper's site pasted whole.

What can be read as Markdown is handed to the Markdown reader. Of a pasted page the title, the
authors, the date and the biography are found, and the site's furniture is dropped; all of it is
told.
"""

from __future__ import annotations

import re
from itertools import groupby

from packager.errors import SourceError
from packager.model import Note, NoteKind, Reading
from packager.read import ReadOptions, Source, markdown
from packager.read.assemble import Found, assemble
from packager.read.decoding import decode
from packager.read.paste.blocks import as_xhtml
from packager.read.paste.lines import split_lines
from packager.read.paste.reading import Paste, read_lines
from packager.read.stash import without_marks

SUFFIXES = (".txt", ".text")
RANK = 90
_MARKS = re.compile(
    r"^(?:#{1,6} \S|```|~~~|\[\^[^\]]+\]:|!\[[^\]]*\]\(|\|.*\|.*\||[=-]{4,}\s*$)|\]\(https?://|\*\*\S",
    re.M,
)
_FEWEST_MARKS = 3
_LOOKED_AT = 200_000


def sniffs(source: Source) -> bool:
    """Return whether the bytes are text at all: no NUL, few other controls."""
    head = source.data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)  # noqa: PLR2004 - C0 controls
    return bool(head.strip()) and controls == 0


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essay of a text.

    Raises:
        SourceError: there is no text in it.
    """
    text, told = decode(source.data, source.name)
    if _is_markdown(text):
        return markdown.read(source, options)
    lines = split_lines(without_marks(text))
    if not lines:
        raise SourceError(f"{source.name}: is empty; give a text")
    paste = read_lines(lines, options.language)
    body = as_xhtml([lines[at] for at in paste.body])
    if not body:
        raise SourceError(f"{source.name}: holds a title and no text; write some below it")
    notes = [*told, *_dropped(paste, source.name)]
    return [assemble(source, _found(paste), body, notes=notes, options=options, text=text)]


def _is_markdown(text: str) -> bool:
    if text.startswith(("---\n", "---\r\n", "+++\n", "+++\r\n")):
        return True
    return len(_MARKS.findall(text[:_LOOKED_AT])) >= _FEWEST_MARKS


def _found(paste: Paste) -> list[Found]:
    """Return the candidates for the essay's metadata, all of them guesses of this reader."""
    lines = paste.lines
    found = []
    if paste.title >= 0:
        line = lines[paste.title]
        rule = "first line" if paste.title == 0 else "headline"
        found.append(Found("title", line.text, rule, line.number, guessed=True))
    if paste.authors:
        number = lines[paste.author_line].number
        found.append(Found("author", paste.authors, paste.author_rule, number, guessed=True))
    if paste.date:
        number = lines[paste.date_line].number
        found.append(Found("date", paste.date, "date line", number, guessed=True))
    if paste.biography:
        words = "\n\n".join(lines[at].text for at in paste.biography)
        number = lines[paste.biography[0]].number
        found.append(Found("bio", words, "biography line", number, guessed=True))
    return found


def _dropped(paste: Paste, name: str) -> list[Note]:
    """Return a note for each run of lines that were left out for one reason."""
    notes = []
    for (_, reason), group in groupby(
        enumerate(paste.dropped), key=lambda row: (row[1][0] - row[0], row[1][1])
    ):
        places = [at for _, (at, _) in group]
        text = "\n".join(paste.lines[at].text for at in places)
        count = f"{len(places)} lines" if len(places) > 1 else "1 line"
        first = paste.lines[places[0]]
        message = f"{reason}: {count}, {first.text[:60]!r}"
        notes.append(Note(NoteKind.DROPPED, message, "", text, reason, name, first.number))
    return notes
