"""What a file is by its first bytes.

https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern
"""

from __future__ import annotations

HEAD_BYTES = 64

_SIGNATURES = (
    (0, b"\xff\xd8", "image/jpeg"),  # as little as EPUBCheck looks at
    (0, b"\x89PNG", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OTTO", "font/otf"),
    (0, b"\0\1\0\0", "font/ttf"),
    (0, b"true", "font/ttf"),
    (0, b"wOFF", "font/woff"),
    (0, b"wOF2", "font/woff2"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "video/mp4"),
)


def kind_of(head: bytes) -> str:
    """Return the media type that the first bytes show, ``""`` for none that is known."""
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind
    return ""
