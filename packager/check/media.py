"""What a media type lets a resource be, and what stands in for one that readers need not know.

https://www.w3.org/TR/epub-33/#sec-core-media-types · #sec-foreign-restrictions-manifest
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from packager.check.facts import Item, Package, Publication, Url

IMAGES = frozenset("image/gif image/jpeg image/png image/svg+xml image/webp".split())
AUDIO = frozenset(["audio/mpeg", "audio/mp4", "audio/ogg; codecs=opus"])
FONTS = frozenset(
    """font/ttf application/font-sfnt font/otf application/vnd.ms-opentype font/woff
    application/font-woff font/woff2 application/x-font-ttf application/x-font-opentype
    application/x-font-truetype application/x-truetype-font""".split()
)
STYLES = frozenset(["text/css", "text/x-oeb1-css"])
SCRIPTS = frozenset("application/javascript application/ecmascript text/javascript".split())
CONTENT = frozenset(["application/xhtml+xml", "image/svg+xml"])
CONTENT_2 = frozenset(["application/xhtml+xml", "application/x-dtbook+xml", "text/x-oeb1-document"])
# No core type, but links may lead to it: what is wrong with it is told at its manifest item.
LENIENT = frozenset(["text/html", "text/x-oeb1-document"])
CORE = (
    IMAGES
    | AUDIO
    | FONTS
    | STYLES
    | SCRIPTS
    | CONTENT
    | frozenset(["application/x-dtbncx+xml", "application/smil+xml", "application/pls+xml"])
)


def is_core(media_type: str) -> bool:
    """Return whether every reading system has to support the type (EPUB 3.3 §3.2)."""
    plain = media_type.strip().lower()
    return plain in CORE or plain.replace(" ", "") == "audio/ogg;codecs=opus"


def is_font(media_type: str) -> bool:
    """Return whether a media type is one of a font, core or not."""
    return media_type in FONTS or media_type.startswith(("font/", "application/font"))


def is_content(media_type: str, version: str) -> bool:
    """Return whether a resource of the type is a content document, which links may lead to."""
    return media_type in (CONTENT if version == "3" else CONTENT_2)


def fallbacks(package: Package, item: Item) -> Iterator[Item]:
    """Yield the items of a fallback chain, the item itself first; a cycle ends it."""
    seen: set[str] = set()
    step: Item | None = item
    while step is not None and step.id not in seen:
        seen.add(step.id)
        yield step
        step = package.by_id.get(step.fallback) if step.fallback else None


def has_core(package: Package, item: Item) -> bool:
    """Return whether an item or one of its fallbacks is of a core media type."""
    return any(is_core(step.media_type) for step in fallbacks(package, item))


def has_content(package: Package, item: Item, version: str) -> bool:
    """Return whether an item or one of its fallbacks is a content document."""
    return any(
        is_content(step.media_type, version) or step.media_type in LENIENT
        for step in fallbacks(package, item)
    )


def item_of(book: Publication, url: Url) -> Item | None:
    """Return the manifest item that a URL leads to."""
    return book.item(url.path or url.absolute)


def media_type_at(book: Publication, path: str) -> str:
    """Return the media type that the manifest gives to a path; empty where it has no item."""
    item = book.item(path)
    return "" if item is None else item.media_type


def data_type(url: Url) -> str:
    """Return the media type of a ``data:`` URL (https://www.rfc-editor.org/rfc/rfc2397)."""
    head = unquote(url.written.strip()[len("data:") :].partition(",")[0])
    return head.partition(";")[0].strip().lower() or "text/plain"
