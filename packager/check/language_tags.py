"""Language tags: whether one is well-formed. https://www.rfc-editor.org/rfc/rfc5646#section-2.1."""

from __future__ import annotations

import re
from functools import cache

from packager.lazy_pattern import lazy_pattern

# Language, script and region as they are usually written; the whole grammar takes long to compile.
_USUAL = lazy_pattern(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?\Z")
_LANGTAG = r"""(?:
        (?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})   # language, extended language
        (?:-[a-z]{4})?                                         # script
        (?:-(?:[a-z]{2}|\d{3}))?                               # region
        (?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*                    # variants
        (?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*                      # extensions
        (?:-x(?:-[a-z\d]{1,8})+)?                              # private use
        |x(?:-[a-z\d]{1,8})+
    )\Z"""
_VARIANT = lazy_pattern(r"(?:[a-z\d]{5,8}|\d[a-z\d]{3})\Z")
# Tags from before the grammar that stay valid (RFC 5646, "irregular" and "regular")
_GRANDFATHERED = frozenset(
    """en-gb-oed i-ami i-bnn i-default i-enochian i-hak i-klingon i-lux i-mingo i-navajo i-pwn i-tao
    i-tay i-tsu sgn-be-fr sgn-be-nl sgn-ch-de art-lojban cel-gaulish no-bok no-nyn zh-guoyu zh-hakka
    zh-min zh-min-nan zh-xiang""".split()
)


@cache
def _grammar() -> re.Pattern[str]:
    return re.compile(_LANGTAG, re.VERBOSE | re.IGNORECASE)


def is_well_formed(tag: str) -> bool:
    """Return whether a tag follows the grammar of BCP 47; an empty one does not."""
    if _USUAL.match(tag):
        return True
    if tag.lower() in _GRANDFATHERED:
        return True
    if not _grammar().match(tag):
        return False
    subtags = tag.lower().split("-")
    end = subtags.index("x") if "x" in subtags else len(subtags)
    singletons = [s for s in subtags[1:end] if len(s) == 1]
    first = next((i for i, s in enumerate(subtags[1:end], 1) if len(s) == 1), end)
    variants = [s for s in subtags[1:first] if _VARIANT.match(s)]
    return len(set(singletons)) == len(singletons) and len(set(variants)) == len(variants)
