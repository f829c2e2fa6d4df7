"""Rules on what refines what: the ``meta`` properties of EPUB's default vocabulary.

https://www.w3.org/TR/epub-33/#app-meta-property-vocab
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packager.check.facts import DC, OPF, Element, Meta, Package
from packager.check.finding import Problem, Severity
from packager.check.load.url import resolve
from packager.check.registry import rule
from packager.data_classes import dataclass

_FILE = "EPUB/content.opf"
_SPEC = "https://www.w3.org/TR/epub-33/#app-meta-property-vocab"
_REFINES = "https://www.w3.org/TR/epub-33/#attrdef-refines"


def _add(text: str) -> tuple[tuple[str, str], ...]:
    """Return what adds markup at the end of a sound book's metadata."""
    return (("</metadata>", f"{text}</metadata>"),)


@dataclass(frozen=True, slots=True)
class Refinement:
    """What a property may refine: the names of targets, and whether once only for each."""

    targets: frozenset[str] = frozenset()
    may_stand_alone: bool = False
    once: bool = False


_TABLE = {
    "authority": Refinement(frozenset({"dc:subject"})),
    "belongs-to-collection": Refinement(frozenset({"belongs-to-collection"}), may_stand_alone=True),
    "collection-type": Refinement(frozenset({"belongs-to-collection"}), once=True),
    "display-seq": Refinement(once=True, may_stand_alone=True),
    "file-as": Refinement(once=True, may_stand_alone=True),
    "group-position": Refinement(once=True, may_stand_alone=True),
    "identifier-type": Refinement(frozenset({"dc:identifier", "dc:source"}), once=True),
    "role": Refinement(frozenset({"dc:creator", "dc:contributor", "dc:publisher"})),
    "source-of": Refinement(frozenset({"dc:source"}), once=True),
    "term": Refinement(frozenset({"dc:subject"})),
    "title-type": Refinement(frozenset({"dc:title"}), once=True),
}


def _elements_by_id(package: Package) -> Mapping[str, Element]:
    """Return the elements of the package that have an id, by the id."""
    elements = {order: element for element, order in package.orders.items()}
    return {id_: elements[t.order] for id_, t in package.ids.items() if t.order in elements}


def _name(element: Element | None) -> str:
    """Return what an element of the metadata is called: ``dc:title``, or its property."""
    if element is None:
        return ""
    tag = str(element.tag)
    if tag.startswith(f"{{{DC}}}"):
        return "dc:" + tag.rpartition("}")[2]
    return (element.get("property") or "").strip() if tag == f"{{{OPF}}}meta" else tag


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad={_FILE: _add('<meta refines="#title" property="role">aut</meta>')},
)
def refinement_target(package: Package) -> Iterator[Problem]:
    """A property refines what it is made for: a role a person, a title type a title.

    A reader that sorts by such properties ignores one that hangs on something else.
    """
    elements = _elements_by_id(package)
    for meta in package.metas:
        known = _TABLE.get(meta.property)
        if known is None or not known.targets:
            continue
        if not meta.refines:
            if not known.may_stand_alone:
                wanted = " or ".join(sorted(known.targets))
                yield Problem(meta.place, f"{meta.property} has to refine a {wanted}")
            continue
        target = elements.get(meta.refines[1:]) if meta.refines.startswith("#") else None
        if _name(target) not in known.targets:
            wanted = " or ".join(sorted(known.targets))
            yield Problem(
                meta.place, f"{meta.property} refines {meta.refines!r}; it has to be a {wanted}"
            )


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad={_FILE: _add('<meta refines="#title" property="file-as">Tea</meta>' * 2)},
)
def refinement_once(package: Package) -> Iterator[Problem]:
    """A title, a name or a series has one sort form, one type, one position."""
    seen: set[tuple[str, str]] = set()
    for meta in package.metas:
        known = _TABLE.get(meta.property)
        if known is None or not known.once or not meta.refines:
            continue
        key = (meta.property, meta.refines)
        if key in seen:
            yield Problem(meta.place, f"{meta.refines} has a second {meta.property}; leave one")
        seen.add(key)


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-authority",
    bad={
        _FILE: _add(
            '<dc:subject id="s">Tea</dc:subject><meta refines="#s" property="term">a</meta>'
        )
    },
)
def subject_authority(package: Package) -> Iterator[Problem]:
    """A subject's code (``term``) and the scheme it is from (``authority``) come together."""
    properties: dict[str, list[str]] = {}
    for meta in package.metas:
        properties.setdefault(meta.refines, []).append(meta.property)
    for subject in package.dc("subject"):
        id_ = (subject.get("id") or "").strip()
        if not id_:
            continue
        found = properties.get(f"#{id_}", [])
        terms, authorities = found.count("term"), found.count("authority")
        if terms and not authorities:
            yield Problem(package.place(subject), "has a term and no authority; say whose term")
        elif authorities and not terms:
            yield Problem(package.place(subject), "has an authority and no term; give the term")
        elif terms > 1 or authorities > 1:
            yield Problem(package.place(subject), "has several terms or authorities; leave a pair")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-source-of",
    bad={
        _FILE: _add(
            '<dc:source id="s">urn:isbn:9780000000002</dc:source>'
            '<meta refines="#s" property="source-of">text</meta>'
        )
    },
)
def source_of_value(package: Package) -> Iterator[Problem]:
    """``source-of`` has the value ``pagination``: it tells where page numbers come from."""
    for meta in package.metas:
        if meta.property == "source-of" and meta.value != "pagination":
            yield Problem(meta.place, f"source-of is {meta.value!r}; write 'pagination'")


