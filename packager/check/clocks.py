"""Times of media overlays.

https://www.w3.org/TR/SMIL3/smil-timing.html#Timing-ClockValueSyntax
"""

from __future__ import annotations

from packager.lazy_pattern import lazy_pattern

_FULL = lazy_pattern(r"(\d+):([0-5]\d):([0-5]\d(?:\.\d+)?)\Z")
_PARTIAL = lazy_pattern(r"([0-5]\d):([0-5]\d(?:\.\d+)?)\Z")
_COUNT = lazy_pattern(r"(\d+(?:\.\d+)?)(h|min|s|ms)?\Z")
_UNITS_S = {"h": 3600.0, "min": 60.0, "s": 1.0, "ms": 0.001, None: 1.0}


def seconds_of(clock: str | None) -> float | None:
    """Return a clock value in seconds, ``None`` where it is not one."""
    text = (clock or "").strip()
    if match := _FULL.match(text):
        return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3])
    if match := _PARTIAL.match(text):
        return int(match[1]) * 60 + float(match[2])
    if match := _COUNT.match(text):
        return round(float(match[1]) * _UNITS_S[match[2]], 9)
    return None
