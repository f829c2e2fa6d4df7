"""PNG, JPEG and GIF files read by their structure alone: size, faults, what may stay in a book.

Nothing is decoded, so a sound image costs a walk over its chunks; its pixels stay as they
are while what may tell about the photographer (EXIF, XMP, IPTC, comments) is left out.

PNG: https://www.w3.org/TR/png-3/ · JPEG: https://www.w3.org/Graphics/JPEG/itu-t81.pdf,
EXIF in APP1, ICC in APP2, IPTC in APP13, Adobe's colour transform in APP14 ·
GIF: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from packager.data_classes import dataclass

_ICC_LIMIT_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Outline:
    """What the structure of an image file says.

    ``clean`` is the file without metadata, the very same object where it has none.
    ``fault`` says what is wrong with the structure (``ends early``) and is empty for a sound file.
    ``icc`` is an embedded colour profile, or empty.
    """

    width_px: int
    height_px: int
    clean: bytes
    fault: str = ""
    icc: bytes = b""
    orientation: int = 1
    is_cmyk: bool = False
    is_animated: bool = False
    has_location: bool = False
    is_progressive: bool = False


def media_type_of(data: bytes) -> str:
    """Return the media type that the first bytes show, or an empty string."""
    head = data[:512]
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _brand(head)
    text = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<")):
        text = data[:8192].replace(b"\0", b"")[2:]
    if text.startswith(b"<") and re.search(rb"<(?:\w+:)?svg[\s/>]", text):
        return "image/svg+xml"
    if text[:14].lower().startswith((b"<!doctype html", b"<html", b"<head")):
        return "text/html"
    return ""


_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"\0\0\1\0", "image/x-icon"),
    (b"\0\0\0\x0cjP  ", "image/jp2"),
    (b"\0\0\0\x0cJXL ", "image/jxl"),
    (b"\xff\x0a", "image/jxl"),
    (b"%PDF", "application/pdf"),
    (b"PK\3\4", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)


def _brand(head: bytes) -> str:
    """Return the media type of an ISO base media file from its brands (ISO 14496-12)."""
    size = min(int.from_bytes(head[:4], "big"), 64)
    brands = {head[i : i + 4] for i in (8, *range(16, size, 4))}
    if brands & {b"avif", b"avis"}:
        return "image/avif"
    if brands & {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        return "image/heic"
    return "video/mp4"


# --- PNG ---------------------------------------------------------------------------------

# Text may say where and by whom; eXIf holds the camera's EXIF; tIME the day.
_PNG_METADATA = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})


def png_outline(data: bytes) -> Outline:
    """Return the outline of a PNG file.

    Raises:
        ValueError: the header is missing or gives no size.
    """
    if len(data) < 33 or data[12:16] != b"IHDR":  # noqa: PLR2004 - signature and IHDR
        raise ValueError("has no PNG header")
    width, height = struct.unpack(">II", data[16:24])
    if not width or not height:
        raise ValueError("has no width or height")
    kept = [data[:8]]
    icc, orientation, fault, animated, location, dropped = b"", 1, "ends early", False, False, False
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        end = at + 12 + length
        if end > len(data):
            break
        body = data[at + 8 : end - 4]
        if zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(data[end - 4 : end], "big"):
            fault = f"is damaged in its {kind.decode('ascii', 'replace')} chunk"
            break
        if kind == b"iCCP":
            icc = _png_profile(body)
        elif kind == b"eXIf":
            orientation, location = exif_facts(body)
        elif kind == b"acTL":
            animated = True
        if kind in _PNG_METADATA:
            dropped = True
        else:
            kept.append(data[at:end])
        at = end
        if kind == b"IEND":
            fault = ""
            dropped = dropped or at < len(data)
            break
    clean = b"".join(kept) if dropped else data
    return Outline(
        width, height, clean, fault, icc, orientation, is_animated=animated, has_location=location
    )


def _png_profile(body: bytes) -> bytes:
    """Return the colour profile of an iCCP chunk; what cannot be inflated is no profile."""
    _name, _, rest = body.partition(b"\0")
    try:
        return zlib.decompressobj().decompress(rest[1:], _ICC_LIMIT_BYTES)
    except zlib.error:
        return b""


# --- JPEG --------------------------------------------------------------------------------

_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE
_APP0, _APP1, _APP2, _APP13, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xEF
# In coded data FF is followed by 00, a restart marker or fill; anything else is a marker.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_CMYK_COMPONENTS = 4
_PROGRESSIVE = frozenset((0xC2, 0xC6, 0xCA, 0xCE))


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) of each segment; a scan's end is where its data ends."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:  # noqa: PLR2004 - the marker's first byte
            return
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - fill
            at += 1
            continue
        if marker == _END:
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data):
            return
        if marker == _SCAN:
            found = _NEXT_MARKER.search(data, end)
            if not found:
                return
            end = found.start()
        yield marker, at, end
        at = end
    if data[at : at + 2] == b"\xff\xd9":
        yield _END, at, at + 2


def jpeg_outline(data: bytes) -> Outline:
    """Return the outline of a JPEG file.

    The clean file keeps JFIF, colour profile and Adobe's transform, and ends at its end
    marker: a phone's second picture or video behind it is left out.

    Raises:
        ValueError: no frame gives a size.
    """
    kept, profile = [data[:2]], dict[int, bytes]()
    width = height = components = 0
    orientation, location, fault, progressive = 1, False, "ends early", False
    for marker, start, end in _jpeg_segments(data):
        body = data[start + 4 : end]
        if marker in _FRAME_MARKERS and len(body) >= 6:  # noqa: PLR2004 - precision to components
            height, width, components = struct.unpack(">HHB", body[1:6])
            progressive = marker in _PROGRESSIVE
        elif marker == _APP1 and body.startswith(b"Exif\0"):
            orientation, location = exif_facts(body[6:])
        elif marker == _APP2 and body.startswith(b"ICC_PROFILE\0"):
            profile[body[12] if len(body) > 12 else 0] = body[14:]  # noqa: PLR2004
        if _stays(marker, body):
            kept.append(data[start:end])
        if marker == _END:
            fault = ""
    if not width or not height:
        raise ValueError("has no width or height")
    clean = b"".join(kept)
    return Outline(
        width,
        height,
        data if len(clean) == len(data) else clean,
        fault,
        b"".join(profile[number] for number in sorted(profile))[:_ICC_LIMIT_BYTES],
        orientation,
        is_cmyk=components == _CMYK_COMPONENTS,
        has_location=location,
        is_progressive=progressive,
    )


def _stays(marker: int, body: bytes) -> bool:
    """Return whether a JPEG segment belongs to the picture and not to its history."""
    if marker == _APP2:
        return body.startswith(b"ICC_PROFILE\0")
    if marker in (_APP0, _APP14):
        return True
    return not (_APP0 < marker <= _APP15 or marker == _COMMENT)


def exif_facts(exif: bytes) -> tuple[int, bool]:
    """Return (orientation 1 to 8, whether a place is in it) of a TIFF-shaped EXIF block."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None or len(exif) < 8:  # noqa: PLR2004 - the TIFF header
        return 1, False
    orientation, location = 1, False
    (at,) = struct.unpack(f"{order}I", exif[4:8])
    count = int.from_bytes(exif[at : at + 2], "little" if order == "<" else "big")
    for index in range(count):
        entry = exif[at + 2 + 12 * index : at + 14 + 12 * index]
        if len(entry) < 12:  # noqa: PLR2004 - one TIFF entry
            break
        tag, _kind, _count, value = struct.unpack(f"{order}HHIH", entry[:10])
        if tag == 0x0112 and 1 <= value <= 8:  # noqa: PLR2004 - Orientation and its values
            orientation = value
        elif tag == 0x8825:  # noqa: PLR2004 - GPSInfo
            location = True
    return orientation, location


