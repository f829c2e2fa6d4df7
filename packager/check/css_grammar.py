"""What is wrong with a style sheet's grammar, and which of its statements rules look at.

The grammar is CSS 2.1's (https://www.w3.org/TR/CSS21/grammar.html) with the at-rules, functions
and selectors of later levels let through, which is where EPUBCheck draws the line: nesting,
``*zoom`` and a brace too many are faults, an unknown property or at-rule is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from packager.check.css_selectors import read_selectors
from packager.check.css_tokens import Cursor, EndError, Fault, Token
from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern

_DEEPEST = 100  # at-rules one in the other; no sheet has five
_CLOSERS = {"(": ")", "[": "]"}
# The tokens in front of an at-rule's block that refer to something.
_REFERS: Mapping[str, tuple[str, ...]] = {"@import": ("url", "string"), "@namespace": ()}
# The declarations that rules look at.
_TOLD = frozenset(["direction", "unicode-bidi", "position"])
_S = r"[ \t\r\n\f]"
# A rule in which nothing can be wrong and of which nothing is told, passed over at once: most of
# a large sheet is of these. What else is sound CSS is read token by token.
_PART = r"(?:[.#][A-Za-z_]|::?[A-Za-z])[-\w]*+"
_COMPOUND = rf"(?:\*|[A-Za-z][-\w]*+|{_PART})(?:{_PART})*+"
_SELECTOR = rf"{_COMPOUND}(?:(?:{_S}*+[>~]{_S}*+|{_S}++(?:\+{_S}++)?){_COMPOUND})*+"
_NAME = r"(?!(?i:direction|unicode-bidi|position)[ \t\r\n\f:])[A-Za-z][-\w]*+"
_DECLARATION = rf"{_NAME}{_S}*+:{_S}*+[-\w#%.+*,][-\w#%.+*, \t\r\n\f]*+"
_PLAIN = lazy_pattern(
    rf"{_SELECTOR}(?:{_S}*+,{_S}*+{_SELECTOR})*+{_S}*+\{{{_S}*+"
    rf"(?:{_DECLARATION}(?:;{_S}*+{_DECLARATION})*+(?:;{_S}*+)?+)?+\}}{_S}*+"
)
_ENDS = lazy_pattern(
    r"""/\*.*?(?:\*/|\Z)|"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?|[{};]""", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A property with its value, as written, and where it stands."""

    offset: int
    name: str
    value: str


class Address(NamedTuple):
    """What a sound statement refers to, as written: by ``@import``, as a font, or otherwise."""

    token: str
    offset: int
    is_import: bool
    is_font: bool


@dataclass(frozen=True, slots=True)
class FontFace:
    """An ``@font-face`` rule; ``is_empty`` where it declares nothing."""

    offset: int
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a style sheet says to the rules; of its declarations those that they look at."""

    faults: tuple[Fault, ...]
    declarations: tuple[Declaration, ...]
    font_faces: tuple[FontFace, ...]
    addresses: tuple[Address, ...]


@lru_cache(maxsize=32)
def read_sheet(text: str, *, is_attribute: bool = False) -> Sheet:
    """Return the faults and statements of a style sheet, or of a ``style`` attribute."""
    return _Parser(text, is_attribute=is_attribute).sheet()