@rule(
    "RSC-017",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_SPEC,
    bad={_FILE: _add('<meta refines="#title" property="meta-auth">a</meta>')},
)
def meta_auth_deprecated(package: Package) -> Iterator[Problem]:
    """``meta-auth`` is not used: EPUB has dropped it."""
    for meta in package.metas:
        if meta.property == "meta-auth":
            yield Problem(meta.place, "meta-auth is dropped from EPUB; leave it out")


def _refining(package: Package) -> Iterator[tuple[str, Meta | None, Element]]:
    for meta in package.metas:
        if meta.refines:
            yield meta.refines, meta, meta.element
    for link in package.links:
        if link.refines:
            yield link.refines, None, link.element


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_REFINES,
    bad={_FILE: _add('<meta refines="http://a.example/" property="file-as">a</meta>')},
)
def refines_relative(package: Package) -> Iterator[Problem]:
    """``refines`` is a relative URL: it points to the book or to something in it."""
    for refines, _, element in _refining(package):
        if resolve(refines, package.path).scheme:
            yield Problem(package.place(element), f"refines {refines!r}; point into this book")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_REFINES,
    bad={_FILE: _add('<meta refines="#nothing" property="file-as">a</meta>')},
)
def refines_found(package: Package) -> Iterator[Problem]:
    """What ``refines`` points to is there."""
    for refines, _, element in _refining(package):
        if len(refines) > 1 and refines[0] == "#" and refines[1:] not in package.ids:
            yield Problem(package.place(element), f"refines {refines!r}; there is no such id")


@rule(
    "RSC-017",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_REFINES,
    bad={_FILE: _add('<meta refines="chapter.xhtml" property="file-as">a</meta>')},
)
def refines_by_id(package: Package) -> Iterator[Problem]:
    """A file of the book is refined by the id of its manifest item, not by its name."""
    for refines, _, element in _refining(package):
        url = resolve(refines, package.path)
        if url.is_local and not refines.startswith(("#", "/")):
            item = package.by_key.get(url.path)
            if item is not None and url.fragment is None:
                yield Problem(package.place(element), f"refines {refines!r}; write '#{item.id}'")


@rule(
    "OPF-065",
    sees=Package,
    versions=("3",),
    spec=_REFINES,
    bad={
        _FILE: _add(
            '<meta id="a" refines="#b" property="file-as">a</meta>'
            '<meta id="b" refines="#a" property="file-as">b</meta>'
        )
    },
)
def refines_no_cycle(package: Package) -> Iterator[Problem]:
    """No property refines itself, nor through others."""
    by_id = {meta.id: meta for meta in package.metas if meta.id}
    clear: set[str] = set()  # from these no circle is reached: a chain is followed once
    for meta in package.metas:
        seen = {meta.id} if meta.id else set()
        step: Meta | None = meta
        while step is not None and step.refines.startswith("#"):
            target = step.refines[1:]
            if target in seen:
                yield Problem(meta.place, "refines itself through others; break the circle")
                return
            if target in clear:
                break
            seen.add(target)
            step = by_id.get(target)
        clear |= seen
