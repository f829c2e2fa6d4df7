"""The pages around the text: cover, title page, about the people, source and rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from packager.build.bylines import credit_line, names_in, plain_text, turned
from packager.build.content import Features, finished, parsed
from packager.build.document import attributes, language_attributes
from packager.build.json_ld import book_json_ld, linked_data
from packager.build.page import Entry, Page
from packager.build.publication import published_line
from packager.build.web_links import link
from packager.build.words import Words, words_in
from packager.model import Asset, Book, Credit, Person
from packager.xhtml import escape

COVER_STEM = "cover"
TITLE_STEM = "title-page"
ABOUT_STEM = "about"
_MOST_NAMES = 8  # of authors on an anthology's title page; more stand in its contents only
_EDITED = ("aut", "edt")
# What DPUB-ARIA calls a section by its epub:type: https://www.w3.org/TR/dpub-aria-1.1/
_ROLES = {
    "appendix": "doc-appendix",
    "colophon": "doc-colophon",
    "endnotes": "doc-endnotes",
    "errata": "doc-errata",
    "index": "doc-index",
}


def cover_page(book: Book, cover: Asset) -> Page:
    """Return the page of the cover: the image alone, in a file of its own (Kobo asks for that)."""
    words = words_in(book.language)
    body = (
        '<section epub:type="cover" class="cover">'
        f'<img src="asset:{escape(cover.name)}"{attributes(alt=_cover_text(book, words))} '
        'role="doc-cover"/></section>'
    )
    text, _ = finished(parsed(body, "cover"), COVER_STEM, (cover,))
    return Page(
        stem=COVER_STEM,
        title=words("cover"),
        body=text,
        language=book.language,
        landmark="cover",
        guide="cover",
        assets=(cover,),
    )


def _cover_text(book: Book, words: Words) -> str:
    people = [c.person.name for c in book.credits if c.role == "aut"]
    people = [] if book.is_anthology and len(people) > _MOST_NAMES else people
    by = f", {words('by', names=words.list(people))}" if people else ""
    return words("cover_alt", title=book.title + by)


def title_page(book: Book) -> Iterator[Page]:
    """Yield the title page: title, subtitle, who made it, where it came from."""
    words = words_in(book.language)
    authors = [credit.person for credit in book.credits if credit.role == "aut"]
    lines = [f'<h1 id="title">{escape(book.title)}</h1>']
    if book.subtitle:
        lines.append(f'<p class="subtitle" role="doc-subtitle">{escape(book.subtitle)}</p>')
    if authors and not (book.is_anthology and len(authors) > _MOST_NAMES):
        names = names_in(authors, words, "author")
        lines.append(f'<p class="byline">{words.html("by", names=names)}</p>')
    lines += [f'<p class="credit-line">{line}</p>' for line in credit_line(_told_once(book), words)]
    if not book.is_anthology:
        for essay in book.essays:
            line = published_line(essay, words)
            lines += [f'<p class="first-published">{line}</p>'] if line else []
    if number := number_line(book, words):
        lines.append(f'<p class="credit-line">{number}</p>')
    if book.publisher:
        lines.append(f'<p class="publisher">{escape(book.publisher)}</p>')
    body = "\n".join(lines)
    yield Page(
        stem=TITLE_STEM,
        title=book.title,
        body=f'<section epub:type="titlepage" class="title-page" aria-labelledby="title">\n'
        f"{body}\n</section>",
        language=book.language,
        direction=book.direction,
        writing_mode=book.writing_mode,
        head=linked_data(book_json_ld(book)) if book.is_anthology else "",
        landmark="titlepage",
        guide="title-page",
        entry=None,
    )


def number_line(book: Book, words: Words) -> str:
    """Return which one of a series or a periodical the book is, as markup, or nothing."""
    series = " ".join(filter(None, (book.series.name, book.series.index))) if book.series else ""
    issue = words("issue", number=book.issue) if book.issue and book.is_anthology else ""
    return escape(words("separator").join(filter(None, (series, issue))))


def _told_once(book: Book) -> Sequence[Credit]:
    """Return the credits without the editors where these are just the people in the byline."""
    names = {role: {c.person.name for c in book.credits if c.role == role} for role in _EDITED}
    if names["aut"] != names["edt"]:
        return book.credits
    return [credit for credit in book.credits if credit.role != "edt"]


def about_page(book: Book) -> Iterator[Page]:
    """Yield the page about the people of whom something is told; none, where nothing is."""
    told = [c for c in _people(book) if c[0].bio or c[0].url or c[0].image or c[0].links]
    if not told:
        return
    words = words_in(book.language)
    if all(is_author for _, is_author in told):
        key = "about_author" if len(told) == 1 else "about_authors"
    else:
        key = "about_contributors"
    heading = words(key)
    shown = with_own_portraits(person for person, _ in told)
    assets = tuple(person.image for person in shown if person.image)
    several = len(told) > 1 or not told[0][1]
    people = [replace(p, language=p.language or book.language) for p in shown]
    around = own_language(book)
    parts = [person_section(person, words, around, several) for person in people]
    text, features = finished(parsed("\n".join(parts), heading), ABOUT_STEM, assets)
    yield back_page(
        book, ABOUT_STEM, heading, text, type_="contributors", assets=assets, features=features
    )


def _people(book: Book) -> list[tuple[Person, bool]]:
    """Return each person once, in order, and whether they are an author."""
    credits = [*book.credits, *(credit for essay in book.essays for credit in essay.credits)]
    people: dict[str, tuple[Person, bool]] = {}
    for credit in credits:
        people.setdefault(credit.person.name, (credit.person, credit.role == "aut"))
    return list(people.values())


def with_own_portraits(people: Iterable[Person]) -> list[Person]:
    """Return people of whom no two have portraits that are called alike and are not the same."""
    taken: dict[str, Asset] = {}
    result = []
    for person in people:
        image = person.image
        if image is not None:
            base, dot, suffix = image.name.rpartition(".")
            number = 1
            while taken.setdefault(image.name, image) != image:
                number += 1
                image = replace(image, name=f"{base or suffix}-{number}{dot}{suffix * bool(base)}")
        result.append(person if image is person.image else replace(person, image=image))
    return result


def person_section(  # noqa: PLR0913 - what a book tells of a person has that many parts
    person: Person,
    words: Words,
    language: str,
    has_heading: bool,
    *,
    id_: str = "",
    after: str = "",
) -> str:
    """Return what a book tells of a person, as markup: photo, biography, links, ``after``."""
    lines = [f"<h2>{escape(person.name)}</h2>"] if has_heading else []
    if person.image:
        alt = person.image_alt or words("photo_of", name=person.name)
        lines.append(
            f'<p class="portrait"><img src="asset:{escape(person.image.name)}"'
            f"{attributes(alt=alt)}/></p>"
        )
    if person.bio:
        mark = language_attributes(person.language or language, language)
        mark += turned(plain_text(person.bio), language)
        lines.append(f"<div{mark}>{person.bio}</div>")
    elif not has_heading:
        lines.append(f"<p>{escape(person.name)}</p>")
    links = [*person.links]
    if person.url and person.url not in [url for _, url in links]:
        links.insert(0, (_plain(person.url), person.url))
    if person.orcid:
        number = person.orcid.rpartition("/")[2]
        links.append((f"ORCID {number}", f"https://orcid.org/{number}"))
    if links:
        items = "".join(f"<li>{link(url, label)}</li>" for label, url in links)
        lines.append(f'<ul class="links">{items}</ul>')
    lines += [after] if after else []
    opening = f'<section class="person"{attributes(id=id_)}>\n'
    return opening + "\n".join(lines) + "\n</section>"


def own_language(book: Book) -> str:
    """Return the language of packager's own pages: the book's, or English where it has no words."""
    words = words_in(book.language)
    return book.language if words.is_for(book.language) else words.language


def back_page(  # noqa: PLR0913 - a page has that many facts
    book: Book,
    stem: str,
    heading: str,
    text: str,
    *,
    type_: str,
    assets: Sequence[Asset] = (),
    features: Features | None = None,
) -> Page:
    """Return a page behind the text: a section with a heading, listed in the contents."""
    language = own_language(book)
    is_books = language == book.language
    return Page(
        stem=stem,
        title=heading,
        body=f'<section epub:type="{type_}"{attributes(role=_ROLES.get(type_, ""))} class="{stem}" '
        f'aria-labelledby="{stem}-title">\n'
        f'<h1 id="{stem}-title">{escape(heading)}</h1>\n{text}\n</section>',
        language=language,
        direction=book.direction if is_books else "",
        writing_mode=book.writing_mode if is_books else "",
        entry=Entry(heading),
        landmark=type_ if type_ == "copyright-page" else "",
        guide=type_ if type_ == "copyright-page" else "",
        assets=tuple(assets),
        features=features or Features(),
    )


def _plain(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").removesuffix("/")
