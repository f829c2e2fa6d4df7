"""Repairs of manifest and spine: what they list, as what, with which properties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from packager.check.facts import OPF, Overlay
from packager.check.finding import Finding
from packager.check.load.resource import kind_of
from packager.fix.draft import Draft, lay
from packager.fix.registry import Change, repair
from packager.image_formats import media_type_of
from packager.media_types import BY_SUFFIX, NCX, XHTML
from packager.paths import path_of
from packager.xhtml import local_name

_QUOTED = re.compile(r"'([^']+)'")
# The suffixes that media_types leaves out because packager writes none of them.
_MORE = {
    ".html": XHTML,
    ".htm": XHTML,
    ".mp4v": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogg": "audio/ogg",
    ".vtt": "text/vtt",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
    ".json": "application/json",
    ".txt": "text/plain",
}
_PREFERRED = {
    "application/xhtml": XHTML,
    "text/html": XHTML,
    "text/xhtml": XHTML,
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/svg": "image/svg+xml",
    "text/xml": "",
    "application/ncx+xml": NCX,
    "application/x-css": "text/css",
    "audio/mp3": "audio/mpeg",
    "text/x-oeb1-css": "text/css",
    "text/x-oeb1-document": XHTML,
}


def media_type_for(path: str, data: bytes) -> str:
    """Return the media type of a file: by its bytes where they tell, else by its suffix."""
    suffix = "." + path.rpartition(".")[2].lower()
    shown = media_type_of(data[:8192]) if not data.startswith(b"PK") else ""
    if shown.startswith("image/"):
        return shown
    by_suffix = BY_SUFFIX.get(suffix) or _MORE.get(suffix, "")
    return by_suffix or kind_of(data[:64]) or "application/octet-stream"


@repair(
    "reference-target-undeclared",
    "remote-resource-undeclared",
    "file-in-manifest",
    stage=3,
)
def items_added(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """List files that are referred to, and remote sounds, films and fonts, in the manifest."""
    book = draft.book
    if book is None:
        return
    sources = {finding.path for finding in findings}
    known = {entry.path for entry in draft.entries()}
    for reference in book.references:
        url = reference.url
        if reference.source not in sources:
            continue
        path = draft.real(url.path)
        if url.is_local and path in draft.files and path not in known:
            if path.startswith("META-INF/") or path in ("mimetype", draft.opf):
                continue
            known.add(path)
            media_type = media_type_for(path, draft.files[path])
            draft.add_item(path, media_type)
            yield Change(draft.opf, f"{path} listed as {media_type}", findings[0].rule)
        elif url.is_remote and url.absolute not in known and book.item(url.absolute) is None:
            if not any(_names(finding, url.written) for finding in findings):
                continue
            known.add(url.absolute)
            media_type = _remote_type(url.absolute, reference.use.value)
            draft.add_item(url.absolute, media_type, href=url.absolute)
            yield Change(draft.opf, f"{url.absolute} listed as {media_type}", findings[0].rule)


def _names(finding: Finding, written: str) -> bool:
    return written in finding.message


def _remote_type(address: str, use: str) -> str:
    suffix = "." + address.rpartition("#")[0].rpartition(".")[2].lower()
    suffix = "." + address.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
    if use == "video" and suffix == ".mp4":
        return "video/mp4"
    default = {"video": "video/mp4", "audio": "audio/mpeg", "font": "font/woff"}
    return (
        BY_SUFFIX.get(suffix) or _MORE.get(suffix) or default.get(use, "application/octet-stream")
    )


@repair("property-missing", "stylesheet-property-missing", stage=7)
def properties_added(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Add the properties that a file's contents ask for: ``svg``, ``scripted``, ``mathml`` ….

    https://www.w3.org/TR/epub-33/#app-item-properties-vocab
    """
    for finding in findings:
        entry, word = draft.entry(finding.path), _QUOTED.search(finding.message)
        if entry is not None and word is not None and word[1] not in entry.properties:
            draft.set_properties(entry, (*entry.properties, word[1]))
            yield Change(draft.opf, f"{finding.path} has {word[1]}", finding.rule)


