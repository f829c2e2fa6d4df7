"""The last pages of an anthology: its accessibility in words, its colophon."""

from __future__ import annotations

from collections.abc import Iterator

from packager.build.bylines import isolated
from packager.build.content import Features
from packager.build.matter import back_page, number_line
from packager.build.page import Page
from packager.build.words import words_in
from packager.licences import licence_name
from packager.model import Book
from packager.xhtml import escape

ACCESSIBILITY_STEM = "accessibility"
COLOPHON_STEM = "colophon"


def accessibility_page(book: Book, features: Features) -> Page:
    """Return the accessibility statement, worded from what was found in the pages."""
    words = words_in(book.language)
    lines = [words("access_structure"), words("access_display")]
    if features.images_without_alt:
        lines.append(words("summary_missing"))
    elif features.images:
        lines.append(words("summary_images"))
    else:
        lines.append(words("access_no_images"))
    lines += [words("summary_math")] if features.formulas else []
    lines += [words("access_ruby")] if features.ruby else []
    lines.append(words("access_moving" if features.moving or features.videos else "access_still"))
    heading = words("accessibility")
    body = "<ul>\n" + "\n".join(f"<li>{escape(line)}</li>" for line in lines) + "\n</ul>"
    return back_page(book, ACCESSIBILITY_STEM, heading, body, type_="backmatter")


def colophon_page(book: Book) -> Iterator[Page]:
    """Yield the colophon: who made the collection, its date, its rights, its identifier."""
    words = words_in(book.language)
    names = [isolated(c.person.name, book.language) for c in book.credits if c.role == "edt"]
    date = escape(words.date(book.published or book.modified.date().isoformat()))
    lines = [
        f"<cite>{escape(book.title)}</cite>",
        words.html("edt", names=words.list(names)) if names else "",
        f"{escape(words('publisher'))}: {escape(book.publisher)}" if book.publisher else "",
        words.html("edition", date=date),
        number_line(book, words),
        escape(book.rights),
        f"{escape(words('licence'))}: {escape(licence_name(book.license))}" if book.license else "",
        escape(book.identifier),
        f"ISBN {escape(book.isbn)}" if book.isbn else "",
        escape(words("made_with")),
    ]
    text = "\n".join(f"<p>{line}</p>" for line in lines if line)
    yield back_page(book, COLOPHON_STEM, words("colophon"), text, type_="colophon")
