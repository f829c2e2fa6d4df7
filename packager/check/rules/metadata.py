"""Rules on the metadata: identifiers, titles, dates, roles, and when the book was changed.

https://www.w3.org/TR/epub-33/#sec-pkg-metadata · https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.2
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date as calendar_date

from packager.check.facts import DC, OEB, OPF, Element, Meta, Package
from packager.check.finding import Problem, Severity
from packager.check.registry import rule
from packager.check.relators import RELATORS
from packager.lazy_pattern import lazy_pattern

_FILE = "EPUB/content.opf"
_METADATA = "https://www.w3.org/TR/epub-33/#sec-pkg-metadata"
_OPF2 = "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.2"
# Written as loosely as EPUBCheck 5.3.0 reads it: one digit, and a time without its zone, will do.
_W3CDTF = lazy_pattern(
    r"([0-9]{1,4})(?:-([0-9]{1,9})(?:-([0-9]{1,9})(?:T([0-9]{1,9})(?::([0-9]{1,9})"
    r"(?::([0-9]{1,9})(?:\.[0-9]+)?)?(Z|[+-][0-9]+:[0-9]+)?)?)?)?)?\Z"
)
_UUID = lazy_pattern(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_MODIFIED = lazy_pattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_EDGES = "".join(map(chr, range(0x21)))  # a no-break space is text
_HIGHEST = {"hour": 24, "minute": 60, "second": 60}


def date_trouble(text: str) -> str:
    """Return what is wrong with a date, ``""`` for nothing: https://www.w3.org/TR/NOTE-datetime."""
    if not text:
        return "it is empty"
    found = _W3CDTF.match(text)
    if not found:
        return "it is not written as 2024, 2024-01, 2024-01-31 or 2024-01-31T12:00:00Z"
    year, month, day, hour, minute, second, _ = found.groups()
    try:
        calendar_date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return "there is no such day"
    for unit, value in (("hour", hour), ("minute", minute), ("second", second)):
        if value is not None and int(value) >= _HIGHEST[unit]:
            return f"there is no such {unit}"
    return ""


def _dates(package: Package) -> Iterator[tuple[Element, str, str]]:
    for element in package.dc("date"):
        text = element.text or ""
        trouble = date_trouble(text.strip(_EDGES))
        if trouble:
            yield element, text, trouble


@rule(
    "OPF-053",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-opf-dcdate",
    bad={_FILE: (("</metadata>", "<dc:date>last spring</dc:date></metadata>"),)},
)
def date_format(package: Package) -> Iterator[Problem]:
    """``dc:date`` is written as ISO 8601 has it: ``2024``, ``2024-05`` or ``2024-05-01``.

    Libraries sort by it; "spring 2024" sorts nowhere.
    """
    for element, text, trouble in _dates(package):
        yield Problem(package.place(element), f"the date is {text!r}: {trouble}")


@rule(
    "OPF-054",
    sees=Package,
    versions=("2",),
    spec=_OPF2,
    bad={_FILE: ((">2024-01-02</dc:date>", "></dc:date>"),)},
)
def date_valid(package: Package) -> Iterator[Problem]:
    """``dc:date`` is a date as ISO 8601 has it: ``2024``, ``2024-05`` or ``2024-05-01``."""
    for element, text, trouble in _dates(package):
        yield Problem(package.place(element), f"the date is {text!r}: {trouble}")


@rule(
    "OPF-052",
    sees=Package,
    versions=("2",),
    spec="https://www.loc.gov/marc/relators/relaterm.html",
    bad={_FILE: (('opf:role="aut"', 'opf:role="author"'),)},
)
def creator_role(package: Package) -> Iterator[Problem]:
    """``opf:role`` is a MARC relator code such as ``aut``, or begins with ``oth.``."""
    for element in (*package.dc("creator"), *package.dc("contributor")):
        role = (element.get(f"{{{OPF}}}role") or element.get("role") or "").strip()
        if role and role not in RELATORS and not role.startswith("oth."):
            yield Problem(package.place(element), f"the role {role!r} is no MARC code; try 'aut'")


