"""The front matter keys: what each is called elsewhere, what it holds, what it becomes.

Beside them stand groups of keys, and keys that are for sites and no books. Keys are compared lower
case, with hyphens for underscores.

The one table behind reading (:mod:`packager.read.assemble`), ``packager meta`` and the
reference chapter of the manual.
"""

from __future__ import annotations

from functools import cache

from packager.data_classes import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One key: ``kind`` says how its value is read, ``opf`` the package element it becomes."""

    key: str
    kind: str  # text, names, date, language, list, url, file, flag, choice, series, corrections …
    opf: str
    help: str
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


def _field(  # noqa: PLR0913, PLR0917 - a row of the table below
    key: str, kind: str, opf: str, text: str, aliases: str = "", choices: str = ""
) -> Field:
    return Field(key, kind, opf, text, tuple(aliases.split()), tuple(choices.split()))


FIELDS: tuple[Field, ...] = (
    _field("title", "text", "dc:title", "The essay's title.", "headline name"),
    _field("subtitle", "text", "dc:title (title-type: subtitle)", "What stands below it.",
           "subheading subheadline"),
    _field("author", "names", "dc:creator (role: aut)",
           "Who wrote it: a string, a list, or objects with `name`, `sort-name`, `bio`, `url`, "
           "`orcid`, `image`, `role`. A name found in `people/` brings all that file says.",
           "authors creator byline by"),
    _field("editor", "names", "dc:contributor (role: edt)", "Who edited it.", "editors"),
    _field("translator", "names", "dc:contributor (role: trl)", "Who translated it.",
           "translators"),
    _field("illustrator", "names", "dc:contributor (role: ill)", "Who drew for it.",
           "illustrators"),
    _field("interviewee", "names", "dc:contributor (role: ive)", "Who was interviewed.",
           "interviewees"),
    _field("photographer", "names", "dc:contributor (role: pht)", "Who took its pictures.",
           "photographers"),
    _field("foreword", "names", "dc:contributor (role: aui)", "Who wrote the words before it.",
           "introduction"),
    _field("contributor", "names", "dc:contributor",
           "Anybody else, each with a `role`: a MARC relator word or code.", "contributors"),
    _field("bio", "markup", "the page “About the author”",
           "The author's biography, where there is one author.", "about author_bio"),
    _field("date", "date", "dc:date", "When it was first published: a year, a month or a day.",
           "published issued publishDate pubdate date_published datePublished published_at "
           "publish_date"),
    _field("modified", "date", "schema:dateModified (in the page)", "When it was last changed.",
           "lastmod updated last_modified_at dateModified date_modified updated_at"),
    _field("lang", "language", "dc:language", "The language it is in: a BCP 47 tag.",
           "language locale"),
    _field("description", "text", "dc:description", "What it says, in a sentence or two.",
           "abstract summary excerpt dek standfirst"),
    _field("tags", "list", "dc:subject", "What it is about.",
           "keywords categories subject category tag"),
    _field("source", "url", "dc:source", "The address it was first published at.",
           "url canonical_url link original_url canonical canonicalURL"),
    _field("publication", "text", "dcterms:isPartOf", "The paper or site that published it.",
           "container-title site_name sitename journal"),
    _field("volume", "text", "schema:volumeNumber (in the page)", "The journal's volume."),
    _field("issue", "text", "schema:issueNumber (in the page)", "The journal's issue."),
    _field("pages", "text", "schema:pagination (in the page)", "The pages it stood on.", "page"),
    _field("issn", "issn", "dc:source (urn:issn)", "The journal's ISSN."),
    _field("place", "text", "schema:locationCreated (in the page)",
           "Where it was written: the dateline.", "dateline"),
    _field("publisher", "text", "dc:publisher", "Who publishes this book."),
    _field("rights", "text", "dc:rights", "Whose it is, in words.", "copyright"),
    _field("license", "license", "dcterms:license",
           "Its licence: an SPDX or Creative Commons id, or an address.", "licence"),
    _field("permission", "text", "dc:rights (in the page)", "By whose leave it is reprinted."),
    _field("identifier", "text", "dc:identifier", "A name of its own: a URN or an address.",
           "uuid guid"),
    _field("isbn", "isbn", "dc:identifier (urn:isbn)", "The book's ISBN."),
    _field("doi", "doi", "dc:identifier (doi)", "The essay's DOI.", "DOI"),
    _field("series", "series", "belongs-to-collection, calibre:series",
           "The series it belongs to.", "belongs-to-collection"),
    _field("series-index", "text", "group-position, calibre:series_index", "Its number there.",
           "series_index group-position"),
    _field("cover", "file", "cover-image", "The picture for the cover.",
           "cover-image cover_image featured_image image featuredImage thumbnail"),
    _field("notes", "choice", "", "Where its notes stand.", "", "essay book inline"),
    _field("dir", "choice", "page-progression-direction", "Which way its text runs.",
           "direction", "ltr rtl"),
    _field("writing-mode", "choice", "page-progression-direction, CSS writing-mode",
           "`vertical-rl` sets Japanese in columns.", "writing_mode",
           "horizontal-tb vertical-rl"),
    _field("retrieved", "date", "dcterms:dateAccepted (in the page)",
           "When it was taken from the web.", "accessed retrieved_at"),
    _field("archive-url", "url", "dc:source (in the page)", "Where an archive keeps it.",
           "archive_url"),
    _field("corrections", "corrections", "", "Corrections that were published: a list of "
           "strings or of objects with `date` and `text`."),
    _field("draft", "flag", "", "`true` keeps it out of batches.", "drafts"),
    _field("slug", "text", "", "The name of its files in the book; else from the file's name."),
)  # fmt: skip

# Maps whose inner keys count like outer ones: Hugo's params and taxonomies, Zola's extra.
GROUPS = ("params", "taxonomies", "extra", "book")

# Jekyll, Hugo, Zola, Hexo, Quarto, pandoc, Obsidian, Docusaurus, Eleventy, WordPress exports:
# layout, addresses and switches of a site, and what a program keeps for itself.
_NOT_FOR_BOOKS = frozenset(
    """
    layout permalink redirect-from redirect-to redirects published-at comments comment
    commentable disqus sitemap search robots noindex seo math mathjax katex mermaid toc
    toc-depth toc-sticky sidebar sidebar-position sidebar-label sidebar-class-name
    pagination-next pagination-prev pagination-label hide-title hide-table-of-contents
    custom-edit-url id hide-in-list
    aliases alias type kind weight order position sequence menu menus nav nav-order parent
    has-children has-toc linktitle url-slug path outputs headless render build cascade
    resources markup isciilanguage iscjklanguage expirydate expiry-date expires
    publishresources translationkey translation-key unlisted pinned sticky featured hidden
    private password status visibility template theme style css stylesheet cssclass cssclasses
    class classes body-class bodyclass js scripts script header footer header-includes
    include-before include-after output format formats documentclass classoption geometry
    fontsize mainfont sansfont monofont linestretch colorlinks linkcolor urlcolor papersize
    numbersections number-sections secnumdepth bibliography csl citation citations references
    nocite link-citations reference-section-title suppress-bibliography engine jupyter execute
    knitr editor-options code-fold code-tools code-annotations code-copy code-overflow
    highlight-style title-block-banner title-block-style listing lightbox tbl-colwidths
    fig-cap-location tbl-cap-location crossref filters shortcodes appendix-style
    thumbnail teaser hero header-img banner og-image ogimage twitter-image social-image
    image-alt image-caption cover-alt featured-image-alt hero-image author-profile
    author-profile-image read-time reading-time wordcount word-count views likes share
    related similar topics topicid guid post-id wordpress-id tumblr-url blogger-id medium-id
    created created-at date-created last-update uuid up down prev next
    next-page prev-page previous breadcrumb breadcrumbs show-date show-lastmod show-toc
    showtoc toc-title tocopen hidemeta disableshare editpost social twitter facebook
    mastodon hashtags preview subtitle-page photogallery gallery video audio podcast
    params taxonomies extra book data vars variables meta metadata head foam bookmark
    eleventynavigation eleventycomputed eleventyexcludefromcollections tags-list version
    release package-version team team-url untranslated flow mindmap feature params-list
    project event events location lastpublished timestamp
    kicker standfirst lede toc-location mermaid-theme revealjs html pdf docx epub
    shorttitle short-title running-title runningtitle
    """.split()
)


@cache
def _by_name() -> dict[str, tuple[int, int]]:
    table: dict[str, tuple[int, int]] = {}
    for at, field in enumerate(FIELDS):
        for rank, name in enumerate((field.key, *field.aliases)):
            table.setdefault(_plain(name), (at, rank))
    return table


def _plain(name: str) -> str:
    return name.strip().casefold().replace("_", "-").replace(" ", "-")


def field_named(name: str) -> Field | None:
    """Return the field that a key or one of its aliases names, whatever its case."""
    place = _by_name().get(_plain(name))
    return FIELDS[place[0]] if place else None


def is_for_sites(name: str) -> bool:
    """Return whether a key is for a site or a program, and its absence from a book no loss."""
    plain = name.casefold().replace("_", "-")
    return plain in _NOT_FOR_BOOKS or plain in GROUPS or plain.startswith("x-") or plain[:1] == "-"


def rank_of(name: str) -> int:
    """Return how early an alias stands in its field's row: of two given, the lower wins."""
    place = _by_name().get(_plain(name))
    return place[1] if place else 99


def nearest(name: str) -> str:
    """Return the known key that an unknown one was probably meant to be; empty if none is near."""
    from difflib import get_close_matches

    near = get_close_matches(_plain(name), list(_by_name()), n=1, cutoff=0.75)
    return near[0] if near else ""
