"""The references of a book by what they are for, and which of them are looked up in it."""

from __future__ import annotations

from collections.abc import Container, Iterator

from packager.check.facts import Item, Publication, Reference, Use
from packager.check.media import item_of, media_type_at

NAV_USES = frozenset(
    {Use.NAV_TOC, Use.NAV_PAGE_LIST, Use.NAV_LANDMARKS, Use.NAV_OTHER, Use.NAV_REGION}
)
LINKS = NAV_USES | {Use.HYPERLINK, Use.NCX}
IMAGES = frozenset({Use.IMAGE, Use.PICTURE_IMAGE, Use.PICTURE_SOURCE, Use.POSTER})
OVERLAY_TEXTS = frozenset({Use.OVERLAY_TEXT, Use.OVERLAY_TEXTREF})
STYLES = frozenset({Use.STYLESHEET, Use.IMPORT})
# What EPUBCheck does not follow: a ``link`` to no style sheet is a hint, not a resource.
_NOT_FOLLOWED = frozenset({Use.LINK, Use.LONGDESC, Use.SVG_CLIP, Use.SVG_OTHER, Use.OTHER})
# EPUB 2 has no scripting to speak of and no embed; its quotations are not looked up either.
_NOT_FOLLOWED_2 = _NOT_FOLLOWED | {Use.SCRIPT, Use.CITE, Use.EMBED}
_NEVER_BLANK = OVERLAY_TEXTS | {
    Use.NCX,
    Use.OVERLAY_AUDIO,
    Use.SVG_USE,
    Use.SVG_PAINT,
    Use.GENERIC,
}


def followed(book: Publication) -> tuple[Reference, ...]:
    """Return the references that lead into the container and are looked up there.

    Several rules ask for them; they are worked out anew only when there are more than before.
    """
    count = len(book.references)
    if book.followed[0] != count:
        book.followed = (count, tuple(_followed(book)))
    return book.followed[1]


def _followed(book: Publication) -> Iterator[Reference]:
    skipped = _NOT_FOLLOWED if book.version == "3" else _NOT_FOLLOWED_2
    for reference in book.references:
        url = reference.url
        if url.scheme or reference.use in skipped or is_blank(reference):
            continue
        if url.path.endswith("/") or (not url.path and url.trouble):
            continue
        if reference.use is Use.PROCESSING_INSTRUCTION and (
            media_type_at(book, reference.source) != "image/svg+xml"
        ):
            continue
        yield reference


def is_blank(reference: Reference) -> bool:
    """Return whether an attribute of HTML is empty: EPUBCheck sees no reference then."""
    return not reference.url.written.strip() and reference.use not in _NEVER_BLANK


def to_items(book: Publication, uses: Container[Use]) -> Iterator[tuple[Reference, Item]]:
    """Yield the references of some uses whose targets the manifest lists, with their items."""
    for reference in followed(book):
        if reference.use in uses:
            item = item_of(book, reference.url)
            if item is not None:
                yield reference, item