@rule(
    "OPF-055",
    sees=Package,
    severity=Severity.WARNING,
    versions=("2",),
    spec=_OPF2,
    bad={_FILE: (("On Tea</dc:title>", "</dc:title>"),)},
)
def title_not_empty(package: Package) -> Iterator[Problem]:
    """Title and language are not empty: readers sort, hyphenate and speak by them."""
    for name in ("title", "language"):
        for element in package.dc(name):
            if not (element.text or "").strip(_EDGES):
                yield Problem(package.place(element), f"the {name} is empty; write it")


@rule(
    "OPF-072",
    sees=Package,
    severity=Severity.USAGE,
    versions=("2",),
    spec=_METADATA,
    bad={_FILE: (("</metadata>", "<dc:publisher></dc:publisher></metadata>"),)},
)
def metadata_not_empty(package: Package) -> Iterator[Problem]:
    """Metadata elements hold something."""
    for tag, elements in package.by_name.items():
        if tag.startswith(f"{{{DC}}}") and not tag.endswith(("}title", "}date", "}language")):
            for element in elements:
                if not (element.text or "").strip() and not len(element):
                    name = tag.rpartition("}")[2]
                    yield Problem(package.place(element), f"dc:{name} is empty; fill it or drop it")


@rule(
    "OPF-085",
    sees=Package,
    severity=Severity.WARNING,
    spec="https://www.rfc-editor.org/rfc/rfc9562#section-4",
    bad={_FILE: ((">urn:uuid:5f0a3f0e-6f0b-5d0a-9c3e-0f3a5b7c9d11", ">urn:uuid:12345"),)},
)
def identifier_uuid(package: Package) -> Iterator[Problem]:
    """An identifier that calls itself a UUID is one: 32 hexadecimal digits in five groups."""
    for element in package.dc("identifier"):
        if (element.get("id") or "").strip() != package.unique_identifier:
            continue  # EPUBCheck 5.3.0 looks at the identifier that readers go by
        text = (element.text or "").strip()
        scheme = (element.get(f"{{{OPF}}}scheme") or element.get("scheme") or "").strip()
        marked = text.lower().startswith("urn:uuid:")
        if marked or scheme.lower() == "uuid":
            value = text[len("urn:uuid:") :] if marked else text
            if not _UUID.match(value):
                yield Problem(package.place(element), f"{text!r} is no UUID; make a new one")


def _metadata_element(package: Package) -> Element | None:
    return next(package.named(f"{{{OPF}}}metadata", f"{{{OEB}}}metadata"), None)


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-metadata-last-modified",
    bad={_FILE: (('<meta property="dcterms:modified">2024-01-02T03:04:05Z</meta>', ""),)},
)
def modified_once(package: Package) -> Iterator[Problem]:
    """The metadata say exactly once when the book was last changed (``dcterms:modified``).

    With the identifier it tells one edition from the next.
    """
    metadata = _metadata_element(package)
    if metadata is None:
        return
    count = sum(
        meta.property == "dcterms:modified" and not meta.refines for meta in _book_metas(package)
    )
    if count != 1:
        yield Problem(
            package.place(metadata), f"dcterms:modified is there {count} times; write it once"
        )


def _book_metas(package: Package) -> Iterator[Meta]:
    metadata = _metadata_element(package)
    for meta in package.metas:
        if meta.element.getparent() is metadata:
            yield meta


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-metadata-last-modified",
    bad={_FILE: (("2024-01-02T03:04:05Z", "2024-01-02"),)},
)
def modified_format(package: Package) -> Iterator[Problem]:
    """``dcterms:modified`` is a moment in UTC, written ``2024-01-31T12:00:00Z``."""
    for meta in package.metas:
        if meta.property == "dcterms:modified" and not _MODIFIED.match(meta.value):
            yield Problem(
                meta.place, f"the moment is {meta.value!r}; write it as 2024-01-31T12:00:00Z"
            )
