"""Characters in a value that show nothing and change what stands beside it.

A sign that turns the direction of text (https://unicode.org/reports/tr9/#Explicit_Directional_Embeddings)
and is never closed turns the rest of every line that the value is put into: a message, a label of
the contents, a cover. Control characters and halves of surrogate pairs can stand in no XML.
"""

from __future__ import annotations

from collections.abc import Mapping

from packager.lazy_pattern import lazy_pattern

_OPENING, _CLOSING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"
_SIGNS = f"[{_OPENING}{_CLOSING}]"
_NONE_OF_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]"
_STEERING = lazy_pattern(_SIGNS)
_NO_XML = lazy_pattern(_NONE_OF_XML)
_ANY = lazy_pattern(f"{_SIGNS}|{_NONE_OF_XML}")


def steadied(value: object) -> tuple[object, str]:
    """Return a value of strings, lists and maps without such characters, and what was left out.

    Signs that are closed stay: a title may hold a few words of the other direction.
    """
    gone: list[str] = []
    return _steadied(value, gone), ", ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(gone))


def _steadied(value: object, gone: list[str]) -> object:
    if isinstance(value, str):
        is_plain = value.isprintable() or not _ANY.search(value)
        return value if is_plain else _text(value, gone)
    if isinstance(value, Mapping):
        return {str(_steadied(key, gone)): _steadied(inner, gone) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_steadied(inner, gone) for inner in value]
    return value


def _text(text: str, gone: list[str]) -> str:
    wrong = _NO_XML if is_closed(text) else _ANY
    gone += wrong.findall(text)
    return wrong.sub("", text)


def is_closed(text: str) -> bool:
    """Return whether each sign that opens is closed by one of its kind, in order."""
    open_: list[str] = []
    for sign in _STEERING.findall(text):
        if sign in _OPENING:
            open_.append("\u2069" if sign in "\u2066\u2067\u2068" else "\u202c")
        elif not open_ or open_.pop() != sign:
            return False
    return not open_
