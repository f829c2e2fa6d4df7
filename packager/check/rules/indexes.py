"""Rules of EPUB Indexes. https://idpf.org/epub/idx/."""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPF, OPS, XHTML, Element, Nav, Package, Xhtml
from packager.check.finding import Place, Problem
from packager.check.load.url import resolve
from packager.check.profiles import collections, has_profile
from packager.check.registry import Bad, rule

_SPEC = "https://idpf.org/epub/idx/"
_OPF = "EPUB/content.opf"
_NOTES = "EPUB/notes.xhtml"
_INDEX_ROLES = ("index", "index-group")


def _declared(name: str) -> tuple[str, str]:
    """Return the change of the sound book's manifest that gives the notes a property."""
    return '<item id="notes"', f'<item id="notes" properties="{name}"'


def _with_collection(collection: str) -> Bad:
    """Return the change that puts a collection at the end of the sound book's package."""
    return {_OPF: (("</package>", f"{collection}\n</package>"),)}


def is_index(document: Xhtml) -> bool:
    """Return whether the package declares a document as an index, or the profile does."""
    if isinstance(document, Nav):
        return False
    if has_profile(document, "idx") or "index" in document.properties:
        return True
    return document.book is not None and document.path in _listed(document.book.package)


def _listed(package: Package) -> set[str]:
    return {
        resolve(str(link.get("href")), package.path).path
        for role in _INDEX_ROLES
        for collection in collections(package, role)
        for link in collection.iterchildren(f"{{{OPF}}}link")
        if link.get("href") is not None
    }


@rule("RSC-005", sees=Xhtml, versions=("3",), spec=_SPEC, bad={_OPF: (_declared("index"),)})
def index_missing(document: Xhtml) -> Iterator[Problem]:
    """A document that is declared as an index has one."""
    if is_index(document) and document.root is not None and "type:index" not in document.features:
        yield Problem(document.place(document.root), 'no element has epub:type "index"')


@rule("OPF-015", sees=Xhtml, versions=("3",), spec=_SPEC, bad={_OPF: (_declared("glossary"),)})
def index_property_superfluous(document: Xhtml) -> Iterator[Problem]:
    """The properties ``index`` and ``glossary`` stand at items that have one."""
    for name in ("glossary", "index"):
        declared = name in document.properties and document.root is not None
        if declared and f"type:{name}" not in document.features:
            text = f"take {name} out of the properties of its item"
            yield Problem(Place(document.path), text, subject=name)


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad={
        _OPF: (_declared("index"),),
        _NOTES: (
            ('epub:type="endnotes" role="doc-endnotes"', 'epub:type="index" role="doc-index"'),
        ),
    },
)
def index_on_body(document: Xhtml) -> Iterator[Problem]:
    """Where a document holds nothing but an index, its ``body`` says so."""
    alone = has_profile(document, "idx") and not isinstance(document, Nav)
    if not (alone or is_index(document)):
        return
    for body in document.named(f"{{{XHTML}}}body"):
        if "index" not in _types(body) and _only_index(body):
            yield Problem(document.place(body), 'give the body epub:type="index"')


def _types(element: Element) -> list[str]:
    return (element.get(f"{{{OPS}}}type") or "").split()


def _only_index(element: Element) -> bool:
    """Return whether all text below an element is in an index."""
    if (element.text or "").strip():
        return False
    found = False
    for child in element.iterchildren("*"):
        if "index" in _types(child):
            found = True
        elif "".join(map(str, child.itertext())).strip() and not _only_index(child):
            return False
        else:
            found = found or any("index" in _types(below) for below in child.iter("*"))
        if (child.tail or "").strip():
            return False
    return found


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_with_collection(
        '<collection role="index">\n<collection role="index">\n'
        '<link href="notes.xhtml"/>\n</collection>\n</collection>'
    ),
)
def index_collection_nested(package: Package) -> Iterator[Problem]:
    """Within an index collection only groups of it stand."""
    for collection in collections(package, "index"):
        for child in collection.iterchildren(f"{{{OPF}}}collection"):
            if "index-group" not in (child.get("role") or "").split():
                yield Problem(package.place(child), "an index holds index-group collections only")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_with_collection(
        '<collection role="index-group">\n<link href="notes.xhtml"/>\n</collection>'
    ),
)
def index_group_alone(package: Package) -> Iterator[Problem]:
    """A group of an index stands within its index."""
    for collection in collections(package, "index-group"):
        parent = collection.getparent()
        if parent is None or "index" not in (parent.get("role") or "").split():
            yield Problem(package.place(collection), "put the group into an index collection")


@rule(
    "OPF-071",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_with_collection('<collection role="index">\n<link href="style.css"/>\n</collection>'),
)
def index_resource_foreign(package: Package) -> Iterator[Problem]:
    """An index collection lists XHTML documents only."""
    for path in sorted(_listed(package)):
        item = package.by_key.get(path)
        media_type = "not in the manifest" if item is None else item.media_type
        if media_type != "application/xhtml+xml":
            yield Problem(Place(package.path), f"{path!r} is {media_type}; list XHTML documents")
