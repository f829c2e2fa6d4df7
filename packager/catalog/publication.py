"""What a catalog knows of a book: the metadata of its package document, tidied."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import field
from datetime import UTC, datetime

from lxml import etree

from packager import dates, languages
from packager.check.facts import OPF, Package
from packager.collation import text_key, title_key
from packager.data_classes import dataclass
from packager.html5 import xml_characters
from packager.ids import slug
from packager.names import sort_name

UNDATED = "1980-01-01T00:00:00Z"  # of a book that tells no date: the first that a ZIP file knows
_NAMESPACE = uuid.UUID("6b1f0c0e-52a4-5a29-9a4f-0f6d6f0a6a52")
_MOST_LETTERS = 4_000  # of a description: a listing is no place for more
_MOST_VALUES = 50  # of one kind of metadata
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+\Z", re.I)
_ISBN = re.compile(r"(?:urn:isbn:|isbn[: ]*)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dx])\Z", re.I)
_UUID = re.compile(r"(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z", re.I)


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody who made a book; ``role`` is a MARC relator code."""

    name: str
    sort_name: str
    role: str = "aut"

    @property
    def key(self) -> str:
        """What its page is named by: short, distinct, the same as long as the name is."""
        return key_of(self.name)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file of the catalog, a JPEG."""

    path: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Publication:
    """A book of a catalog.

    ``path`` is the file's, from the catalog's root; ``id`` a ``urn:uuid``. ``issued`` is a date
    of the book, possibly a year alone; ``updated`` a moment, as RFC 3339 writes it.
    """

    path: str
    size_bytes: int
    digest: str
    id: str
    title: str
    subtitle: str = ""
    people: tuple[Contributor, ...] = ()
    languages: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    publisher: str = ""
    issued: str = ""
    updated: str = UNDATED
    description: str = ""
    rights: str = ""
    subjects: tuple[str, ...] = ()
    series: str = ""
    position: str = ""
    cover: Picture | None = field(default=None)
    thumbnail: Picture | None = field(default=None)

    @property
    def authors(self) -> tuple[Contributor, ...]:
        """Those who wrote it; where nobody did, those who edited it."""
        for role in ("aut", "edt"):
            found = tuple(person for person in self.people if person.role == role)
            if found:
                return found
        return self.people[:1]

    @property
    def stem(self) -> str:
        """The name of the files that the catalog makes of it."""
        return self.id.removeprefix("urn:uuid:").replace("-", "")[:16]

    @property
    def sort_key(self) -> tuple[str, str]:
        """What it sorts by among titles."""
        return title_key(self.title), self.path


def key_of(name: str) -> str:
    """Return what the page of a name is called: a slug and a number of the name."""
    number = uuid.uuid5(_NAMESPACE, name).hex[:8]
    return f"{slug(name)[:40].rstrip('-')}-{number}"


def urn_of(*parts: str) -> str:
    """Return the URN that these words always have: UUID version 5 (RFC 9562 §5.5)."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, chr(0).join(parts))}"


def read_package(package: Package, path: str, size_bytes: int, digest: str) -> Publication:
    """Return what a package document tells of its book, which is the file at ``path``."""
    refined = _refinements(package)
    titles = _titles(package, refined)
    language_tags = _distinct(
        tag for text in _texts(package, "language") if (tag := languages.canonical(text))
    )
    written = _unique_identifier(package) or path
    series, position = _series(package, refined)
    return Publication(
        path,
        size_bytes,
        digest,
        urn_of("book", written),
        titles[0],
        titles[1],
        _people(package, refined, language_tags[0] if language_tags else ""),
        language_tags,
        _distinct(_uri(text) or text for text in _texts(package, "identifier")),
        next(iter(_texts(package, "publisher")), ""),
        _issued(package),
        _updated(package),
        _plain(next(iter(_texts(package, "description")), "")),
        next(iter(_texts(package, "rights")), ""),
        _distinct(_texts(package, "subject")),
        series,
        position,
    )


def _line(text: str | None) -> str:
    """Return a text on one line, without what XML cannot hold."""
    return " ".join(xml_characters(text or "").split())[:_MOST_LETTERS]


def _texts(package: Package, name: str) -> list[str]:
    elements = package.dc(name)[:_MOST_VALUES]
    return [text for element in elements if (text := _line(_all_text(element)))]


def _all_text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _refinements(package: Package) -> dict[str, dict[str, str]]:
    """Return what metas say of other elements: by the id refined, the property's first value."""
    found: dict[str, dict[str, str]] = {}
    for meta in package.metas:
        if meta.property and meta.refines.startswith("#"):
            found.setdefault(meta.refines[1:], {}).setdefault(meta.property, _line(meta.value))
    return found


