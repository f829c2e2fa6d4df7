"""Repairs of the manifest: what it lists, as what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packager.check.finding import Finding
from packager.check.load.resource import kind_of
from packager.check.rules.remote import MAY_BE_REMOTE, remote_resources
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.image_formats import media_type_of
from packager.media_types import BY_SUFFIX, NCX, XHTML

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
    for reference in remote_resources(book):
        url = reference.url
        is_listed = reference.use in MAY_BE_REMOTE and reference.source in sources
        if is_listed and url.absolute not in known:
            known.add(url.absolute)
            if book.item(url.absolute) is None:
                media_type = _remote_type(url.absolute, reference.use.value)
                draft.add_item(url.absolute, media_type, href=url.absolute)
                yield Change(draft.opf, f"{url.absolute} listed as {media_type}", findings[0].rule)


def _remote_type(address: str, use: str) -> str:
    suffix = "." + address.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
    if use == "video" and suffix == ".mp4":
        return "video/mp4"
    default = {"video": "video/mp4", "audio": "audio/mpeg", "font": "font/woff"}
    return (
        BY_SUFFIX.get(suffix) or _MORE.get(suffix) or default.get(use, "application/octet-stream")
    )


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
            draft.forget(entry)
            yield Change(draft.opf, f"{entry.path} is listed no more", findings[0].rule)


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


@repair("item-remote", safe=False, stage=6)
def remote_items(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take items out that lie on the web where nothing in the book shows them any more."""
    tree = draft.tree(draft.opf)
    named = [] if tree is None else [tree.at(finding) for finding in findings]
    for entry in draft.entries():
        href = str(entry.element.get("href") or "")
        if any(entry.element is element for element in named):
            draft.forget(entry)
            yield Change(draft.opf, f"{href} is listed no more", findings[0].rule)
