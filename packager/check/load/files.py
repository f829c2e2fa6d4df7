"""The files that a manifest lists, each read once; large books in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from packager import compact, forked
from packager.check.facts import (
    Document,
    Dtbook,
    Item,
    Itemref,
    Nav,
    Ncx,
    OtherXml,
    Overlay,
    Publication,
    Resource,
    Stylesheet,
    Svg,
    Xhtml,
)
from packager.check.finding import Problem
from packager.check.load import css
from packager.check.load.document import read_document
from packager.check.load.keep import Kept, keep, keep_known, keep_styles, kept_of
from packager.check.load.known import Known
from packager.check.load.package import is_misnamed
from packager.check.load.resource import HEAD_BYTES, kind_of

# What the rules find about a document and the style sheets inside it, with the rules' names.
Examine = Callable[[Document], tuple[tuple[str, Problem], ...]]

_FIRST = 16  # pages that are read before a process is forked
_WORTH_BYTES = 2 * 1024 * 1024  # of pages: less is read before a process has been forked
_KINDS: dict[str, type[Document]] = {
    "application/xhtml+xml": Xhtml,
    "image/svg+xml": Svg,
    "application/x-dtbncx+xml": Ncx,
    "application/smil+xml": Overlay,
    "application/x-dtbook+xml": Dtbook,
    "application/vnd.epub.search-key-map+xml": OtherXml,
}
_KINDS_2: dict[str, type[Document]] = {
    "application/xhtml+xml": Xhtml,
    "text/x-oeb1-document": Xhtml,
    "application/x-dtbook+xml": Dtbook,
    "image/svg+xml": Svg,
    "application/x-dtbncx+xml": Ncx,
}
_CSS = ("text/css", "text/x-oeb1-css")


class Sharing(NamedTuple):
    """How the pages of a large book are shared out.

    ``jobs`` processes do it, this one included; ``examine`` gives what the rules find about a page.
    """

    jobs: int
    examine: Examine
    worth_bytes: int = _WORTH_BYTES


class Examined(NamedTuple):
    """What came of a page that another process read; a fact in place of the page itself."""

    problems: tuple[tuple[str, Problem], ...]


class Listed(NamedTuple):
    """What a package says of its files as a whole, worked out once."""

    book: Publication
    spine: Mapping[str, Itemref]
    read: frozenset[str]  # the paths in the reading order
    is_fixed: bool

    @staticmethod
    def of(book: Publication) -> Listed:
        """Return it for a book whose package is read."""
        package = book.package
        return Listed(
            book,
            {itemref.idref: itemref for itemref in package.spine},
            frozenset(i.item.path for i in package.spine if i.item is not None),
            "pre-paginated" in package.property_values("rendition:layout"),
        )

    def items(self) -> Iterator[Item]:
        """Yield the items whose files are there and can be read, each path once."""
        book = self.book
        seen: set[str] = set()
        for item in book.package.items:
            path = item.path
            # With a fragment it names no file: EPUBCheck looks for one whose name ends so.
            if item.url.fragment is not None:
                continue
            if path and path not in seen and path != book.package.path:
                seen.add(path)
                if path not in book.encryption and path in book.archive:
                    yield item

    def kind(self, item: Item) -> type[Document] | None:
        """Return the class of an item's document; ``None`` where it is no XML that is read."""
        kind = (_KINDS if self.book.version == "3" else _KINDS_2).get(item.media_type)
        if kind is Ncx and item.id != self.book.package.toc:
            return None  # readers look for the NCX that the spine names, and EPUBCheck does so too
        is_nav = kind is Xhtml and self.book.version == "3" and "nav" in item.properties
        return Nav if is_nav else kind

    def document(self, item: Item, kind: type[Document]) -> Document:
        """Return the document of an item, not yet read."""
        book = self.book
        document = kind(
            path=item.path,
            archive=book.archive,
            version=book.version,
            profile=book.profile,
            media_type=item.media_type,
            item=item,
            properties=frozenset(item.properties),
            book=book,
        )
        itemref = self.spine.get(item.id)
        if itemref is not None:
            document.in_spine = True
            document.is_linear = itemref.linear
            document.fixed_layout = self.is_fixed
            if "rendition:layout-pre-paginated" in itemref.properties:
                document.fixed_layout = True
            elif "rendition:layout-reflowable" in itemref.properties:
                document.fixed_layout = False
        return document


