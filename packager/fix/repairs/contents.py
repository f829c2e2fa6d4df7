"""Repairs of the contents: navigation document and NCX, made from each other or from headings."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from packager.check.facts import OPF
from packager.check.finding import Finding
from packager.fix.draft import Draft
from packager.fix.outline import nav_list, nav_page, ncx_file, outline_of, start_of_text
from packager.fix.registry import Change, repair
from packager.fix.tree import root_of
from packager.media_types import NCX, XHTML
from packager.xhtml import EPUB, local_name

_TYPE = f"{{{EPUB}}}type"


def _identifier(draft: Draft) -> str:
    package = draft.package
    wanted = None if package is None else package.get("unique-identifier")
    found = draft.dc("identifier")
    named = [e for e in found if e.get("id") == wanted] or found
    return (named[0].text or "").strip() if named else ""


def _title(draft: Draft) -> str:
    return next((t for e in draft.dc("title") if (t := (e.text or "").strip())), "Contents")


def _free(draft: Draft, name: str) -> str:
    """Return a path beside the package document that the book has not yet."""
    return draft.free_path(posixpath.dirname(draft.opf), name)


@repair("ncx-identifier", "ncx-identifier-spaces", stage=6)
def ncx_identifier(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write the book's identifier into the NCX."""
    wanted = _identifier(draft)
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        for meta in [] if tree is None or not wanted else tree.named("meta"):
            if meta.get("name") == "dtb:uid" and meta.get("content") != wanted:
                meta.set("content", wanted)
                draft.touch(path)
                yield Change(path, f"dtb:uid set to {wanted}", findings[0].rule)


@repair("ncx-play-order", stage=6)
def play_order(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Give the entries of the NCX new numbers; those that lead to one place share one."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        numbers: dict[str, int] = {}
        for node in tree.root.iter("{*}navPoint", "{*}pageTarget", "{*}navTarget"):
            content = next((c for c in node if local_name(c) == "content"), None)
            src = "" if content is None else str(content.get("src") or "")
            node.set("playOrder", str(numbers.setdefault(src, len(numbers) + 1)))
        draft.touch(path)
        yield Change(path, "entries numbered anew", findings[0].rule)


@repair(
    "spine-toc-ncx",
    "spine-toc-named",
    "package-content-model",
    "item-checked",
    "spine-idref",
    stage=6,
)
def spine_toc(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Let the spine's ``toc`` name the NCX; an EPUB 2 without one gets one."""
    spine = draft.part("spine")
    if spine is None:
        return
    ncx = next((entry for entry in draft.entries() if entry.media_type == NCX), None)
    toc = spine.get("toc")
    if ncx is not None:
        if toc != ncx.id and (toc is not None or draft.is_epub_2 or _asks_for_toc(findings)):
            spine.set("toc", ncx.id)
            draft.touch(draft.opf)
            yield Change(draft.opf, f"toc of the spine names {ncx.path}", findings[0].rule)
        return
    points = outline_of(draft, without="ncx") if draft.is_epub_2 else []
    if points:
        path = _free(draft, "toc.ncx")
        draft.put(path, ncx_file(points, path, _title(draft), _identifier(draft)).encode())
        spine.set("toc", draft.add_item(path, NCX))
        yield Change(path, "made from the headings of the pages", findings[0].rule)
    elif toc is not None:
        spine.attrib.pop("toc")
        draft.touch(draft.opf)
        yield Change(draft.opf, f"toc {toc!r} of the spine taken away", findings[0].rule)


def _asks_for_toc(findings: Sequence[Finding]) -> bool:
    return any(finding.rule.startswith("spine-toc") for finding in findings)


@repair("page-map-found", stage=3)
def page_map(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take away a page map that is none; it was Adobe's own and no reader asks for it today."""
    spine = draft.part("spine")
    if spine is not None and spine.get("page-map") is not None:
        spine.attrib.pop("page-map")
        draft.touch(draft.opf)
        yield Change(draft.opf, "page-map of the spine taken away", findings[0].rule)


@repair("nav-item-once", "nav-item-xhtml", uncovers=True, stage=6)
def nav_made(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Give an EPUB 3 without a navigation document one: a page's, the NCX's, or the headings'."""
    if draft.is_epub_2 or any("nav" in e.properties for e in draft.entries()):
        return
    for entry in draft.entries():
        tree = draft.tree(entry.path) if entry.media_type == XHTML else None
        if tree is not None and any("toc" in str(n.get(_TYPE) or "") for n in tree.named("nav")):
            draft.set_properties(entry, (*entry.properties, "nav"))
            yield Change(draft.opf, f"{entry.path} is the navigation document", findings[0].rule)
            return
    points = outline_of(draft, without="nav")
    if points:
        path = _free(draft, "nav.xhtml")
        language = next((str(e.text) for e in draft.dc("language") if e.text), "und")
        draft.put(path, nav_page(points, path, _title(draft), language).encode())
        draft.add_item(path, XHTML, "nav")
        yield Change(path, "made from the NCX or the headings", findings[0].rule)


@repair("nav-elements", "nav-items", "nav-labels", "nav-types-once", "contents-exist", stage=6)
def nav_rebuilt(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write the list of the contents anew from its own links, else from the NCX or headings."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        navs = tree.named("nav")
        if navs and not any("toc" in str(n.get(_TYPE) or "").split() for n in navs):
            bare = [n for n in navs if n.get(_TYPE) is None]
            if bare:
                bare[0].set(_TYPE, "toc")
                draft.touch(path)
                yield Change(path, "the first nav is the contents", findings[0].rule)
        toc = next((n for n in navs if "toc" in str(n.get(_TYPE) or "").split()), None)
        points = outline_of(draft) if toc is not None else []
        if toc is None or not points:
            continue
        made = root_of(nav_list(points, path).replace("<ol>", f'<ol xmlns="{_XHTML}">', 1))
        if made is None:
            continue
        for child in list(toc):
            if local_name(child) not in ("h1", "h2", "h3", "h4", "h5", "h6", "hgroup"):
                toc.remove(child)
        toc.append(made)
        made.tail = "\n"
        draft.touch(path)
        yield Change(path, "the list of the contents written anew", findings[0].rule)


_XHTML = "http://www.w3.org/1999/xhtml"


@repair("start-of-reading", "landmark-of-the-text", stage=6)
def start_of_reading(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Say in the guide where reading begins: the first page that is neither cover nor contents."""
    from lxml import etree

    from packager.fix.draft import lay
    from packager.paths import href_between

    package = draft.package
    if package is None or all(f.rule != "start-of-reading" for f in findings):
        return
    text = start_of_text(draft)
    if not text:
        return
    guide = draft.part("guide")
    if guide is None:
        guide = etree.Element(f"{{{OPF}}}guide")
        spine = draft.part("spine")
        if spine is None:
            return
        spine.addnext(guide)
        guide.text, guide.tail = "\n", "\n"
    reference = etree.SubElement(guide, f"{{{OPF}}}reference")
    reference.set("type", "text")
    reference.set("title", _title(draft))
    reference.set("href", href_between(draft.opf, text))
    lay(reference)
    draft.touch(draft.opf)
    yield Change(draft.opf, f"reading begins at {text}", findings[0].rule)