def _titles(package: Package, refined: dict[str, dict[str, str]]) -> tuple[str, str]:
    """Return title and subtitle (EPUB 3.3 §D.3.13: ``title-type``); the first title counts."""
    by_type: dict[str, str] = {}
    for element in package.dc("title"):
        text = _line(_all_text(element))
        kind = refined.get(element.get("id", ""), {}).get("title-type", "")
        if text:
            by_type.setdefault(kind or ("main" if "main" not in by_type else "other"), text)
    main = by_type.get("main") or next(iter(by_type.values()), "")
    return main, by_type.get("subtitle", "")


def _people(
    package: Package, refined: dict[str, dict[str, str]], language: str
) -> tuple[Contributor, ...]:
    found: dict[tuple[str, str], Contributor] = {}
    for kind, usual in (("creator", "aut"), ("contributor", "ctb")):
        for element in package.dc(kind)[:_MOST_VALUES]:
            name = _line(_all_text(element))
            said = refined.get(element.get("id", ""), {})
            role = said.get("role") or element.get(f"{{{OPF}}}role") or usual
            sort = said.get("file-as") or _line(element.get(f"{{{OPF}}}file-as"))
            if name and role not in ("bkp", "mfr"):  # the program that made the file
                person = Contributor(name, sort or sort_name(name, language), role[:20].lower())
                found.setdefault((person.name, person.role), person)
    return tuple(found.values())


def _unique_identifier(package: Package) -> str:
    elements = package.dc("identifier")
    wanted = (e for e in elements if e.get("id") == package.unique_identifier)
    return next((text for e in (*wanted, *elements) if (text := _line(_all_text(e)))), "")


def _uri(text: str) -> str:
    """Return an identifier as a URI, or nothing where it is none: ISBN and UUID become URNs."""
    if found := _UUID.match(text):
        return f"urn:uuid:{found[1].lower()}"
    if found := _ISBN.match(text):
        return f"urn:isbn:{re.sub('[- ]', '', found[1]).upper()}"
    return text if _URI.match(text) else ""


def uri_of(publication: Publication) -> str:
    """Return the first identifier of a book that is a URI, else its own URN."""
    return next((text for text in publication.identifiers if _uri(text)), publication.id)


def _issued(package: Package) -> str:
    for element in package.dc("date"):
        if element.get(f"{{{OPF}}}event", "publication") in ("publication", "original-publication"):
            found = dates.parse(_line(_all_text(element)))
            if found:
                return found
    return ""


def _updated(package: Package) -> str:
    """Return when the book was last changed: EPUB 3's ``dcterms:modified``, EPUB 2's event.

    Else its date of publication stands in, so that a catalog does not depend on the day it is
    made.
    """
    written = [_line(value) for value in package.property_values("dcterms:modified")]
    written += [
        _line(_all_text(element))
        for element in package.dc("date")
        if element.get(f"{{{OPF}}}event") == "modification"
    ]
    for text in (*written, _issued(package)):
        if moment := _moment(text):
            return moment
    return UNDATED


def _moment(text: str) -> str:
    if re.fullmatch(r"\d{4}(-\d\d)?", text):
        text += "-01-01"[: 10 - len(text)] if len(text) == len("2026") else "-01"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except OverflowError:
        return ""


def _plain(text: str) -> str:
    """Return a description without markup, which some programs write into it."""
    if "<" in text or "&" in text:
        from packager.html5 import parse_fragment
        from packager.xhtml import text_of

        spaced = re.sub(r"</(?:p|div|li|h\d)>|<br\s*/?>", r"\g<0> ", text)
        text = text_of(parse_fragment(spaced))
    return _line(text)


def _series(package: Package, refined: dict[str, dict[str, str]]) -> tuple[str, str]:
    """Return series and place in it: EPUB 3.3 §D.3.3, or as calibre writes it for EPUB 2."""
    for meta in package.metas:
        said = refined.get(meta.id, {}) if meta.id else {}
        is_named = meta.property == "belongs-to-collection" and _line(meta.value)
        if is_named and not meta.refines and said.get("collection-type", "series") == "series":
            return _line(meta.value), _number(said.get("group-position", ""))
    named = {meta.name: _line(meta.content) for meta in package.metas if meta.name}
    return named.get("calibre:series", ""), _number(named.get("calibre:series_index", ""))


def _number(text: str) -> str:
    """Return a decimal number as it is written shortest; nothing for what is none."""
    if not re.fullmatch(r"\d{1,6}(?:\.\d{1,4})?", text):
        return ""
    return text.rstrip("0").rstrip(".") if "." in text else text


def position_key(publication: Publication) -> tuple[float, str, str]:
    """Return what a book sorts by in its series."""
    return (float(publication.position or "inf"), *publication.sort_key)


def person_key(person: Contributor) -> tuple[str, str]:
    """Return what somebody sorts by."""
    return text_key(person.sort_name), person.name
