"""Rules on media overlays: sound and text find each other, in both directions.

https://www.w3.org/TR/epub-33/#sec-media-overlays
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.clocks import seconds_of
from packager.check.facts import SMIL, Item, Overlay, Publication, Reference, Summary, Use
from packager.check.finding import Place, Problem, Severity
from packager.check.fragments import element_id, is_svg_fragment
from packager.check.media import is_content
from packager.check.references import OVERLAY_TEXTS
from packager.check.registry import Bad, rule

_SPEC = "https://www.w3.org/TR/epub-33/#sec-media-overlays"
_CLIPS = "https://www.w3.org/TR/epub-33/#sec-smil-audio-elem"
_PACKAGING = "https://www.w3.org/TR/epub-33/#sec-docs-package"


def _clips(document: Overlay) -> Iterator[tuple[Place, float, float]]:
    """Yield begin and end of each clip that has an end, in seconds."""
    for audio in document.named(f"{{{SMIL}}}audio"):
        begin, end = seconds_of(audio.get("clipBegin", "0")), seconds_of(audio.get("clipEnd"))
        if begin is not None and end is not None:
            yield document.place(audio), begin, end


def _bad(
    par: str,
    overlay: str = "smil",
    texts: tuple[str, ...] = ("chapter.xhtml#title",),
    more: tuple[tuple[str, str], ...] = (),
) -> Bad:
    """Return changes that give the sound book an overlay of one ``par`` for each text.

    ``more`` are further changes of the package.
    """
    attribute = f' media-overlay="{overlay}"' if overlay else ""
    return {
        "EPUB/content.opf": (
            (
                "</metadata>",
                '<meta property="media:duration">5s</meta>\n'
                '<meta property="media:duration" refines="#smil">5s</meta>\n</metadata>',
            ),
            ('<item id="chapter"', f'<item id="chapter"{attribute}'),
            (
                "</manifest>",
                '<item id="smil" href="x.smil" media-type="application/smil+xml"/>\n'
                '<item id="mp3" href="x.mp3" media-type="audio/mpeg"/>\n</manifest>',
            ),
            *more,
        ),
        "EPUB/x.smil": _smil(*(f'<par><text src="{text}"/>{par}</par>' for text in texts)),
        "EPUB/x.mp3": b"ID3\x03\x00\x00\x00\x00\x00\x00",
    }


def _smil(*pars: str) -> bytes:
    body = "\n".join(pars)
    return f'<smil xmlns="{SMIL}" version="3.0"><body>\n{body}\n</body></smil>'.encode()


def _with_item(id: str, href: str, media_type: str) -> tuple[str, str]:
    item = f'<item id="{id}" href="{href}" media-type="{media_type}"/>'
    return "</manifest>", f"{item}\n</manifest>"


_AUDIO = '<audio src="x.mp3" clipBegin="0s" clipEnd="5s"/>'
_PAR = f'<par><text src="chapter.xhtml#title"/>{_AUDIO}</par>'
_STYLE = '<link rel="stylesheet" type="text/css" href="style.css"/>\n'
_CLASS = '<meta property="media:active-class">spoken</meta>\n'
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Cup</title></svg>'


@rule(
    "MED-008",
    sees=Overlay,
    spec=_CLIPS,
    versions=("3",),
    bad=_bad(_AUDIO.replace('"0s"', '"9s"')),
)
def clip_reversed(document: Overlay) -> Iterator[Problem]:
    """A clip begins before it ends."""
    for place, begin, end in _clips(document):
        if begin > end:
            yield Problem(place, f"begins at {begin:g} s and ends at {end:g} s")


@rule(
    "MED-009",
    sees=Overlay,
    spec=_CLIPS,
    versions=("3",),
    bad=_bad(_AUDIO.replace('"0s"', '"5s"')),
)
def clip_empty(document: Overlay) -> Iterator[Problem]:
    """A clip has a length."""
    for place, begin, end in _clips(document):
        if begin == end:
            yield Problem(place, f"begins and ends at {begin:g} s")


@rule(
    "MED-014",
    sees=Overlay,
    spec=_CLIPS,
    versions=("3",),
    bad=_bad(_AUDIO.replace("x.mp3", "x.mp3#t=1")),
)
def overlay_audio_fragment(document: Overlay) -> Iterator[Problem]:
    """The sound of a clip is named whole; clipBegin and clipEnd cut it."""
    for reference in document.references:
        if reference.use is Use.OVERLAY_AUDIO and reference.url.fragment is not None:
            yield Problem(reference.place, f"leave out '#{reference.url.fragment}'")


# ------------------------------------------------------------------------- the publication


def _texts(book: Publication) -> Iterator[tuple[Summary, Reference, Item]]:
    """Yield the references of overlays to content documents, with the documents' items."""
    for summary in book.summaries.values():
        if not issubclass(summary.kind, Overlay):
            continue
        for reference in summary.references:
            item = book.item(reference.url.path) if reference.use in OVERLAY_TEXTS else None
            if item is not None and is_content(item.media_type, book.version):
                yield summary, reference, item


