"""The content of a page: references resolved, and what is in it that metadata must tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter

from lxml import etree

from packager import xhtml
from packager.data_classes import dataclass
from packager.errors import SourceError
from packager.html5 import MATHML, SVG, XHTML, XLINK, xml_characters
from packager.ids import slug
from packager.media_types import suffix_for
from packager.model import Asset
from packager.paths import href_of

_ANIMATION = frozenset(f"{{{SVG}}}{n}" for n in ("animate", "animateMotion", "animateTransform"))
_EPUB_TYPE = f"{{{xhtml.EPUB}}}type"


@dataclass(frozen=True, slots=True)
class Features:
    """What a page holds, counted: what the manifest and the accessibility metadata declare."""

    images: int = 0  # that inform; decorative ones (alt="") are none
    images_without_alt: int = 0
    formulas: int = 0
    formulas_without_text: int = 0
    drawings: int = 0  # inline SVG
    moving: int = 0  # animated SVG, and GIFs that move
    sounds: int = 0
    videos: int = 0
    forms: int = 0
    remote: int = 0
    ruby: int = 0
    tables: int = 0
    headings: int = 0

    @property
    def properties(self) -> tuple[str, ...]:
        """The manifest's properties: https://www.w3.org/TR/epub-33/#sec-item-resource-properties."""
        found = {
            "mathml": self.formulas,
            "remote-resources": self.remote,
            "scripted": self.forms,
            "svg": self.drawings,
        }
        return tuple(name for name, count in found.items() if count)


_counts_of = attrgetter(*(field.name for field in fields(Features)))


def total(features: Iterable[Features]) -> Features:
    """Return the sums of all counts."""
    rows = [_counts_of(one) for one in features]
    return Features(*map(sum, zip(*rows, strict=True)))


def parsed(fragment: str, where: str) -> etree._Element:
    """Return the tree of a fragment.

    Raises:
        SourceError: it is not well-formed.
    """
    try:
        return xhtml.parse(xml_characters(fragment))
    except etree.XMLSyntaxError as error:
        raise SourceError(f"{where}: its XHTML is not well-formed: {error.msg}") from error


def finished(root: etree._Element, stem: str, assets: Sequence[Asset]) -> tuple[str, Features]:
    """Resolve references in a tree; return it as text, and its features.

    ``asset:NAME`` is an image of the page, ``page:STEM`` and ``essay:SLUG`` are other pages.

    Raises:
        SourceError: the content names an asset that is not there.
    """
    names = asset_names(stem, assets)
    counts: dict[str, int] = {}
    for element in _referring(root):
        _resolve(element, names, stem)
    for element in root.iter(*_COUNTED):
        for name in _features(element):
            counts[name] = counts.get(name, 0) + 1
    for element in root.iter(*_EASED):
        _EASED[str(element.tag)](element)
    counts["moving"] = counts.get("moving", 0) + sum(_moves(asset) for asset in assets)
    return xhtml.inner(root), Features(**counts)


def _mark_picture(image: etree._Element) -> None:
    """Give a paragraph of nothing but a picture the class ``picture``.

    A paragraph's first line is indented; a picture as wide as the page would be cut off by that.
    No selector of CSS tells a paragraph without words.
    """
    paragraph = image.getparent()
    if paragraph is not None and paragraph.tag == f"{{{XHTML}}}a" and len(paragraph) == 1:
        paragraph = paragraph.getparent()
    if paragraph is None or paragraph.tag != f"{{{XHTML}}}p" or len(paragraph) != 1:
        return
    if not "".join(str(text) for text in paragraph.itertext()).strip():
        classes = paragraph.get("class", "").split()
        if "picture" not in classes:
            paragraph.set("class", " ".join((*classes, "picture")))


def _note_of(aside: etree._Element) -> None:
    """Call an ``aside`` without a name a note: two landmarks without names are one too many."""
    if not any(aside.get(key) for key in ("role", "aria-label", "aria-labelledby")):
        aside.set("role", "note")


def _plain_corner(cell: etree._Element) -> None:
    """Make an empty heading of a table a plain cell, as which Markdown cannot write it."""
    if len(cell) == 0 and not (cell.text or "").strip():
        cell.tag = f"{{{XHTML}}}td"
        for key in ("scope", "abbr"):
            cell.attrib.pop(key, None)


