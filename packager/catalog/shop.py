"""A catalog made anew or brought up to date: books looked at, arranged, written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from packager.catalog.publication import Picture, Publication, urn_of
from packager.catalog.scan import Shown, Task, find_books, look_at
from packager.catalog.shelves import FOLDER, arranged, every, leaves, stem_of_page
from packager.catalog.site import Site, atom_path, book_stem, html_path, json_path
from packager.catalog.store import COPIES, Store
from packager.errors import MissingInputError, SourceError

_COVERS = f"{FOLDER}/covers"
Spread = Callable[[Callable[[Task], Shown], Iterable[Task]], Iterable[Shown]]


@dataclass
class Made:
    """What came of it: the books shown, lines on those left out and on files that were kept."""

    books: int = 0
    written: int = 0
    removed: int = 0
    troubles: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def make_catalog(  # noqa: PLR0913 - what the command asks
    folder: Path, target: Path, title: str, base: str, spread: Spread, *, force: bool = False
) -> Made:
    """Write the catalog of a folder's books into ``target`` and return what came of it.

    The books stay where they are if they lie in ``target``; else copies of them go to ``books``
    there. Files that are as they would be are not touched; of a former run's files those that
    nobody changed and nothing needs any more are removed. Memory grows by what is listed of a
    book, not by the books.

    Raises:
        MissingInputError: the folder cannot be read.
        SourceError: it holds no book that can be read.
        OutputError: a file that is there was not made by this command, or cannot be written.
    """
    if not folder.is_dir():
        raise MissingInputError(f"{folder}: is no folder; name a folder of EPUB files")
    root, place = folder.resolve(), target.resolve()
    has_copies = not root.is_relative_to(place)
    prefix = f"{COPIES}/" if has_copies else _prefix(root, place)
    store = Store(place, force=force)
    made = Made()
    found, made.troubles = find_books(root, None if place == root else place)
    if not has_copies:
        own = f"{FOLDER}/"
        found = [(file, path) for file, path in found if not f"{prefix}{path}".startswith(own)]
    tasks = [
        Task(file, f"{prefix}{path}", store.known_digest(f"{prefix}{path}")) for file, path in found
    ]
    books = list(_looked_at(spread(look_at, tasks), store, made, has_copies=has_copies))
    if not books:
        what = made.troubles[0] if made.troubles else "it has no file that ends in .epub"
        raise SourceError(f"{folder}: no book to list: {what}")
    for path, data in _files(Site(arranged(title, books), base)):
        store.write(path, data)
    made.removed, changed = store.finish()
    made.notes += [f"{path}: is no longer needed, but was changed; it stays" for path in changed]
    made.books, made.written = len(books), store.written
    return made


def _prefix(root: Path, place: Path) -> str:
    inner = root.relative_to(place).as_posix()
    return "" if inner == "." else f"{inner}/"


def _looked_at(
    shown: Iterable[Shown], store: Store, made: Made, *, has_copies: bool
) -> Iterator[Publication]:
    """Yield the books that can be listed, each id and each content once, their covers written."""
    ids: set[str] = set()
    digests: dict[str, str] = {}
    for one in shown:
        book = one.publication
        if book is None:
            made.troubles.append(one.trouble)
            continue
        if book.digest in digests:
            first = digests[book.digest]
            made.notes.append(f"{book.path}: is the same file as {first}, which is listed")
            continue
        digests[book.digest] = book.path
        if book.id in ids:  # another edition, a kepub: one id for two entries would hide one
            book = replace(book, id=urn_of(book.id, book.path))
        ids.add(book.id)
        if has_copies:
            store.copy(one.task.file, book.path, book.digest)
        yield _with_pictures(book, one, store)


def _with_pictures(book: Publication, one: Shown, store: Store) -> Publication:
    paths = (f"{_COVERS}/{book.stem}.jpg", f"{_COVERS}/{book.stem}-small.jpg")
    pictures = one.pictures
    if not pictures:
        sizes = [store.kept_picture(book.path, path) for path in paths]
        if None in sizes:  # somebody took the cover away: look again, at this one alone
            pictures = look_at(replace(one.task, known_digest="")).pictures
    kept = []
    for number, path in enumerate(paths):
        if pictures:
            data, size = pictures[number]
            store.write(path, data)
        else:
            size = sizes[number] or (0, 0)
        kept.append(Picture(path, *size))
    store.remember(book, kept)
    return replace(book, cover=kept[0], thumbnail=kept[1])


def _files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a catalog, those at its root last: they show the rest."""
    from packager.catalog import atom, html, opds2, pages

    yield html.STYLE, html.style()
    for book in site.root.books:
        yield html_path(book_stem(book)), pages.book_page(site, book)
        yield json_path(book_stem(book)), opds2.publication(site, book)
    root, *others = every(site.root)
    for shelf in (*others, root):
        for leaf in leaves(shelf):
            stem = stem_of_page(shelf.stem, leaf.number)
            yield atom_path(stem), atom.feed(site, shelf, leaf)
            yield json_path(stem), opds2.feed(site, shelf, leaf)
            yield html_path(stem), pages.page(site, shelf, leaf)
