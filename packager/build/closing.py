"""The last pages of an anthology: its notes, its accessibility in words, its colophon."""

from __future__ import annotations

from collections.abc import Iterator

from packager.build.chapter import NOTES_STEM, notes_items
from packager.build.content import Features, finished, parsed
from packager.build.document import attributes
from packager.build.matter import back_page
from packager.build.page import Page
from packager.build.words import words_in
from packager.licences import licence_name
from packager.model import Book
from packager.xhtml import escape

ACCESSIBILITY_STEM = "accessibility"
COLOPHON_STEM = "colophon"


def notes_page(book: Book) -> Iterator[Page]:
    """Yield the notes of all essays that put them at the end of the book, each numbered anew."""
    words = words_in(book.language)
    parts = []
    for essay in book.essays:
        where = essay.notes_at if essay.notes_at != "essay" else book.notes_at
        if where != "book" or not essay.footnotes:
            continue
        href = f"essay:{essay.slug}"
        items = notes_items(essay, words_in(essay.language), f"page:{essay.slug}")
        title = f"<h2><a{attributes(href=href)}>{escape(essay.title)}</a></h2>"
        mark = attributes(lang=essay.language, xml_lang=essay.language, dir=essay.direction)
        parts.append(f"<section{mark}>\n{title}\n<ol>\n{items}\n</ol>\n</section>")
    if not parts:
        return
    heading = words("notes")
    text, features = finished(parsed("\n".join(parts), heading), NOTES_STEM, ())
    yield back_page(book, NOTES_STEM, heading, text, type_="endnotes", features=features)


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
    names = [escape(c.person.name) for c in book.credits if c.role == "edt"]
    date = escape(words.date(book.published or book.modified.date().isoformat()))
    lines = [
        f"<cite>{escape(book.title)}</cite>",
        words.html("edt", names=words.list(names)) if names else "",
        f"{escape(words('publisher'))}: {escape(book.publisher)}" if book.publisher else "",
        words.html("edition", date=date),
        escape(book.rights),
        f"{escape(words('licence'))}: {escape(licence_name(book.license))}" if book.license else "",
        escape(book.identifier),
        f"ISBN {escape(book.isbn)}" if book.isbn else "",
        escape(words("made_with")),
    ]
    text = "\n".join(f"<p>{line}</p>" for line in lines if line)
    yield back_page(book, COLOPHON_STEM, words("colophon"), text, type_="colophon")
