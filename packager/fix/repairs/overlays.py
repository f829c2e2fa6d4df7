"""Repairs of media overlays: what reads a page aloud, and the look of what is being read."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from lxml import etree

from packager.check.facts import OPF, Overlay
from packager.check.finding import Finding
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.media_types import CSS
from packager.paths import href_between
from packager.xhtml import XHTML, local_name


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


@repair("overlay-style-missing", stage=7)
def overlay_styles(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Give the classes of what is read aloud a look on the pages that have no style sheet.

    Underlined, since a colour would be lost on grey e-ink or in dark mode.
    https://www.w3.org/TR/epub-33/#sec-docs-assoc-style
    """
    metadata = draft.part("metadata")
    metas = [] if metadata is None else metadata.iter(f"{{{OPF}}}meta")
    names = [
        (meta.text or "").strip()
        for meta in metas
        if meta.get("property") in ("media:active-class", "media:playback-active-class")
    ]
    css = "".join(f".{name} {{ text-decoration: underline }}\n" for name in names if name)
    sheet = ""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None or not css:
            continue
        if local_name(tree.root) == "svg":
            style = etree.Element(f"{str(tree.root.tag).rpartition('}')[0]}}}style")
            style.text, style.tail = css, "\n"
            tree.root.insert(0, style)
        elif (head := tree.root.find(f"{{{XHTML}}}head")) is not None:
            if not sheet:
                sheet = draft.free_path(posixpath.dirname(draft.opf), "overlay.css")
                draft.put(sheet, css.encode())
                draft.add_item(sheet, CSS)
            link = etree.SubElement(head, f"{{{XHTML}}}link", rel="stylesheet", type=CSS)
            link.set("href", href_between(path, sheet))
            link.tail = "\n"
        else:
            continue
        draft.touch(path)
        yield Change(path, "a style for what is read aloud added", findings[0].rule)
