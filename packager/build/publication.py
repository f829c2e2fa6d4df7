"""The first publication of an essay, and dates, as lines of packager's own pages."""

from __future__ import annotations

from packager.build.document import attributes
from packager.build.words import Words
from packager.model import Essay
from packager.xhtml import escape


def published_line(essay: Essay, words: Words) -> str:
    """Return the line on the first publication, as markup, or nothing."""
    date = time_element(essay.published, words)
    if essay.publication:
        name = f"<cite>{escape(essay.publication)}</cite>"
        if essay.published:
            return words.html("first_published_in", publication=name, date=date)
        return words.html("first_published_in_undated", publication=name)
    return words.html("first_published", date=date) if essay.published else ""


def time_element(iso: str, words: Words) -> str:
    """Return a date in words, as markup that keeps its ISO form."""
    return f"<time{attributes(datetime=iso)}>{escape(words.date(iso))}</time>"
