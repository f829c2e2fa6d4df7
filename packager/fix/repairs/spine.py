"""Repairs of the spine: what it names, once, and in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from packager.check.facts import OPF
from packager.check.finding import Finding
from packager.fix.draft import Draft, lay
from packager.fix.registry import Change, repair
from packager.media_types import XHTML
from packager.xhtml import local_name


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
        path = draft.real(finding.subject) if finding.subject else ""
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
        if ref.get("linear") == "no" and any(f.subject in ("", path) for f in findings):
            ref.attrib.pop("linear", None)
            draft.touch(draft.opf)
            yield Change(draft.opf, f"{path} is linear", findings[0].rule)
