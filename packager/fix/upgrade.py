"""EPUB 2 made EPUB 3: the package rewritten, a navigation document beside the NCX.

The NCX and the guide stay for readers of old. What the pages then have too much (attributes,
document types), the repairs mend. https://www.w3.org/TR/epub-33/#sec-package-doc
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC

from lxml import etree

from packager.check.facts import OPF
from packager.fix.draft import Draft
from packager.fix.outline import nav_page, outline_of
from packager.fix.registry import Change
from packager.fix.tree import Element
from packager.media_types import XHTML
from packager.xhtml import drop, local_name

RULE = "epub-3"
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*>\s*", re.IGNORECASE)


def upgrade(draft: Draft) -> Iterator[Change]:
    """Make an EPUB 2 an EPUB 3 and yield what was done; any other book stays as it is."""
    package, metadata = draft.package, draft.part("metadata")
    if package is None or metadata is None or not draft.is_epub_2:
        return
    points = outline_of(draft, without="nav")
    if not points:
        return
    for wrapper in [c for c in metadata if local_name(c) in ("dc-metadata", "x-metadata")]:
        for child in list(wrapper):
            wrapper.addprevious(child)
        drop(wrapper)
    package.set("version", "3.0")
    yield Change(draft.opf, "version set to 3.0", RULE)
    for element in list(metadata.iter(etree.Element)):
        _refine(draft, metadata, element)
    _dates(draft)
    yield Change(draft.opf, "roles, sort names and dates written as EPUB 3 has them", RULE)
    cover = next((m for m in metadata if m.get("name") == "cover"), None)
    for entry in draft.entries():
        if cover is not None and entry.id == cover.get("content"):
            draft.set_properties(entry, (*entry.properties, "cover-image"))
        tree = draft.tree(entry.path) if entry.media_type == XHTML else None
        if tree is not None and _DOCTYPE.search(tree.prolog):
            tree.prolog = _DOCTYPE.sub("<!DOCTYPE html>\n", tree.prolog, count=1)
            draft.touch(entry.path)
            yield Change(entry.path, "document type of HTML written", RULE)
    folder = draft.opf.rpartition("/")[0]
    path, number = f"{folder}/nav.xhtml".lstrip("/"), 1
    while path in draft.files:
        number += 1
        path = f"{folder}/nav-{number}.xhtml".lstrip("/")
    title = next((str(e.text).strip() for e in draft.dc("title") if (e.text or "").strip()), "")
    language = next((str(e.text).strip() for e in draft.dc("language") if e.text), "und")
    draft.put(path, nav_page(points, path, title or "Contents", language).encode())
    draft.add_item(path, XHTML, "nav")
    yield Change(path, "made from the NCX or the headings", RULE)


def _refine(draft: Draft, metadata: Element, element: Element) -> None:
    """Write EPUB 2's attributes of a metadata element as metas that refine it."""
    for key in ("role", "file-as", "scheme", "event"):
        value = element.get(f"{{{OPF}}}{key}")
        if value is None:
            continue
        if key in ("role", "file-as"):
            if not element.get("id"):
                element.set("id", draft.free_id(local_name(element)))
            attributes = {"refines": f"#{element.get('id')}", "property": key}
            if key == "role":
                attributes["scheme"] = "marc:relators"
            meta = draft.add_meta("meta", str(value), **attributes)
            if meta is not None:
                metadata.remove(meta)
                meta.tail = element.tail
                element.addnext(meta)
        if key != "event":
            del element.attrib[f"{{{OPF}}}{key}"]


def _dates(draft: Draft) -> None:
    """Leave the one date of publication; that of the last change becomes ``dcterms:modified``."""
    event = f"{{{OPF}}}event"
    stamp = draft.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = draft.dc("date")
    rank = {"publication": 0, "original-publication": 1, None: 2}
    kept = min(found, key=lambda e: rank.get(e.get(event), 3), default=None)
    for element in found:
        if element is kept:
            element.attrib.pop(event, None)
        else:
            draft.remove(element)
    draft.add_meta("meta", stamp, property="dcterms:modified")