# --- GIF ---------------------------------------------------------------------------------

_GIF_IMAGE, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B
_GIF_COMMENT, _GIF_APPLICATION = 0xFE, 0xFF


def gif_outline(data: bytes) -> Outline:
    """Return the outline of a GIF file; comments and XMP do not stay in the clean one.

    Raises:
        ValueError: the header is cut or gives no size.
    """
    if len(data) < 13:  # noqa: PLR2004 - header and logical screen
        raise ValueError("has no GIF header")
    width, height, flags = struct.unpack("<HHB", data[6:11])
    if not width or not height:
        raise ValueError("has no width or height")
    at = 13 + _colour_table(flags)
    kept, frames, fault = [data[:at]], 0, "ends early"
    while at < len(data):
        start, kind = at, data[at]
        if kind == _GIF_END:
            kept.append(data[at : at + 1])
            fault = "" if frames else "holds no picture"
            break
        stays = True
        if kind == _GIF_EXTENSION and at + 2 < len(data):
            label = data[at + 1]
            stays = label != _GIF_COMMENT and not (
                label == _GIF_APPLICATION and data[at + 3 : at + 11] == b"XMP Data"
            )
            at += 2
        elif kind == _GIF_IMAGE and at + 10 < len(data):
            frames += 1
            at += 11 + _colour_table(data[at + 9])
        else:
            fault = "is damaged"
            break
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
        if at > len(data):
            break
        if stays:
            kept.append(data[start:at])
    clean = b"".join(kept)
    clean = data if len(clean) == len(data) else clean
    return Outline(width, height, clean, fault, is_animated=frames > 1)


def _colour_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
