"""What is wrong with a style sheet's grammar, and which of its statements rules look at.

The grammar is CSS 2.1's (https://www.w3.org/TR/CSS21/grammar.html) with the at-rules, functions
and selectors of later levels let through, which is where EPUBCheck draws the line: nesting,
``*zoom`` and a brace too many are faults, an unknown property or at-rule is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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
_CLOSERS = {"(": ")", "[": "]"}
_LIST_FUNCTIONS = frozenset([":not(", ":is(", ":where(", ":has("])
_ARGUMENTS = frozenset(["space", "comment", "ident", "number", "percent", "string", "range", "url"])
_PARTS = frozenset(["ident", "hash", "class", "percent"])


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the grammar is broken and how, in words for an author."""

    offset: int
    message: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A property with its value, as written; ``offset`` is the property's, ``end`` the value's."""

    offset: int
    name: str
    value: str
    end: int


@dataclass(frozen=True, slots=True)
class FontFace:
    """An ``@font-face`` rule; ``is_empty`` where it declares nothing."""

    offset: int
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a style sheet says to the rules."""

    faults: tuple[Fault, ...]
    declarations: tuple[Declaration, ...]
    font_faces: tuple[FontFace, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


class _EndError(Exception):
    """The text ended where the grammar wants more; the fault is noted."""


@lru_cache(maxsize=32)
def read_sheet(text: str, *, is_attribute: bool = False) -> Sheet:
    """Return the faults and statements of a style sheet, or of a ``style`` attribute."""
    return _Parser(text, is_attribute=is_attribute).sheet()


class _Parser:
    """A cursor over the tokens; each method reads one production and notes its faults."""

    def __init__(self, text: str, *, is_attribute: bool) -> None:
        self.text = text
        self.is_attribute = is_attribute
        self.faults: list[Fault] = []
        self.declared: list[Declaration] = []
        self.fonts: list[FontFace] = []
        self.tokens = self._tokens()
        self.at = 0

    def sheet(self) -> Sheet:
        try:
            if self.is_attribute:
                self._attribute()
            else:
                self._rules(nested=False)
        except _EndError:
            pass
        return Sheet(tuple(self.faults), tuple(self.declared), tuple(self.fonts))

    def _tokens(self) -> list[_Token]:
        found = []
        for match in _TOKEN.finditer(self.text):
            kind = match.lastgroup or "delim"
            if kind == "open_comment" or match["open_comment"] is not None:
                self._fault(match.start(), "the comment is not closed; write */")
                break
            if kind in ("bad_string", "bad_url"):
                what = "string" if kind == "bad_string" else "url()"
                self._fault(match.start(), f"the {what} does not end on its line or in the file")
                break
            if kind == "comment" and self.text[match.start() - 1 : match.start()].isspace():
                kind = "space"
            found.append(_Token(kind, match[0], match.start()))
        return found

    # ------------------------------------------------------------------------------- cursor

    def _fault(self, offset: int, message: str) -> None:
        self.faults.append(Fault(offset, message))

    @property
    def _now(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _skip(self) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at].kind in ("space", "comment"):
            self.at += 1

    def _need(self, what: str) -> _Token:
        """Return the token at hand; the end of the text is a fault that stops the reading."""
        token = self._now
        if token is None:
            end = self.tokens[-1].offset if self.tokens else 0
            self._fault(end, f"the style sheet ends where {what} is wanted")
            raise _EndError
        return token

    def _unexpected(self, token: _Token, what: str) -> None:
        self._fault(token.offset, f"{token.text!r} stands where {what} is wanted")

    def _recover(self, stops: str) -> None:
        """Go on behind a fault: to one of ``stops`` that no block holds."""
        depth = 0
        while (token := self._now) is not None:
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

    # ---------------------------------------------------------------------------- statements

    def _rules(self, *, nested: bool) -> None:
        while True:
            self._skip()
            token = self._now
            if token is None:
                if nested:
                    self._need("'}'")
                return
            if nested and token.text == "}":
                return
            if token.kind == "cdo" and not nested:
                self.at += 1
            elif token.kind == "at":
                self._at_rule()
            else:
                self._rule_set()

    def _at_rule(self) -> None:
        head = self._need("an at-rule")
        self.at += 1
        while True:
            token = self._need("';' or '{'")
            if token.text in ("{", ";"):
                break
            if token.text == "}":
                self._unexpected(token, "';' or '{'")
                self.at += 1
                continue
            self._value_token()
        is_font = head.text.lower() == "@font-face"
        before = len(self.declared)
        self.at += 1
        if token.text == "{":
            self._block()
        if is_font:
            self.fonts.append(FontFace(head.offset, before == len(self.declared)))

    def _block(self) -> None:
        """Read what stands in an at-rule's braces: rules if a brace comes first, declarations."""
        self._skip()
        if self._holds_rules():
            self._rules(nested=True)
        else:
            self._declarations()
        self._need("'}'")
        self.at += 1

    def _holds_rules(self) -> bool:
        for token in self.tokens[self.at :]:
            if token.text in ("{", ";", "}"):
                return token.text == "{"
        return False

    def _rule_set(self) -> None:
        if self._selectors():
            self.at += 1
            self._declarations()
            self._need("'}'")
            self.at += 1
        else:
            self._recover(";" if self._now is not None and self._now.text == ";" else "")
            if self._now is not None and self._now.text in (";", "}"):
                self.at += 1

    # ----------------------------------------------------------------------------- selectors

    def _selectors(self) -> bool:
        """Read up to the brace; whether it was reached without a fault."""
        while True:
            self._skip()
            if not self._selector():
                return False
            token = self._need("'{'")
            if token.text == "{":
                return True
            if token.text != ",":
                self._unexpected(token, "a selector or '{'")
                return False
            self.at += 1

    def _selector(self) -> bool:
        """Read compounds and the combinators between them."""
        while True:
            if not self._compound():
                return False
            token = self._need("'{'")
            spaced = token.kind == "space"
            if spaced:
                self._skip()
                token = self._need("'{'")
            if token.text in (">", "+", "~"):
                self.at += 1
                self._skip()
            elif not spaced or token.text in ("{", ","):
                return True

    def _compound(self) -> bool:
        count = 0
        while True:
            token = self._need("a selector")
            if token.kind in _PARTS or token.text == "*":
                self.at += 1
            elif token.text == "|":
                self.at += 1
                after = self._need("a name")
                if after.kind != "ident" and after.text != "*":
                    self._unexpected(after, "a name")
                    return False
            elif token.text == "[":
                if not self._attribute_selector():
                    return False
            elif token.text == ":":
                if not self._pseudo():
                    return False
            elif count:
                return True
            else:
                self._unexpected(token, "a selector")
                return False
            count += 1

    def _attribute_selector(self) -> bool:
        self.at += 1
        self._skip()
        token = self._need("an attribute")
        named = False
        while token.kind == "ident" or token.text in ("|", "*"):
            if token.text == "|" and self.tokens[self.at - 1].text == "|":
                break
            named = named or token.kind == "ident"
            self.at += 1
            token = self._need("']'")
        if not named:
            self._unexpected(token, "the name of an attribute")
            return False
        self._skip()
        token = self._need("']'")
        if token.text == "=" or token.kind == "match":
            self.at += 1
            self._skip()
            token = self._need("a value")
            if token.kind not in ("ident", "string"):
                self._unexpected(token, "a name or a quoted string")
                return False
            self.at += 1
            self._skip()
            token = self._need("']'")
        if token.text != "]":
            self._unexpected(token, "']'")
            return False
        self.at += 1
        return True

    def _pseudo(self) -> bool:
        self.at += 1
        token = self._need("a pseudo-class")
        if token.text == ":":
            self.at += 1
            token = self._need("a pseudo-element")
        self.at += 1
        if token.kind != "function":
            return True
        lists = f":{token.text.lower()}" in _LIST_FUNCTIONS
        depth, count = 1, 0
        while depth:
            token = self._need("')'")
            if token.kind == "function" or token.text == "(":
                depth += 1
            elif token.text == ")":
                depth -= 1
                if not depth and not count and lists:
                    self._unexpected(token, "a selector")
                    return False
            elif not self._is_argument(token, lists=lists):
                self._unexpected(token, "an argument or ')'")
                return False
            count += token.kind not in ("space", "comment")
            self.at += 1
        return True

    @staticmethod
    def _is_argument(token: _Token, *, lists: bool) -> bool:
        if token.kind in _ARGUMENTS or token.text in ("+", "-"):
            return True
        more = token.kind in ("hash", "class", "match") or token.text in "*>~,:[]=|"
        return lists and more

    # -------------------------------------------------------------------------- declarations

    def _attribute(self) -> None:
        self._declarations()
        token = self._now
        if token is not None:
            self._unexpected(token, "a property or the end")

    def _declarations(self) -> None:
        """Read up to the closing brace, or to the end of an attribute."""
        while True:
            self._skip()
            token = self._now
            if token is None or token.text == "}":
                return
            if token.text == ";":
                if not self.is_attribute:
                    self._unexpected(token, "a property")
                self.at += 1
                continue
            if not self._declaration():
                self._recover(";}")
            token = self._now
            if token is not None and token.text == ";":
                self.at += 1

    def _declaration(self) -> bool:
        name = self._need("a property")
        if name.kind != "ident":
            self._unexpected(name, "a property")
            return False
        self.at += 1
        self._skip()
        token = self._need("':'")
        if token.text != ":":
            self._unexpected(token, "':'")
            return False
        self.at += 1
        self._skip()
        first = self._need("a value")
        after = self.tokens[self.at + 1 : self.at + 2]
        if first.text in (";", "}") or (
            first.text == "!" and after and after[0].text.lower() == "important"
        ):
            self._unexpected(first, "a value")
            return False
        while (token_ := self._now) is not None and token_.text not in (";", "}"):
            if not self._value_token():
                return False
        end = self._now.offset if self._now is not None else len(self.text)
        value = self.text[first.offset : end].strip()
        self.declared.append(Declaration(name.offset, name.text, value, end))
        if self._now is None and not self.is_attribute:
            self._need("';' or '}'")
        return True

    def _value_token(self) -> bool:
        """Read one token of a value or a prelude, with what its bracket holds."""
        token = self._need("a value")
        self.at += 1
        if token.kind in ("at", "cdo") or token.text == "{":
            self._unexpected(token, "a value")
            return False
        if token.kind != "function" and token.text not in _CLOSERS:
            return True
        closer = _CLOSERS.get(token.text, ")")
        while (inner := self._need(f"{closer!r}")).text != closer:
            if inner.text in (";", "}", "{"):
                self._unexpected(inner, f"{closer!r}")
                return False
            if not self._value_token():
                return False
        self.at += 1
        return True
