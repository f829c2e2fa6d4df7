"""Rules on the links and collections of the package document.

https://www.w3.org/TR/epub-33/#sec-link-elem · https://www.w3.org/TR/epub-33/#sec-collection-elem
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPF, Link, Package, Publication
from packager.check.finding import Place, Problem, Severity
from packager.check.fragments import element_id
from packager.check.load.url import resolve
from packager.check.registry import rule

_FILE = "EPUB/content.opf"
_LINK = "https://www.w3.org/TR/epub-33/#sec-link-elem"
_VOCABULARY = "https://www.w3.org/TR/epub-33/#app-link-vocab"
_DEPRECATED = {
    "marc21xml-record": 'rel="record" and the media type application/marcxml+xml',
    "mods-record": 'rel="record" and the media type application/mods+xml',
    "onix-record": 'rel="record" and properties="onix"',
    "xml-signature": "no link",
    "xmp-record": 'rel="record" and the media type application/rdf+xml',
}


def _add(text: str) -> dict[str, tuple[tuple[str, str], ...]]:
    return {_FILE: (("</metadata>", f"{text}</metadata>"),)}


def leads_into_package(package: Package, link: Link) -> bool:
    """Return whether a link names an element of the package: EPUBCheck looks no further then."""
    url = link.url
    return url is not None and url.is_local and bool(url.fragment) and url.path == package.path


def _in_metadata(package: Package) -> Iterator[Link]:
    for link in package.links:
        parent = link.element.getparent()
        if parent is not None and str(parent.tag) == f"{{{OPF}}}metadata":
            yield link


@rule(
    "RSC-007w",
    sees=Publication,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_LINK,
    bad=_add('<link rel="record" href="record.xml" media-type="application/xml"/>'),
)
def link_found(book: Publication) -> Iterator[Problem]:
    """A link of the metadata to a file in the book finds it."""
    for link in book.package.links:
        url = link.url
        if url is None or not url.is_local or url.path == book.package.path:
            continue
        if url.path and url.path not in book.archive:
            yield Problem(link.place, f"{url.path} is not in the book; add it or drop the link")


@rule(
    "OPF-098",
    sees=Package,
    versions=("3",),
    spec=_LINK,
    bad=_add('<link rel="record" href="#notes" media-type="application/xml"/>'),
)
def link_to_resource(package: Package) -> Iterator[Problem]:
    """A link leads to a file, not to an element of the package document."""
    for link in package.links:
        if link.url is not None and leads_into_package(package, link):
            text = f"{link.url.written!r} is in the package document; link the file"
            yield Problem(link.place, text)


@rule(
    "OPF-093",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#attrdef-link-media-type",
    bad=_add('<link rel="dcterms:conformsTo" href="notes.xhtml"/>'),
)
def link_media_type(package: Package) -> Iterator[Problem]:
    """A link to a file in the book says its media type."""
    for link in _in_metadata(package):
        url = link.url
        if url is None or not url.is_local or url.path == package.path:
            continue
        if link.element.get("media-type") is None:
            yield Problem(link.place, f"{url.written!r} has no media-type; add it")


@rule(
    "OPF-094",
    sees=Package,
    versions=("3",),
    spec=_VOCABULARY,
    bad=_add('<link rel="record" href="https://a.example/record"/>'),
)
def link_record_media_type(package: Package) -> Iterator[Problem]:
    """A link to a metadata record or to a spoken form says its media type, wherever it leads."""
    for link in package.links:
        if link.url is None or link.url.is_local or link.element.get("media-type") is not None:
            continue
        for word in ("record", "voicing"):
            if word in link.rel:
                yield Problem(link.place, f"a {word} link needs a media-type; add it")


@rule(
    "OPF-095",
    sees=Package,
    versions=("3",),
    spec=_VOCABULARY,
    bad=_add('<link refines="#title" rel="voicing" href="a.txt" media-type="text/plain"/>'),
)
def link_voicing_audio(package: Package) -> Iterator[Problem]:
    """A voicing is a sound file."""
    for link in package.links:
        if "voicing" in link.rel and link.media_type and not link.media_type.startswith("audio/"):
            yield Problem(link.place, f"the voicing is {link.media_type!r}; link a sound")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_VOCABULARY,
    bad=_add('<link rel="voicing" href="a.mp3" media-type="audio/mpeg"/>'),
)
def link_refines(package: Package) -> Iterator[Problem]:
    """A voicing refines what it speaks; a record is about the whole book and refines nothing."""
    for link in package.links:
        refines = link.element.get("refines")
        if "voicing" in link.rel and refines is None:
            yield Problem(link.place, "a voicing link has to refine what it speaks")
        if "record" in link.rel and refines is not None:
            yield Problem(link.place, "a record link is about the book; remove its refines")


@rule(
    "OPF-089",
    sees=Package,
    versions=("3",),
    spec=_VOCABULARY,
    bad=_add('<link rel="alternate record" href="a.xml" media-type="application/xml"/>'),
)
def link_alternate_alone(package: Package) -> Iterator[Problem]:
    """``alternate`` stands alone in ``rel``: the link is the package document in another form."""
    for link in package.links:
        if leads_into_package(package, link):
            continue
        if "alternate" in link.rel and len(link.rel) > 1:
            yield Problem(link.place, "alternate stands beside other words; make two links")


@rule(
    "OPF-086",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_VOCABULARY,
    bad=_add('<link rel="xmp-record" href="https://a.example/x" media-type="application/xml"/>'),
)
def link_deprecated(package: Package) -> Iterator[Problem]:
    """Links use no word that EPUB has dropped."""
    for link in package.links:
        for word in () if leads_into_package(package, link) else link.rel:
            if word in _DEPRECATED:
                yield Problem(link.place, f"{word} is dropped from EPUB; use {_DEPRECATED[word]}")


@rule(
    "OPF-067",
    sees=Package,
    versions=("3",),
    spec=_LINK,
    bad=_add('<link rel="dcterms:conformsTo" href="style.css" media-type="text/css"/>'),
)
def link_not_in_manifest(package: Package) -> Iterator[Problem]:
    """A file that metadata links is no publication resource, unless the reader reads it too."""
    read = {itemref.item.path for itemref in package.spine if itemref.item is not None}
    for link in _in_metadata(package):
        url = link.url
        if url is None or not url.is_local or url.path in read:
            continue
        if url.path in package.by_key and url.path != package.path:
            text = f"{url.path} is in the manifest too; take it out of one"
            yield Problem(Place(package.path), text)


@rule(
    "OPF-070",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#attrdef-collection-role",
    bad={
        _FILE: (
            (
                "</package>",
                '<collection role="http://a b"><link href="notes.xhtml"/></collection></package>',
            ),
        )
    },
)
def collection_role(package: Package) -> Iterator[Problem]:
    """The role of a collection is a name that EPUB knows, or a valid URL."""
    for collection in package.named(f"{{{OPF}}}collection"):
        role = (collection.get("role") or "").strip()
        if ":" in role and (resolve(role, "").trouble or not resolve(role, "").scheme):
            yield Problem(package.place(collection), f"the role {role!r} is no valid URL")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-collection-elem",
    bad={
        _FILE: (
            (
                "</package>",
                '<collection role="manifest"><link href="notes.xhtml"/></collection></package>',
            ),
        )
    },
)
def collection_manifest(package: Package) -> Iterator[Problem]:
    """A collection whose role is ``manifest`` stands inside another collection."""
    for collection in package.named(f"{{{OPF}}}collection"):
        parent = collection.getparent()
        if collection.get("role") == "manifest" and (
            parent is None or str(parent.tag) != f"{{{OPF}}}collection"
        ):
            yield Problem(package.place(collection), "the manifest belongs into a collection")


@rule(
    "RSC-012",
    sees=Publication,
    versions=("3",),
    spec=_LINK,
    bad=_add('<link rel="acquire" href="notes.xhtml#nothing" media-type="application/xhtml+xml"/>'),
)
def link_fragment_found(book: Publication) -> Iterator[Problem]:
    """The place in a file that a link of the metadata names is there."""
    for link in book.package.links:
        url = link.url
        if url is None or not url.is_local or not url.fragment:
            continue
        summary = book.summaries.get(url.path)
        id_ = element_id(url.fragment)
        if summary is not None and id_ and id_ not in summary.ids:
            yield Problem(link.place, f"{url.written!r} names an id that is not there")
