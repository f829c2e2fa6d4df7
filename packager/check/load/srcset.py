"""The candidates of a ``srcset`` attribute."""

from __future__ import annotations

from packager.lazy_pattern import lazy_pattern

_DESCRIPTOR = lazy_pattern(r"\d+[wh]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?x")


def urls_of_srcset(value: str | None) -> list[str]:
    """Return the URLs of a ``srcset``; an image with a faulty descriptor is none.

    https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute
    """
    urls: list[str] = []
    rest = (value or "").lstrip(" \t\n\f\r,")
    while rest:
        url, *more = rest.split(None, 1)
        rest = more[0] if more else ""
        if url.endswith(","):
            urls.append(url.rstrip(","))
        else:
            described, rest = _until_comma(rest)
            words = described.split()
            if all(_DESCRIPTOR.fullmatch(w) for w in words) and len(words) <= 1:
                urls.append(url)
        rest = rest.lstrip(" \t\n\f\r,")
    return urls


def _until_comma(text: str) -> tuple[str, str]:
    """Cut at the first comma that no parenthesis holds."""
    depth = 0
    for at, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == "," and not depth:
            return text[:at], text[at + 1 :]
    return text, ""
