"""Identifiers and licences in their one form, their check digits checked."""

from __future__ import annotations

import re
from collections.abc import Callable

from packager.lazy_pattern import lazy_pattern

_DOI = lazy_pattern(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[^\s\"<>]+)\Z", re.I)
# https://spdx.org/licenses/, those that texts have
_SPDX = (
    "CC0-1.0 CC-PDDC MIT MIT-0 Apache-2.0 BSD-2-Clause BSD-3-Clause ISC MPL-2.0 Unlicense WTFPL "
    "GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later LGPL-3.0-or-later "
    "AGPL-3.0-only AGPL-3.0-or-later GFDL-1.1-or-later GFDL-1.2-or-later GFDL-1.3-or-later "
    "GFDL-1.3-only FDL-1.3 ODbL-1.0 PDDL-1.0 OGL-UK-3.0 LAL-1.3 EUPL-1.2 Zlib 0BSD"
).split()
_CC = re.compile(
    r"(?:https?://creativecommons\.org/licenses/|(?:cc|creative commons)(?:[\s-]+|\Z))"
    r"(?P<kind>by(?:[\s-](?:nc|nd|sa))*)(?:[\s/-]+v?(?P<version>[1-4]\.\d))?"
    r"(?:[\s/-]+(?P<place>[a-z]{2}|international|igo|deed.*|legalcode.*))?/?\Z"
)
_WORDS = {
    "attribution": "by",
    "noncommercial": "nc",
    "non-commercial": "nc",
    "noderivatives": "nd",
    "noderivs": "nd",
    "no derivatives": "nd",
    "sharealike": "sa",
    "share alike": "sa",
}


def isbn(text: str) -> str:
    """Return an ISBN as 13 digits (ISO 2108; ten become thirteen), or nothing."""
    digits = re.sub(
        r"[\s-]|^(?:urn:isbn:|isbn[:\s-]*(?:1[03][:\s]*)?)", "", text.strip(), flags=re.I
    )
    digits = digits.upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        if sum(value * weight for value, weight in zip(values, range(10, 0, -1), strict=True)) % 11:
            return ""
        body = "978" + digits[:9]
        return body + _ean_check(body)
    if re.fullmatch(r"97[89]\d{10}", digits) and _ean_check(digits[:12]) == digits[12]:
        return digits
    return ""


def _ean_check(body: str) -> str:
    return str(-sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(body)) % 10)


def issn(text: str) -> str:
    """Return an ISSN as ``1234-5679`` (ISO 3297), or nothing."""
    digits = re.sub(r"(?i)^(?:urn:)?issn[:\s]*|[\s-]", "", text.strip()).upper()
    if not re.fullmatch(r"\d{7}[\dX]", digits):
        return ""
    values = [10 if digit == "X" else int(digit) for digit in digits]
    if sum(value * weight for value, weight in zip(values, range(8, 0, -1), strict=True)) % 11:
        return ""
    return f"{digits[:4]}-{digits[4:]}"


def doi(text: str) -> str:
    """Return a DOI without its resolver (``10.1000/182``), or nothing."""
    match = _DOI.match(text.strip())
    return match[1].rstrip(".,;") if match else ""


def license(text: str) -> str:
    """Return an SPDX or Creative Commons id, or an address; else the words as they are."""
    plain = " ".join(text.split())
    lower = plain.casefold().rstrip("/.")
    for known in _SPDX:
        if lower == known.casefold():
            return known
    if re.match(r"https?://creativecommons\.org/publicdomain/zero", lower) or lower in {
        "cc0",
        "cc-0",
        "cc 0",
    }:
        return "CC0-1.0"
    short = lower
    for word, code in _WORDS.items():
        short = short.replace(word, code)
    short = re.sub(r"\b(?:license|licence|lizenz|generic|unported)\b", "", short)
    short = re.sub(r"[\s_]+", " ", short).strip(" .")
    match = _CC.match(short)
    if match:
        kind = re.sub(r"\s", "-", match["kind"]).upper()
        place = match["place"] or ""
        port = f"-{place.upper()}" if len(place) == 2 or place == "igo" else ""  # noqa: PLR2004
        return f"CC-{kind}-{match['version'] or '4.0'}{port}"
    return plain


CHECKS: dict[str, Callable[[str], str]] = {
    "isbn": isbn,
    "issn": issn,
    "doi": doi,
    "license": license,
}
ACCEPTED = {
    "isbn": "give the 10 or 13 digits of an ISBN; its check digit is wrong or digits are missing",
    "issn": "give the eight digits of an ISSN; its check digit is wrong or digits are missing",
    "doi": "give a DOI such as '10.1000/182'",
    "license": "give an SPDX or Creative Commons id, or an address",
}