def files(
    book: Publication, done: set[str], known: Mapping[str, Known], sharing: Sharing | None
) -> Iterator[object]:
    """Yield the facts of the manifest's files, each once, and keep their summaries.

    The paths of documents are added to ``done``.
    """
    listed = Listed.of(book)
    shared = _shared(listed, known, sharing)
    results = _examined(listed, shared, sharing)
    for item in listed.items():
        path = item.path
        kind = listed.kind(item)
        if kind is None:
            yield from _other_file(book, item)
            continue
        done.add(path)
        document = listed.document(item, kind)
        if path in shared:
            problems, kept = next(results)
            yield Examined(problems)
            keep(book, document, kept)
            continue
        misnamed = is_misnamed(book.package, item)
        before = None if misnamed else known.get(path)
        if before and before.is_of(document) and before.is_in(book.archive, path):
            yield before
            keep_known(book, document, before, is_read=path in listed.read)
            continue
        read_document(document, book.archive.bytes_of(path))
        if not misnamed:
            yield from document.styles
            yield document
        keep(book, document, kept_of(document, is_read=path in listed.read))


def _shared(listed: Listed, known: Mapping[str, Known], sharing: Sharing | None) -> dict[str, Item]:
    """Return the items that are worth to be read in several processes, by path."""
    if sharing is None or sharing.jobs < 2 or not forked.can_fork():  # noqa: PLR2004 - nobody
        return {}
    book = listed.book
    pages = {
        item.path: item
        for item in listed.items()
        if listed.kind(item) is Xhtml
        and item.path not in known
        and not is_misnamed(book.package, item)
    }
    sizes = (book.archive.by_path[item.path].size for item in pages.values())
    return pages if sum(sizes) >= sharing.worth_bytes else {}


def _examined(
    listed: Listed, shared: Mapping[str, Item], sharing: Sharing | None
) -> Iterator[tuple[tuple[tuple[str, Problem], ...], Kept]]:
    """Yield what comes of the shared pages, in their order."""
    if sharing is None or not shared:
        return
    examine, book = sharing.examine, listed.book

    def result(item: Item) -> bytes:
        document = listed.document(item, Xhtml)
        read_document(document, book.archive.bytes_of(item.path))
        problems = examine(document)
        kept = kept_of(document, is_read=item.path in listed.read)
        return compact.dumps((problems, kept))  # bytes, which hold on to no tree

    # What every process needs is made by the first pages: grammars, patterns, rules to be spared.
    pages: Sequence[Item] = list(shared.values())
    for page in pages[:_FIRST]:
        yield compact.loads(result(page))
    size = sum(book.archive.by_path[item.path].size for item in pages)
    jobs = min(sharing.jobs, 2 + size // _WORTH_BYTES)
    for told in forked.in_order(result, pages[_FIRST:], jobs):
        yield compact.loads(told.value)


def _other_file(book: Publication, item: Item) -> Iterator[object]:
    archive = book.archive
    if item.media_type in _CSS:
        data = archive.bytes_of(item.path)
        if data is None:
            book.unreadable.append(item.path)
            return
        text, encoding = css.decode(data)
        sheet = Stylesheet(
            path=item.path,
            text=text,
            version=book.version,
            data=data,
            encoding=encoding,
            item=item,
            properties=frozenset(item.properties),
            book=book,
        )
        css.read_stylesheet(sheet)
        keep_styles(book, sheet)
        yield sheet
        return
    entry = archive.get(item.path)
    head = archive.head_of(item.path, HEAD_BYTES)
    if entry is not None and head is not None:
        yield Resource(item, item.path, head, entry.size, kind_of(head), book)
