"""Value types: what an attribute or a text may hold, by the word that the tables use.

A type is a function from the value as it is written to whether it is sound. The lexical rules are
those of XML Schema part 2 and of HTML's microsyntaxes
(https://html.spec.whatwg.org/multipage/common-microsyntaxes.html); where EPUBCheck 5.3 is more
lenient, it is followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

Check = Callable[[str], bool]

_DATE = r"[0-9]{4,}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,3})?)?"
_ZONE = r"(Z|[+-][0-9]{2}:?[0-9]{2})"
_SECONDS = r"[0-9]+(\.[0-9]{1,3})?S"
_DURATION = (
    rf"P([0-9]+D|([0-9]+D)?T([0-9]+H([0-9]+M)?({_SECONDS})?|([0-9]+H)?[0-9]+M({_SECONDS})?"
    rf"|([0-9]+H)?([0-9]+M)?{_SECONDS}))| *(([0-9]+ *[WDHM]|[0-9]+(\.[0-9]{{1,3}})? *S) *)+"
)
_WIDE_START = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WIDE_REST = "\u00b7\u0300-\u036f\u203f-\u2040"
_NAME_START = f"A-Z_a-z{_WIDE_START}"
_NAME_REST = rf"{_NAME_START}0-9.\-{_WIDE_REST}"
_PREFIX = rf"[{_NAME_START}][{_NAME_REST}]*: [^ ]+"
_INTEGER = r"[+-]?[0-9]+"
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_CLOCK = (
    r"[0-9]+(\.[0-9]+)?(h|min|s|ms)?|[0-9]+:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
    r"|[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
)
# A URI reference whose other characters would be escaped: https://www.rfc-editor.org/rfc/rfc3986
_ESCAPE = "%[0-9A-Fa-f]{2}"
_HIERARCHY = (
    rf"(?!//$)(//(?![?#]|$)(\[[0-9A-Fa-f:.]+\](?=[:/?#]|$)|[^/?#%\[\]]|{_ESCAPE})*)?"
    rf"([^?#%\[\]]|{_ESCAPE})*(\?([^%#]|{_ESCAPE})*)?(#([^%#]|{_ESCAPE})*)?"
)
_URI = rf"[A-Za-z][A-Za-z0-9+.\-]*:(?!#|$){_HIERARCHY}|(?![^/?#]*:){_HIERARCHY}"
_CURIE = rf"([{_NAME_START}][{_NAME_REST}]*)?:\S*"

# MathML 3 §2.1.5: https://www.w3.org/TR/MathML3/chapter2.html#type.length
_SPACE = "(negative)?((very){0,2}thi(n|ck)|medium)mathspace"
_UNIT = "(e[mx]|in|cm|mm|p[xtc]|%)"
_DIGITS = r"[0-9]*([0-9]\.?|\.[0-9])[0-9]*"
_LENGTH = rf"(-?{_DIGITS}{_UNIT}?|{_SPACE})"
_COLOURS = (
    "aqua|black|blue|fuchsia|gray|green|lime|maroon|navy|olive|purple|red|silver|teal|white|yellow"
)
_GROUP = r"\{\s*(left|center|right|decimalpoint)(\s+(left|center|right|decimalpoint))*\s*\}"


def _list_of(item: str) -> str:
    return rf"({item})(\s+({item}))*"


# What must match once white space around the value is gone.
_PATTERNS = {
    "url": _URI,
    "filled-url": rf"(?=.)({_URI})",
    "url-or-curie": rf"{_URI}|\[({_CURIE}|[{_NAME_START}][{_NAME_REST}]*)\]|{_CURIE}",
    "integer": _INTEGER,
    "language": r"([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?",
    "filled-language": r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*",
    "nmtoken": rf"[:{_NAME_REST}]+",
    "nmtokens": rf"[:{_NAME_REST}]+(\s+[:{_NAME_REST}]+)*",
    "nmtokens-or-none": rf"([:{_NAME_REST}]+(\s+[:{_NAME_REST}]+)*)?",
    "ncname": rf"[{_NAME_START}][{_NAME_REST}]*",
    "ncnames": rf"[{_NAME_START}][{_NAME_REST}]*(\s+[{_NAME_START}][{_NAME_REST}]*)*",
    "name": rf"[:{_NAME_START}][:{_NAME_REST}]*",
    "number": rf"{_NUMBER}|-?INF|NaN",
    "decimal": _NUMBER,
    "coordinates": r"-?[0-9]+(,-?[0-9]+)*",
    # https://www.w3.org/TR/2003/REC-SVG11-20030114/coords.html#PreserveAspectRatioAttribute
    "aspect-ratio": r"(none|x(Min|Mid|Max)Y(Min|Mid|Max))(\s+(meet|slice))?",
    "clock": _CLOCK,
    "prefixes": rf"({_PREFIX}(\s+{_PREFIX})*)?",
    "percent-or-integer": r"[0-9]+%?",
    "date-or-time": rf"{_DATE}([T ]{_TIME}{_ZONE}?)?|[0-9]{{4,}}(-W?[0-9]{{2}})?"
    rf"|(--)?[0-9]{{2}}-[0-9]{{2}}|{_TIME}|{_DURATION}",
    "date": _DATE,
    "month": r"[0-9]{4,}-[0-9]{2}",
    "week": r"[0-9]{4,}-W[0-9]{2}",
    "time": _TIME,
    "local-date-time": rf"{_DATE}[T ]{_TIME}",
    "input-number": _NUMBER,
    "mail": r"[^@]+@[^@]+(,[^@]+@[^@]+)*",
    "date-with-time": rf"{_DATE}([T ]{_TIME}{_ZONE}?)?",
    "base64": r"([A-Za-z0-9+/]\s*){0,}(=\s*){0,2}",
    "boolean": r"true|false|0|1",
    "math-length": _LENGTH,
    "math-lengths": _list_of(_LENGTH),
    "math-padding": rf"[+-]?{_DIGITS}\s*(%?\s*(height|depth|width)?|{_UNIT}|{_SPACE})?",
    "math-colour": rf"#[0-9a-fA-F]{{3}}([0-9a-fA-F]{{3}})?|(?i:{_COLOURS}|transparent)",
    "math-booleans": _list_of("true|false"),
    "math-sides": _list_of("center|left|right"),
    "math-rows": _list_of("axis|baseline|bottom|center|top"),
    "math-lines": _list_of("dashed|none|solid"),
    "math-widths": _list_of(rf"auto|fit|{_LENGTH}"),
    "math-groups": rf"({_GROUP}\s*)*",
    "math-strikes": _list_of(
        "downdiagonalstrike|horizontalstrike|none|updiagonalstrike|verticalstrike"
    ),
}
# What must match the value as it stands.
_EXACT = {
    "word": r"[^\s]+",
    "hash": r"#.+",
    "media-type": r"[a-zA-Z0-9!#$&+\-^_]+/[a-zA-Z0-9!#$&+\-^_]+.*",
    "hex-colour": r"#[A-Fa-f0-9]{6}",
    "icon-sizes": r"(?i:any)|[1-9][0-9]*x[1-9][0-9]*(\s+[1-9][0-9]*x[1-9][0-9]*)*",
    "phonetic-alphabet": r"ipa|x-.+",
}


def _anything(_value: str) -> bool:
    return True


def _stripped(value: str) -> str:
    return value.strip(" \t\r\n")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)


@cache
def _compiled_for_ascii(pattern: str) -> re.Pattern[str]:
    """Return the pattern without the letters beyond ASCII, whose sets take long to compile."""
    return re.compile(pattern.replace(_WIDE_START, "").replace(_WIDE_REST, ""), re.DOTALL)


def _is_match(pattern: str, value: str) -> bool:
    """Return whether a pattern, compiled when it is first needed, matches all of a value."""
    compiled = _compiled_for_ascii(pattern) if value.isascii() else _compiled(pattern)
    return compiled.fullmatch(value) is not None


def _matching(pattern: str, *, strip: bool) -> Check:
    if strip:
        return lambda value: _is_match(pattern, value.strip(" \t\r\n"))
    return lambda value: _is_match(pattern, value)


def _above(lowest: float, *, exclusive: bool = False, whole: bool = False) -> Check:
    pattern = _INTEGER if whole else _NUMBER

    def check(value: str) -> bool:
        value = _stripped(value)
        if not _is_match(pattern, value):
            return not whole and exclusive and value == "INF"
        return float(value) > lowest if exclusive else float(value) >= lowest

    return check


def _each(pattern: str, *, least: int) -> Check:
    def check(value: str) -> bool:
        words = value.split()
        return len(words) >= least and all(_is_match(pattern, word) for word in words)

    return check


_RELEVANCE = frozenset("additions all removals text".split())
_ACCESS_MODES = frozenset("auditory tactile textual visual".split())
# EPUBCheck 5.3 knows these only, each once.
_SANDBOX = frozenset("allow-forms allow-same-origin allow-scripts allow-top-navigation".split())


def _distinct(value: str, words: frozenset[str]) -> bool:
    found = value.split()
    return len(found) == len(set(found)) and words.issuperset(found)


def _step(value: str) -> bool:
    value = _stripped(value)
    return value.lower() == "any" or (re.fullmatch(_NUMBER, value) is not None and float(value) > 0)


def _number_or_date(value: str) -> bool:
    return _type("number")(value) or bool(
        re.fullmatch(
            rf"{_DATE}|[0-9]{{4,}}-W[0-9]{{2}}|{_TIME}|[0-9]{{4,}}-[0-9]{{2}}|{_DATE}[T ]{_TIME}",
            value,
        )
    )


_FUNCTIONS: dict[str, Check] = {
    "text": _anything,
    "any": _anything,
    "filled": lambda value: value != "",
    "filled-text": lambda value: _stripped(value) != "",
    "natural": _above(0, whole=True),
    "positive": _above(1, whole=True),
    "natural-number": _above(0),
    "positive-number": _above(0, exclusive=True),
    "terms": _each(rf"{_URI}|{_CURIE}", least=0),
    "urls": _each(_URI, least=1),
    "relevance": lambda value: bool(value.strip()) and _distinct(value, _RELEVANCE),
    "sandbox": lambda value: _distinct(value, _SANDBOX),
    "access-modes": lambda value: bool(value.strip()) and _ACCESS_MODES.issuperset(value.split()),
    "count": lambda value: re.fullmatch(r"-1|\+?[0-9]+", _stripped(value)) is not None,
    "step": _step,
    "number-or-date": _number_or_date,
}


@cache
def _type(kind: str) -> Check:
    if kind in _FUNCTIONS:
        return _FUNCTIONS[kind]
    if kind in _PATTERNS:
        return _matching(_PATTERNS[kind], strip=True)
    if kind in _EXACT:
        return _matching(_EXACT[kind], strip=False)
    if kind[0] in "([{" and kind[-1] in ")]}":
        words = frozenset(kind[1:-1].split("|"))
        if kind[0] == "(":
            return lambda value: value in words
        if kind[0] == "[":
            return lambda value: _stripped(value) in words
        lowered = frozenset(word.lower() for word in words)
        return lambda value: _stripped(value).lower() in lowered
    raise KeyError(f"no value type is called {kind!r}")


def is_known(kind: str) -> bool:
    """Return whether the word names a type (``flag`` and unions with ``;`` included)."""
    try:
        check_of(kind, "x")
    except KeyError:
        return False
    return True


@cache
def check_of(kind: str, attribute: str = "") -> Check:
    """Return the function that says whether a value is sound.

    ``flag`` is a boolean attribute: empty or its own name. ``a;b`` is either type.

    Raises:
        KeyError: no type has that name.
    """
    if kind == "flag":
        name = attribute.rpartition("}")[2].lower()
        return lambda value: _stripped(value).lower() in ("", name)
    if kind == "Flag":
        name = attribute.rpartition("}")[2]
        return lambda value: value in ("", name)
    if ";" in kind:
        checks = [check_of(part, attribute) for part in kind.split(";")]
        return lambda value: any(check(value) for check in checks)
    return _type(kind)


_MANY = 12

# What to write, in an author's words; the rest of a sentence "write …".
_WANTED = {
    "url": "a URL with each % in front of two hexadecimal digits",
    "filled-url": "a URL",
    "filled": "something: it must not be empty",
    "filled-text": "something: it must not be empty",
    "integer": "a whole number",
    "natural": "a whole number, 0 or more, without a unit",
    "positive": "a whole number, 1 or more",
    "count": "a whole number, 0 or more, or -1",
    "number": "a number",
    "decimal": "a number",
    "natural-number": "a number, 0 or more",
    "positive-number": "a number above 0",
    "language": "a language tag such as en or pt-BR",
    "filled-language": "a language tag such as en or pt-BR",
    "media-type": "a media type such as text/html",
    "word": "one word: no white space, not empty",
    "hash": "a # and a name",
    "ncname": "an XML name without a colon: a letter or _, then letters, digits, - _ .",
    "nmtoken": "one word of letters, digits and - _ . :",
    "nmtokens": "words of letters, digits and - _ . :",
    "nmtokens-or-none": "words of letters, digits and - _ . :",
    "date-or-time": "a date, time or duration such as 2024-05-01, 14:30 or PT20M",
    "date": "a date such as 2024-05-01",
    "month": "a month such as 2024-05",
    "week": "a week such as 2024-W18",
    "time": "a time such as 14:30",
    "local-date-time": "a date with a time such as 2024-05-01T14:30",
    "input-number": "a number",
    "mail": "a mail address such as anna@example.org",
    "aspect-ratio": "none, or an alignment such as xMidYMid, with meet or slice behind it",
    "date-with-time": "a date such as 2024-05-01 or 2024-05-01T14:30Z",
    "coordinates": "whole numbers with commas between",
    "clock": "a clock value such as 0:00:12.5 or 12.5s",
    "prefixes": "pairs such as 'foaf: http://xmlns.com/foaf/spec/'",
    "math-length": "a length such as 2em, 50% or thickmathspace",
    "math-colour": "a colour such as #00ff00 or red",
    "step": "a number above 0, or any",
    "hex-colour": "a colour such as #00ff00",
}


def wanted(kind: str, attribute: str) -> str:
    """Return what to write where a value of the type is asked for."""
    if kind in ("flag", "Flag"):
        return f'"{attribute.rpartition("}")[2]}" or nothing'
    if kind[0] in "([{":
        words = [f'"{word}"' for word in kind[1:-1].split("|")]
        if len(words) > _MANY:
            return f"one of {', '.join(words[:_MANY])} …"
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    if ";" in kind:
        return " or ".join(wanted(part, attribute) for part in kind.split(";"))
    return _WANTED.get(kind, f"a value of the type {kind}")
