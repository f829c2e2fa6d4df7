"""Attributes of XHTML that name elements of the same document by id.

https://html.spec.whatwg.org/multipage/ and https://www.w3.org/TR/wai-aria-1.2/#mapping_additional_relations
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree

from packager.check.facts import MATHML, XHTML, Element, Xhtml
from packager.check.finding import Problem
from packager.check.registry import rule

_H = f"{{{XHTML}}}"
_HTML = "https://html.spec.whatwg.org/multipage/dom.html#the-id-attribute"
_ARIA = "https://www.w3.org/TR/wai-aria-1.2/#valuetype_idref"
_EVENTS = "{http://www.w3.org/2001/xml-events}"
_TRIGGER = "{http://www.idpf.org/2007/ops}trigger"

# Attributes with ids of any element of the document.
_ANY = ("aria-controls", "aria-describedby", "aria-flowto", "aria-labelledby", "aria-owns")
_REFERRING = (*_ANY, "aria-activedescendant")
_referring = etree.XPath(f"//*[{' or '.join(f'@{name}' for name in _REFERRING)}]")
_LABELABLE = frozenset("button meter output progress select textarea input".split())
_FORM_OWNED = "button fieldset input object output select textarea label".split()
_CHAPTER = "EPUB/chapter.xhtml"


def _add(markup: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the change that puts markup at the end of the chapter."""
    return {_CHAPTER: (("</section>", f"{markup}\n</section>"),)}


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_HTML,
    bad={
        "EPUB/chapter.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>Tea</title>"
        b"</head><body><p id='a'>One</p><p id='a'>Two</p></body></html>"
    },
)
def ids_distinct(document: Xhtml) -> Iterator[Problem]:
    """Every id is given once in its document: a link to it would open either place."""
    if document.root is None or document.ids_distinct:
        return
    found = [(i, element) for element in document.root.iter("*") if (i := element.get("id"))]
    if len(found) == len({i.strip() for i, _ in found}):
        return
    counts = Counter(i.strip() for i, _ in found)
    for id_, element in found:
        if counts[id_.strip()] > 1:
            yield Problem(
                document.place(element), f"the id {id_!r} is given more than once; change one"
            )


def _ids(document: Xhtml) -> dict[str, Element]:
    ids: dict[str, Element] = {}
    if document.root is not None:
        for element in document.root.iter("*"):
            id_ = element.get("id")
            if id_ is not None:
                ids.setdefault(id_.strip(), element)
    return ids


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_ARIA,
    bad={
        "EPUB/chapter.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><head><title>Tea</title>"
        b"</head><body><p aria-describedby='note'>One</p></body></html>"
    },
)
def aria_references(document: Xhtml) -> Iterator[Problem]:
    """What ``aria-describedby``, ``aria-labelledby`` … name is in the same document.

    A screen reader that looks for a label and finds none says nothing at all.
    """
    if document.root is None or document.attributes.isdisjoint(_REFERRING):
        return
    for element in _referring(document.root):
        for name in _ANY:
            value = element.get(name)
            if value is None:
                continue
            missing = [word for word in value.split() if word not in document.ids]
            if missing:
                yield Problem(
                    document.place(element),
                    f"{name} names {missing[0]!r}, which no element of this document has as its id",
                )
        active = element.get("aria-activedescendant")
        if active is not None and not any(
            inner.get("id") == active for inner in element.iterdescendants("*")
        ):
            yield Problem(
                document.place(element),
                f"aria-activedescendant names {active!r}, which is not inside the element",
            )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/forms.html#attr-label-for",
    bad=_add('<p><label for="tea">Tea</label> <input id="cup"/></p>'),
)
def form_references(document: Xhtml) -> Iterator[Problem]:
    """``for`` names a field, ``form`` a form, ``list`` a ``datalist`` of the same document."""
    targets: list[tuple[str, str, Callable[[Element], bool], str]] = [
        ("label", "for", _is_labelable, "a field"),
        ("input", "list", lambda e: e.tag == _H + "datalist", "a <datalist>"),
    ]
    targets += [(n, "form", lambda e: e.tag == _H + "form", "a <form>") for n in _FORM_OWNED]
    ids: dict[str, Element] | None = None
    for name, attribute, accepts, what in targets:
        for element in document.named(_H + name):
            value = element.get(attribute)
            if value is None:
                continue
            ids = _ids(document) if ids is None else ids
            target = ids.get(value)
            if target is None or not accepts(target):
                yield Problem(
                    document.place(element),
                    f"{attribute} of <{name}> names {value!r}, which is not the id of {what}",
                )
    for element in document.named(_H + "output"):
        for word in (element.get("for") or "").split():
            if word not in document.ids:
                yield Problem(
                    document.place(element),
                    f"for of <output> names {word!r}, which no element has as its id",
                )
                break


def _is_labelable(element: Element) -> bool:
    name = str(element.tag).removeprefix(_H)
    return name in _LABELABLE and not (
        name == "input" and (element.get("type") or "").lower() == "hidden"
    )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/tables.html#attr-tdth-headers",
    bad=_add('<table><tr><th id="tea">Tea</th><td headers="cup">Green</td></tr></table>'),
)
def cell_headers(document: Xhtml) -> Iterator[Problem]:
    """``headers`` of a cell names header cells of its own table, so that they can be read aloud."""
    for cell in document.named(_H + "td", _H + "th"):
        words = (cell.get("headers") or "").split()
        if not words:
            continue
        table = next((a for a in cell.iterancestors() if a.tag == _H + "table"), None)
        heads = set() if table is None else {th.get("id") for th in table.iter(_H + "th")}
        missing = [word for word in words if word not in heads]
        if missing:
            yield Problem(
                document.place(cell),
                f"headers names {missing[0]!r}, which is no <th> of this table",
            )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://html.spec.whatwg.org/multipage/image-maps.html#the-map-element",
    bad=_add('<p><map name="tea"></map><map name="tea"></map></p>'),
)
def map_names(document: Xhtml) -> Iterator[Problem]:
    """Image maps have names of their own, and an id, where there is one, is the same."""
    maps = list(document.named(_H + "map"))
    counts = Counter(element.get("name") for element in maps)
    for element in maps:
        name, id_ = element.get("name"), element.get("id")
        if name is not None and counts[name] > 1:
            yield Problem(
                document.place(element), f"two maps are called {name!r}; rename one of them"
            )
        if id_ is not None and name is not None and id_ != name:
            yield Problem(
                document.place(element), f"the map has id {id_!r} and name {name!r}; use one"
            )


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec="https://www.w3.org/TR/MathML3/chapter2.html#fund.globatt",
    bad=_add(f'<p><math xmlns="{MATHML}" alttext="x"><mi xref="nothing">x</mi></math></p>'),
)
def math_references(document: Xhtml) -> Iterator[Problem]:
    """MathML's ``xref`` and ``indenttarget``, triggers' ``ref`` and ``ev:observer`` are found."""
    if document.attributes.isdisjoint(("xref", "indenttarget", "ref", f"{_EVENTS}observer")):
        return
    for tag, elements in document.by_name.items():
        if tag.startswith(f"{{{MATHML}}}"):
            names: tuple[str, ...] = ("xref", "indenttarget")
        elif tag == _TRIGGER:
            names = ("ref", f"{_EVENTS}observer")
        else:
            continue
        for element in elements:
            for name in names:
                value = element.get(name)
                if value is not None and value.strip() not in document.ids:
                    short = name.replace(_EVENTS, "ev:")
                    yield Problem(
                        document.place(element),
                        f"{short} names {value!r}, which no element of this document has as its id",
                    )
