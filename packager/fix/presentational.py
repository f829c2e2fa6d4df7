"""What the attributes of HTML 4 that are obsolete today say in CSS.

https://html.spec.whatwg.org/multipage/rendering.html#presentational-hints
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SIDES = {"left": "left", "right": "right", "center": "center", "middle": "center"}
_SIZES = ("", "x-small", "small", "medium", "large", "x-large", "xx-large", "xx-large")
_LISTS = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
    "disc": "disc",
    "circle": "circle",
    "square": "square",
}


def _length(value: str) -> str:
    match = re.match(r"\s*(\d+(?:\.\d+)?)\s*(px|%|em|pt)?\s*\Z", value)
    if match is None:
        return ""
    return f"{match[1]}{match[2] or 'px'}"


def _colour(value: str) -> str:
    value = value.strip()
    if re.fullmatch(r"#[0-9A-Fa-f]{6}|#[0-9A-Fa-f]{3}|[A-Za-z]+", value):
        return value
    return f"#{value}" if re.fullmatch(r"[0-9A-Fa-f]{6}", value) else ""


def _with(name: str, read: Callable[[str], str]) -> Callable[[str, str], str]:
    def style(_tag: str, value: str) -> str:
        said = read(value)
        return f"{name}: {said}" if said else ""

    return style


def _align(tag: str, value: str) -> str:
    side = _SIDES.get(value.strip().lower(), value.strip().lower())
    if side not in ("left", "right", "center", "justify", "top", "bottom"):
        return ""
    if tag in ("img", "object", "table") and side in ("left", "right"):
        return f"float: {side}"
    if tag in ("table", "hr") and side == "center":
        return "margin-left: auto; margin-right: auto"
    if side in ("top", "bottom"):
        return f"caption-side: {side}" if tag == "caption" else f"vertical-align: {side}"
    return f"text-align: {side}"


def _border(_tag: str, value: str) -> str:
    width = re.match(r"\d+", value.strip())
    if width is None:
        return ""
    return f"border: {width[0]}px solid" if int(width[0]) else "border: 0"


def _size(tag: str, value: str) -> str:
    match = re.fullmatch(r"([+-]?)([1-7])", value.strip())
    if tag == "hr":
        return f"height: {_length(value)}" if _length(value) else ""
    if match is None or tag not in ("font", "span"):
        return ""
    number = int(match[2])
    if match[1]:
        number = 3 + number if match[1] == "+" else 3 - number
    return f"font-size: {_SIZES[max(1, min(7, number))]}"


def _clear(_tag: str, value: str) -> str:
    side = value.strip().lower()
    return {"left": "clear: left", "right": "clear: right"}.get(side, "clear: both")


_STYLES: dict[str, Callable[[str, str], str]] = {
    "align": _align,
    "valign": _with("vertical-align", lambda v: v.strip().lower()),
    "bgcolor": _with("background-color", _colour),
    "color": _with("color", _colour),
    "width": _with("width", _length),
    "height": _with("height", _length),
    "border": _border,
    "cellspacing": _with("border-spacing", _length),
    "hspace": _with("margin-left", _length),
    "vspace": _with("margin-top", _length),
    "face": _with("font-family", lambda v: re.sub(r"[^\w ,'-]", "", v).strip()),
    "size": _size,
    "clear": _clear,
    "nowrap": lambda _tag, _value: "white-space: nowrap",
    "type": _with("list-style-type", lambda v: _LISTS.get(v.strip(), "")),
    "text": _with("color", _colour),
}


def style_of(tag: str, attribute: str, value: str) -> str:
    """Return the declarations that an attribute of an element stands for, ``""`` for none."""
    made = _STYLES.get(attribute)
    return made(tag, value) if made is not None else ""
