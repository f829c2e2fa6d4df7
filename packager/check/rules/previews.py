"""Rules of EPUB Previews. https://idpf.org/epub/previews/."""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import DC, OPF, Package
from packager.check.finding import Place, Problem, Severity
from packager.check.load.url import resolve
from packager.check.media import is_content
from packager.check.profiles import collections, has_profile, metadata_place
from packager.check.registry import Bad, rule

_SPEC = "https://idpf.org/epub/previews/"
_TYPE = "<dc:type>preview</dc:type>\n"
_ID = "urn:uuid:5f0a3f0e-6f0b-5d0a-9c3e-0f3a5b7c9d11"
_MANIFEST = '<collection role="manifest">\n<link href="chapter.xhtml"/>\n</collection>\n'


def _of_type(more: str = "") -> Bad:
    """Return the change that makes the sound book a preview."""
    return {"EPUB/content.opf": (("</metadata>", f"{_TYPE}{more}</metadata>"),)}


def _with_preview(inside: str) -> Bad:
    """Return the change that puts a preview collection into the sound book."""
    collection = f'<collection role="preview">\n{inside}</collection>'
    return {"EPUB/content.opf": (("</package>", f"{collection}\n</package>"),)}


@rule("RSC-005", sees=Package, versions=("3",), spec=_SPEC)
def preview_type_missing(package: Package) -> Iterator[Problem]:
    """A preview declares the ``dc:type`` "preview"."""
    if (
        package.root is not None
        and has_profile(package, "preview")
        and "preview" not in package.dc_types
    ):
        yield Problem(metadata_place(package), "add <dc:type>preview</dc:type>")


@rule(
    "RSC-017", sees=Package, severity=Severity.WARNING, versions=("3",), spec=_SPEC, bad=_of_type()
)
def preview_source_missing(package: Package) -> Iterator[Problem]:
    """A preview names the book that it previews."""
    is_preview = package.root is not None and has_profile(package, "preview")
    if is_preview and not package.dc("source"):
        yield Problem(metadata_place(package), "name the whole book in a <dc:source>")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_of_type(f"<dc:source>{_ID}</dc:source>\n"),
)
def preview_identifier_shared(package: Package) -> Iterator[Problem]:
    """A preview has an identifier of its own: readers would take it for the whole book."""
    if not has_profile(package, "preview"):
        return
    own = {
        "".join(map(str, e.itertext())).strip()
        for e in package.named(f"{{{DC}}}identifier")
        if (e.get("id") or "").strip() == package.unique_identifier
    }
    for source in package.dc("source"):
        if "".join(map(str, source.itertext())).strip() in own:
            yield Problem(package.place(source), "is the preview's own identifier")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_with_preview('<link href="chapter.xhtml"/>\n'),
)
def preview_manifest(package: Package) -> Iterator[Problem]:
    """A preview collection has one ``manifest`` collection."""
    for collection in collections(package, "preview"):
        children = list(collection.iterchildren(f"{{{OPF}}}collection"))
        count = sum("manifest" in (c.get("role") or "").split() for c in children)
        if count != 1:
            yield Problem(package.place(collection), f"{count} manifest collections; add just one")


@rule("RSC-005", sees=Package, versions=("3",), spec=_SPEC, bad=_with_preview(_MANIFEST))
def preview_links_missing(package: Package) -> Iterator[Problem]:
    """A preview collection lists the documents of the preview."""
    for collection in collections(package, "preview"):
        if collection.find(f"{{{OPF}}}link") is None:
            yield Problem(package.place(collection), "add a <link> to each document")


@rule(
    "OPF-075",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_with_preview(_MANIFEST + '<link href="style.css"/>\n'),
)
def preview_link_foreign(package: Package) -> Iterator[Problem]:
    """A preview collection lists content documents only."""
    for collection in collections(package, "preview"):
        for link in collection.iterchildren(f"{{{OPF}}}link"):
            item = package.by_key.get(resolve(link.get("href") or "", package.path).path)
            if item is not None and not is_content(item.media_type, "3"):
                yield Problem(Place(package.path), f"{item.path!r} is {item.media_type!r}")


@rule(
    "OPF-076",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_with_preview(_MANIFEST + '<link href="chapter.xhtml#epubcfi(/4/2)"/>\n'),
)
def preview_link_cfi(package: Package) -> Iterator[Problem]:
    """A preview collection lists whole documents."""
    for collection in collections(package, "preview"):
        for link in collection.iterchildren(f"{{{OPF}}}link"):
            fragment = resolve(link.get("href") or "", package.path).fragment
            if fragment and fragment.startswith("epubcfi("):
                yield Problem(Place(package.path), f"leave out '#{fragment}'")
