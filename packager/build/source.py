"""Where an essay comes from and what may be done with it: the page at the end of its book."""

from __future__ import annotations

from collections.abc import Iterator

from packager.build.bylines import credit_line, isolated
from packager.build.content import finished, parsed
from packager.build.matter import back_page
from packager.build.page import Page
from packager.build.publication import cited, published_line, time_element
from packager.build.web_links import licence_link, link
from packager.build.words import Words, words_in
from packager.model import Book, Essay
from packager.xhtml import escape

SOURCE_STEM = "source"


def source_page(book: Book) -> Iterator[Page]:
    """Yield the page on source and rights, with how to cite, corrections, and the small print."""
    words = words_in(book.language)
    parts = []
    for essay in book.essays:
        parts.append(source_lines(essay, words))
        parts.append(corrections(essay, words))
        cited = citation(essay, words)
        parts.append(f'<h2>{escape(words("cite"))}</h2>\n<p class="citation">{cited}</p>')
    parts.append(f'<p class="small-print">{escape(words("made_with"))}</p>')
    text, features = finished(
        parsed("\n".join(part for part in parts if part), SOURCE_STEM), SOURCE_STEM, ()
    )
    yield back_page(
        book, SOURCE_STEM, words("source"), text, type_="copyright-page", features=features
    )


def source_lines(essay: Essay, words: Words) -> str:
    """Return where an essay comes from and what may be done with it, as paragraphs."""
    lines = [published_line(essay, words)]
    numbers = [
        words(key, number=value)
        for key, value in (
            ("volume", essay.volume),
            ("issue", essay.issue),
            ("pages", essay.pages),
        )
        if value
    ]
    numbers += [f"ISSN {essay.issn}"] if essay.issn else []
    lines.append(escape(", ".join(numbers)))
    if essay.modified:
        lines.append(words.html("updated", date=time_element(essay.modified, words)))
    lines += credit_line(essay.credits, words, ("ant",))
    lines += [
        _fact(words("original"), link(essay.source_url)) if essay.source_url else "",
        _fact("DOI", link(f"https://doi.org/{essay.doi}", essay.doi)) if essay.doi else "",
        _fact(words("archived"), link(essay.archive_url)) if essay.archive_url else "",
        words.html("retrieved", date=escape(words.date(essay.retrieved)))
        if essay.retrieved
        else "",
        _fact(words("publisher"), escape(essay.publisher)) if essay.publisher else "",
        f"ISBN {escape(essay.isbn)}" if essay.isbn else "",
        isolated(essay.rights, words.language),
        isolated(essay.permission, words.language),
        _fact(words("licence"), licence_link(essay.license)) if essay.license else "",
    ]
    return "\n".join(f"<p>{line}</p>" for line in lines if line)


def corrections(essay: Essay, words: Words) -> str:
    """Return the corrections of an essay as a section, or nothing."""
    if not essay.corrections:
        return ""
    items = "\n".join(
        "<li>" + (f"{time_element(c.date, words)}: " if c.date else "") + f"{escape(c.text)}</li>"
        for c in essay.corrections
    )
    heading = f'<h2 id="corrections">{escape(words("corrections"))}</h2>'
    return (
        '<section epub:type="errata" role="doc-errata" aria-labelledby="corrections">\n'
        f"{heading}\n<ul>\n{items}\n</ul>\n</section>"
    )


def citation(essay: Essay, words: Words) -> str:
    """Return how to cite an essay, as markup: authors, title, publication, date, address."""
    title = isolated(
        words.quoted(f"{essay.title}: {essay.subtitle}" if essay.subtitle else essay.title),
        words.language,
    )
    where = cited(essay.publication, words)
    numbers = " ".join(
        escape(words(key, number=value))
        for key, value in (("volume", essay.volume), ("issue", essay.issue))
        if value
    )
    parts = (
        words.list([isolated(person.name, words.language) for person in essay.authors]),
        title,
        f"{where} {numbers}".strip() or escape(essay.publisher),
        escape(words.date(essay.published)),
        escape(words("pages", number=essay.pages)) if essay.pages else "",
    )
    text = words("separator").join(part for part in parts if part)
    address = f"https://doi.org/{essay.doi}" if essay.doi else essay.source_url
    end = words("stop")
    return f"{text}{end} {link(address)}" if address else f"{text}{end}"


def _fact(label: str, markup: str) -> str:
    return f"{escape(label)}: {markup}"
