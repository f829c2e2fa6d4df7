"""Rules on references into the book: that what they lead to is there, declared, and of use.

https://www.w3.org/TR/epub-33/#sec-resource-locations · #sec-xhtml-req · #sec-nav-def-model
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from packager.check.facts import SVG, Item, Publication, Reference, Target, Use
from packager.check.finding import Problem, Severity
from packager.check.fragments import element_id
from packager.check.media import LENIENT, data_type, has_content, is_content, item_of
from packager.check.registry import rule

_CHAPTER = "EPUB/chapter.xhtml"
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
_TO_ELEMENTS = (
    LINKS
    | OVERLAY_TEXTS
    | {Use.IFRAME, Use.OBJECT, Use.EMBED, Use.CITE, Use.SVG_USE, Use.SVG_PAINT, Use.GENERIC}
    | {Use.SEARCH_KEY}
)
_NEVER_BLANK = OVERLAY_TEXTS | {
    Use.NCX,
    Use.OVERLAY_AUDIO,
    Use.SVG_USE,
    Use.SVG_PAINT,
    Use.GENERIC,
}
_DTBOOK = "application/x-dtbook+xml"
_PAINTS = frozenset(["linearGradient", "radialGradient", "pattern"])


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
        if reference.use is Use.PROCESSING_INSTRUCTION and not _is_svg(book, reference.source):
            continue
        yield reference


def is_blank(reference: Reference) -> bool:
    """Return whether an attribute of HTML is empty: EPUBCheck sees no reference then."""
    return not reference.url.written.strip() and reference.use not in _NEVER_BLANK


def _is_svg(book: Publication, path: str) -> bool:
    item = book.item(path)
    return item is not None and item.media_type == "image/svg+xml"


def to_items(book: Publication, uses: Container[Use]) -> Iterator[tuple[Reference, Item]]:
    """Yield the references of some uses whose targets the manifest lists, with their items."""
    for reference in followed(book):
        if reference.use in uses:
            item = item_of(book, reference.url)
            if item is not None:
                yield reference, item


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


@rule(
    "RSC-012",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-xhtml-fragments",
    bad={_CHAPTER: (('href="notes.xhtml#note-1"', 'href="notes.xhtml#nothing"'),)},
)
def fragment_undefined(book: Publication) -> Iterator[Problem]:
    """A fragment names an element that is there.

    Readers open the page at its start then: the note, the term, the page that was meant stays
    unfound.
    """
    spine = book.spine_order
    for reference in followed(book):
        if reference.use not in _TO_ELEMENTS and reference.use not in IMAGES:
            continue
        fragment, path = reference.url.fragment, reference.url.path
        if not fragment or (reference.use in LINKS and path not in spine):
            continue
        ids = _ids_of(book, path)
        media_type = _media_type(book, path)
        if media_type == _DTBOOK:
            continue  # told by another rule
        is_svg = media_type == "image/svg+xml"
        if ids is None or (reference.use in IMAGES and not is_svg):
            continue
        id_ = element_id(fragment, is_svg=is_svg)
        if id_ and id_ not in ids:
            yield Problem(
                reference.place,
                f"no element of {path!r} has the id {id_!r}; mend the fragment or the id",
            )


def _media_type(book: Publication, path: str) -> str:
    item = book.item(path)
    return "" if item is None else item.media_type


def _ids_of(book: Publication, path: str) -> Container[str] | None:
    """Return the ids of a content document, ``None`` where it is none or cannot be looked into.

    A document that is listed and missing has none; a damaged one those before its fault.
    """
    if not is_content(_media_type(book, path), book.version) and not _is_svg(book, path):
        return None
    summary = book.summaries.get(path)
    if summary is not None:
        return summary.ids
    return () if path not in book.archive else None


@rule(
    "RSC-013",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-css",
    bad={_CHAPTER: (('href="style.css"', 'href="style.css#part"'),)},
)
def stylesheet_fragment(book: Publication) -> Iterator[Problem]:
    """A reference to a style sheet has no fragment: a style sheet is used whole."""
    for reference, _item in to_items(book, STYLES):
        if reference.url.fragment is not None:
            yield Problem(reference.place, f"leave out '#{reference.url.fragment}'")


@rule(
    "RSC-009",
    sees=Publication,
    severity=Severity.WARNING,
    spec="https://www.w3.org/TR/epub-33/#sec-svg",
    bad={"EPUB/cover.xhtml": (('src="cover.png"', 'src="cover.png#part"'),)},
)
def image_fragment(book: Publication) -> Iterator[Problem]:
    """Only an SVG image has parts that a fragment could name."""
    for reference, item in to_items(book, IMAGES):
        if reference.url.fragment is not None and item.media_type != "image/svg+xml":
            yield Problem(reference.place, f"leave out '#{reference.url.fragment}'")


_SVG_USE_OF_WHOLE = (
    "<p><svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "
    "viewBox='0 0 1 1'><use xlink:href='cover.png'/></svg></p></section>"
)
_SVG_ITEM = ('id="chapter" href', 'id="chapter" properties="svg" href')


@rule(
    "RSC-015",
    sees=Publication,
    spec="https://www.w3.org/TR/SVG11/struct.html#UseElement",
    bad={
        _CHAPTER: (("</section>", _SVG_USE_OF_WHOLE),),
        "EPUB/content.opf": (_SVG_ITEM,),
    },
)
def svg_use_fragment_missing(book: Publication) -> Iterator[Problem]:
    """SVG's ``use``, ``fill`` and ``stroke`` name one element, by a fragment."""
    for reference in book.references:
        is_data = reference.url.scheme == "data" and not reference.url.fragment
        if is_data and reference.use in (Use.SVG_USE, Use.SVG_PAINT):
            yield Problem(reference.place, "names data; name an element: '#id'")
    for reference in followed(book):
        if reference.use in (Use.SVG_USE, Use.SVG_PAINT) and not reference.url.fragment:
            yield Problem(reference.place, "names a file; name an element of it: '#id'")


