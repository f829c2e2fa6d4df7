"""What stays of a document once its tree is gone: the summary that rules over the book see."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from packager.check.facts import (
    Document,
    Ids,
    Publication,
    Reference,
    Stylesheet,
    Summary,
    Use,
    Xhtml,
)
from packager.check.load.known import XHTML_TYPE, Known, classes_of
from packager.check.load.outline import outline_of
from packager.check.load.page_references import PageReferences
from packager.lazy_pattern import lazy_pattern

_LONG = 1024  # characters of a data: URL that are kept, its media type among them
_PLAIN_ID = lazy_pattern(r"[A-Za-z0-9_.-]+\Z")


@lru_cache(maxsize=512)
def _one(words: frozenset[str]) -> frozenset[str]:
    """Return the same set for equal ones: the pages of a book have the same few."""
    return words


class Kept(NamedTuple):
    """What is kept of what was read in a document."""

    well_formed: bool
    unreadable: bool
    ids: Ids
    references: tuple[Reference, ...]
    features: frozenset[str]
    classes: frozenset[str]


def kept_of(document: Document, *, is_read: bool) -> Kept:
    """Return what is kept of a document that was read; ``is_read``: the spine lists it."""
    return Kept(
        document.root is not None,
        document.unreadable,
        document.ids,
        _leading_out(document) if is_read else tuple(document.references),
        frozenset(document.features),
        classes_of(document),
    )


def keep_known(book: Publication, document: Document, known: Known, *, is_read: bool) -> None:
    """Keep the summary of a document that was read before: it was well-formed then."""

    def kept() -> Kept:
        ids, references, features, classes = known.contents
        document.ids, document.references = ids, references
        if is_read:
            references = _leading_out(document)
        return Kept(True, False, ids, references, features, classes)

    if book.pending is None:
        _keep(book, document, kept())
        return
    book.outlines[document.path] = known.outline
    book.pending.append(lambda: _keep(book, document, kept()))


def keep(book: Publication, document: Document, kept: Kept) -> None:
    """Keep the summary of a document: what rules over the whole publication see of it."""
    if kept.unreadable:
        book.unreadable.append(document.path)
    if book.pending is None:
        _keep(book, document, kept)
        return
    outline = outline_of(kept.ids, kept.references, kept.features, kept.classes)
    book.outlines[document.path] = outline if kept.well_formed else b"broken " + outline
    book.pending.append(lambda: _keep(book, document, kept))


def _keep(book: Publication, document: Document, kept: Kept) -> None:
    references = tuple(_light(book, reference) for reference in kept.references)
    book.summaries[document.path] = Summary(
        path=document.path,
        kind=type(document),
        media_type=document.media_type,
        well_formed=kept.well_formed,
        item=document.item,
        in_spine=document.in_spine,
        fixed_layout=document.fixed_layout,
        ids=kept.ids,
        references=references,
        features=_one(kept.features),
        classes=_one(kept.classes),
        properties=_one(document.properties),
    )
    book.references.extend(references)


def keep_styles(book: Publication, sheet: Stylesheet) -> None:
    """Keep what rules over the whole publication see of a style sheet."""

    def kept() -> None:
        book.stylesheets[sheet.path] = sheet.classes
        book.references.extend(sheet.references)

    if book.pending is None:
        kept()
        return
    book.outlines[sheet.path] = outline_of(Ids(sheet.path), sheet.references, (), sheet.classes)
    book.pending.append(kept)


def _light(book: Publication, reference: Reference) -> Reference:
    """Return a reference without the data that its URL may hold: pictures of hundreds of pages."""
    url = reference.url
    if url.scheme != "data" or len(url.written) <= _LONG or book.item(url.absolute) is not None:
        return reference
    head = url._replace(written=url.written[:_LONG], absolute=url.absolute[:_LONG], fragment=None)
    return reference._replace(url=head)


def _leading_out(document: Document) -> tuple[Reference, ...]:
    """Return a document's references without its plain links to elements of its own.

    Most links of a book are to notes of the same page and back. Where the page is one to read, in
    the reading order, no rule over the whole book could find anything about them.
    """
    if not (
        type(document) is Xhtml
        and document.is_linear
        and document.media_type == XHTML_TYPE
        and document.ids.on_html
    ):
        return tuple(document.references)
    if isinstance(document.references, PageReferences):
        return document.references.leading_out
    path, ids = document.path, document.ids
    return tuple(
        reference
        for reference in document.references
        if reference.url.path != path
        or reference.use is not Use.HYPERLINK
        or reference.url.query is not None
        or (reference.url.fragment or "") not in ids
        or not _PLAIN_ID.match(reference.url.fragment or "")
    )
