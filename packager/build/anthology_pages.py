"""The pages of an anthology behind its cover, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from packager.build.chapter import essay_pages
from packager.build.closing import accessibility_page, colophon_page
from packager.build.content import total
from packager.build.contributors import contributors_page
from packager.build.front_pages import contents_page, introduction_page
from packager.build.index_page import index_page
from packager.build.made import Made
from packager.build.matter import title_page
from packager.build.notes import notes_page
from packager.build.page import Page
from packager.build.permissions import citations_page, corrections_page, permissions_page
from packager.model import Book

_BEHIND = (contributors_page, permissions_page, citations_page, corrections_page, index_page)


def anthology_pages(
    book: Book,
    made: Mapping[str, Made] | None = None,
    behind: Callable[[], Iterable[Page]] | None = None,
) -> list[Page]:
    """Return the pages; the accessibility statement tells what was found in those before it.

    ``made`` holds pages of essays that were made beforehand, by slug; ``behind`` gives what
    :func:`pages_behind` would.
    """
    makers = (
        title_page,
        partial(contents_page, made=made),
        introduction_page,
        partial(essay_pages, made=made),
        notes_page,
    )
    pages = [page for make in makers for page in make(book)]
    pages += behind() if behind else pages_behind(book)
    found = total(page.features for page in pages)
    return [*pages, accessibility_page(book, found), *colophon_page(book)]


def pages_behind(book: Book) -> list[Page]:
    """Return the pages that list what the essays' metadata say: people, permissions and so on."""
    return [page for make in _BEHIND for page in make(book)]
