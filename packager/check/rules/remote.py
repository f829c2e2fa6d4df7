"""Rules on resources outside the book.

https://www.w3.org/TR/epub-33/#sec-resource-locations
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import (
    Item,
    Publication,
    Reference,
    Use,
)
from packager.check.finding import Problem, Severity
from packager.check.media import is_font, item_of
from packager.check.references import LINKS
from packager.check.registry import rule

_CHAPTER = "EPUB/chapter.xhtml"
_OPF = "EPUB/content.opf"
_SPEC = "https://www.w3.org/TR/epub-33/#sec-resource-locations"
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


def is_remote_resource(reference: Reference, version: str) -> bool:
    """Return whether a reference loads something from outside the book."""
    url = reference.url
    if not url.scheme or url.scheme == "data" or reference.use in _NO_RESOURCE:
        return False
    if version == "2" and reference.use is Use.SCRIPT:
        return False
    return bool(url.absolute)


def remote_resources(book: Publication) -> Iterator[Reference]:
    """Yield the references that load something from outside the book."""
    return (r for r in book.references if is_remote_resource(r, book.version))


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
        if not (url.is_remote and url.absolute) or may_be_remote(item) or url.absolute in used:
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
