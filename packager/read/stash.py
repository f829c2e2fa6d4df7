"""Things that Markdown must not touch, put aside under a token and put back when it is done.

A token is a number between two noncharacters of Unicode, which no text holds once
:func:`without_marks` has read it: https://www.unicode.org/faq/private_use.html#noncharacters
"""

from __future__ import annotations

import re

from packager.xhtml import escape

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
QUOTE, APOSTROPHE = "\ufdd2", "\ufdd3"  # quotation marks that stay straight
_MARKS = str.maketrans(dict.fromkeys([_OPEN, _CLOSE, QUOTE, APOSTROPHE], " "))
TOKEN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PARAGRAPH = re.compile(f"<p>((?:\\s*{_OPEN}\\d+{_CLOSE})+\\s*)</p>")
_TAG = re.compile(f"<[^<>]*{_OPEN}[^<>]*>")


def without_marks(text: str) -> str:
    """Return the text without the characters that tokens are made of."""
    return text.translate(_MARKS)


class Stash:
    """What was put aside: markup, with the source it came from for where markup cannot stand."""

    def __init__(self) -> None:
        self._markup: list[str] = []
        self._source: list[str] = []
        self._is_block: list[bool] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def put(self, markup: str, source: str, *, block: bool = False) -> str:
        """Return the token that stands for the markup; the same markup gets the same token."""
        key = (markup, source)
        if key not in self._numbers:
            self._numbers[key] = len(self._markup)
            self._markup.append(markup)
            self._source.append(source)
            self._is_block.append(block)
        return f"{_OPEN}{self._numbers[key]}{_CLOSE}"

    def source(self, text: str) -> str:
        """Return the text with the source of each token in its place."""
        while TOKEN.search(text):
            text = TOKEN.sub(lambda found: self._source[int(found[1])], text)
        return text

    def markup(self, text: str) -> str:
        """Return XHTML with the markup of each token in its place; a block leaves its paragraph.

        In an attribute the source stands instead.
        """
        text = _TAG.sub(lambda found: self._plain(found[0]), text)
        text = _PARAGRAPH.sub(self._unwrapped, text)
        return TOKEN.sub(lambda found: self._markup[int(found[1])], text)

    def _unwrapped(self, found: re.Match[str]) -> str:
        numbers = [int(number) for number in TOKEN.findall(found[1])]
        return found[1] if all(self._is_block[number] for number in numbers) else found[0]

    def _plain(self, tag: str) -> str:
        return TOKEN.sub(lambda found: escape(self._source[int(found[1])]), tag)
