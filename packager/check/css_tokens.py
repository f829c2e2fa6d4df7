"""A style sheet as tokens, and a cursor over them that notes where the grammar is broken.

https://www.w3.org/TR/CSS21/grammar.html#scanner
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern

_ESC = r"\\(?:[0-9A-Fa-f]{1,6}\s?|[^\n\r\f0-9A-Fa-f])"
# By what they exclude: a class with ranges up to U+10FFFF takes milliseconds to compile
_NMSTART = rf"(?:[^\x00-@\[-^`{{-\x7f]|{_ESC})"
_NMCHAR = rf"(?:[^\x00-,./:-@\[-^`{{-\x7f]|{_ESC})"
_IDENT = rf"-{{0,2}}{_NMSTART}{_NMCHAR}*+"
# Possessive wherever a long run could be tried from each of its characters
_NUMBER = r"[+-]?(?:\d++\.?+\d*+|\.\d++)(?:[eE][+-]?\d++)?+"
_SPACE = r"[ \t\r\n\f]*+"
_TOKEN = lazy_pattern(
    rf"""(?P<space>[ \t\r\n\f]+)
    |(?P<comment>/\*(?:.*?\*/|(?P<open_comment>.*\Z)))
    |(?P<cdo><!--|-->)
    |(?P<string>"(?:[^"\\\n\r\f]|\\.)*+"|'(?:[^'\\\n\r\f]|\\.)*+')
    |(?P<bad_string>["'])
    |(?P<url>[uU][rR][lL]\({_SPACE}(?:"(?:[^"\\\n\r\f]|\\.)*+"{_SPACE}\)
        |'(?:[^'\\\n\r\f]|\\.)*+'{_SPACE}\)|[^"'][^)]*+\)))
    |(?P<bad_url>[uU][rR][lL]\()
    |(?P<range>[uU]\+[0-9A-Fa-f?]+(?:-[0-9A-Fa-f]+)?)
    |(?P<function>{_IDENT}\()
    |(?P<ident>{_IDENT})
    |(?P<at>@{_IDENT})
    |(?P<hash>\#{_NMCHAR}++)
    |(?P<class>\.{_IDENT})
    |(?P<percent>{_NUMBER}%)
    |(?P<number>{_NUMBER}(?:{_IDENT})?)
    |(?P<match>[~|^$*]=)
    |(?P<delim>.)""",
    re.VERBOSE | re.DOTALL,  # not IGNORECASE: with ranges this wide it takes 60 ms to compile
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the grammar is broken and how, in words for an author."""

    offset: int
    message: str


class Token(NamedTuple):
    """A token: its kind is a group of the pattern above."""

    kind: str
    text: str
    offset: int


class EndError(Exception):
    """The text ended where the grammar wants more, or has too many faults; they are noted."""


_CHUNK = 64
_FIRST_CHUNK = 8  # behind a jump, for there may be another soon
_MAX_FAULTS = 10_000


class Cursor:
    """The place in a text that is reached; the text ends where a string or comment never does.

    ``tokens`` are those at hand, ``at`` the number of the next one among them: they are read as
    they are wanted and let go behind, for a sheet of 10 MB has millions.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.tokens: list[Token] = []
        self.at = 0
        self._chunk = _CHUNK
        self._is_stopped = False
        self._source = self._read(0)

    def _read(self, start: int) -> Iterator[Token]:
        for match in _TOKEN.finditer(self.text, start):
            kind = match.lastgroup or "delim"
            if match["open_comment"] is not None:
                self._stop(match.start(), "the comment is not closed; write */")
                return
            if kind in ("bad_string", "bad_url"):
                what = "string" if kind == "bad_string" else "url()"
                self._stop(match.start(), f"the {what} does not end on its line or in the file")
                return
            if kind == "comment" and self.text[match.start() - 1 : match.start()].isspace():
                kind = "space"
            yield Token(kind, match[0], match.start())

    def _stop(self, offset: int, message: str) -> None:
        """Note where the text ends before its end, once however often it is come upon."""
        if not self._is_stopped:
            self._is_stopped = True
            self.fault(offset, message)

    def _has(self, number: int) -> bool:
        """Return whether there is a token of that number, read up to it where it is not at hand."""
        while number >= len(self.tokens):
            more = list(islice(self._source, self._chunk))
            if not more:
                return False
            self.tokens += more
            self._chunk = min(2 * self._chunk, _CHUNK)
        return True

    def jump(self, offset: int) -> None:
        """Go on at a place in the text where a token starts."""
        self.tokens = []
        self.at = 0
        self._chunk = _FIRST_CHUNK
        self._source = self._read(offset)

    def forget(self) -> None:
        """Let go of the tokens that were read, but the last."""
        if self.at > _CHUNK:
            del self.tokens[: self.at - 1]
            self.at = 1

    def following(self) -> Token | None:
        """Return the token behind the one at hand, or nothing."""
        return self.tokens[self.at + 1] if self._has(self.at + 1) else None

    def fault(self, offset: int, message: str) -> None:
        """Note a fault; a text with thousands of them is none of CSS and is read no further."""
        self.faults.append(Fault(offset, message))
        if len(self.faults) >= _MAX_FAULTS:
            raise EndError

    @property
    def now(self) -> Token | None:
        """The token at hand, or nothing at the end."""
        return self.tokens[self.at] if self._has(self.at) else None

    def skip(self) -> None:
        """Go on behind white space and comments."""
        while self._has(self.at) and self.tokens[self.at].kind in ("space", "comment"):
            self.at += 1

    def need(self, what: str) -> Token:
        """Return the token at hand; the end of the text is a fault that stops the reading."""
        token = self.now
        if token is None:
            end = self.tokens[-1].offset if self.tokens else 0
            self.fault(end, f"the style sheet ends where {what} is wanted")
            raise EndError
        return token

    def unexpected(self, token: Token, what: str) -> None:
        """Note that a token stands where something else is wanted."""
        self.fault(token.offset, f"{token.text!r} stands where {what} is wanted")

    def recover(self, stops: str) -> None:
        """Go on behind a fault: to one of ``stops`` that no block holds."""
        depth = 0
        while (token := self.now) is not None:
            self.forget()
            if depth == 0 and token.text in stops:
                return
            if token.text == "{":
                depth += 1
            elif token.text == "}":
                depth -= 1
                if depth == 0 and "}" not in stops:
                    self.at += 1
                    return
                if depth < 0:
                    return
            self.at += 1
