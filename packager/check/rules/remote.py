"""Rules on resources outside the book, and on the manifest properties that announce content.

https://www.w3.org/TR/epub-33/#sec-resource-locations · #sec-item-resource-properties
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packager.check.facts import (
    Item,
    Publication,
    Reference,
    Stylesheet,
    Summary,
    Svg,
    Use,
    Xhtml,
)
from packager.check.finding import Place, Problem, Severity
from packager.check.media import is_font, item_of
from packager.check.references import LINKS, OVERLAY_TEXTS, STYLES
from packager.check.registry import rule

_CHAPTER = "EPUB/chapter.xhtml"
_OPF = "EPUB/content.opf"
_SPEC = "https://www.w3.org/TR/epub-33/#sec-resource-locations"
_PROPERTIES = "https://www.w3.org/TR/epub-33/#sec-item-resource-properties"
# Where a resource may lie on the web: sound, film and fonts are too large for every book.
MAY_BE_REMOTE = frozenset({Use.AUDIO, Use.VIDEO, Use.FONT, Use.OVERLAY_AUDIO})
# What leads somewhere instead of loading something.
_NO_RESOURCE = LINKS | {
    Use.CITE,
    Use.LINK,
    Use.LONGDESC,
    Use.SVG_CLIP,
    Use.SVG_OTHER,
    Use.OTHER,
    Use.SEARCH_KEY,
}
_CONTENT_PROPERTIES = ("mathml", "scripted", "svg", "switch")


def _is_resource(reference: Reference, version: str) -> bool:
    """Return whether a reference loads something from outside the book."""
    url = reference.url
    if not url.scheme or url.scheme == "data" or reference.use in _NO_RESOURCE:
        return False
    if version == "2" and reference.use is Use.SCRIPT:
        return False
    return bool(url.absolute)


def remote_resources(book: Publication) -> Iterator[Reference]:
    """Yield the references that load something from outside the book."""
    return (r for r in book.references if _is_resource(r, book.version))


def may_be_remote(item: Item) -> bool:
    """Return whether an item's media type lets it lie on the web."""
    type_ = item.media_type
    return type_.startswith(("audio/", "video/")) or is_font(type_)


_REMOTE_IMAGE = ('src="cover.png"', 'src="https://example.org/cover.png"')
_REMOTE_COVER = (
    'id="cover" href="cover.xhtml"',
    'id="cover" properties="remote-resources" href="cover.xhtml"',
)


@rule(
    "RSC-006",
    sees=Publication,
    spec=_SPEC,
    bad={"EPUB/cover.xhtml": (_REMOTE_IMAGE,), _OPF: (_REMOTE_COVER,)},
)
def resource_remote(book: Publication) -> Iterator[Problem]:
    """Pages, images, styles and scripts lie in the book; only sound, film and fonts may be remote.

    Without a connection, which is how books are read, what is remote is missing.
    """
    allowed = MAY_BE_REMOTE if book.version == "3" else frozenset()
    for reference in remote_resources(book):
        if reference.use not in allowed and not _is_allowed_item(book, reference):
            yield Problem(
                reference.place, f"{reference.url.written!r} lies outside; put it into the book"
            )


def _is_allowed_item(book: Publication, reference: Reference) -> bool:
    """Return whether the manifest lists the target as sound, film or font."""
    item = item_of(book, reference.url)
    return book.version == "3" and item is not None and may_be_remote(item)


@rule(
    "RSC-006",
    sees=Publication,
    spec=_SPEC,
    versions=("3",),
    bad={
        _OPF: (
            (
                "</manifest>",
                '<item id="far" href="https://example.org/a.png" media-type="image/png"/>'
                "</manifest>",
            ),
        )
    },
)
def item_remote(book: Publication) -> Iterator[Problem]:
    """The manifest lists no remote item that nothing in the book may load from there."""
    if not _is_scripted(book):
        yield from _remote_items(book)


