"""Style sheets read for what they refer to and which classes they style.

Places are those of the declaration, as EPUBCheck gives them.
"""

from __future__ import annotations

import codecs
import re
import sys

from packager.check.css_grammar import Address, read_sheet
from packager.check.facts import Reference, Stylesheet, Use
from packager.check.finding import Place
from packager.check.load.position import line_and_column, line_starts
from packager.check.load.url import resolve
from packager.lazy_pattern import lazy_pattern

_CLASS = lazy_pattern(
    r"""/\*.*?(?:\*/|\Z)|url\([^)]*+|"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'
    |\.(-?[^\x00-@\[\]^`{-\x7f](?:[-\w]|\\.)*+)""",
    re.DOTALL | re.VERBOSE,
)
_MAY_REFER = lazy_pattern(r"(?i:url\(|@import)|\\")
_ESCAPE = lazy_pattern(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_SPACE = " \t\r\n\f"
_SURROGATES = (0xD800, 0xDFFF)
_FILE_ENCODING = lazy_pattern(rb'@charset\s+"([^"]+)"\s*;')


def unescape(text: str) -> str:
    """Return CSS text with its escapes undone."""

    def character(match: re.Match[str]) -> str:
        if match[1]:
            code = int(match[1], 16)
            is_surrogate = _SURROGATES[0] <= code <= _SURROGATES[1]
            return chr(code) if 0 < code <= sys.maxunicode and not is_surrogate else "\ufffd"
        return "" if match[2] == "\n" else match[2]

    return _ESCAPE.sub(character, text) if "\\" in text else text


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a style sheet and its encoding: by its mark, ``@charset``, else UTF-8."""
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace"), "UTF-8"
    if data.startswith(codecs.BOM_UTF32_BE):
        return data.decode("utf-32-be", "replace").removeprefix("\ufeff"), "UTF-32BE"
    for mark, codec in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le")):
        if data.startswith(mark):
            return data[2:].decode(codec, "replace"), "UTF-16"
    found = _FILE_ENCODING.match(data)
    if found:
        name = found[1].decode("ascii", "replace")
        if name.lower().replace("-", "") != "utf8":
            try:
                return data.decode(name, "replace"), name.upper()
            except LookupError:
                return data.decode("utf-8", "replace"), name.upper()
    return data.decode("utf-8", "replace"), "UTF-8"


def read_stylesheet(sheet: Stylesheet, base: str = "") -> None:
    """Fill in the references and classes of a style sheet, file, element or attribute.

    Only what stands in a sound declaration or ``@import`` refers: a reader drops the others.
    """
    if not sheet.is_attribute:
        names = {match[1] for match in _CLASS.finditer(sheet.text) if match[1]}
        sheet.classes = frozenset(map(unescape, names))
    if not _MAY_REFER.search(sheet.text):
        return
    read = read_sheet(sheet.text, is_attribute=sheet.is_attribute)
    starts = line_starts(sheet.text) if read.addresses and not sheet.is_attribute else []
    faulty = {fault.offset for fault in read.faults}
    sheet.references = tuple(
        _reference(sheet, address, base, starts)
        for address in read.addresses
        if not address.is_import or address.offset not in faulty
    )


def _href(token: str) -> str:
    """Return what a ``url()`` or a string names. Between brackets without quotes is no escape."""
    if token[0] not in "\"'":
        token = token[4:-1].strip(_SPACE)
        if token[:1] not in ("'", '"'):
            return token
    return unescape(token[1:-1])


def _reference(sheet: Stylesheet, address: Address, base: str, starts: list[int]) -> Reference:
    use = Use.IMPORT if address.is_import else Use.FONT if address.is_font else Use.CSS_URL
    if sheet.is_attribute:
        place = sheet.place
    else:
        line, column = line_and_column(starts, address.offset)
        place = Place(sheet.path, line + sheet.line - 1, column)
    return Reference(sheet.path, use, resolve(_href(address.token), base or sheet.path), place)
