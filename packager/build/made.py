"""Pages of essays made beforehand: in another process, or for an earlier edition of the book.

A page is all that :func:`packager.build.chapter.essay_page` makes of an essay, and the lines it
comes from. It depends on the essay and on three values of the book alone, which :func:`inputs_of`
gives as bytes, so that whoever keeps pages knows when they are still right.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from packager.build.archive import Packed, packed
from packager.build.book import UNDATED
from packager.build.chapter import essay_page
from packager.build.document import document
from packager.build.lines import lines_of
from packager.build.page import Page
from packager.build.reading_time import minutes_of
from packager.data_classes import dataclass
from packager.model import Asset, Book, Essay, Note
from packager.source_map import Lines


@dataclass(frozen=True, slots=True)
class Made:
    """The page of an essay, without the essay, its images, and what stands in its head and body.

    ``file`` is its XHTML file, ``lines`` where its lines come from, ``minutes`` how long it
    takes to read.
    """

    bare: Page
    file: Packed
    lines: Lines | None
    minutes: int

    def page_of(self, essay: Essay, landmark: str) -> Page:
        """Return the page as :func:`packager.build.chapter.essay_page` would make it, bodiless."""
        return replace(
            self.bare,
            essay=essay,
            assets=essay.assets,
            landmark=landmark,
            guide="text" if landmark == "bodymatter" else "",
        )


@dataclass(frozen=True, slots=True)
class Aside:
    """What of an anthology can be made beside its essays' pages; each part is called for late.

    ``cover`` gives the cover and what is to be said of it, ``behind`` the pages behind the essays
    and their XHTML files by stem.
    """

    cover: Callable[[], tuple[Asset, tuple[Note, ...]]]
    behind: Callable[[], tuple[Sequence[Page], Mapping[str, Packed]]]


def make_behind(book: Book) -> tuple[Sequence[Page], Mapping[str, Packed]]:
    """Return the pages of an anthology behind its essays, and their files by stem."""
    from packager.build.anthology_pages import pages_behind

    pages = pages_behind(book)
    return pages, {page.stem: packed(document(page)) for page in pages}


def make(essay: Essay, book: Book) -> Made:
    """Return the page of an essay.

    Raises:
        SourceError: as :func:`packager.build.chapter.essay_page` does.
    """
    page = essay_page(essay, book)
    data = document(page)
    bare = replace(page, body="", head="", essay=None, assets=())
    return Made(bare, packed(data), lines_of(essay, data.decode()), minutes_of(essay))


def stand_in(notes_at: str) -> Book:
    """Return a book without essays that says of an anthology's pages what they depend on."""
    return Book("", (), "", "", UNDATED, notes_at=notes_at, is_anthology=True)


def inputs_of(essay: Essay, book: Book) -> bytes:
    """Return bytes that differ wherever the page of an essay would.

    An image whose place in the book is settled is named by the hash of its bytes; that stands for
    them. Another one's bytes are part of the answer.
    """
    plain = replace(
        essay,
        assets=tuple(_plain(asset) for asset in essay.assets),
        credits=tuple(
            replace(credit, person=replace(person, image=_plain(person.image)))
            if (person := credit.person).image
            else credit
            for credit in essay.credits
        ),
        cover=_plain(essay.cover) if essay.cover else None,
    )
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
    # Without its memory a pickler writes equal values as equal bytes: with it, two equal texts
    # differ from one text that stands there twice.
    pickler.fast = True
    pickler.dump((plain, settings_of(book)))
    return stream.getvalue()


def settings_of(book: Book) -> tuple[str, bool, int]:
    """Return what the page of an essay depends on beside the essay."""
    return book.notes_at, book.is_anthology, book.contents_depth


def _plain(asset: Asset) -> Asset:
    return replace(asset, data=b"" if asset.stored_as else asset.read(), file=None)
