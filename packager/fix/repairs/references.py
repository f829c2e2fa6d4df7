"""Repairs of ids and of what leads to them: dead links, hrefs badly written, ids given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from lxml import etree

from packager.check.finding import Finding
from packager.check.load.url import resolve
from packager.fix.draft import Draft
from packager.fix.element_moves import as_division, rename
from packager.fix.registry import Change, repair
from packager.fix.tree import Element
from packager.ids import slug
from packager.paths import href_between
from packager.xhtml import drop, local_name

_HREFS = ("href", "src", "{http://www.w3.org/1999/xlink}href", "data", "poster", "full-path")
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_NAME = re.compile(r"\s*[^\W\d][\w.\-]*\s*")
_SPACE = re.compile(r"\s")
_LOST = frozenset(
    ("img", "script", "link", "track", "source", "iframe", "object", "embed", "audio", "video")
)


@repair("ids-distinct", "package-ids-distinct", "ncx-ids-distinct", "overlay-ids-distinct",
        "xhtml-2-ids-distinct", stage=5)  # fmt: skip
def ids_once(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Give each later element of the same id another; references lead to the first, as before."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        nodes = [node for node in tree.root.iter(etree.Element) if node.get("id") is not None]
        taken = {str(node.get("id")) for node in nodes}
        seen: set[str] = set()
        for node in nodes:
            id_ = str(node.get("id"))
            if id_.strip() in seen:
                number = 2
                while f"{id_.strip()}-{number}" in taken:
                    number += 1
                new = f"{id_.strip()}-{number}"
                taken.add(new)
                node.set("id", new)
                draft.touch(path)
                yield Change(path, f"id {id_!r} made {new!r}", findings[0].rule)
            seen.add(str(node.get("id")).strip())


@repair("xhtml-content-model", "xhtml-2-content-model", "package-content-model", stage=3)
def ids_are_names(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Give ids that XML does not take one that it does; all that refers to them follows."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        if tree is None or element is None or element.get("id") is None:
            continue
        old = str(element.get("id"))
        # HTML takes any id without spaces; the package and XHTML 1.1 want names of XML.
        names = finding.path == draft.opf or draft.is_epub_2
        if _NAME.fullmatch(old) if names else old and not _SPACE.search(old):
            continue
        taken = {node.get("id") for node in tree.root.iter()}
        new = base = slug(old, "id")
        number = 1
        while new in taken:
            number += 1
            new = f"{base}-{number}"
        element.set("id", new)
        draft.touch(finding.path)
        if old.strip():
            _follow(draft, finding.path, old, new)
        yield Change(finding.path, f"id {old!r} made {new!r}", finding.rule)


def _follow(draft: Draft, path: str, old: str, new: str) -> None:
    """Let everything that refers to an id refer to its new name."""
    if path == draft.opf:
        package = draft.package
        for node in [] if package is None else package.iter(etree.Element):
            for key in ("idref", "toc", "fallback", "media-overlay", "unique-identifier"):
                if node.get(key) == old:
                    node.set(key, new)
            if node.get("refines") == f"#{old}":
                node.set("refines", f"#{new}")
            if node.get("name") == "cover" and node.get("content") == old:
                node.set("content", new)
        return
    for entry in draft.entries():
        tree = draft.tree(entry.path) if entry.media_type.endswith("+xml") else None
        for node in [] if tree is None else tree.root.iter(etree.Element):
            if _lead(draft, node, entry.path, path, (old, new)):
                draft.touch(entry.path)


def _lead(draft: Draft, node: Element, base: str, path: str, names: tuple[str, str]) -> bool:
    """Let the hrefs and id lists of an element name the new id; return whether one did."""
    old, new = names
    did = False
    for key in _HREFS:
        href = str(node.get(key) or "")
        is_it = bool(old) and unquote(href.partition("#")[2]) == old
        if is_it and draft.real(resolve(href, base).path) == draft.real(path):
            node.set(key, href.partition("#")[0] + "#" + new)
            did = True
    for key in ("for", "headers", "aria-labelledby", "aria-describedby"):
        words = str(node.get(key) or "").split()
        if base == path and old in words:
            node.set(key, " ".join(new if word == old else word for word in words))
            did = True
    return did


def _href(element: Element) -> tuple[str, str]:
    for key in _HREFS:
        if element.get(key) is not None:
            return key, str(element.get(key))
    return "", ""


@repair("fragment-undefined", "fragment-of-other-kind", "link-fragment-found", stage=6)
def fragments(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Lead links to an id that is not there to one of like name, else to the page, else nowhere."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        key, href = ("", "") if element is None else _href(element)
        if element is None or not key:
            continue
        path = resolve(href, finding.path).path
        near = _near(draft, path, unquote(href.partition("#")[2]))
        if near:
            element.set(key, href.partition("#")[0] + "#" + near)
            said = f"{href!r} leads to #{near}"
        elif href.partition("#")[0]:
            element.set(key, href.partition("#")[0])
            said = f"{href!r} leads to the page"
        else:
            _unlink(element, key)
            said = f"the link to {href!r} taken off its words"
        draft.touch(finding.path)
        yield Change(finding.path, said, finding.rule)


def _near(draft: Draft, path: str, fragment: str) -> str:
    """Return an id of the file that is the same but for case and spaces, or a ``name``."""
    tree = draft.tree(path)
    if tree is None:
        return ""
    wanted = fragment.strip().casefold()
    found = {str(n.get("id")) for n in tree.root.iter(etree.Element) if n.get("id")}
    near = [id_ for id_ in found if id_.strip().casefold() == wanted]
    return near[0] if len(near) == 1 and near[0] != fragment else ""


def _unlink(element: Element, key: str) -> None:
    """Take a link off its words; in contents, where each entry has to be a link or a heading."""
    element.attrib.pop(key, None)
    for other in ("target", "rel", "download", "hreflang", "type"):
        element.attrib.pop(other, None)
    if str(element.get(_EPUB_TYPE) or "") in ("noteref", "backlink"):
        element.attrib.pop(_EPUB_TYPE, None)
    if str(element.get("role") or "").startswith("doc-"):
        element.attrib.pop("role", None)
    if local_name(element) == "a":
        rename(element, "span")


@repair("reference-target-missing", "link-to-no-content-document", "link-found",
        "link-to-resource", "url-leaks", stage=6)  # fmt: skip
def dead_links(  # noqa: PLR0912 - each kind of link is a branch
    draft: Draft, findings: Sequence[Finding]
) -> Iterator[Change]:
    """Take links off that lead to files which are not there; an entry of the contents goes."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        if element is None:
            continue
        name = local_name(element)
        key, href = _href(element)
        parent = element.getparent()
        if name == "content" and parent is not None:  # of an NCX
            inner = next((c for c in parent if local_name(c) == "navPoint"), None)
            first = None if inner is None else next(inner.iter("{*}content"), None)
            if first is not None and first is not element:
                element.set("src", str(first.get("src") or ""))
            elif len(tree.named(local_name(parent)) if tree else ()) > 1:
                drop(parent)
            else:
                continue
        elif name == "a" and _is_entry(element):
            item = element.getparent()
            if item is not None and any(local_name(c) == "ol" for c in item):
                _unlink(element, key)
            elif item is not None and _has_siblings(item):
                drop(item)
            else:
                continue
        elif name in ("a", "area"):
            _unlink(element, key)
        elif name == "link" and finding.path == draft.opf:
            drop(element)
        else:
            continue
        draft.touch(finding.path)
        yield Change(finding.path, f"the link to {href!r} taken off", finding.rule)


