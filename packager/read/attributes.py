"""Attributes of XHTML elements: which stay, with which values, and what a style said that matters.

Values are those of https://html.spec.whatwg.org/multipage/indices.html#attributes-3, narrowed to
what EPUBCheck 5.3 accepts without a remark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from packager import languages
from packager.lazy_pattern import lazy_pattern
from packager.read import elements

_XML = "{http://www.w3.org/XML/1998/namespace}"
_EPUB = "{http://www.idpf.org/2007/ops}"

_INTEGER = re.compile(r"(-?\d{1,6})\Z")
_PATTERNS = {
    "colspan": re.compile(r"([2-9]|[1-9]\d{1,2})\Z"),
    "rowspan": re.compile(r"([2-9]|[1-9]\d{1,2})\Z"),
    "width": re.compile(r"([1-9]\d{0,4})(?:px)?\Z"),
    "height": re.compile(r"([1-9]\d{0,4})(?:px)?\Z"),
    "start": _INTEGER,
}
_WORDS = {
    "dir": frozenset(("ltr", "rtl", "auto")),
    "scope": frozenset(("row", "col", "rowgroup", "colgroup")),
    "type": frozenset("1aAiI"),
}
# https://html.spec.whatwg.org/multipage/text-level-semantics.html#datetime-value, the common part
_MOMENT = lazy_pattern(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?"
    r"(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?)?)?\Z"
)
_DAY = lazy_pattern(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?\Z")
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_ALIGNED = re.compile(r"text-align\s*:\s*(\w+)")
_BOLD = re.compile(r"bold(?:er)?|[6-9]00")


def kept(name: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes that stay on an element, repaired; ``id`` and ``href`` unchecked.

    Nothing that runs, styles or loads stays. ``lang`` comes with ``xml:lang``, as EPUB asks.
    """
    result: dict[str, str] = {}
    allowed = elements.ATTRIBUTES.get(name, frozenset())
    everywhere = elements.ATTRIBUTES[""]
    for key, value in attributes.items():
        if key in allowed or key in everywhere:
            checked = _checked(name, key, value)
            if checked is not None:
                result[key] = checked
        elif key in ("id", "name"):
            if key == "id" or (name in ("a", "span") and "id" not in attributes):
                result["id"] = value.strip()
        elif key in ("lang", _XML + "lang"):
            if tag := languages.canonical(value):
                result["lang"] = result[_XML + "lang"] = tag
        elif key == _EPUB + "type":
            kinds = [kind for kind in value.split() if kind in elements.EPUB_TYPES]
            if kinds:
                result[key] = " ".join(kinds)
        elif key == "role" and value in elements.ROLES:
            result[key] = value
    if name == "time" and not _MOMENT.match(result.get("datetime", "")):
        result.pop("datetime", None)
    return result


def _checked(name: str, key: str, value: str) -> str | None:
    """Return the value as it may stay, or ``None`` if it may not."""
    value = value.strip()
    if key in _PATTERNS:
        match = _PATTERNS[key].match(value)
        return match[1] if match else None
    if key in _WORDS:
        word = value if key == "type" else value.lower()
        return word if word in _WORDS[key] else None
    if key == "reversed":
        return key
    if key == "value" and name == "li":
        return value if _INTEGER.match(value) else None
    if key == "datetime" and name != "time":
        return value if _DAY.match(value) else None
    return " ".join(value.split()) if value or key == "alt" else None


def alignment(given: Mapping[str, str]) -> str:
    """Return the class for a side that text is set to: ``center``, ``right`` or nothing."""
    found = _ALIGNED.search(given.get("style", "").lower())
    side = found[1] if found else given.get("align", "").strip().lower()
    return side if side in ("center", "right") else ""


def meaning_of_style(style: str) -> list[str]:
    """Return the elements that say what an inline style said: ``strong``, ``em``, ``s``, ….

    Word processors write emphasis as styles of ``span``; it is part of the text.
    """
    found = []
    for key, value in _DECLARATION.findall(style.lower()):
        if key == "font-weight" and _BOLD.match(value.strip()):
            found.append("strong")
        elif key == "font-style" and value.strip() in ("italic", "oblique"):
            found.append("em")
        elif key.startswith("text-decoration") and "line-through" in value:
            found.append("s")
        elif key == "vertical-align" and value.strip() in ("super", "sub"):
            found.append("sup" if value.strip() == "super" else "sub")
    return found
