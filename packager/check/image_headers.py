"""The headers of images: whether a PNG, GIF or JPEG begins as one, as far as its size goes.

https://www.w3.org/TR/png-3/#11IHDR · https://www.w3.org/Graphics/GIF/spec-gif89a.txt ·
https://www.w3.org/Graphics/JPEG/itu-t81.pdf (annex B). What is behind the header is not read:
nor does EPUBCheck, which asks for the size of each image.
"""

from __future__ import annotations

import struct

# Which bit depths go with which colour type: https://www.w3.org/TR/png-3/#table111
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PNG_HEAD = 29
_GIF_HEAD = 13
_PICTURE, _EXTENSION, _CONTROL = 0x2C, 0x21, 0xF9  # blocks of a GIF
_MAX_TABLES = 4
_QUANTIZATION, _HUFFMAN, _SCAN, _END = 0xDB, 0xC4, 0xDA, 0xD9  # markers of a JPEG
_SOF = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_BARE = frozenset((0x01, *range(0xD0, 0xD9)))  # markers without a segment


class _CutError(Exception):
    """The bytes end before the header does."""


def trouble_of_image(kind: str, data: bytes, *, is_whole: bool) -> str:
    """Return why an image cannot be opened, ``""`` where its header is sound.

    ``kind`` is a media type. ``data`` are its first bytes; ``is_whole`` says that there are no
    more: of a header that goes on behind them nothing bad is said otherwise.
    """
    read = _READERS.get(kind)
    if read is None:
        return ""
    try:
        return read(data)
    except _CutError:
        return "it is cut off in its header" if is_whole else ""


def _png(data: bytes) -> str:
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "its first eight bytes are not those of PNG"
    if len(data) < _PNG_HEAD:
        raise _CutError
    length, name, depth, colour, *methods = struct.unpack(">I4s8x5B", data[8:_PNG_HEAD])
    if (length, name) != (13, b"IHDR"):
        return "it does not begin with a chunk IHDR of 13 bytes"
    if depth not in _PNG_DEPTHS.get(colour, ()):
        return f"colour type {colour} and bit depth {depth} do not go together"
    compression, filtering, interlacing = methods
    if compression or filtering or interlacing > 1:
        return "it is packed, filtered or interlaced by a method that there is not"
    return ""


def _gif(data: bytes) -> str:
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        return "it begins with neither GIF87a nor GIF89a"
    if len(data) < _GIF_HEAD:
        raise _CutError
    flags = data[10]
    at = _GIF_HEAD + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    while True:
        block = _byte(data, at)
        if block == _PICTURE:
            _byte(data, at + 9)
            return ""
        if block != _EXTENSION:
            return "a block of a kind that there is not stands in front of the first picture"
        at = _behind_extension(data, at + 1)


def _behind_extension(data: bytes, at: int) -> int:
    label, size = _byte(data, at), _byte(data, at + 1)
    if label == _CONTROL:  # of fixed length
        _byte(data, at + 6)
        return at + 7
    at += 1
    while size:
        at += size + 1
        size = _byte(data, at)
    return at + 1


def _jpeg(data: bytes) -> str:
    if not data.startswith(b"\xff\xd8"):
        return "it does not begin with the marker SOI"
    at = 2
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise _CutError
        marker = _byte(data, at + 1)
        at += 1
        if marker in (0x00, 0xFF):
            continue
        at += 1
        if marker in _BARE:
            continue
        if marker in (_END, _SCAN):
            return "there is no frame in front of its data"
        length = _byte(data, at) << 8 | _byte(data, at + 1)
        segment = data[at + 2 : at + length]
        if length < 2 or len(segment) < length - 2:  # noqa: PLR2004 - the length counts itself
            if length < 2:  # noqa: PLR2004
                return "a segment has no length"
            raise _CutError
        if marker in _SOF:
            return _trouble_of_frame(segment) or _trouble_of_tables(data, at + length)
        trouble = _trouble_of_segment(marker, segment)
        if trouble:
            return trouble
        at += length


def _trouble_of_frame(segment: bytes) -> str:
    if len(segment) < 6 or len(segment) != 6 + 3 * segment[5]:  # noqa: PLR2004
        return "its frame header has a wrong length"
    height, width = struct.unpack(">HH", segment[1:5])
    return "" if height and width and segment[5] else "its frame is empty"


def _trouble_of_tables(data: bytes, at: int) -> str:
    """Return what is wrong with the tables between the frame header and the first scan."""
    while data[at : at + 1] == b"\xff" and len(data) >= at + 4:
        marker, length = data[at + 1], data[at + 2] << 8 | data[at + 3]
        segment = data[at + 4 : at + 2 + length]
        if marker == _SCAN or len(segment) < length - 2:
            break  # what is cut off here is read as if it ended
        trouble = _trouble_of_segment(marker, segment)
        if trouble:
            return trouble
        at += 2 + length
    return ""


def _trouble_of_segment(marker: int, segment: bytes) -> str:
    if marker == _QUANTIZATION:
        return _trouble_of_quantization(segment)
    if marker == _HUFFMAN:
        return _trouble_of_huffman(segment)
    return ""


def _trouble_of_quantization(segment: bytes) -> str:
    while segment:
        size = 1 + (128 if segment[0] >> 4 else 64)
        if segment[0] & 15 >= _MAX_TABLES or len(segment) < size:
            return "a quantization table is damaged"
        segment = segment[size:]
    return ""


def _trouble_of_huffman(segment: bytes) -> str:
    head = 17
    while len(segment) >= head:
        kind, number = segment[0] >> 4, segment[0] & 15
        count = sum(segment[1:head])
        if kind > 1 or number >= _MAX_TABLES or count > min(256, len(segment) - head):
            return "a Huffman table is damaged"
        segment = segment[head + count :]
    return "a Huffman table is damaged" if segment else ""


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise _CutError
    return data[at]


_READERS = {"image/png": _png, "image/gif": _gif, "image/jpeg": _jpeg}
