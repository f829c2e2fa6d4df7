"""Rules on references into the book: that what they lead to is there, declared, and of use.

https://www.w3.org/TR/epub-33/#sec-resource-locations · #sec-xhtml-req · #sec-nav-def-model
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import Item, Publication, Reference
from packager.check.finding import Problem
from packager.check.media import LENIENT, data_type, has_content, is_content, item_of
from packager.check.references import LINKS, OVERLAY_TEXTS, followed, to_items
from packager.check.registry import rule

_CHAPTER = "EPUB/chapter.xhtml"


def _is_link(reference: Reference) -> bool:
    return reference.use in LINKS or reference.use in OVERLAY_TEXTS


@rule(
    "RSC-007",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-resource-locations",
    bad={_CHAPTER: (('href="notes.xhtml#note-1"', 'href="missing.xhtml#note-1"'),)},
)
def reference_target_missing(book: Publication) -> Iterator[Problem]:
    """What a document refers to is in the book.

    A link that leads nowhere opens nothing or an error page; a missing image leaves a hole.
    """
    for reference in followed(book):
        path = reference.url.path
        if item_of(book, reference.url) is not None:
            continue
        # EPUBCheck 5.3.0 takes an undeclared file for a missing one where a fragment follows.
        if path in book.archive and (not reference.url.fragment or path == book.package.path):
            continue
        shown = path or "/"
        yield Problem(
            reference.place,
            f"{reference.url.written!r} leads to {shown!r}, which is not in the book; "
            "add the file or mend the reference",
        )


@rule(
    "RSC-008",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-manifest-elem",
    bad={
        _CHAPTER: (('href="notes.xhtml#note-1"', 'href="extra.xhtml"'),),
        "EPUB/extra.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title>"
        b"</head><body><p>x</p></body></html>",
    },
)
def reference_target_undeclared(book: Publication) -> Iterator[Problem]:
    """What a document refers to is listed in the manifest.

    Readers load what the manifest names; a file beside it may never be unpacked.
    """
    seen: set[str] = set()
    for reference in followed(book):
        path = reference.url.path
        if path == book.package.path or item_of(book, reference.url) is not None:
            continue
        if path in book.archive and path not in seen and not reference.url.fragment:
            seen.add(path)
            yield Problem(reference.place, f"{path!r} is not in the manifest; add an item for it")


@rule(
    "RSC-010",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-contentdocs",
    bad={_CHAPTER: (('href="notes.xhtml#note-1"', 'href="style.css"'),)},
)
def link_to_no_content_document(book: Publication) -> Iterator[Problem]:
    """Links and media overlays lead to content documents, or to items that fall back to one.

    A reader opens pages; what it does with a style sheet or an image as a page is anyone's guess.
    """
    for reference, media_type in _data_links(book):
        if not is_content(media_type, book.version) and media_type not in LENIENT:
            yield Problem(reference.place, f"{media_type!r} is no content document")
    for reference in followed(book):
        if not _is_link(reference):
            continue
        item = item_of(book, reference.url)
        if item is None:
            if reference.url.path == book.package.path:
                yield Problem(reference.place, "leads to the package document; link to a page")
        elif not _may_be_linked(book, reference, item):
            yield Problem(
                reference.place,
                f"{item.path!r} is {item.media_type!r}, no content document; "
                "link to a page that shows it",
            )


def _data_links(book: Publication) -> Iterator[tuple[Reference, str]]:
    """Yield the links to ``data:`` URLs, with their media types."""
    for reference in book.references:
        if reference.url.scheme == "data" and _is_link(reference):
            yield reference, data_type(reference.url)


def _may_be_linked(book: Publication, reference: Reference, item: Item) -> bool:
    if reference.use in OVERLAY_TEXTS:
        return is_content(item.media_type, book.version)
    return has_content(book.package, item, book.version)


@rule(
    "RSC-011",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-spine-elem",
    bad={_CHAPTER: (('href="notes.xhtml#note-1"', 'href="nav.xhtml"'),)},
)
def link_outside_spine(book: Publication) -> Iterator[Problem]:
    """Links lead to documents that the spine lists, linear or not.

    A page outside the reading order has no place there: readers refuse it or lose their way back.
    """
    spine = book.spine_order
    for reference, media_type in _data_links(book):
        if is_content(media_type, book.version) or media_type in LENIENT:
            yield Problem(reference.place, "a data: URL is not in the spine; make it a file")
    for reference, item in to_items(book, LINKS):
        if item.path not in spine and has_content(book.package, item, book.version):
            text = f"{item.path!r} is not in the spine; add an itemref"
            yield Problem(reference.place, text, subject=item.path)
