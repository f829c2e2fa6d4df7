"""Where each essay of an anthology first appeared, what permits it here, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterator

from packager import citation as citations
from packager.build.bylines import names_in
from packager.build.content import finished, parsed
from packager.build.contributors import link_to
from packager.build.document import attributes
from packager.build.matter import back_page
from packager.build.page import Page
from packager.build.source import citation, source_lines
from packager.build.words import Words, words_in
from packager.model import Book, Correction, Essay
from packager.xhtml import escape

PERMISSIONS_STEM = "permissions"
CORRECTIONS_STEM = "corrections"
CITATIONS_STEM = "citations"


def permissions_page(book: Book) -> Iterator[Page]:
    """Yield the page of permissions and sources: an entry for each essay, in reading order."""
    words = words_in(book.language)
    entries = []
    for essay in book.essays:
        names = names_in(essay.authors, words)
        lines = source_lines(essay, words)
        body = f'<p class="byline">{words.html("by", names=names)}</p>' if names else ""
        entries.append(_section(essay, body + lines, book.language))
    heading = words("permissions")
    text, features = finished(parsed("\n".join(entries), heading), PERMISSIONS_STEM, ())
    yield back_page(
        book, PERMISSIONS_STEM, heading, text, type_="copyright-page", features=features
    )


def _section(essay: Essay, body: str, language: str) -> str:
    link = link_to(essay, language)
    return f'<section class="source-entry">\n<h2>{link}</h2>\n{body}\n</section>'


def corrections_page(book: Book) -> Iterator[Page]:
    """Yield the page of corrections, of the book and of each essay; none where there are none."""
    words = words_in(book.language)
    parts = [_list(book.corrections, words)] if book.corrections else []
    for essay in book.essays:
        if essay.corrections:
            parts.append(_section(essay, _list(essay.corrections, words), book.language))
    if not parts:
        return
    heading = words("corrections")
    text, features = finished(parsed("\n".join(parts), heading), CORRECTIONS_STEM, ())
    yield back_page(book, CORRECTIONS_STEM, heading, text, type_="errata", features=features)


def _list(found: tuple[Correction, ...], words: Words) -> str:
    items = []
    for correction in found:
        date = escape(words.date(correction.date))
        time = f"<time{attributes(datetime=correction.date)}>{date}</time>: " if date else ""
        items.append(f"<li>{time}{escape(correction.text)}</li>")
    return "<ul>\n" + "\n".join(items) + "\n</ul>"


def citations_page(book: Book) -> Iterator[Page]:
    """Yield how to cite each essay: as text, as BibTeX and as CSL-JSON."""
    words = words_in(book.language)
    parts = [
        _section(
            essay,
            f'<p class="citation">{citation(essay, words)}</p>\n'
            f"<p>BibTeX</p>\n<pre>{escape(citations.as_bibtex(essay))}</pre>\n"
            f"<p>CSL-JSON</p>\n<pre>{escape(citations.as_csl_json(essay))}</pre>",
            book.language,
        )
        for essay in book.essays
    ]
    heading = words("cite")
    text, features = finished(parsed("\n".join(parts), heading), CITATIONS_STEM, ())
    yield back_page(book, CITATIONS_STEM, heading, text, type_="appendix", features=features)
