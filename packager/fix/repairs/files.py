"""Repairs of single files: names that systems refuse, images that readers need not know."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from lxml import etree

from packager.check.finding import Finding
from packager.check.load.css import decode
from packager.check.load.url import resolve
from packager.errors import SourceError
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.image_formats import media_type_of
from packager.media_types import CORE_IMAGES, XHTML, suffix_for
from packager.paths import href_between

_HREFS = ("href", "src", "{http://www.w3.org/1999/xlink}href", "data", "poster")
_URL = re.compile(r"""(url\(\s*)(["']?)(.*?)\2(\s*\))""")
_BAD = re.compile(r"""[\s<>"*:?\\|\x00-\x1f\x7f]+""")
_APPLE_PIXELS = 4_000_000  # https://help.apple.com/itc/booksassetguide/: no image above that


@repair(
    "file-name-spaces",
    "item-name-spaces",
    "file-name-characters",
    "item-name-characters",
    "file-name-ends-in-dot",
    "item-name-ends-in-dot",
    "file-names-distinct",
    stage=8,
)
def file_names(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Give files names that every system takes; all that refers to them follows.

    https://www.w3.org/TR/epub-33/#sec-container-filenames
    """
    rule = findings[0].rule
    seen: set[str] = set()
    for path in list(draft.files):
        folder, _, name = path.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        clean = _BAD.sub("-", stem or suffix).strip("-") or "file"
        wanted = f"{clean}{dot if stem else ''}{_BAD.sub('-', suffix) if stem else ''}".rstrip(".")
        new = posixpath.join(folder, wanted)
        number = 1
        while _folded(new) in seen or (new != path and new in draft.files):
            number += 1
            tail = f".{suffix}" if stem else ""
            new = posixpath.join(folder, f"{clean}-{number}{tail}")
        seen.add(_folded(new))
        if new != path and path not in ("mimetype", draft.opf):
            _move(draft, path, new)
            yield Change(path, f"named {new}", rule)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


@repair("foreign-resource-without-fallback", "image-type", "image-pixels", "image-sides",
        "picture-image-foreign", stage=8)  # fmt: skip
def images(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write images of other kinds as PNG or JPEG, and scale down those that a shop refuses."""
    from packager.images import prepare

    for entry in draft.entries():
        data = draft.files.get(entry.path)
        kind = "" if data is None else media_type_of(data)
        if data is None or not kind.startswith("image/") or kind == "image/svg+xml":
            continue
        too_large = any(f.path == entry.path for f in findings if f.rule.startswith("image-"))
        if kind in CORE_IMAGES and not (too_large and entry.media_type == kind):
            continue
        try:
            asset, _ = prepare(data, entry.path, max_pixels=_APPLE_PIXELS)
        except SourceError:
            continue  # its own finding stays
        if asset.data == data or not asset.media_type:
            continue
        new = entry.path
        if asset.media_type != entry.media_type:
            entry.element.set("media-type", asset.media_type)
            stem = entry.path.rpartition(".")[0] or entry.path
            new, number = stem + suffix_for(asset.media_type), 1
            while new in draft.files and new != entry.path:
                number += 1
                new = f"{stem}-{number}{suffix_for(asset.media_type)}"
            draft.touch(draft.opf)
        draft.put(entry.path, asset.data)
        if new != entry.path:
            _move(draft, entry.path, new)
        yield Change(entry.path, f"written as {asset.media_type}: {new}", findings[0].rule)


def _move(draft: Draft, old: str, new: str) -> None:
    """Give a file another name in its folder, and let what refers to it follow."""
    sources = {draft.opf, *(e.path for e in draft.entries() if e.media_type.endswith("xml"))}
    for base in sources:
        tree = draft.tree(base)
        for node in [] if tree is None else tree.root.iter(etree.Element):
            for key in _HREFS:
                href = node.get(key)
                url = None if href is None else resolve(str(href), base)
                if url is None or not url.is_local or url.path != old or str(href).startswith("#"):
                    continue
                fragment = unquote(str(href).partition("#")[2])
                # A file that is renamed stays in its folder: its own hrefs hold.
                node.set(key, href_between(base, new, fragment))
                draft.touch(base)
    for path, data in list(draft.files.items()):
        if path.lower().endswith(".css"):
            text = decode(data)[0]

            def named(match: re.Match[str], base: str = path) -> str:
                if resolve(match[3], base).path != old:
                    return match[0]
                return f"{match[1]}{match[2]}{href_between(base, new)}{match[2]}{match[4]}"

            written = _URL.sub(named, text)
            if written != text:
                draft.put(path, written.encode())
    draft.rename(old, new)


@repair("image-header", "image-readable", safe=False, stage=6)
def broken_images(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take out images that cannot be opened, with what shows them; nobody sees them."""
    for path in dict.fromkeys(finding.path for finding in findings):
        entry = draft.entry(path)
        if entry is None or not entry.media_type.startswith("image/"):
            continue
        for page in [e.path for e in draft.entries() if e.media_type == XHTML]:
            tree = draft.tree(page)
            for node in [] if tree is None else tree.named("img"):
                if draft.real(resolve(str(node.get("src") or ""), page).path) == entry.path:
                    draft.remove(node, page)
        draft.forget(entry)
        draft.discard(entry.path)
        yield Change(path, "an image that cannot be opened taken out", findings[0].rule)
