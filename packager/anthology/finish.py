"""The pages of an anthology's essays: those that are ready, the others made in parallel.

Each essay's page hangs on nothing but the essay and a few values of the book, and most of what
the checker has to say of it on nothing but the page. Where the book changed an essay (its
name, its people, its links), its page is made here, and kept for the next edition.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache as once
from functools import partial
from pathlib import Path

from packager import compact
from packager.anthology.aside import aside_of
from packager.anthology.kept import list_shares
from packager.anthology.prepare import Finished, finished_page
from packager.anthology.verify import KnownLater, Share, Verifiable
from packager.build.made import Made, inputs_of
from packager.build.rendition import render
from packager.cache import Shelf, key_of
from packager.check.load.known import Known
from packager.check.registry import load_rules
from packager.data_classes import dataclass
from packager.forked import in_order
from packager.model import Book, Essay

_FEWEST_FOR_PROCESS = 24  # essays that are worth the start of a process
_FEWEST_FOR_ASIDE = 100  # essays whose lists are long enough for one


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of an anthology, ``made`` by slug.

    ``examined`` is what the checker knows of them, as bytes that :meth:`known` reads.
    """

    made: Mapping[str, Made]
    examined: tuple[bytes, ...]

    def known(self) -> Mapping[str, Known]:
        """Return what the checker knows of pages, by path in the book."""
        found = [compact.loads(one) for one in self.examined]
        return {known.path: known for known in found}


def render_all(
    book: Book,
    ready: Mapping[str, Finished],
    *,
    cache: Path | None = None,
    jobs: int | None = None,
    has_check: bool = True,
) -> Verifiable:
    """Return the rendition of an anthology; what can be done beside the rest is done beside it.

    Without ``has_check`` nothing is examined.

    Raises:
        SourceError: as :func:`packager.build.render` does.
    """
    is_apart = (jobs or os.cpu_count() or 1) > 1 and len(book.essays) >= _FEWEST_FOR_ASIDE
    aside = aside_of(book, cache=cache, is_apart=is_apart)
    pages = finish(book, ready, cache=cache, jobs=jobs)
    known = once(pages.known)
    if is_apart and has_check:  # while the others are at work, and before more are forked
        load_rules(False)
        known()
    rendition = render(book, pages.made, aside)
    shares: list[Share] = []
    if has_check:
        essays = {made.bare.path for made in pages.made.values()}
        shares += list_shares(rendition, essays, cache=cache, is_apart=is_apart)
    return Verifiable(rendition, KnownLater(known, shares), jobs or os.cpu_count() or 1, cache)


def finish(
    book: Book,
    ready: Mapping[str, Finished] | None = None,
    *,
    cache: Path | None = None,
    jobs: int | None = None,
) -> Pages:
    """Return the pages of the essays of a book; ``ready`` holds those made before, by slug.

    An essay of which no page can be made is left out: to make it again tells why.
    """
    found = dict(ready or {})
    missing = [essay for essay in book.essays if essay.slug not in found]
    if missing:
        found |= _made(missing, book, cache, jobs)
    ordered = [(essay.slug, found[essay.slug]) for essay in book.essays if essay.slug in found]
    return Pages(
        {slug: one.made for slug, one in ordered},
        tuple(one.known for _, one in ordered if one.known),
    )


def _made(
    essays: list[Essay], book: Book, cache: Path | None, jobs: int | None
) -> Mapping[str, Finished]:
    """Return what is made of essays, by slug: from the cache, or by as many processes."""
    keys = {essay.slug: key_of([inputs_of(essay, book)]) for essay in essays}
    shelf = Shelf(cache, key_of(["pages of essays", book.identifier])) if cache else None
    kept = {slug: shelf.get(key) for slug, key in keys.items()} if shelf else {}
    found: dict[str, Finished] = {}
    for slug, blob in kept.items():
        one = _read(blob) if blob is not None else None
        if one is not None:
            found[slug] = one
    missing = [essay for essay in essays if essay.slug not in found]
    count = min(jobs or os.cpu_count() or 1, len(missing) // _FEWEST_FOR_PROCESS)
    work = partial(finished_page, book=book)
    for essay, new in zip(missing, in_order(work, missing, count), strict=True):
        if new.value is not None:
            found[essay.slug] = new.value
            if shelf:
                shelf.put(keys[essay.slug], new.data)
    if shelf:
        shelf.save()
    return found


def _read(blob: memoryview) -> Finished | None:
    try:
        one = compact.loads(blob)
    except compact.BROKEN:
        return None
    return one if isinstance(one, Finished) else None
