"""What is made of an anthology beside its essays' pages, kept as long as it would come out alike.

The cover and the pages behind the essays say what the essays' metadata say, not their prose. They
are made of a book without prose; where that is the one of the last edition, those
of that edition are taken.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache as once
from pathlib import Path
from typing import TypeVar, cast

from packager import compact
from packager.build.cover import cover_for
from packager.build.made import Aside, make_behind
from packager.cache import Shelf, key_of
from packager.forked import Beside
from packager.model import Book

Result = TypeVar("Result")


def aside_of(book: Book, *, cache: Path | None, is_apart: bool) -> Aside:
    """Return the cover of an anthology and the pages behind its essays, to be called for.

    With ``is_apart`` what is not in the cache is made by processes, from now on.
    """
    bare = without_prose(book)
    key = key_of(["aside", compact.dumps(bare)]) if cache else ""
    # A picture on disk may have become another under its name.
    at = cache if book.cover is None else None
    behind = _kept(lambda: make_behind(bare), cache, key and f"{key} behind", is_apart=is_apart)
    cover = _kept(lambda: cover_for(bare), at, key and f"{key} cover", is_apart=is_apart)
    return Aside(once(cover), once(behind))


def without_prose(book: Book) -> Book:
    """Return a book in which essays have their metadata alone."""
    return replace(
        book,
        introduction=None,
        parts=tuple(
            replace(
                part,
                introduction=None,
                essays=tuple(
                    replace(essay, body="", footnotes=(), assets=(), headnote="", stylesheet="",
                            source_text="")
                    for essay in part.essays
                ),
            )
            for part in book.parts
        ),
    )  # fmt: skip


def _kept(
    work: Callable[[], Result], cache: Path | None, key: str, *, is_apart: bool
) -> Callable[[], Result]:
    """Return what gives the result of work: out of the cache, or done once and put there."""
    if cache is None:
        return Beside(work, is_apart=is_apart).result
    name = key_of(["aside", key])
    shelf = Shelf(cache, name)
    blob = bytes(shelf.get(name) or b"")
    shelf.save()  # nothing is written, but what is in use is not old
    if blob:
        with suppress(*compact.BROKEN):
            found = cast("Result", compact.loads(blob))
            return lambda: found

    def put() -> Result:
        result = work()
        shelf = Shelf(cache, name)
        shelf.put(name, compact.dumps(result))
        shelf.save()
        return result

    return Beside(put, is_apart=is_apart).result
