"""A style sheet as tokens, and a cursor over them that notes where the grammar is broken.

https://www.w3.org/TR/CSS21/grammar.html#scanner
"""

from __future__ import annotations

import re

from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern

_ESC = r"\\(?:[0-9A-Fa-f]{1,6}\s?|[^\n\r\f0-9A-Fa-f])"
# By what they exclude: a class with ranges up to U+10FFFF takes milliseconds to compile
_NMSTART = rf"(?:[^\x00-@\[-^`{{-\x7f]|{_ESC})"
_NMCHAR = rf"(?:[^\x00-,./:-@\[-^`{{-\x7f]|{_ESC})"
_IDENT = rf"-{{0,2}}{_NMSTART}{_NMCHAR}*"
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_TOKEN = lazy_pattern(
    rf"""(?P<space>[ \t\r\n\f]+)
    |(?P<comment>/\*(?:.*?\*/|(?P<open_comment>.*\Z)))
    |(?P<cdo><!--|-->)
    |(?P<string>"(?:[^"\\\n\r\f]|\\.)*"|'(?:[^'\\\n\r\f]|\\.)*')
    |(?P<bad_string>["'])
    |(?P<url>[uU][rR][lL]\([ \t\r\n\f]*(?:"(?:[^"\\]|\\.)*"\s*\)|'(?:[^'\\]|\\.)*'\s*\)
        |[^"'][^)]*\)))
    |(?P<bad_url>[uU][rR][lL]\()
    |(?P<range>[uU]\+[0-9A-Fa-f?]+(?:-[0-9A-Fa-f]+)?)
    |(?P<function>{_IDENT}\()
    |(?P<ident>{_IDENT})
    |(?P<at>@{_IDENT})
    |(?P<hash>\#{_NMCHAR}+)
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


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind is a group of the pattern above."""

    kind: str
    text: str
    offset: int


class EndError(Exception):
    """The text ended where the grammar wants more; the fault is noted."""


class Cursor:
    """The place in a text that is reached; the text ends where a string or comment never does."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.tokens = self._tokens()
        self.at = 0

    def _tokens(self) -> list[Token]:
        found = []
        for match in _TOKEN.finditer(self.text):
            kind = match.lastgroup or "delim"
            if kind == "open_comment" or match["open_comment"] is not None:
                self.fault(match.start(), "the comment is not closed; write */")
                break
            if kind in ("bad_string", "bad_url"):
                what = "string" if kind == "bad_string" else "url()"
                self.fault(match.start(), f"the {what} does not end on its line or in the file")
                break
            if kind == "comment" and self.text[match.start() - 1 : match.start()].isspace():
                kind = "space"
            found.append(Token(kind, match[0], match.start()))
        return found

    def fault(self, offset: int, message: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(offset, message))

    @property
    def now(self) -> Token | None:
        """The token at hand, or nothing at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def skip(self) -> None:
        """Go on behind white space and comments."""
        while self.at < len(self.tokens) and self.tokens[self.at].kind in ("space", "comment"):
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
