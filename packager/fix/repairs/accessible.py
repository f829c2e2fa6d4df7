"""Repairs of accessibility metadata: what the book shows of itself, never more than that.

https://www.w3.org/TR/epub-a11y-11/#sec-discovery
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from packager.check.finding import Finding
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.media_types import XHTML

_MISSING = {
    "metadata-accessmode": "accessMode",
    "metadata-accessibilityfeature": "accessibilityFeature",
    "metadata-accessibilityhazard": "accessibilityHazard",
    "metadata-accessibilitysummary": "accessibilitySummary",
    "metadata-accessmodesufficient": "accessModeSufficient",
}


@repair(*_MISSING, stage=7)
def accessibility(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Add the accessibility metadata that are missing, by the images, sounds and headings."""
    images = without_alt = sounds = moving = 0
    headings = formulas = False
    for entry in draft.entries():
        if entry.media_type.startswith("audio/"):
            sounds += 1
        elif entry.media_type.startswith("video/"):
            moving += 1
        tree = draft.tree(entry.path) if entry.media_type == XHTML else None
        if tree is None:
            continue
        for node in tree.root.iter("{*}img", "{*}svg", "{*}video", "{*}math", "{*}h1", "{*}h2"):
            name = str(node.tag).rpartition("}")[2]
            images += name in ("img", "svg")
            without_alt += name == "img" and node.get("alt") is None
            formulas |= name == "math"
            headings |= name in ("h1", "h2")
    modes = (
        ["textual"] + ["visual"] * bool(images or moving) + ["auditory"] * bool(sounds or moving)
    )
    features = ["structuralNavigation"] * headings + ["tableOfContents", "readingOrder"]
    features += ["alternativeText"] * bool(images and not without_alt) + ["MathML"] * formulas
    hazards = ["unknown"] if moving or sounds else ["none"]
    values = {
        "accessMode": modes,
        "accessibilityFeature": features,
        "accessibilityHazard": hazards,
        "accessibilitySummary": [_summary(images, without_alt)],
        "accessModeSufficient": ["textual"]
        if not (without_alt or sounds or moving)
        else [",".join(modes)],
    }
    for finding in findings:
        name = _MISSING[finding.rule]
        for value in values.pop(name, ()):
            if draft.is_epub_2:
                draft.add_meta("meta", "", name=f"schema:{name}", content=value)
            else:
                draft.add_meta("meta", value, property=f"schema:{name}")
            yield Change(draft.opf, f"schema:{name} set to {value!r}", finding.rule)


def _summary(images: int, without_alt: int) -> str:
    if not images:
        return "All of the book is text."
    if without_alt:
        return "Some images have no alternative text."
    return "All images have alternative texts; whether they say enough, nobody has checked."