@repair(
    "property-superfluous",
    "remote-property-superfluous",
    "stylesheet-remote-property-superfluous",
    "index-property-superfluous",
    stage=7,
)
def properties_removed(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take away the properties that say what a file does not hold."""
    for finding in findings:
        entry = draft.entry(finding.path)
        if entry is None:
            continue
        said = "remote-resources" if "remote" in finding.rule else finding.message
        gone = [word for word in entry.properties if re.search(rf"\b{re.escape(word)}\b", said)]
        if gone:
            draft.set_properties(entry, [word for word in entry.properties if word not in gone])
            yield Change(draft.opf, f"{finding.path} has no {' '.join(gone)}", finding.rule)


@repair("item-property-type", "property-known", "property-form", "property-single", stage=7)
def properties_unknown(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take away properties that nobody knows or that are for files of another kind."""
    tree = draft.tree(draft.opf)
    if tree is None:
        return
    for finding in findings:
        element, word = tree.at(finding), _QUOTED.search(finding.message)
        if element is None or word is None:
            continue
        name = "properties" if element.get("properties") else "rel"
        words = str(element.get(name) or "").split()
        if word[1] in words:
            kept = " ".join(w for w in words if w != word[1])
            if kept:
                element.set(name, kept)
            else:
                element.attrib.pop(name, None)
            draft.touch(draft.opf)
            yield Change(draft.opf, f"the property {word[1]} taken away", finding.rule)


@repair("nav-item-once", "cover-item-once", stage=4)
def property_once(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Leave ``nav`` and ``cover-image`` on the first item that has it."""
    for word in ("nav", "cover-image"):
        for entry in [entry for entry in draft.entries() if word in entry.properties][1:]:
            draft.set_properties(entry, [w for w in entry.properties if w != word])
            yield Change(draft.opf, f"{entry.path} is not {word} too", findings[0].rule)


@repair(
    "declared-type-differs",
    "image-type",
    "item-type-deprecated",
    "item-type-preferred",
    "item-not-html",
    "spine-item-type",
    "spine-item-fallback",
    "oebps-css-type",
    "oebps-document-type",
    "nav-item-xhtml",
    "foreign-resource-without-fallback",
    "item-values",
    "package-content-model",
    "obfuscated-font",
    "reference-target-type",
    uncovers=True,
    stage=3,
)
def media_types(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Declare files as what their bytes show, or what their suffix says where the type is none."""
    oebps = any(finding.rule == "oebps-css-type" for finding in findings)
    for entry in draft.entries():
        data = draft.files.get(entry.path)
        if data is None:
            continue
        wanted = media_type_for(entry.path, data)
        if oebps and entry.media_type == "text/css":
            wanted = "text/x-oeb1-css"
        elif not _is_wrong(entry.media_type, wanted):
            continue
        if wanted not in (entry.media_type, "application/octet-stream"):
            entry.element.set("media-type", wanted)
            draft.touch(draft.opf)
            yield Change(draft.opf, f"{entry.path} is {wanted}", findings[0].rule)


def _is_wrong(declared: str, wanted: str) -> bool:
    """Return whether a declared type is none, deprecated, or denied by the bytes."""
    if declared in _PREFERRED or "/" not in declared:
        return True
    images = declared.startswith("image/") or declared in ("application/octet-stream", "text/plain")
    return images and wanted.startswith("image/") and wanted != declared


@repair("manifest-item-missing", "manifest-without-package", stage=6)
def items_removed(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take items out whose file is not in the book, and the package document's own."""
    for entry in draft.entries():
        if entry.path and (entry.path not in draft.files or entry.path == draft.opf):
            _forget(draft, entry.id)
            draft.remove(entry.element)
            yield Change(draft.opf, f"{entry.path} is listed no more", findings[0].rule)


def _forget(draft: Draft, id_: str) -> None:
    """Take out what names a manifest item that goes."""
    package = draft.package
    for node in [] if package is None or not id_ else list(package.iter()):
        if node.get("idref") == id_ or node.get("refines") == f"#{id_}":
            draft.remove(node)
        for name in ("fallback", "media-overlay", "toc"):
            if node.get(name) == id_:
                node.attrib.pop(name, None)


@repair("item-file-once", stage=3)
def items_once(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """List each file once; what named the other items names the first."""
    package = draft.package
    first: dict[str, str] = {}
    for entry in draft.entries():
        if not entry.path or entry.path not in first:
            first[entry.path] = entry.id
            continue
        for node in [] if package is None else list(package.iter()):
            for name in ("idref", "fallback", "media-overlay", "toc"):
                if node.get(name) == entry.id:
                    node.set(name, first[entry.path])
        draft.remove(entry.element)
        yield Change(draft.opf, f"{entry.path} is listed once", findings[0].rule)


@repair("spine-item-found", "spine-item-once", "spine-item-once-2", "spine-idref", stage=4)
def itemrefs(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take out of the spine what names no item, or one that it names before."""
    spine = draft.part("spine")
    seen: set[str] = set()
    ids = {entry.id for entry in draft.entries()}
    for ref in [] if spine is None else list(spine):
        if local_name(ref) != "itemref":
            continue
        idref = str(ref.get("idref") or "")
        if idref not in ids or idref in seen:
            draft.remove(ref)
            yield Change(draft.opf, f"itemref {idref!r} taken out", findings[0].rule)
        seen.add(idref)


@repair("link-outside-spine", "search-key-outside-spine", stage=6)
def spine_completed(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Put pages that links lead to into the spine, behind the others and not linear."""
    spine = draft.part("spine")
    in_spine = set(draft.spine_paths())
    for finding in findings:
        word = _QUOTED.search(finding.message)
        path = draft.real(word[1]) if word else ""
        entry = draft.entry(path) if path else None
        if spine is None or entry is None or path in in_spine or entry.media_type != XHTML:
            continue
        in_spine.add(path)
        ref = etree.SubElement(spine, f"{{{OPF}}}itemref")
        ref.set("idref", entry.id)
        if len(in_spine) > 1:  # something has to be read in order
            ref.set("linear", "no")
        lay(ref)
        draft.touch(draft.opf)
        yield Change(draft.opf, f"{path} is in the spine", finding.rule)


@repair("spine-nonlinear-reachable", "spine-linear", safe=False, stage=7)
def spine_linear(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Let pages that no link leads to be read in their place."""
    spine = draft.part("spine")
    paths = {entry.id: entry.path for entry in draft.entries()}
    for ref in [] if spine is None else spine:
        path = paths.get(str(ref.get("idref") or ""), "")
        if ref.get("linear") == "no" and any(path in f.message or not f.message for f in findings):
            ref.attrib.pop("linear", None)
            draft.touch(draft.opf)
            yield Change(draft.opf, f"{path} is linear", findings[0].rule)


@repair("fallback-found", "fallback-no-circle", "fallback-style-found", stage=4)
def fallbacks(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take away a fallback that names no item or leads back to where it began."""
    chains = {entry.id: str(entry.element.get("fallback") or "") for entry in draft.entries()}
    for entry in draft.entries():
        for name in ("fallback", "fallback-style"):
            target = str(entry.element.get(name) or "")
            if not target:
                continue
            seen, step = {entry.id}, target
            while step and step not in seen:
                seen.add(step)
                step = chains.get(step, "")
            if target not in chains or (name == "fallback" and step):
                entry.element.attrib.pop(name, None)
                chains[entry.id] = ""
                draft.touch(draft.opf)
                yield Change(draft.opf, f"{entry.path} has no {name} {target!r}", findings[0].rule)


@repair(
    "guide-in-manifest",
    "guide-found",
    "guide-fragment",
    "guide-to-content",
    "guide-to-core",
    "guide-declared",
    "guide-inside",
    "guide-distinct",
    stage=5,
)
def guide(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take out of the guide what leads nowhere or is there twice; readers need none of it."""
    part, tree = draft.part("guide"), draft.tree(draft.opf)
    if part is None or tree is None:
        return
    named = [element for finding in findings if (element := tree.at(finding)) is not None]
    seen: set[tuple[str, str]] = set()
    for reference in list(part):
        href = str(reference.get("href") or "")
        path = draft.real(path_of(href, draft.opf))
        key = (str(reference.get("type") or ""), href)
        if (
            path not in draft.files
            or draft.entry(path) is None
            or key in seen
            or reference in named
        ):
            draft.remove(reference)
            yield Change(draft.opf, f"guide entry {href!r} taken out", findings[0].rule)
        seen.add(key)
    if len(part) == 0:
        draft.remove(part)


@repair("overlay-attribute-missing", "overlay-attribute-wrong", stage=5)
def overlays(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Name for each page the overlay that reads it."""
    book = draft.book
    if book is None:
        return
    for reference in book.references:
        summary = book.summaries.get(reference.source)
        if (
            summary is None
            or summary.kind is not Overlay
            or not reference.use.startswith("overlay-text")
        ):
            continue
        page, overlay = draft.entry(reference.url.path), draft.entry(reference.source)
        if page is None or overlay is None or page.element.get("media-overlay") == overlay.id:
            continue
        page.element.set("media-overlay", overlay.id)
        draft.touch(draft.opf)
        yield Change(draft.opf, f"{page.path} is read by {overlay.path}", findings[0].rule)


@repair("item-remote", safe=False, stage=6)
def remote_items(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take items out that lie on the web where nothing in the book shows them any more."""
    for entry in draft.entries():
        href = str(entry.element.get("href") or "")
        if "://" in href and any(href in finding.message for finding in findings):
            _forget(draft, entry.id)
            draft.remove(entry.element)
            yield Change(draft.opf, f"{href} is listed no more", findings[0].rule)
