"""The ``viewport`` of a page of fixed layout, parsed.

https://www.w3.org/TR/epub-33/#app-viewport-meta-syntax
"""

from __future__ import annotations

from dataclasses import field

from packager.data_classes import dataclass
from packager.lazy_pattern import lazy_pattern

_SPACE = " \t\r\n\f"
_SEPARATORS = ",;"
_NUMBER = lazy_pattern(r"[0-9]+(?:\.[0-9]+)?\Z")


@dataclass(slots=True)
class Viewport:
    """Names with all values given to each, in order; ``trouble`` says what broke the reading."""

    values: dict[str, list[str]] = field(default_factory=dict)
    trouble: str = ""


def parse_viewport(text: str) -> Viewport:
    """Return what a ``viewport`` says, up to the first fault."""
    viewport = Viewport()
    at = _after(text, 0, _SPACE)
    if not text:
        viewport.trouble = "it is empty"
    elif text[at : at + 1] and text[at] in _SEPARATORS:
        viewport.trouble = "it starts with a separator"
    while at < len(text) and not viewport.trouble:
        at = _property(text, at, viewport)
        if viewport.trouble:
            break
        start = at
        at = _after(text, at, _SPACE + _SEPARATORS)
        if at == len(text) and any(c in _SEPARATORS for c in text[start:at]):
            viewport.trouble = "it ends with a separator"
    return viewport


def _property(text: str, at: int, viewport: Viewport) -> int:
    """Read ``name`` or ``name = value``; return where it ends."""
    end = _until(text, at, _SPACE + _SEPARATORS + "=")
    name = text[at:end]
    if not name:
        viewport.trouble = "a value has no name"
        return end
    at = _after(text, end, _SPACE)
    value = ""
    if text[at : at + 1] == "=":
        at = _after(text, at + 1, _SPACE)
        end = _until(text, at, _SPACE + _SEPARATORS + "=")
        value = text[at:end]
        if text[end : end + 1] == "=":
            viewport.trouble = f"{name!r} has an equals sign too many"
        elif not value:
            viewport.trouble = f"{name!r} has no value"
        at = end
    elif at < len(text) and text[at] not in _SEPARATORS:
        viewport.trouble = f"{name!r} has no value"
    viewport.values.setdefault(name, []).append(value)
    return at


def _after(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] in characters:
        at += 1
    return at


def _until(text: str, at: int, characters: str) -> int:
    while at < len(text) and text[at] not in characters:
        at += 1
    return at


def is_length(name: str, value: str) -> bool:
    """Return whether a width or height is a number or the keyword of its own dimension."""
    return bool(_NUMBER.match(value)) or value == f"device-{name}"
