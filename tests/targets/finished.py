"""Finished books for the tests of targets: every kind of essay, and an anthology of some."""

from __future__ import annotations

from functools import cache

from packager.build import render
from packager.build.book import book_of
from packager.model import Essay
from packager.targets import Finished
from tests.anthologies import bound, colliding
from tests.essays import ALL, full


def of(essay: Essay) -> Finished:
    """Return the finished book of an essay."""
    book = book_of(essay)
    return Finished(book, render(book))


@cache
def all_books() -> dict[str, Finished]:
    """Return a finished book of each kind of essay, and an anthology."""
    books = {name: of(make()) for name, make in ALL.items()}
    return books | {"anthology": anthology()}


@cache
def anthology() -> Finished:
    """Return an anthology of essays that collide in everything, in two parts."""
    essays = [colliding(n, language="ar" if n == 2 else "ja" if n == 3 else "en") for n in range(5)]
    book = bound([*essays, full()], parts=2).book
    return Finished(book, render(book))
