"""The candidates of a ``srcset`` attribute."""

from __future__ import annotations

from packager.lazy_pattern import lazy_pattern

_URL = lazy_pattern(r"[ \t\n\f\r,]*+\s*+(\S+)")
_DESCRIPTOR = lazy_pattern(r"\d+[wh]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?x")


def urls_of_srcset(value: str | None) -> list[str]:
    """Return the URLs of a ``srcset``; an image with a faulty descriptor is none.

    https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute
    """
    text = value or ""
    urls: list[str] = []
    at = 0
    while found := _URL.match(text, at):
        url, at = found[1], found.end()
        if url.endswith(","):
            urls.append(url.rstrip(","))
            continue
        end = _next_comma(text, at)
        words = text[at:end].split()
        if all(_DESCRIPTOR.fullmatch(w) for w in words) and len(words) <= 1:
            urls.append(url)
        at = end + 1
    return urls


def _next_comma(text: str, start: int) -> int:
    """Return where the next comma is that no parenthesis holds, or where the text ends."""
    depth = 0
    for at in range(start, len(text)):
        character = text[at]
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == "," and not depth:
            return at
    return len(text)
