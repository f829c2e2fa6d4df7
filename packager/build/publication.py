"""The first publication of an essay, and dates, as lines of packager's own pages."""

from __future__ import annotations

from packager.build.bylines import turned
from packager.build.document import attributes
from packager.build.words import Words
from packager.model import Essay
from packager.xhtml import escape


def published_line(essay: Essay, words: Words) -> str:
    """Return the line on the first publication, as markup, or nothing."""
    date = time_element(essay.published, words)
    if essay.publication:
        name = cited(essay.publication, words)
        if essay.published:
            return words.html("first_published_in", publication=name, date=date)
        return words.html("first_published_in_undated", publication=name)
    return words.html("first_published", date=date) if essay.published else ""


def cited(publication: str, words: Words) -> str:
    """Return the name of a publication as markup, or nothing; it keeps its direction."""
    mark = turned(publication, words.language)
    return f"<cite{mark}>{escape(publication)}</cite>" if publication else ""


def time_element(iso: str, words: Words) -> str:
    """Return a date in words, as markup that keeps its ISO form."""
    return f"<time{attributes(datetime=iso)}>{escape(words.date(iso))}</time>"