def _overlays_by_path(book: Publication) -> dict[str, list[Summary]]:
    """Return the overlays that refer to each content document, in the order of the manifest."""
    found: dict[str, list[Summary]] = {}
    for summary, _reference, item in _texts(book):
        overlays = found.setdefault(item.path, [])
        if summary not in overlays:
            overlays.append(summary)
    return found


@rule(
    "MED-010",
    sees=Publication,
    spec=_PACKAGING,
    versions=("3",),
    bad=_bad(_AUDIO, overlay=""),
)
def overlay_attribute_missing(book: Publication) -> Iterator[Problem]:
    """A document that an overlay reads aloud says so in the manifest.

    Readers look for the sound of a page at its item: without the attribute it stays silent.
    """
    for path in _overlays_by_path(book):
        item = book.item(path)
        if item is not None and not item.media_overlay:
            yield Problem(item.place, f"add the media-overlay attribute to the item of {path!r}")


@rule(
    "MED-011",
    sees=Publication,
    spec=_SPEC,
    versions=("3",),
    bad={
        **_bad(
            _AUDIO,
            more=(_with_item("again", "y.smil", "application/smil+xml"),),
        ),
        "EPUB/y.smil": _smil(_PAR),
    },
)
def document_of_two_overlays(book: Publication) -> Iterator[Problem]:
    """A document is read aloud by one overlay."""
    overlays = _overlays_by_path(book)
    seen: set[tuple[str, str]] = set()
    for summary, reference, item in _texts(book):
        first = overlays[item.path][0]
        if summary is not first and (summary.path, item.path) not in seen:
            seen.add((summary.path, item.path))
            yield Problem(reference.place, f"{item.path!r} is read by {first.path!r} already")


@rule(
    "MED-012", sees=Publication, spec=_PACKAGING, versions=("3",), bad=_bad(_AUDIO, overlay="mp3")
)
def overlay_attribute_wrong(book: Publication) -> Iterator[Problem]:
    """The media-overlay attribute names the overlay that reads the document."""
    overlays = _overlays_by_path(book)
    for item in book.package.items:
        readers = overlays.get(item.path)
        if item.media_overlay and readers and readers[0].item is not None:
            wanted = readers[0].item.id
            if wanted != item.media_overlay:
                yield Problem(
                    item.place, f"media-overlay is {item.media_overlay!r}, not {wanted!r}"
                )


@rule(
    "MED-013",
    sees=Publication,
    spec=_PACKAGING,
    versions=("3",),
    bad=_bad(_AUDIO, more=(('<item id="notes"', '<item id="notes" media-overlay="smil"'),)),
)
def overlay_without_document(book: Publication) -> Iterator[Problem]:
    """The overlay that an item names refers to the item's document."""
    overlays = _overlays_by_path(book)
    for item in book.package.items:
        if not item.media_overlay or not is_content(item.media_type, book.version):
            continue
        if item.path and item.path not in overlays:
            yield Problem(item.place, f"{item.media_overlay!r} does not refer to {item.path!r}")


