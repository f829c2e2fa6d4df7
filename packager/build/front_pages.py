"""What stands before the essays of an anthology: its contents and its introduction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packager.build.bylines import names_in
from packager.build.chapter import essay_page, part_stem
from packager.build.content import finished, parsed
from packager.build.document import attributes, language_attributes
from packager.build.made import Made
from packager.build.page import Page
from packager.build.reading_time import minutes_of
from packager.build.words import words_in
from packager.model import Book, Essay
from packager.xhtml import escape

CONTENTS_STEM = "contents"
INTRODUCTION_STEM = "introduction"


def contents_page(book: Book, made: Mapping[str, Made] | None = None) -> Iterator[Page]:
    """Yield the contents as a page: parts, essays with author and minutes of reading.

    ``made`` holds pages of essays that were made beforehand, by slug.
    """
    made = made or {}
    words = words_in(book.language)
    lines = []
    if book.introduction is not None:
        label = book.introduction.title or words("introduction")
        lines.append(f'<li><a href="page:{INTRODUCTION_STEM}">{escape(label)}</a></li>')
    for part in book.parts:
        items = "\n".join(
            _line(essay, book.language, made.get(essay.slug)) for essay in part.essays
        )
        if part.title:
            href = f"page:{part_stem(part)}"
            label = f"<a{attributes(href=href)}>{escape(part.title)}</a>"
            items = f'<li class="part">{label}\n<ol class="contents">\n{items}\n</ol></li>'
        lines.append(items)
    listing = '<ol class="contents">\n' + "\n".join(lines) + "\n</ol>"
    heading = words("contents")
    text, features = finished(parsed(listing, heading), CONTENTS_STEM, ())
    yield Page(
        stem=CONTENTS_STEM,
        title=heading,
        body=f'<nav role="doc-toc" aria-labelledby="contents-title">\n'
        f'<h1 id="contents-title">{escape(heading)}</h1>\n{text}\n</nav>',
        language=book.language,
        direction=book.direction,
        writing_mode=book.writing_mode,
        landmark="toc",
        guide="toc",
        features=features,
    )


def _line(essay: Essay, language: str, made: Made | None) -> str:
    words = words_in(language)
    mark = language_attributes(essay.language, language)
    title = f'<a href="essay:{essay.slug}"{mark}>{escape(essay.title)}</a>'
    names = names_in(essay.authors, words)
    by = f'<span class="contents-author">{names}</span>' if names else ""
    minutes = made.minutes if made else minutes_of(essay)
    time = words("reading_time", minutes=str(minutes))
    details = " · ".join(part for part in (by, escape(time)) if part)
    return f'<li class="contents-essay">{title}<br/><small>{details}</small></li>'


def introduction_page(book: Book) -> Iterator[Page]:
    """Yield the introduction, where there is one: an essay of its own."""
    if book.introduction is not None:
        yield essay_page(book.introduction, book)