class _Parser(Cursor):
    """A cursor whose methods read one production each and note its faults."""

    def __init__(self, text: str, *, is_attribute: bool) -> None:
        super().__init__(text)
        self.is_attribute = is_attribute
        self.depth = 0
        self.declared: list[Declaration] = []
        self.count = 0
        self.fonts: list[FontFace] = []
        self.addresses: list[Address] = []
        self.in_font = False

    def sheet(self) -> Sheet:
        try:
            if self.is_attribute:
                self._attribute()
            else:
                self._rules(nested=False)
        except EndError:
            pass
        return Sheet(
            tuple(self.faults), tuple(self.declared), tuple(self.fonts), tuple(self.addresses)
        )

    # ---------------------------------------------------------------------------- statements

    def _rules(self, *, nested: bool) -> None:
        while True:
            self.skip()
            token = self.now
            if token is None:
                if nested:
                    self.need("'}'")
                return
            if nested and token.text == "}":
                return
            if token.kind == "cdo" and not nested:
                self.at += 1
            elif token.kind == "at":
                self._at_rule()
            elif not self._pass_over(token):
                self._rule_set()
            self.forget()

    def _pass_over(self, token: Token) -> bool:
        """Go on behind plain rules; whether there is one."""
        end = token.offset
        while plain := _PLAIN.match(self.text, end):
            end = plain.end()
        if end == token.offset:
            return False
        self.jump(end)
        return True

    def _at_rule(self) -> None:
        head = self.need("an at-rule")
        self.at += 1
        imported = head.text.lower() == "@import"
        refers = _REFERS.get(head.text.lower(), ("url",))
        while True:
            token = self.need("';' or '{'")
            if token.text in ("{", ";"):
                break
            if token.text == "}":
                self.unexpected(token, "';' or '{'")
                self.at += 1
                continue
            if token.kind in refers:
                self.addresses.append(Address(token.text, head.offset, imported, False))
                refers = () if imported else refers
            self._value_token()
        is_font = head.text.lower() == "@font-face"
        before = self.count
        self.at += 1
        if token.text == "{":
            outer, self.in_font = self.in_font, is_font
            self._block()
            self.in_font = outer
        if is_font:
            self.fonts.append(FontFace(head.offset, before == self.count))

    def _block(self) -> None:
        """Read what stands in an at-rule's braces: rules if a brace comes first, declarations."""
        self.skip()
        if self._holds_rules():
            self.depth += 1
            if self.depth > _DEEPEST:
                self.unexpected(self.need("a rule"), f"at most {_DEEPEST} at-rules in each other")
                raise EndError
            self._rules(nested=True)
            self.depth -= 1
        else:
            self._declarations()
        self.need("'}'")
        self.at += 1

    def _holds_rules(self) -> bool:
        token = self.now
        if token is None:
            return False
        for end in _ENDS.finditer(self.text, token.offset):
            if end[0] in ("{", ";", "}"):
                return end[0] == "{"
        return False

    def _rule_set(self) -> None:
        start = self.now
        if start is not None and start.text in (";", "}", "]", ")"):
            self.unexpected(start, "a rule")
            self.at += 1
            self.recover("")  # EPUBCheck drops the rule behind it
        elif read_selectors(self):
            self.at += 1
            self._declarations()
            self.need("'}'")
            self.at += 1
        else:
            self.recover(";" if self.now is not None and self.now.text == ";" else "")
            if self.now is not None and self.now.text in (";", "}"):
                self.at += 1

    # -------------------------------------------------------------------------- declarations

    def _attribute(self) -> None:
        self._declarations()
        token = self.now
        if token is not None:
            self.unexpected(token, "a property or the end")

    def _declarations(self) -> None:
        """Read up to the closing brace, or to the end of an attribute."""
        while True:
            self.skip()
            self.forget()
            token = self.now
            if token is None or token.text == "}":
                return
            if token.text == ";":
                if not self.is_attribute:
                    self.unexpected(token, "a property")
                self.at += 1
                continue
            if not self._declaration():
                self.recover(";}")
            token = self.now
            if token is not None and token.text == ";":
                self.at += 1

    def _declaration(self) -> bool:
        name = self.need("a property")
        if name.kind != "ident":
            self.unexpected(name, "a property")
            return False
        self.at += 1
        self.skip()
        token = self.need("':'")
        if token.text != ":":
            self.unexpected(token, "':'")
            return False
        self.at += 1
        self.skip()
        first = self.need("a value")
        after = self.following()
        is_custom = name.text.startswith("--")
        if (first.text in (";", "}") and not is_custom) or (
            first.text == "!" and after is not None and after.text.lower() == "important"
        ):
            self.unexpected(first, "a value")
            return False
        found: list[Address] = []
        while (token_ := self.now) is not None and token_.text not in (";", "}"):
            if token_.kind == "url":
                found.append(Address(token_.text, name.offset, False, self.in_font))
            if not self._value_token():
                return False
            self.forget()
        self.addresses += found
        self.count += 1
        if name.text.lower() in _TOLD:
            end = self.now.offset if self.now is not None else len(self.text)
            value = self.text[first.offset : end].strip()
            self.declared.append(Declaration(name.offset, name.text, value))
        if self.now is None and not self.is_attribute:
            self.need("';' or '}'")
        return True

    def _value_token(self) -> bool:
        """Read one token of a value or a prelude, with all that its bracket holds.

        Without recursion: a hostile sheet opens ten thousand brackets.
        """
        closers: list[str] = []
        while True:
            token = self.need(f"{closers[-1]!r}" if closers else "a value")
            if closers and token.text == closers[-1]:
                closers.pop()
            elif closers and token.text in (";", "}", "{"):
                self.unexpected(token, f"{closers[-1]!r}")
                return False
            elif token.kind in ("at", "cdo") or token.text == "{":
                self.at += 1
                self.unexpected(token, "a value")
                return False
            elif token.kind == "function" or token.text in _CLOSERS:
                closers.append(_CLOSERS.get(token.text, ")"))
            self.at += 1
            self.forget()
            if not closers:
                return True