@repair("link-name", stage=7)
def nameless_links(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take the link off an ``a`` that holds nothing: nobody sees it, and voices stop at it."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        if element is None or len(element) or (element.text or "").strip():
            continue
        if _is_entry(element):  # the regions of a page, the mapping of renditions have no words
            continue
        key, href = _href(element)
        _unlink(element, key)
        draft.touch(finding.path)
        yield Change(finding.path, f"a link to {href!r} without words taken off", finding.rule)


def _has_siblings(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and len(parent) > 1


def _is_entry(element: Element) -> bool:
    return any(local_name(node) == "nav" for node in element.iterancestors())


@repair("reference-target-missing", "resource-remote", "image-header", "image-readable",
        "images-with-source", safe=False, stage=6)  # fmt: skip
def lost_resources(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take out what shows or runs a file that is not in the book; what stands in it stays.

    What lies on the web is no part of the book either: readers do not load it.
    """
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        if element is None or local_name(element) not in _LOST:
            continue
        base = next((n for n in element.iterancestors() if n.get(_BASE)), None)
        if base is not None:
            base.attrib.pop(_BASE, None)
            draft.touch(finding.path)
            yield Change(finding.path, "xml:base taken away", finding.rule)
            continue
        _, href = _href(element)
        if local_name(element) in ("object", "audio", "video"):
            as_division(element)
        else:
            drop(element)
        draft.touch(finding.path)
        yield Change(finding.path, f"<{local_name(element)}> of {href!r} taken out", finding.rule)


_BASE = "{http://www.w3.org/XML/1998/namespace}base"


@repair("stylesheet-fragment", "url-query", "package-no-queries", "guide-no-queries", "url-valid",
        "package-urls-valid", "guide-urls-valid", "url-leaks", "package-urls-inside",
        "guide-urls-inside", "rootfile-inside", "item-no-fragment", stage=4)  # fmt: skip
def hrefs(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write hrefs as they have to be: inside the book, percent-encoded, without query."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        key, href = ("", "") if element is None else _href(element)
        if element is None or not key:
            continue
        bare, _, fragment = href.strip().partition("#")
        url = resolve(bare.partition("?")[0].replace("\\", "/"), finding.path)
        path = draft.real(url.path)
        if not url.is_local or path not in draft.files:
            if not url.is_local and " " in href.strip():
                element.set(key, href.strip().replace(" ", "%20"))
                draft.touch(finding.path)
                yield Change(finding.path, f"{href!r} percent-encoded", finding.rule)
            continue
        keeps = finding.rule not in ("stylesheet-fragment", "item-no-fragment")
        new = href_between(finding.path, path, unquote(fragment) if keeps and fragment else "")
        if new != href:
            element.set(key, new)
            draft.touch(finding.path)
            yield Change(finding.path, f"{href!r} made {new!r}", finding.rule)