@rule(
    "RSC-014",
    sees=Publication,
    spec="https://www.w3.org/TR/SVG11/painting.html#SpecifyingPaint",
    bad={
        _CHAPTER: (
            (
                "</section>",
                _SVG_USE_OF_WHOLE.replace("cover.png", "#g").replace(
                    "<use", "<linearGradient id='g'/><use"
                ),
            ),
        ),
        "EPUB/content.opf": (_SVG_ITEM,),
    },
)
def fragment_of_other_kind(book: Publication) -> Iterator[Problem]:
    """A fragment names what can be used so: a shape for ``use``, a paint for ``fill``.

    A link into a DTBook names one of its elements.
    """
    for reference, item in to_items(book, LINKS | {Use.SVG_USE, Use.SVG_PAINT}):
        if not reference.url.fragment:
            continue
        summary = book.summaries.get(item.path)
        if summary is None:
            whole = item.media_type not in ("image/svg+xml", "application/xhtml+xml")
            lenient = book.version == "3" and item.media_type in LENIENT
            is_named = reference.use not in LINKS or lenient
            if whole and is_named and item.path in book.archive:
                yield Problem(reference.place, f"{item.path!r} has no elements to name")
            continue
        target = summary.ids.get(element_id(reference.url.fragment, is_svg=True))
        if target is None and item.media_type == _DTBOOK:
            yield Problem(reference.place, f"no element of {item.path!r} is named so")
        if target is not None and reference.use not in _uses_of(target):
            yield Problem(reference.place, f"<{target.name}> cannot be used here")


def _uses_of(target: Target) -> frozenset[Use]:
    """Return what an element can be referred to for, of links, ``use`` and paints."""
    if target.space == SVG and target.name in _PAINTS:
        return frozenset({Use.SVG_PAINT})
    if target.space == SVG and target.name == "clipPath":
        return frozenset()
    if target.space == SVG and target.name == "symbol":
        return frozenset({Use.SVG_USE})
    return LINKS | {Use.SVG_USE}