def asset_names(stem: str, assets: Sequence[Asset]) -> dict[str, str]:
    """Return the file name in the book of each asset of a page, by the asset's name."""
    names: dict[str, str] = {}
    for asset in assets:
        base, dot, suffix = asset.name.rpartition(".")
        plain = slug(base if dot else asset.name, "image")
        suffix = suffix_for(asset.media_type) or f".{slug(suffix, 'bin')}"
        if asset.stored_as:
            names[asset.name] = asset.stored_as + suffix
            continue
        base = stem if plain == stem else f"{stem}-{plain}"
        name, number = f"{base}{suffix}", 1
        while name in names.values():
            number += 1
            name = f"{base}-{number}{suffix}"
        names[asset.name] = name
    return names


def _resolve(element: etree._Element, names: dict[str, str], stem: str) -> None:
    for key in ("src", "href", "poster", "data", f"{{{XLINK}}}href"):
        value = element.get(key)
        if value is None:
            continue
        if value.startswith("asset:"):
            name = names.get(value[6:])
            if name is None:
                raise SourceError(f"{stem}: shows {value[6:]!r}, which is not among its images")
            element.set(key, f"../images/{href_of(name)}")
        elif value.startswith(("page:", "essay:")):
            page, hash_, fragment = value.partition(":")[2].partition("#")
            element.set(key, f"{page}.xhtml{hash_}{fragment}" if page != stem else hash_ + fragment)


def _features(element: etree._Element) -> list[str]:
    """Return the names of the counts that an element raises."""
    tag = str(element.tag)
    if tag in _ANIMATION:
        return ["moving"]
    if tag == f"{{{MATHML}}}math":
        return ["formulas"] if element.get("alttext") else ["formulas", "formulas_without_text"]
    if tag == f"{{{SVG}}}svg":
        return _drawing(element)
    if not tag.startswith(f"{{{XHTML}}}"):
        return []
    name = tag.rpartition("}")[2]
    found = []
    if name == "img":
        if element.get("alt") is None:
            found = ["images", "images_without_alt"]
        elif element.get("alt") and element.get("role") not in ("presentation", "none"):
            found = ["images"]
    elif counter := _COUNTERS.get(name):
        found = [counter]
    if name in ("audio", "video", "source", "img") and re.match("https?:", element.get("src", "")):
        found.append("remote")
    return found


# Elements that refer to something: :func:`_resolve` looks at nothing else.
_referring = etree.XPath(
    "descendant-or-self::*[@src or @href or @poster or @data or @x:href]", namespaces={"x": XLINK}
)
_COUNTERS = {
    "audio": "sounds", "video": "videos", "form": "forms", "ruby": "ruby", "table": "tables",
    "h2": "headings", "h3": "headings", "h4": "headings", "h5": "headings", "h6": "headings",
}  # fmt: skip


# What is made easier to read or to hear, whatever it came from.
_EASED = {
    f"{{{XHTML}}}img": _mark_picture,
    f"{{{XHTML}}}aside": _note_of,
    f"{{{XHTML}}}th": _plain_corner,
}
_COUNTED = (
    *sorted(_ANIMATION),
    f"{{{MATHML}}}math",
    f"{{{SVG}}}svg",
    *(f"{{{XHTML}}}{name}" for name in (*_COUNTERS, "img", "source")),
)


def _drawing(element: etree._Element) -> list[str]:
    parent = element.getparent()
    if parent is not None and str(parent.tag).startswith(f"{{{SVG}}}"):
        return []
    if element.get("aria-hidden") == "true" or element.get("role") in ("presentation", "none"):
        return ["drawings"]
    titled = element.find(f"{{{SVG}}}title") is not None
    if titled or element.get("aria-label") or element.get("aria-labelledby"):
        return ["drawings", "images"]
    return ["drawings", "images", "images_without_alt"]


def _moves(asset: Asset) -> bool:
    """Return whether an image is a GIF of several frames (it has a second graphic control)."""
    return asset.media_type == "image/gif" and asset.read().count(b"\x21\xf9\x04") > 1
