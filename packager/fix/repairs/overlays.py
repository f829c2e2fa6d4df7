"""Repairs of media overlays: what reads a page aloud, and the look of what is being read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packager.check.facts import Overlay
from packager.check.finding import Finding
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair


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
