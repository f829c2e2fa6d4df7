"""Repairs of the properties of manifest items: what a file's contents ask for, no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packager.check.finding import Finding
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair


@repair("property-missing", "stylesheet-property-missing", stage=7)
def properties_added(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Add the properties that a file's contents ask for: ``svg``, ``scripted``, ``mathml`` ….

    https://www.w3.org/TR/epub-33/#app-item-properties-vocab
    """
    for finding in findings:
        entry, word = draft.entry(finding.path), finding.subject or "remote-resources"
        if entry is not None and word not in entry.properties:
            draft.set_properties(entry, (*entry.properties, word))
            yield Change(draft.opf, f"{finding.path} has {word}", finding.rule)


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
        named = (finding.subject or "remote-resources").split()
        gone = [word for word in entry.properties if word in named]
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
        element, unknown = tree.at(finding), finding.subject
        if element is None or not unknown:
            continue
        name = "properties" if element.get("properties") else "rel"
        words = str(element.get(name) or "").split()
        if unknown in words:
            kept = " ".join(word for word in words if word != unknown)
            if kept:
                element.set(name, kept)
            else:
                element.attrib.pop(name, None)
            draft.touch(draft.opf)
            yield Change(draft.opf, f"the property {unknown} taken away", finding.rule)


@repair("nav-item-once", "cover-item-once", stage=4)
def property_once(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Leave ``nav`` and ``cover-image`` on the first item that has it."""
    for word in ("nav", "cover-image"):
        for entry in [entry for entry in draft.entries() if word in entry.properties][1:]:
            draft.set_properties(entry, [w for w in entry.properties if w != word])
            yield Change(draft.opf, f"{entry.path} is not {word} too", findings[0].rule)
