"""Repairs of several renditions in one book, and of data navigation (regions of a page).

https://www.w3.org/TR/epub-multi-rend-11/ and https://idpf.org/epub/renditions/region-nav/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC

from lxml import etree

from packager.check.finding import Finding
from packager.check.load.url import resolve
from packager.fix.draft import Draft, lay
from packager.fix.registry import Change, repair
from packager.media_types import XHTML as PAGE
from packager.xhtml import EPUB, drop, local_name

_TYPE = f"{{{EPUB}}}type"
_RENDITION = "http://www.idpf.org/2013/rendition"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@repair("renditions-modified", stage=3)
def renditions_modified(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Say of the whole when it was changed: the latest that its packages say."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        said = [m for m in tree.named("meta") if m.get("property") == "dcterms:modified"]
        times = [(m.text or "").strip() for m in said]
        for package in (p for p in draft.files if p.lower().endswith(".opf")):
            inner = draft.tree(package)
            metas = [] if inner is None else inner.named("meta")
            times += [
                (m.text or "").strip() for m in metas if m.get("property") == "dcterms:modified"
            ]
        now = draft.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        stamp = max((time for time in times if _TIME.fullmatch(time)), default=now)
        for extra in said[1:]:
            draft.remove(extra, path)
        if said:
            said[0].text = stamp
        else:
            space = str(tree.root.tag).rpartition("}")[0]
            made = etree.SubElement(tree.root, f"{space}}}meta", property="dcterms:modified")
            made.text = stamp
            lay(made)
        draft.touch(path)
        yield Change(path, f"dcterms:modified set to {stamp}", findings[0].rule)


@repair("rendition-attribute-value", safe=False, stage=4)
def rendition_attributes(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take a condition away that no reader understands; what the package says of itself stays."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        key = f"{{{_RENDITION}}}media"
        if element is None or element.get(key) is None:
            continue
        value = element.attrib.pop(key)
        if not any(str(name).startswith(f"{{{_RENDITION}}}") for name in element.attrib):
            inner = draft.tree(resolve(str(element.get("full-path") or ""), "").path)
            metas = [] if inner is None else inner.named("meta")
            said = [m.text for m in metas if m.get("property") == "rendition:layout"]
            element.set(f"{{{_RENDITION}}}layout", (said[0] if said else None) or "reflowable")
        draft.touch(finding.path)
        yield Change(finding.path, f"rendition:media {value!r} taken away", finding.rule)


@repair("rendition-mapping-type", stage=4)
def mapping_type(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Declare a mapping of renditions as the XHTML that it is."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        if element is None:
            continue
        page = draft.tree(resolve(str(element.get("href") or ""), "").path)
        if page is not None and local_name(page.root) == "html":
            element.set("media-type", PAGE)
            draft.touch(finding.path)
            yield Change(finding.path, f"{element.get('href')} is {PAGE}", finding.rule)


@repair("rendition-resource-map", safe=False, stage=4)
def resource_map(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Call the only list of a mapping the ``resource-map`` that it has to be."""
    for finding in findings:
        tree = draft.tree(finding.path)
        navs = [] if tree is None else tree.named("nav")
        if len(navs) == 1:
            navs[0].set(_TYPE, "resource-map")
            draft.touch(finding.path)
            yield Change(finding.path, "the nav is the resource-map", finding.rule)


@repair("region-based-elsewhere", stage=5)
def region_based(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take ``region-based`` off what is no list of a data navigation document."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        words = [] if element is None else str(element.get(_TYPE) or "").split()
        if element is None or "region-based" not in words:
            continue
        left = " ".join(word for word in words if word != "region-based")
        if left:
            element.set(_TYPE, left)
        else:
            del element.attrib[_TYPE]
        draft.touch(finding.path)
        yield Change(finding.path, "region-based taken off", finding.rule)


@repair("data-nav-type", "region-target-reflows", safe=False, stage=6)
def data_navigation(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take out lists of data navigation that say nothing, and regions of pages that have none.

    Where nothing is left, the document goes: it is not read, only looked things up in.
    """
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        if tree is None or element is None:
            continue
        gone = element
        while (parent := gone.getparent()) is not None and local_name(gone) != "nav":
            if local_name(gone) == "li" and len(parent) > 1:
                break
            gone = parent
        if local_name(gone) not in ("nav", "li"):
            continue
        drop(gone)
        draft.touch(finding.path)
        yield Change(finding.path, f"<{local_name(gone)}> taken out", finding.rule)
        entry = draft.entry(finding.path)
        if not tree.named("nav") and entry is not None and "data-nav" in entry.properties:
            draft.remove(entry.element)
            draft.discard(finding.path)
            yield Change(finding.path, "the empty data navigation taken out", finding.rule)
