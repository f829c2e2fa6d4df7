"""What a fragment of a URL says: an element's id, a part of a medium, a scheme's own address.

https://www.w3.org/TR/epub-33/#sec-xhtml-fragments · https://www.w3.org/TR/media-frags/ ·
https://www.w3.org/TR/SVG11/linking.html#SVGFragmentIdentifiers
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from packager.lazy_pattern import lazy_pattern

_TEXT_DIRECTIVE = ":~:"
_SCHEME_BASED = lazy_pattern(r"[A-Za-z_][\w.-]*\(.*\)\Z", re.DOTALL)
_MEDIA = lazy_pattern(r"(?:t|xywh|track|id)=")
# https://www.w3.org/TR/media-frags/#naming-time: seconds, or minutes and seconds below 60
_SECONDS = r"\d+(?:\.\d*)?"
_CLOCK = rf"(?:(?:\d+:)?[0-5]\d:[0-5]\d(?:\.\d*)?|{_SECONDS})s?"
_TIME = lazy_pattern(rf"t=(?:npt:)?(?:{_CLOCK}(?:,{_CLOCK})?|,{_CLOCK})\Z")
_AREA = lazy_pattern(r"xywh=(?:pixel:|percent:)?\d+,\d+,\d+,\d+\Z")
_SVG_VIEW = lazy_pattern(
    r"svgView\((?:viewBox|preserveAspectRatio|transform|zoomAndPan|viewTarget)\(.*\)\Z", re.DOTALL
)
_NAME = lazy_pattern(r"[^\W\d][\w.\-:]*\Z")


@lru_cache(maxsize=4096)
def element_id(fragment: str, *, is_svg: bool = False) -> str:
    """Return the id that a fragment names, ``""`` where it names no element by its id."""
    head = fragment.partition(_TEXT_DIRECTIVE)[0] if not is_svg else fragment
    if _SCHEME_BASED.match(head) or (head.startswith("svgView(") and is_svg):
        return ""
    if _is_media(head):
        return ""
    if is_svg and "=" in head.partition("&")[0]:
        return ""  # meant as a dimension, though of none that SVG knows
    return unquote(head.partition("&")[0] if is_svg else head)


def names_element(fragment: str) -> bool:
    """Return whether a fragment of an XHTML document is an id and nothing else."""
    return bool(element_id(fragment)) and _TEXT_DIRECTIVE not in fragment


def is_svg_fragment(fragment: str) -> bool:
    """Return whether a fragment is one of SVG: an id, a view, a time or an area."""
    if _SVG_VIEW.match(fragment):
        return True
    if fragment.startswith("svgView("):
        return False
    if _MEDIA.match(fragment):
        return all(_TIME.match(part) or _AREA.match(part) for part in fragment.split("&"))
    return bool(_NAME.match(unquote(fragment)))


def _is_media(fragment: str) -> bool:
    """Return whether a fragment is made of the dimensions of Media Fragments."""
    return bool(_MEDIA.match(fragment))
