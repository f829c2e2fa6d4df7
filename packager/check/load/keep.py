"""What stays of a document once its tree is gone: the summary that rules over the book see."""

from __future__ import annotations

from functools import lru_cache

from packager.check.facts import Document, Publication, Reference, Summary, Use, Xhtml
from packager.check.load.known import XHTML_TYPE, Known
from packager.lazy_pattern import lazy_pattern

_PLAIN_ID = lazy_pattern(r"[A-Za-z0-9_.-]+\Z")


@lru_cache(maxsize=512)
def _one(words: frozenset[str]) -> frozenset[str]:
    """Return the same set for equal ones: the pages of a book have the same few."""
    return words


def classes_of(document: Document) -> frozenset[str]:
    """Return the class names that the style sheets inside a document select."""
    return frozenset().union(*(sheet.classes for sheet in document.styles))


def keep_known(book: Publication, document: Document, known: Known, *, is_read: bool) -> None:
    """Keep the summary of a document that was read before: it was well-formed then."""
    document.ids = known.ids
    document.references = known.references
    document.features = set(known.features)
    keep(book, document, known, is_read=is_read)


def keep(
    book: Publication, document: Document, known: Known | None = None, *, is_read: bool = False
) -> None:
    """Keep the summary of a document: what rules over the whole publication see of it.

    ``is_read`` says that the spine lists it.
    """
    references = _leading_out(document) if is_read else document.references
    book.summaries[document.path] = Summary(
        path=document.path,
        kind=type(document),
        media_type=document.media_type,
        well_formed=known is not None or document.root is not None,
        item=document.item,
        in_spine=document.in_spine,
        fixed_layout=document.fixed_layout,
        ids=document.ids,
        references=references,
        features=_one(frozenset(document.features)),
        classes=_one(known.classes if known else classes_of(document)),
        properties=_one(document.properties),
    )
    book.references.extend(references)


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
        return document.references
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