@rule(
    "RSC-006b",
    sees=Publication,
    severity=Severity.USAGE,
    spec=_SPEC,
    versions=("3",),
    bad={
        _OPF: (
            ('id="chapter" href', 'id="chapter" properties="scripted" href'),
            (
                "</manifest>",
                '<item id="far" href="https://example.org/a.png" media-type="image/png"/>'
                "</manifest>",
            ),
        ),
        _CHAPTER: (("</head>", "<script>print()</script></head>"),),
    },
)
def item_remote_in_scripted_book(book: Publication) -> Iterator[Problem]:
    """A remote item that no markup loads may be one that a script fetches: look there."""
    if _is_scripted(book):
        yield from _remote_items(book)


def _is_scripted(book: Publication) -> bool:
    return any("scripted" in summary.features for summary in book.summaries.values())


def _remote_items(book: Publication) -> Iterator[Problem]:
    used = {reference.url.absolute for reference in remote_resources(book)}
    for item in book.package.items:
        url = item.url
        if not url.is_remote or may_be_remote(item) or url.absolute in used:
            continue
        yield Problem(item.place, f"{url.written!r} lies outside; put it into the book")


@rule(
    "RSC-008",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-manifest-elem",
    versions=("3",),
    bad={
        "EPUB/style.css": b"@font-face { font-family: x; src: url(https://example.org/x.woff) }",
        _OPF: (('id="style" href', 'id="style" properties="remote-resources" href'),),
    },
)
def remote_resource_undeclared(book: Publication) -> Iterator[Problem]:
    """Remote sound, film and fonts are listed in the manifest, as local ones are."""
    for reference in remote_resources(book):
        if (
            reference.use in MAY_BE_REMOTE
            and item_of(book, reference.url) is None
            and reference.url.scheme != "file"
        ):
            yield Problem(
                reference.place,
                f"{reference.url.written!r} is not in the manifest; add an item for it",
            )


@rule(
    "RSC-031",
    sees=Publication,
    severity=Severity.WARNING,
    spec=_SPEC,
    versions=("3",),
    bad={
        _OPF: (
            ('id="chapter" href', 'id="chapter" properties="remote-resources" href'),
            (
                "</manifest>",
                '<item id="far" href="http://example.org/a.mp3" media-type="audio/mpeg"/>'
                "</manifest>",
            ),
        ),
        _CHAPTER: (("</section>", '<audio src="http://example.org/a.mp3"/></section>'),),
    },
)
def remote_resource_insecure(book: Publication) -> Iterator[Problem]:
    """Remote resources come over HTTPS: on the way, others could read and change them."""
    for reference in book.references:
        url = reference.url
        if url.scheme in ("", "https", "data", "file") or not url.absolute:
            continue
        if reference.use in MAY_BE_REMOTE or reference.use is Use.CITE:
            yield Problem(reference.place, f"write {url.written!r} with https:")


# ----------------------------------------------------------------------------- properties


def _used(book: Publication, summary: Summary) -> set[str]:
    """Return the properties that a document has to declare for what it holds."""
    found = {name for name in _CONTENT_PROPERTIES if name in summary.features}
    if issubclass(summary.kind, Svg):
        found &= {"scripted"}
    if _has_remote(summary.references, book.version):
        found.add("remote-resources")
    return found


def _has_remote(references: Iterable[Reference], version: str) -> bool:
    return any(_is_resource(r, version) and _is_announced(r) for r in references)


# Remote style sheets, texts of overlays and parts of drawings are errors of their own, and
# announce nothing.
_SILENT = STYLES | OVERLAY_TEXTS | {Use.SVG_USE, Use.SVG_PAINT, Use.PROCESSING_INSTRUCTION}


def _is_announced(reference: Reference) -> bool:
    return reference.use not in _SILENT and reference.attribute != "altimg"


def _documents(book: Publication) -> Iterator[Summary]:
    for summary in book.summaries.values():
        if summary.well_formed and summary.item is not None:
            yield summary


def _is_content(summary: Summary) -> bool:
    return issubclass(summary.kind, (Xhtml, Svg))


