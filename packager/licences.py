"""Licences: the address and the name of one that a text names in whatever way."""

from __future__ import annotations

import re

from packager.lazy_pattern import lazy_pattern

_CC = lazy_pattern(
    r"(?:https?://(?:www\.)?creativecommons\.org/licenses/|cc[- ]?)(?P<kind>by(?:-nc)?(?:-nd|-sa)?)"
    r"(?:[- /](?P<version>[1-4]\.\d))?(?:[-/](?P<place>[a-z]{2,3}))?(?:/.*)?\Z"
)
_CC_ZERO = lazy_pattern(
    r"(?:cc0|cc-zero|cc zero|https?://(?:www\.)?creativecommons\.org/publicdomain/zero/1\.0)"
    r"(?:[- ]?1\.0)?(?:-universal)?(?:/.*)?\Z"
)
_PUBLIC_DOMAIN = lazy_pattern(
    r"(?:https?://(?:www\.)?creativecommons\.org/publicdomain/mark/1\.0(?:/.*)?|pdm(?:-1\.0)?)\Z"
)
_SPDX = lazy_pattern(r"[A-Za-z0-9]+(?:[.+-][A-Za-z0-9]+)*-\d+(?:\.\d+)*(?:-[A-Za-z-]+)?\Z")


def licence_url(text: str) -> str:
    """Return the URL of a licence given as SPDX or Creative Commons id or URL, or nothing.

    The ids of Creative Commons are known (``CC-BY-4.0``, ``CC BY-SA 4.0``, ``CC0``); any other
    text of the form of an SPDX id leads to https://spdx.org/licenses/.
    """
    plain = text.strip()
    folded = plain.casefold()
    if _CC_ZERO.match(folded):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if _PUBLIC_DOMAIN.match(folded):
        return "https://creativecommons.org/publicdomain/mark/1.0/"
    if match := _CC.match(folded):
        place = f"{match['place']}/" if match["place"] else ""
        version = match["version"] or "4.0"
        return f"https://creativecommons.org/licenses/{match['kind']}/{version}/{place}"
    if re.match(r"https?://[^\s<>\"]+\Z", plain):
        return plain
    return f"https://spdx.org/licenses/{plain}.html" if _SPDX.match(plain) else ""


def licence_name(text: str) -> str:
    """Return how a licence is written for people: ``CC BY-SA 4.0``, else as it was given."""
    url = licence_url(text)
    if match := _CC.match(url):
        place = f" {match['place'].upper()}" if match["place"] else ""
        return f"CC {match['kind'].upper()} {match['version']}{place}"
    return "CC0 1.0" if url.endswith("/zero/1.0/") else text.strip()
