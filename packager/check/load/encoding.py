"""How the bytes of an XML file are written: by its mark, its first characters, its declaration.

https://www.w3.org/TR/xml/#sec-guessing
"""

from __future__ import annotations

import codecs
import re

from packager.check.facts import Trouble

# Longest first: the mark of UCS-4 begins as that of UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF32_BE, "UCS-4", "utf-32-be"),
    (codecs.BOM_UTF32_LE, "UTF-16", "utf-32-le"),  # its first half is the mark of UTF-16
    (codecs.BOM_UTF8, "UTF-8", "utf-8"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16-be"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16-le"),
)
# https://www.w3.org/TR/xml/#sec-guessing-no-ext-info
_GUESSES = (
    (b"\0\0\0<", "UCS-4", "utf-32-be"),
    (b"<\0\0\0", "UCS-4", "utf-32-le"),
    (b"\0<\0?", "UTF-16", "utf-16-be"),
    (b"<\0?\0", "UTF-16", "utf-16-le"),
)
# What the declaration of a file may say that is written so, in capitals.
_SAYING = {
    "utf-16-be": ("UTF-16", "UTF-16BE", "ISO-10646-UCS-2"),
    "utf-16-le": ("UTF-16", "UTF-16LE", "ISO-10646-UCS-2"),
    "utf-32-be": ("ISO-10646-UCS-4",),
    "utf-32-le": ("ISO-10646-UCS-4",),
}
# Python's names for encodings that nobody has registered: no XML parser has to know them.
# https://www.iana.org/assignments/character-sets/
_NO_NAMES = frozenset({"UTF8", "UTF16", "UTF32", "LATIN-1", "U8"})


def seen_encoding(data: bytes) -> tuple[str, str, bool]:
    """Return encoding and codec by the first bytes, and whether a byte order mark is there."""
    for mark, name, codec in _MARKS:
        if data.startswith(mark):
            return name, codec, True
    for start, name, codec in _GUESSES:
        if data.startswith(start):
            return name, codec, False
    return "UTF-8", "utf-8", False


def agreed_encoding(
    head: str, declaration: re.Match[str], seen: tuple[str, str, bool]
) -> tuple[str, str, Trouble | None]:
    """Return encoding and codec once the XML declaration is read, and what is wrong with it.

    The mark of UTF-8 overrules a declaration, as it does in EPUBCheck's parser.
    """
    encoding, codec, has_bom = seen
    version, declared = declaration[1], declaration[2] or ""
    if version not in ("1.0", "1.1"):
        where = declaration.end(1) + 2
        return encoding, codec, Trouble(f"there is no XML {version}; declare 1.0", 1, where)
    name = declared.upper()
    if not declared or (encoding == "UTF-8" and (name == "UTF-8" or has_bom)):
        return encoding, codec, None
    if encoding == "UTF-8":
        known = _codec_of(declared)
        trouble = None
        if not known or name in _NO_NAMES:
            trouble = Trouble(f"the encoding {declared!r} is unknown", 1, declaration.end() + 1)
        return name, known or codec, trouble
    if name in _SAYING[codec]:
        return encoding, codec, None
    message = f"the file is {encoding}, its declaration says {declared!r}"
    return encoding, codec, Trouble(message, *_where_reading_stops(head, codec, declared))


def _codec_of(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name
        b"".decode(name)  # not every codec that Python has is one of text
    except (LookupError, ValueError):
        return ""
    return name


def _where_reading_stops(head: str, codec: str, declared: str) -> tuple[int, int]:
    """Return line and column where text of wide characters, read as declared, makes no sense.

    Behind the declaration; in the order of low bytes first its line still ends well.
    """
    after = head.find("?>") + 2
    line, column = head.count("\n", 0, after) + 1, after - head.rfind("\n", 0, after)
    narrow = _codec_of(declared) not in ("", "ascii", "utf-16", "utf-16-be", "utf-32")
    is_read = narrow and declared.upper() not in _NO_NAMES
    if codec.endswith("-le") and head[after : after + 1] == "\n" and is_read:
        return line + 1, 1
    return line, column
