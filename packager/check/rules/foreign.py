"""Rules on foreign resources: what readers need not know has something known to fall back to.

https://www.w3.org/TR/epub-33/#sec-foreign-resources
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import Item, Publication, Reference, Use
from packager.check.finding import Problem, Severity
from packager.check.media import AUDIO, data_type, has_core, is_core, is_font, item_of
from packager.check.references import is_blank
from packager.check.registry import rule
from packager.check.rules.remote import MAY_BE_REMOTE, may_be_remote

_SPEC = "https://www.w3.org/TR/epub-33/#sec-foreign-resources"
_OPF = "EPUB/content.opf"
_COVER = "EPUB/cover.xhtml"
_TIFF = (
    "</manifest>",
    '<item id="tiff" href="cover.tif" media-type="image/tiff"/></manifest>',
)
_LOADED = frozenset(
    {
        Use.IMAGE,
        Use.POSTER,
        Use.AUDIO,
        Use.VIDEO,
        Use.IFRAME,
        Use.OBJECT,
        Use.EMBED,
        Use.SCRIPT,
        Use.CSS_URL,
        Use.GENERIC,
    }
)


def _typed(book: Publication, reference: Reference) -> tuple[str, Item | None] | None:
    """Return the media type of what a reference loads, ``None`` where nothing says it."""
    if is_blank(reference):
        return None
    if reference.url.scheme == "data":
        return data_type(reference.url), None
    item = item_of(book, reference.url)
    return None if item is None else (item.media_type, item)


def _is_foreign(book: Publication, reference: Reference) -> str:
    """Return the media type where a reference loads what readers need not know, else ``""``."""
    typed = _typed(book, reference)
    if typed is None:
        return ""
    media_type, item = typed
    if is_core(media_type) or (item is not None and has_core(book.package, item)):
        return ""
    return media_type or "an unknown type"


def _playable(book: Publication) -> set[tuple[str, int]]:
    """Return the sounds and films one of whose ``source`` elements every reader can play."""
    return {
        (reference.source, reference.group)
        for reference in book.references
        if reference.element == "source" and reference.group is not None
        if (typed := _typed(book, reference)) is not None
        if is_core(typed[0]) or typed[0].startswith("video/")
    }


def _is_refused(book: Publication, reference: Reference) -> bool:
    """Return whether a reference is remote where that is a fault of its own (RSC-006)."""
    item = item_of(book, reference.url)
    return (
        reference.url.is_remote
        and item is not None
        and not may_be_remote(item)
        and reference.use not in MAY_BE_REMOTE
    )


@rule(
    "RSC-032",
    sees=Publication,
    spec=_SPEC,
    bad={
        _COVER: (('src="cover.png"', 'src="cover.tif"'),),
        _OPF: (_TIFF,),
        "EPUB/cover.tif": b"II*\0",
    },
)
def foreign_resource_without_fallback(book: Publication) -> Iterator[Problem]:
    """What is no core media type has a fallback: in the manifest, or in the markup around it.

    Readers need not know TIFF, PDF or Flash; without a fallback there is nothing to show.
    """
    playable: set[tuple[str, int]] | None = None
    for reference in book.references:
        if reference.use not in _LOADED:
            continue
        if reference.use is Use.SCRIPT and book.version == "2":
            continue
        media_type = _is_foreign(book, reference)
        # No video type is core: EPUB leaves the choice of them open, wherever they stand.
        if not media_type or media_type.startswith("video/"):
            continue
        if reference.use is Use.OBJECT and reference.has_fallback and book.version == "3":
            continue
        if reference.element == "source" and media_type.startswith("audio/"):
            playable = _playable(book) if playable is None else playable
            if (reference.source, reference.group) in playable:
                continue
        if _is_refused(book, reference):
            continue
        yield Problem(
            reference.place,
            f"{reference.url.written!r} is {media_type!r}, which readers need not know; "
            "give a fallback",
        )


@rule(
    "MED-003",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-foreign-restrictions-picture",
    versions=("3",),
    bad={
        _COVER: (
            ('<img src="cover.png"', '<picture><img src="cover.tif"'),
            ('role="doc-cover"/>', 'role="doc-cover"/></picture>'),
        ),
        _OPF: (_TIFF,),
        "EPUB/cover.tif": b"II*\0",
    },
)
def picture_image_foreign(book: Publication) -> Iterator[Problem]:
    """The ``img`` of a ``picture`` is of a core media type: it is what every reader can show."""
    for reference in book.references:
        if reference.use is Use.PICTURE_IMAGE and (type_ := _is_foreign(book, reference)):
            yield Problem(reference.place, f"{reference.url.written!r} is {type_!r}")


@rule(
    "MED-007",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-foreign-restrictions-picture",
    versions=("3",),
    bad={
        _COVER: (
            ('<img src="cover.png"', '<picture><source srcset="cover.tif"/><img src="cover.png"'),
            ('role="doc-cover"/>', 'role="doc-cover"/></picture>'),
        ),
        _OPF: (_TIFF,),
        "EPUB/cover.tif": b"II*\0",
    },
)
def picture_source_untyped(book: Publication) -> Iterator[Problem]:
    """A ``source`` of a ``picture`` that is no core media type says its ``type``."""
    for reference in book.references:
        if (
            reference.use is Use.PICTURE_SOURCE
            and not reference.declared_type
            and (type_ := _is_foreign(book, reference))
        ):
            yield Problem(reference.place, f"{reference.url.written!r} is {type_!r}; say so")


_WITH_TYPE = frozenset({Use.OBJECT, Use.EMBED, Use.AUDIO, Use.VIDEO, Use.PICTURE_SOURCE})


@rule(
    "OPF-013",
    sees=Publication,
    severity=Severity.WARNING,
    spec="https://www.w3.org/TR/epub-33/#attrdef-item-media-type",
    versions=("3",),
    bad={
        _COVER: (
            (
                '<img src="cover.png"',
                '<picture><source srcset="cover.png" type="image/gif"/><img src="cover.png"',
            ),
            ('role="doc-cover"/>', 'role="doc-cover"/></picture>'),
        )
    },
)
def declared_type_differs(book: Publication) -> Iterator[Problem]:
    """The ``type`` beside a reference is the media type of its manifest item.

    A reader that believes the wrong one refuses the resource, or shows it as something else.
    """
    for reference in book.references:
        if reference.use not in _WITH_TYPE or is_blank(reference):
            continue
        if reference.element not in ("object", "embed", "source"):
            continue
        typed = _typed(book, reference)
        if typed is None or not (reference.declared_type or _is_untyped_source(reference)):
            continue
        if not reference.declared_type and _is_foreign(book, reference):
            continue
        said = reference.declared_type.partition(";")[0].strip()
        if said.lower() != typed[0].partition(";")[0].strip().lower():
            yield Problem(reference.place, f"says {said!r}, the manifest {typed[0]!r}")


def _is_untyped_source(reference: Reference) -> bool:
    # EPUBCheck 5.3.0 takes the missing type of a picture's source for an empty one.
    return reference.use is Use.PICTURE_SOURCE


@rule(
    "MED-005",
    sees=Publication,
    spec="https://www.w3.org/TR/epub-33/#sec-smil-audio-elem",
    versions=("3",),
    bad={
        _OPF: (
            (
                "</metadata>",
                '<meta property="media:duration">5s</meta>'
                '<meta property="media:duration" refines="#smil">5s</meta></metadata>',
            ),
            ('<item id="chapter"', '<item id="chapter" media-overlay="smil"'),
            (
                "</manifest>",
                '<item id="smil" href="x.smil" media-type="application/smil+xml"/>'
                '<item id="wav" href="x.wav" media-type="audio/wav"/></manifest>',
            ),
        ),
        "EPUB/x.smil": (
            b'<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"><body><par>'
            b'<text src="chapter.xhtml#title"/><audio src="x.wav" clipBegin="0s" clipEnd="5s"/>'
            b"</par></body></smil>"
        ),
        "EPUB/x.wav": b"RIFF",
    },
)
def overlay_audio_foreign(book: Publication) -> Iterator[Problem]:
    """The sound of a media overlay is of a core media type: there is no fallback for it."""
    for reference in book.references:
        if reference.use is not Use.OVERLAY_AUDIO:
            continue
        typed = _typed(book, reference)
        if typed is not None and typed[0] not in AUDIO and not typed[0].startswith("audio/ogg"):
            yield Problem(reference.place, f"{reference.url.written!r} is {typed[0]!r}")


@rule(
    "CSS-007",
    sees=Publication,
    severity=Severity.INFO,
    spec="https://www.w3.org/TR/epub-33/#sec-core-media-types",
    bad={
        "EPUB/style.css": ((".lead", "@font-face { font-family: Tea; src: url(tea.pfb) } .lead"),),
        "EPUB/tea.pfb": b"%!PS-AdobeFont-1.0: Tea",
        _OPF: (
            (
                "</manifest>",
                '<item id="tea" href="tea.pfb" media-type="application/x-font-type1"/></manifest>',
            ),
        ),
    },
)
def font_foreign(book: Publication) -> Iterator[Problem]:
    """Embedded fonts are of a type that every reader knows; others may be passed over."""
    for reference in book.references:
        if reference.use is Use.FONT and not is_blank(reference):
            typed = _typed(book, reference)
            if typed is not None and not is_font(typed[0]):
                yield Problem(reference.place, f"{reference.url.written!r} is {typed[0]!r}")
