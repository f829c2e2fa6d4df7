"""The pages of an anthology behind its cover, in reading order."""

from __future__ import annotations

from packager.build.chapter import essay_pages
from packager.build.closing import accessibility_page, colophon_page
from packager.build.content import Features
from packager.build.contributors import contributors_page
from packager.build.front_pages import contents_page, introduction_page
from packager.build.index_page import index_page
from packager.build.matter import title_page
from packager.build.notes import notes_page
from packager.build.page import Page
from packager.build.permissions import citations_page, corrections_page, permissions_page
from packager.model import Book

_MAKERS = (
    title_page,
    contents_page,
    introduction_page,
    essay_pages,
    notes_page,
    contributors_page,
    permissions_page,
    citations_page,
    corrections_page,
    index_page,
)


def anthology_pages(book: Book) -> list[Page]:
    """Return the pages; the accessibility statement tells what was found in those before it."""
    pages = [page for make in _MAKERS for page in make(book)]
    found = sum((page.features for page in pages), Features())
    return [*pages, accessibility_page(book, found), *colophon_page(book)]
