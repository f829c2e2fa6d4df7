"""Repairs of the properties of manifest items: what a file's contents ask for, no more."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from lxml import etree

from packager.check.facts import Use
from packager.check.finding import Finding
from packager.check.rules.remote import remote_resources
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.fix.tree import Element
from packager.media_types import CSS
from packager.paths import href_between
from packager.xhtml import XHTML

_REMOTE = "remote-resources"


def remote_styles(
    draft: Draft, findings: Sequence[Finding]
) -> Generator[Change, None, frozenset[str]]:
    """Move ``style`` elements that load remote fonts to style sheets; return the pages' paths.

    EPUBCheck 5.3 asks for ``remote-resources`` at a page whose own style loads a font (OPF-014),
    and, where it stands there, finds nothing that it would be for (OPF-018). At a style sheet it
    is sound.
    """
    book = draft.book
    if book is None:
        return frozenset()
    wanted = {finding.path for finding in findings if finding.subject in ("", _REMOTE)}
    uses: dict[str, set[Use]] = {}
    for reference in remote_resources(book):
        uses.setdefault(reference.source, set()).add(reference.use)
    moved = set[str]()
    for path in sorted(wanted):
        tree = draft.tree(path)
        if tree is None or not uses.get(path) or not uses[path] <= {Use.FONT, Use.CSS_URL}:
            continue
        for style in list(tree.root.iter(f"{{{XHTML}}}style")):
            if "://" in (style.text or ""):
                sheet = _as_sheet(draft, path, style)
                moved.add(path)
                yield Change(
                    path, f"a style that loads remote fonts moved to {sheet}", "property-missing"
                )
    return frozenset(moved)


def _as_sheet(draft: Draft, path: str, style: Element) -> str:
    """Put what a ``style`` element says into a file beside the page, linked in its place."""
    folder, _, name = path.rpartition("/")
    sheet = draft.free_path(folder, f"{name.partition('.')[0]}.css")
    draft.put(sheet, (style.text or "").strip().encode() + b"\n")
    draft.add_item(sheet, CSS, _REMOTE)
    link = etree.Element(f"{{{XHTML}}}link", rel="stylesheet", type=CSS)
    link.set("href", href_between(path, sheet))
    if style.get("media"):
        link.set("media", str(style.get("media")))
    link.tail, style.tail = style.tail, None
    parent = style.getparent()
    if parent is not None:
        parent.replace(style, link)
    draft.touch(path)
    return sheet


@repair("property-missing", "stylesheet-property-missing", stage=7)
def properties_added(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Add the properties that a file's contents ask for: ``svg``, ``scripted``, ``mathml`` ….

    https://www.w3.org/TR/epub-33/#app-item-properties-vocab
    """
    moved = yield from remote_styles(draft, findings)
    for finding in findings:
        entry, word = draft.entry(finding.path), finding.subject or _REMOTE
        if word == _REMOTE and finding.path in moved:
            continue
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
    yield from remote_styles(draft, findings)
    for finding in findings:
        entry = draft.entry(finding.path)
        if entry is None:
            continue
        named = (finding.subject or _REMOTE).split()
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
