"""Rules on the fragments of references: that they name an element, and one that can be so used.

https://www.w3.org/TR/epub-33/#sec-xhtml-fragments · https://www.w3.org/TR/SVG11/linking.html
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from packager.check.facts import SVG, Publication, Target, Use
from packager.check.finding import Problem, Severity
from packager.check.fragments import element_id
from packager.check.media import LENIENT, is_content, media_type_at
from packager.check.references import IMAGES, LINKS, OVERLAY_TEXTS, STYLES, followed, to_items
from packager.check.registry import rule

_CHAPTER = "EPUB/chapter.xhtml"
_TO_ELEMENTS = (
    LINKS
    | OVERLAY_TEXTS
    | {Use.IFRAME, Use.OBJECT, Use.EMBED, Use.CITE, Use.SVG_USE, Use.SVG_PAINT, Use.GENERIC}
    | {Use.SEARCH_KEY}
)
_DTBOOK = "application/x-dtbook+xml"
_PAINTS = frozenset(["linearGradient", "radialGradient", "pattern"])


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
        media_type = media_type_at(book, path)
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


def _ids_of(book: Publication, path: str) -> Container[str] | None:
    """Return the ids of a content document, ``None`` where it is none or cannot be looked into.

    A document that is listed and missing has none; a damaged one those before its fault.
    """
    media_type = media_type_at(book, path)
    if not is_content(media_type, book.version) and media_type != "image/svg+xml":
        return None
    summary = book.summaries.get(path)
    if summary is not None:
        return summary.ids
    # An encrypted one is not looked into, so that nothing is found in it.
    return () if path not in book.archive or path in book.encryption else None


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