@rule(
    "MED-015",
    sees=Publication,
    severity=Severity.USAGE,
    spec=_SPEC,
    versions=("3",),
    bad=_bad(_AUDIO, texts=("chapter.xhtml#water", "chapter.xhtml#title")),
)
def overlay_order(book: Publication) -> Iterator[Problem]:
    """An overlay reads the text in the order in which it stands."""
    spine = book.spine_order
    last: dict[str, tuple[int, int]] = {}
    for summary, reference, item in _texts(book):
        if item.path not in spine:
            continue
        position = (spine[item.path], target_order(book, reference))
        if position < last.get(summary.path, (0, 0)):
            yield Problem(reference.place, f"{reference.url.written!r} stands before what was read")
        last[summary.path] = position


def target_order(book: Publication, reference: Reference) -> int:
    """Return where the target of a reference stands in its document; 0 for the whole of it."""
    summary = book.summaries.get(reference.url.path)
    if summary is None or not reference.url.fragment:
        return 0
    target = summary.ids.get(element_id(reference.url.fragment))
    return 0 if target is None else target.order


@rule(
    "MED-017",
    sees=Publication,
    severity=Severity.WARNING,
    spec=_SPEC,
    versions=("3",),
    bad=_bad(_AUDIO, texts=("chapter.xhtml#epubcfi(/4/2)",)),
)
def overlay_fragment_no_id(book: Publication) -> Iterator[Problem]:
    """An overlay names elements of XHTML documents by their ids."""
    for _summary, reference, item in _texts(book):
        fragment = reference.url.fragment
        if fragment and item.media_type == "application/xhtml+xml" and not element_id(fragment):
            yield Problem(reference.place, f"'#{fragment}' names no element; use an id")


@rule(
    "MED-018",
    sees=Publication,
    severity=Severity.WARNING,
    spec=_SPEC,
    versions=("3",),
    bad={
        **_bad(
            _AUDIO,
            texts=("chapter.xhtml#title", "cup.svg#svgView(0,0,9,9)"),
            more=(_with_item("cup", "cup.svg", "image/svg+xml"),),
        ),
        "EPUB/cup.svg": _SVG,
    },
)
def overlay_fragment_not_svg(book: Publication) -> Iterator[Problem]:
    """An overlay names parts of SVG documents by SVG's own fragments."""
    for _summary, reference, item in _texts(book):
        fragment = reference.url.fragment
        if fragment and item.media_type == "image/svg+xml" and not is_svg_fragment(fragment):
            yield Problem(reference.place, f"'#{fragment}' is no fragment of SVG")


@rule(
    "CSS-030",
    sees=Publication,
    spec=_SPEC,
    versions=("3",),
    bad={
        **_bad(_AUDIO, more=(("</metadata>", f"{_CLASS}</metadata>"),)),
        "EPUB/chapter.xhtml": ((_STYLE, ""),),
    },
)
def overlay_style_missing(book: Publication) -> Iterator[Problem]:
    """A document that is read aloud has a style sheet, where the package names active classes.

    The class is set on what is being read: without a style nothing is seen of it.
    """
    classes = ("media:active-class", "media:playback-active-class")
    if not any(meta.property in classes for meta in book.package.metas):
        return
    for summary in book.summaries.values():
        if summary.item is None or not summary.item.media_overlay or not summary.well_formed:
            continue
        if is_content(summary.media_type, book.version) and not _is_styled(summary):
            yield Problem(Place(summary.path), "has no style sheet for the class of spoken text")


def _is_styled(summary: Summary) -> bool:
    styles = (Use.STYLESHEET, Use.PROCESSING_INSTRUCTION)
    return "style" in summary.features or any(r.use in styles for r in summary.references)