@rule(
    "OPF-014",
    sees=Publication,
    spec=_PROPERTIES,
    bad={_CHAPTER: (("</section>", '<p><svg xmlns="http://www.w3.org/2000/svg"/></p></section>'),)},
)
def property_missing(book: Publication) -> Iterator[Problem]:
    """The manifest says of each document whether it has scripts, SVG, MathML, remote resources.

    Readers switch these on only where they are announced: the formula or the drawing stays blank.
    """
    for summary in _documents(book):
        used = _used(book, summary) - summary.properties
        if book.version == "2":
            used &= {"remote-resources"} if _styled_remote(summary) else set()
        for name in sorted(used):
            text = f"add {name!r} to the properties of its item"
            yield Problem(Place(summary.path), text, subject=name)


def _styled_remote(summary: Summary) -> bool:
    return any(r.use in (Use.FONT, Use.CSS_URL) and r.url.is_remote for r in summary.references)


@rule(
    "OPF-014",
    sees=Stylesheet,
    spec=_PROPERTIES,
    bad={"EPUB/style.css": b".lead { background: url(https://example.org/x.png) }"},
)
def stylesheet_property_missing(sheet: Stylesheet) -> Iterator[Problem]:
    """The manifest says of a style sheet whether it loads fonts or images from outside."""
    if (
        sheet.data is not None
        and "remote-resources" not in sheet.properties
        and _has_remote(sheet.references, sheet.version)
    ):
        yield Problem(Place(sheet.path), "add 'remote-resources' to the properties of its item")


@rule(
    "OPF-015",
    sees=Publication,
    spec=_PROPERTIES,
    versions=("3",),
    bad={_OPF: (('id="chapter" href', 'id="chapter" properties="scripted" href'),)},
)
def property_superfluous(book: Publication) -> Iterator[Problem]:
    """The manifest announces only what a document really holds."""
    for summary in _documents(book):
        if not _is_content(summary):
            continue
        declared = summary.properties & set(_CONTENT_PROPERTIES)
        extra = sorted(declared - _used(book, summary))
        if extra:
            names = ", ".join(extra)
            text = f"take {names} out of the properties of its item"
            yield Problem(Place(summary.path), text, subject=" ".join(extra))


def _unused_remote(book: Publication, *, scripted: bool) -> Iterator[Problem]:
    for summary in _documents(book):
        if not _is_content(summary) or "remote-resources" not in summary.properties:
            continue
        # EPUBCheck 5.3.0 asks for the property where a style element loads a font from outside,
        # and yet finds it superfluous there: a style sheet in a file of its own is at peace.
        marked = (r for r in summary.references if r.element)
        if ("scripted" in summary.features) == scripted and not _has_remote(marked, book.version):
            yield Problem(Place(summary.path), "loads nothing from outside; take the property out")


@rule(
    "OPF-018",
    sees=Publication,
    severity=Severity.WARNING,
    spec=_PROPERTIES,
    versions=("3",),
    bad={_OPF: (('id="chapter" href', 'id="chapter" properties="remote-resources" href'),)},
)
def remote_property_superfluous(book: Publication) -> Iterator[Problem]:
    """``remote-resources`` stands at documents that load something from outside the book."""
    yield from _unused_remote(book, scripted=False)


@rule(
    "OPF-018b",
    sees=Publication,
    severity=Severity.USAGE,
    spec=_PROPERTIES,
    versions=("3",),
    bad={
        _OPF: (('id="chapter" href', 'id="chapter" properties="scripted remote-resources" href'),),
        _CHAPTER: (("</head>", "<script>print()</script></head>"),),
    },
)
def remote_property_in_scripted_document(book: Publication) -> Iterator[Problem]:
    """``remote-resources`` at a scripted document: only its scripts could load something."""
    yield from _unused_remote(book, scripted=True)


@rule(
    "OPF-018",
    sees=Stylesheet,
    severity=Severity.WARNING,
    spec=_PROPERTIES,
    versions=("3",),
    bad={_OPF: (('id="style" href', 'id="style" properties="remote-resources" href'),)},
)
def stylesheet_remote_property_superfluous(sheet: Stylesheet) -> Iterator[Problem]:
    """``remote-resources`` stands at style sheets that load something from outside the book."""
    if (
        sheet.data is not None
        and "remote-resources" in sheet.properties
        and not _has_remote(sheet.references, sheet.version)
    ):
        yield Problem(Place(sheet.path), "loads nothing from outside; take the property out")
