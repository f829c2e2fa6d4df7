"""What an index is made of: groups, lists of entries, terms and where they lead.

https://idpf.org/epub/idx/#sec-3.2
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from packager.check.facts import OPS, XHTML, Element, Xhtml
from packager.check.finding import Problem
from packager.check.profiles import has_profile
from packager.check.registry import rule
from packager.check.rules.indexes import is_index
from packager.schemas.html import PHRASING

_SPEC = "https://idpf.org/epub/idx/#sec-3.2"
_DECLARED = ('<item id="notes"', '<item id="notes" properties="index"')
_INDEX = ("<body>", '<body epub:type="index">')
_ENTRY = """<ul epub:type="index-entry-list">
<li epub:type="index-entry"><span epub:type="index-term">Assam</span></li>
</ul>
</section>"""
_STRAY = """<ul epub:type="index-entry-list">
<li epub:type="index-entry"><span epub:type="index-term">Assam</span>
<span epub:type="index-locator">1</span></li>
</ul>
</section>"""
_H = f"{{{XHTML}}}"
_TYPE = f"{{{OPS}}}type"
_HEADINGS = frozenset(f"{_H}h{level}" for level in range(1, 7))
_SECTIONING = ("section", "article", "aside", "nav")
_LISTS = "index-entry-list"
_LIST_HOLDERS = frozenset(["index", "index-group", "index-entry"])
_LOCATOR_HOLDERS = frozenset(["index-locator-list", "index-locator-range"])
_LOCATORS = frozenset(["index-locator", "index-locator-range"])
_LEADS = frozenset(
    ["index-locator-list", "index-editor-note", "index-xref-preferred", "index-xref-related"]
)
_XREFS = frozenset(["index-xref-preferred", "index-xref-related"])
_TERMS = frozenset(["index-term", "index-term-category"])
# The elements on which a type may stand.
_ELEMENTS: Mapping[str, frozenset[str]] = {
    type_: frozenset(_H + name for name in names)
    for type_, names in {
        "index": ("body", *_SECTIONING),
        "index-headnotes": ("header", *_SECTIONING),
        "index-legend": ("dl", *_SECTIONING),
        "index-group": _SECTIONING,
        "index-entry-list": ("ul",),
        "index-entry": ("li",),
        "index-term": tuple(PHRASING),
        "index-locator": ("a",),
        "index-locator-list": ("ul",),
        "index-term-category": ("a",),
    }.items()
}


def _types(element: Element) -> frozenset[str]:
    return frozenset((element.get(_TYPE) or "").split())


class _Part(NamedTuple):
    """An element of an index and what it is: its types, those that its place implies too."""

    element: Element
    types: frozenset[str]
    holder: int  # the number of the part in which it stands, -1 for none
    above: frozenset[str]  # the types of all that it stands in


def _parts(document: Xhtml) -> list[_Part]:
    """Return the elements that have a type or imply one, and the headings, in document order.

    A ``ul`` without a type is a list of entries where such a list may stand, and each ``li`` of a
    list is an entry.
    """
    parts: list[_Part] = []
    number: dict[Element, int] = {}  # of the nearest part, the element itself counted
    nothing: frozenset[str] = frozenset()
    for element in document.orders:
        parent = element.getparent()
        at = -1 if parent is None else number.get(parent, -1)
        holder = parts[at] if at >= 0 else None
        types = _types(element)
        within = nothing if holder is None else holder.types
        if element.tag == _H + "ul" and element.get(_TYPE) is None and within & _LIST_HOLDERS:
            types = frozenset([_LISTS])
        elif element.tag == _H + "li" and _LISTS in within and parts[at].element is parent:
            types |= {"index-entry"}
        if types or element.tag in _HEADINGS:
            above = nothing if holder is None else holder.above | within
            parts.append(_Part(element, types, at, above))
            at = len(parts) - 1 if types else at
        number[element] = at
    return parts


def _is_judged(document: Xhtml) -> bool:
    return is_index(document) or has_profile(document, "edupub")


def _judged_parts(document: Xhtml) -> list[_Part]:
    """Return the parts of a document that is judged as an index or holds one to be judged."""
    if not _is_judged(document) or not any(f.startswith("type:index") for f in document.features):
        return []
    return _parts(document)


def _contents(parts: list[_Part]) -> list[Counter[str]]:
    """Return for each part how often each type stands right in it; ``h`` counts headings.

    ``list`` counts lists of entries: any ``ul`` is taken for one, whatever it calls itself.
    """
    counts: list[Counter[str]] = [Counter() for _ in parts]
    for part in parts:
        if part.holder < 0:
            continue
        held = counts[part.holder]
        held["h"] += part.element.tag in _HEADINGS
        held.update(part.types)
        held["list"] += part.element.tag == _H + "ul" or _LISTS in part.types
        held["own-term"] += "index-term" in part.types and not part.types & _XREFS
    return counts


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad={"EPUB/content.opf": (_DECLARED,), "EPUB/notes.xhtml": (_INDEX,)},
)
def index_lists(document: Xhtml) -> Iterator[Problem]:
    """An index is one list of entries, or groups with a heading at most and one list each."""
    parts = _judged_parts(document)
    for part, held in zip(parts, _contents(parts), strict=True):
        place = document.place
        if "index" in part.types:
            if (held["list"] == 1) == bool(held["index-group"]) or held["list"] > 1:
                yield Problem(
                    place(part.element), "holds neither one list of entries nor groups alone"
                )
            if held["h"] > 1:
                yield Problem(place(part.element), "the index has several headings; keep one")
            if held["index-headnotes"] > 1:
                yield Problem(place(part.element), "has several headnotes; put them into one")
        if "index-group" in part.types:
            if held["h"] > 1:
                yield Problem(place(part.element), "has several headings; keep one")
            if held["list"] != 1:
                yield Problem(place(part.element), "holds not one list of entries")
        if _LISTS in part.types and not held["index-entry"]:
            yield Problem(place(part.element), "is an empty list of entries; fill it")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad={
        "EPUB/content.opf": (_DECLARED,),
        "EPUB/notes.xhtml": (_INDEX, ("</section>", _ENTRY)),
    },
)
def index_entries(document: Xhtml) -> Iterator[Problem]:
    """An entry of an index is one term and what it leads to; a reference names a term."""
    parts = _judged_parts(document)
    for part, held in zip(parts, _contents(parts), strict=True):
        element, types = part.element, part.types
        if types & _XREFS and not any(_types(inner) & _TERMS for inner in element.iter("*")):
            yield Problem(document.place(element), "names no term; mark it as index-term")
        if "index-locator-list" in types and not _locators(element):
            yield Problem(document.place(element), "lists no locator; fill it or take it out")
        if "index-locator-range" in types and _locators(element) not in (1, 2):
            yield Problem(document.place(element), "a range has one locator or two")
        if "index-entry" not in types:
            continue
        if held["own-term"] != 1:
            yield Problem(document.place(element), "an entry has one term, marked as index-term")
        if not any(held[type_] for type_ in _LEADS | _LOCATORS | {_LISTS}):
            yield Problem(document.place(element), "the entry leads nowhere; give it a locator")
        if held[_LISTS] > 1:
            yield Problem(document.place(element), "the entry has several lists; keep one")
        if held["index-locator-list"] and any(held[type_] for type_ in _LOCATORS):
            yield Problem(document.place(element), "put all its locators into the list of locators")


def _locators(element: Element) -> int:
    return sum(
        inner.tag == _H + "a" or "index-locator" in _types(inner)
        for inner in element.iterdescendants("*")
    )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad={
        "EPUB/content.opf": (_DECLARED,),
        "EPUB/notes.xhtml": (_INDEX, ("</section>", _STRAY)),
    },
)
def index_parts_in_place(document: Xhtml) -> Iterator[Problem]:
    """Each part of an index is the element, and stands in the part, that it belongs to."""
    parts = _judged_parts(document)
    for part in parts:
        holder = parts[part.holder].types if part.holder >= 0 else frozenset[str]()
        for type_ in sorted(part.types):
            allowed = _ELEMENTS.get(type_)
            if allowed is not None and part.element.tag not in allowed:
                names = ", ".join(sorted(tag.removeprefix(_H) for tag in allowed))
                wanted = "an element of a sentence" if type_ == "index-term" else names
                yield Problem(document.place(part.element), f"{type_} stands on {wanted} only")
            if not _is_placed(part, type_, holder):
                yield Problem(
                    document.place(part.element), f"{type_} stands in {_PLACES[type_]} only"
                )


_PLACES = {
    "index-headnotes": "the index",
    "index-legend": "index-headnotes",
    "index-group": "the index",
    "index-entry-list": "the index, a group or an entry",
    "index-entry": "an index-entry-list",
    "index-term": "an entry or a reference",
    "index-locator": "an entry or its list of locators",
    "index-locator-range": "an entry or its list of locators",
    "index-term-category": "a reference (index-xref-…)",
}


# The parts right in which a type may stand.
_HOLDERS: Mapping[str, frozenset[str]] = {
    "index-headnotes": frozenset(["index"]),
    "index-group": frozenset(["index"]),
    "index-legend": frozenset(["index-headnotes"]),
    "index-entry-list": _LIST_HOLDERS,
    "index-entry": frozenset([_LISTS]),
    "index-term": frozenset(["index-entry"]),
    "index-locator": frozenset(["index-entry"]),
    "index-locator-range": frozenset(["index-entry"]),
    "index-term-category": frozenset(),
}


def _is_placed(part: _Part, type_: str, holder: frozenset[str]) -> bool:
    """Return whether a type stands in a part where it may, or at any depth where that counts."""
    if type_ not in _HOLDERS or holder & _HOLDERS[type_]:
        return True
    if type_ in _LOCATORS:
        return bool(part.above & _LOCATOR_HOLDERS)
    if type_ == "index-term":
        parent = part.element.getparent()
        return parent is not None and bool(_types(parent) & _XREFS)
    return type_ == "index-term-category" and bool((part.above | part.types) & _XREFS)
