"""Rules of books with several renditions: how readers choose one, and what they all share.

https://idpf.org/epub/renditions/multiple/
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import DC, OPS, XHTML, Container, Element, MetaInf, Xhtml
from packager.check.finding import Problem, Severity
from packager.check.registry import Bad, rule
from packager.lazy_pattern import lazy_pattern

_SPEC = "https://idpf.org/epub/renditions/multiple/"
_CONTAINER = "urn:oasis:names:tc:opendocument:xmlns:container"
_RENDITION = "http://www.idpf.org/2013/rendition"
_METADATA = "http://www.idpf.org/2013/metadata"
_SELECTORS = frozenset(["media", "layout", "language", "accessMode", "label"])
# https://www.w3.org/TR/css3-mediaqueries/#syntax, without media types: a rendition has but one
_QUERY = r"(?:(?:(?:only|not)\s+)?all|\([^>)]+\))(?:\s+and\s+\([^>)]+\))*\s*"
_MEDIA = lazy_pattern(rf"\s*{_QUERY}(?:,\s*{_QUERY})*\Z")
_MODIFIED = lazy_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
_LAYOUTS = ("reflowable", "pre-paginated")
_PACKAGE_TYPE = 'media-type="application/oebps-package+xml"'
_PAGES = f'<rootfile full-path="EPUB/pages.opf" {_PACKAGE_TYPE}/>'


def _in_container(*changes: tuple[str, str]) -> Bad:
    return {"META-INF/container.xml": changes}


def _with_selector(selector: str) -> Bad:
    """Return the change that gives the sound book's rootfile an attribute to choose it by."""
    new = f'<rootfile xmlns:rendition="{_RENDITION}"\n{selector} '
    return _in_container(("<rootfile ", new))


def _with_mappings(*types: str) -> Bad:
    """Return the change that links rendition mapping documents of some media types."""
    link = '<link href="EPUB/map.xhtml" rel="mapping" media-type='
    links = "".join(f'{link}"{type_}"/>\n' for type_ in types)
    return _in_container(("</container>", f"<links>\n{links}</links>\n</container>"))


def _with_metadata(inside: str) -> Bad:
    """Return the file that gives the sound book metadata of all renditions."""
    start = f'<metadata xmlns="{_METADATA}"\nxmlns:dc="{DC}" unique-identifier="id">'
    return {
        "META-INF/metadata.xml": f"{start}\n{inside}\n</metadata>".encode(),
        **_in_container(("</rootfiles>", f"{_PAGES}\n</rootfiles>")),
    }


def _rootfiles(container: Container) -> list[Element]:
    return list(container.named(f"{{{_CONTAINER}}}rootfile"))


def _selectors(rootfile: Element) -> Iterator[tuple[str, str]]:
    for name, value in rootfile.attrib.items():
        if str(name).startswith(f"{{{_RENDITION}}}"):
            yield str(name).rpartition("}")[2], str(value)


@rule(
    "RSC-005",
    sees=Container,
    versions=("3",),
    spec=_SPEC,
    bad=_with_selector('rendition:colour="grey"'),
)
def rendition_attribute_unknown(container: Container) -> Iterator[Problem]:
    """A rootfile is chosen by the attributes that the specification lists."""
    for rootfile in _rootfiles(container):
        for name, _value in _selectors(rootfile):
            if name not in _SELECTORS:
                yield Problem(container.place(rootfile), f"rendition:{name} is unknown")


@rule(
    "RSC-005",
    sees=Container,
    versions=("3",),
    spec=_SPEC,
    bad=_with_selector('rendition:layout="fixed"'),
)
def rendition_attribute_value(container: Container) -> Iterator[Problem]:
    """The media query and the layout of a rendition can be read."""
    for rootfile in _rootfiles(container):
        for name, value in _selectors(rootfile):
            if (name == "media" and not _MEDIA.match(value)) or (
                name == "layout" and value.strip() not in _LAYOUTS
            ):
                yield Problem(container.place(rootfile), f"rendition:{name} is {value!r}")


