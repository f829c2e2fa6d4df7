"""Style sheets read for what they refer to and which classes they style.

A scan by tokens, without a parse tree: https://www.w3.org/TR/css-syntax-3/#tokenization. Places
are those of the declaration, as EPUBCheck gives them.
"""

from __future__ import annotations

import re
import sys

from packager.check.css_grammar import read_sheet
from packager.check.facts import Reference, Stylesheet, Use
from packager.check.finding import Place
from packager.check.load.position import line_and_column, line_starts
from packager.check.load.url import resolve
from packager.lazy_pattern import lazy_pattern

_TOKEN = lazy_pattern(
    r"""/\*.*?(?:\*/|\Z)
    |(?P<url>url\(\s*(?:"(?P<u1>(?:[^"\\\n]|\\.)*)"|'(?P<u2>(?:[^'\\\n]|\\.)*)'|(?P<u3>(?:[^)"'\s\\]|\\.)*))\s*\))
    |"(?P<s1>(?:[^"\\\n]|\\.)*)"|'(?P<s2>(?:[^'\\\n]|\\.)*)'
    |(?P<at>@[-\w]+)|(?P<class>\.-?[^\x00-@\[\]^`{-\x7f](?:[-\w]|\\.)*)
    |(?P<word>-?[A-Za-z_](?:[-\w]|\\.)*)|(?P<mark>[{};:])""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
_ESCAPE = lazy_pattern(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
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
    for mark, codec in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le")):
        if data.startswith(mark):
            return data[2:].decode(codec, "replace"), "UTF-16"
    for start, codec in ((b"\0@\0c", "utf-16-be"), (b"@\0c\0", "utf-16-le")):
        if data.startswith(start):
            return data.decode(codec, "replace"), "UTF-16"
    found = _FILE_ENCODING.match(data)
    if found:
        name = found[1].decode("ascii", "replace")
        if name.lower().replace("-", "") != "utf8":
            try:
                return data.decode(name, "replace"), name.upper()
            except LookupError:
                return data.decode("utf-8", "replace"), name.upper()
    return data.decode("utf-8", "replace"), "UTF-8"


def read_stylesheet(  # noqa: PLR0912, PLR0915 - a scanner is its branches
    sheet: Stylesheet, base: str = ""
) -> None:
    """Fill in the references and classes of a style sheet, file, element or attribute."""
    references: list[Reference] = []
    offsets: list[int] = []
    classes: set[str] = set()
    starts: list[int] | None = None
    rule = ""  # the at-rule in whose prelude or block we are
    depth = 0
    font_depth = -1
    begin = -1  # offset of the first token of the statement or declaration
    for token in _TOKEN.finditer(sheet.text):
        kind = token.lastgroup
        if kind is None:
            continue
        if kind == "mark":
            mark = token["mark"]
            if mark == "{":
                depth += 1
                if rule == "@font-face":
                    font_depth = depth
                rule = ""
            elif mark == "}":
                if depth == font_depth:
                    font_depth = -1
                depth = max(0, depth - 1)
            elif mark == ";":
                rule = ""
            if mark != ":":
                begin = -1
            continue
        if begin < 0:
            begin = token.start()
        if kind == "at":
            rule = token["at"].lower()
        elif kind == "class":
            classes.add(unescape(token["class"][1:]))
        elif token["url"] is not None or (kind in ("s1", "s2") and rule == "@import"):
            href = next((t for t in token.group("u1", "u2", "u3", "s1", "s2") if t is not None), "")
            if rule == "@import":
                use = Use.IMPORT
            elif font_depth >= 0:
                use = Use.FONT
            else:
                use = Use.CSS_URL
            if starts is None:
                starts = line_starts(sheet.text)
            references.append(_reference(sheet, use, unescape(href), base, starts, begin))
            offsets.append(begin)
            if rule == "@import":
                rule = "imported"
    if references and not sheet.is_attribute:
        references = _sound(sheet, references, offsets)
    sheet.references = tuple(references)
    sheet.classes = frozenset(classes)


def _sound(sheet: Stylesheet, references: list[Reference], offsets: list[int]) -> list[Reference]:
    """Return the references of declarations that can be read: a reader drops the others."""
    read = read_sheet(sheet.text)
    if not read.faults:
        return references
    faulty = {fault.offset for fault in read.faults}
    spans = [(d.offset, d.end) for d in read.declarations]
    return [
        reference
        for reference, offset in zip(references, offsets, strict=True)
        if (reference.use is Use.IMPORT and offset not in faulty)
        or any(start <= offset < end for start, end in spans)
    ]


def _reference(  # noqa: PLR0913, PLR0917 - a reference has that many facts
    sheet: Stylesheet, use: Use, href: str, base: str, starts: list[int], offset: int
) -> Reference:
    if sheet.is_attribute:
        place = sheet.place
    else:
        line, column = line_and_column(starts, offset)
        place = Place(sheet.path, line + sheet.line - 1, column)
    return Reference(sheet.path, use, resolve(href, base or sheet.path), place)
