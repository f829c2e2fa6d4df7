"""Media types of what a book holds, by suffix, and those every reading system must know."""

from __future__ import annotations

XHTML = "application/xhtml+xml"
CSS = "text/css"
NCX = "application/x-dtbncx+xml"
OPF = "application/oebps-package+xml"

# https://www.w3.org/TR/epub-33/#sec-core-media-types, with the suffixes that files carry
BY_SUFFIX = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
    ".opus": "audio/ogg",
    ".css": CSS,
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": XHTML,
    ".js": "text/javascript",
    ".ncx": NCX,
    ".smil": "application/smil+xml",
}

CORE_IMAGES = frozenset(("image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp"))

# What deflate does not make smaller; such a file is stored in the ZIP as it is.
COMPRESSED = frozenset(
    """
    image/gif image/jpeg image/png image/webp audio/mpeg audio/mp4 audio/ogg video/mp4 video/webm
    font/woff font/woff2 application/font-woff
    """.split()
)


def suffix_for(media_type: str) -> str:
    """Return the usual suffix of a media type with its dot, or nothing."""
    return next((suffix for suffix, type_ in BY_SUFFIX.items() if type_ == media_type), "")