@rule(
    "RSC-017",
    sees=Container,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_SPEC,
    bad=_in_container(("</rootfiles>", f"{_PAGES}\n</rootfiles>")),
)
def rendition_unselectable(container: Container) -> Iterator[Problem]:
    """Each rendition but the first says when it is to be chosen."""
    for rootfile in _rootfiles(container):
        is_first = next(rootfile.itersiblings(str(rootfile.tag), preceding=True), None) is None
        if not is_first and not any(_selectors(rootfile)):
            yield Problem(container.place(rootfile), "add rendition:media or another selector")


def _mapping_links(container: Container) -> list[Element]:
    links = container.named(f"{{{_CONTAINER}}}link")
    return [link for link in links if "mapping" in (link.get("rel") or "").split()]


@rule("RSC-005", sees=Container, versions=("3",), spec=_SPEC, bad=_with_mappings("text/html"))
def rendition_mapping_type(container: Container) -> Iterator[Problem]:
    """A rendition mapping document is XHTML."""
    for link in _mapping_links(container):
        if (link.get("media-type") or "").strip() != "application/xhtml+xml":
            yield Problem(container.place(link), 'write media-type="application/xhtml+xml"')


@rule(
    "RSC-005",
    sees=Container,
    versions=("3",),
    spec=_SPEC,
    bad=_with_mappings("application/xhtml+xml", "application/xhtml+xml"),
)
def rendition_mappings_many(container: Container) -> Iterator[Problem]:
    """A book has at most one rendition mapping document."""
    for link in _mapping_links(container)[1:]:
        yield Problem(container.place(link), "keep one rendition mapping document")


@rule(
    "RSC-005",
    sees=MetaInf,
    versions=("3",),
    spec=_SPEC,
    bad=_with_metadata('<dc:identifier id="id">urn:isbn:9780306406157</dc:identifier>'),
)
def renditions_modified(document: MetaInf) -> Iterator[Problem]:
    """The metadata of all renditions say once when the book was modified."""
    root = _shared_metadata(document)
    if root is not None:
        moments = _moments(root)
        if len(moments) != 1:
            yield Problem(document.place(root), f"{len(moments)} dcterms:modified; give one")
        for moment in moments:
            if not _MODIFIED.match((moment.text or "").strip()):
                text = f"the moment is {moment.text!r}; write it as 2024-01-31T12:00:00Z"
                yield Problem(document.place(moment), text)


def _shared_metadata(document: MetaInf) -> Element | None:
    """Return the root of metadata.xml in a book of several renditions; others need none."""
    is_read = document.path == "META-INF/metadata.xml" and "several-renditions" in document.features
    root = document.root
    return root if is_read and root is not None and root.tag == f"{{{_METADATA}}}metadata" else None


def _moments(root: Element) -> list[Element]:
    return [
        meta
        for meta in root.iter(f"{{{_METADATA}}}meta")
        if (meta.get("property") or "").strip() == "dcterms:modified" and not meta.get("refines")
    ]


@rule(
    "RSC-005",
    sees=MetaInf,
    versions=("3",),
    spec=_SPEC,
    bad=_with_metadata('<meta property="dcterms:modified">2024-01-02T03:04:05Z</meta>'),
)
def renditions_identifier(document: MetaInf) -> Iterator[Problem]:
    """The metadata of all renditions have the identifier that they name as unique."""
    root = _shared_metadata(document)
    if root is not None:
        wanted = root.get("unique-identifier")
        ids = [e.get("id") for e in root.iter(f"{{{DC}}}identifier")]
        if wanted is None or wanted not in ids:
            yield Problem(document.place(root), f"no dc:identifier has the id {wanted!r}")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad={
        **_with_mappings("application/xhtml+xml"),
        "EPUB/map.xhtml": (
            f'<html xmlns="{XHTML}">\n<head><title>Map</title></head>\n'
            "<body>\n<nav/>\n</body>\n</html>"
        ).encode(),
    },
)
def rendition_resource_map(document: Xhtml) -> Iterator[Problem]:
    """A rendition mapping document has one ``resource-map``."""
    if "rendition-mapping" not in document.features or document.root is None:
        return
    navs = document.named(f"{{{XHTML}}}nav")
    maps = [n for n in navs if "resource-map" in (n.get(f"{{{OPS}}}type") or "").split()]
    if len(maps) != 1:
        body = next(document.named(f"{{{XHTML}}}body"), document.root)
        yield Problem(
            document.place(body), f'{len(maps)} navs of epub:type "resource-map"; add one'
        )
