"""Selectors of a style sheet: https://www.w3.org/TR/CSS21/selector.html and what came later."""

from __future__ import annotations

from packager.check.css_tokens import Cursor, Token

_LIST_FUNCTIONS = frozenset([":not(", ":is(", ":where(", ":has("])
_ARGUMENTS = frozenset(["space", "comment", "ident", "number", "percent", "string", "range", "url"])
_PARTS = frozenset(["ident", "hash", "class", "percent"])


def read_selectors(cursor: Cursor) -> bool:
    """Read up to the brace; whether it was reached without a fault."""
    while True:
        cursor.skip()
        if not _selector(cursor):
            return False
        token = cursor.need("'{'")
        if token.text == "{":
            return True
        if token.text != ",":
            cursor.unexpected(token, "a selector or '{'")
            return False
        cursor.at += 1


def _selector(cursor: Cursor) -> bool:
    """Read compounds and the combinators between them."""
    while True:
        if not _compound(cursor):
            return False
        token = cursor.need("'{'")
        spaced = token.kind == "space"
        if spaced:
            cursor.skip()
            token = cursor.need("'{'")
        if token.text in (">", "+", "~"):
            cursor.at += 1
            cursor.skip()
        elif not spaced or token.text in ("{", ","):
            return True


def _compound(cursor: Cursor) -> bool:
    count = 0
    while True:
        cursor.forget()
        token = cursor.need("a selector")
        if token.kind in _PARTS or token.text == "*":
            cursor.at += 1
        elif token.text == "|":
            cursor.at += 1
            after = cursor.need("a name")
            if after.kind != "ident" and after.text != "*":
                cursor.unexpected(after, "a name")
                return False
        elif token.text == "[":
            if not _attribute_selector(cursor):
                return False
        elif token.text == ":":
            if not _pseudo(cursor):
                return False
        elif count:
            return True
        else:
            cursor.unexpected(token, "a selector")
            return False
        count += 1


def _attribute_selector(cursor: Cursor) -> bool:
    cursor.at += 1
    cursor.skip()
    token = cursor.need("an attribute")
    named = False
    while token.kind == "ident" or token.text in ("|", "*"):
        if token.text == "|" and cursor.tokens[cursor.at - 1].text == "|":
            break
        named = named or token.kind == "ident"
        cursor.at += 1
        token = cursor.need("']'")
    if not named:
        cursor.unexpected(token, "the name of an attribute")
        return False
    cursor.skip()
    token = cursor.need("']'")
    if token.text == "=" or token.kind == "match":
        cursor.at += 1
        cursor.skip()
        token = cursor.need("a value")
        if token.kind not in ("ident", "string"):
            cursor.unexpected(token, "a name or a quoted string")
            return False
        cursor.at += 1
        cursor.skip()
        token = cursor.need("']'")
    if token.text != "]":
        cursor.unexpected(token, "']'")
        return False
    cursor.at += 1
    return True


def _pseudo(cursor: Cursor) -> bool:
    cursor.at += 1
    token = cursor.need("a pseudo-class")
    if token.text == ":":
        cursor.at += 1
        token = cursor.need("a pseudo-element")
    cursor.at += 1
    if token.kind != "function":
        return True
    lists = f":{token.text.lower()}" in _LIST_FUNCTIONS
    depth, count = 1, 0
    while depth:
        cursor.forget()
        token = cursor.need("')'")
        if token.kind == "function" or token.text == "(":
            depth += 1
        elif token.text == ")":
            depth -= 1
            if not depth and not count and lists:
                cursor.unexpected(token, "a selector")
                return False
        elif not _is_argument(token, lists=lists):
            cursor.unexpected(token, "an argument or ')'")
            return False
        count += token.kind not in ("space", "comment")
        cursor.at += 1
    return True


def _is_argument(token: Token, *, lists: bool) -> bool:
    if token.kind in _ARGUMENTS or token.text in ("+", "-"):
        return True
    more = token.kind in ("hash", "class", "match") or token.text in "*>~,:[]=|"
    return lists and more
