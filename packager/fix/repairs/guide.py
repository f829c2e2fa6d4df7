"""Repairs of EPUB 2's guide: what leads nowhere, or is there twice, goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packager.check.finding import Finding
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.paths import path_of


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
