"""Repairs of publications of a kind of their own: dictionaries, indexes, previews, textbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from lxml import etree

from packager.check.facts import DC, OPF
from packager.check.finding import Finding
from packager.check.load.url import resolve
from packager.fix.draft import Draft, lay
from packager.fix.registry import Change, repair
from packager.fix.tree import Element
from packager.paths import href_between
from packager.xhtml import EPUB, XHTML, drop, local_name, text_of

_TYPE = f"{{{EPUB}}}type"


@repair("dictionary-type-missing", "dictionary-type-undeclared", stage=3)
def dictionary_type(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Say ``dc:type`` dictionary where the pages or the profile say so."""
    if not any((e.text or "").strip() == "dictionary" for e in draft.dc("type")):
        draft.add_meta("dc:type", "dictionary")
        yield Change(draft.opf, "dc:type dictionary added", findings[0].rule)


@repair("reference-target-missing", "search-key-outside-spine", safe=False, stage=7)
def search_keys(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Lead search keys that lead nowhere to the entry of their word; one that has none goes."""
    for finding in findings:
        tree = draft.tree(finding.path)
        element = None if tree is None else tree.at(finding)
        if element is None or local_name(element) not in ("search-key-group", "match"):
            continue
        href = str(element.get("href") or "")
        words = {str(n.get("value")).casefold() for n in element.iter("{*}match", "{*}value")}
        found = _entry(draft, unquote(href.partition("#")[2]), words)
        if found is not None:
            element.set("href", href_between(finding.path, *found))
            said = f"{href!r} leads to {element.get('href')!r}"
        elif len(element.getparent() or ()) > 1:
            drop(element)
            said = f"the search key that led to {href!r} taken out"
        else:
            continue
        draft.touch(finding.path)
        yield Change(finding.path, said, finding.rule)


def _entry(draft: Draft, fragment: str, words: set[str]) -> tuple[str, str] | None:
    """Return page and id of the entry of an id, else of one of the words, in the spine."""
    by_word: tuple[str, str] | None = None
    for path in draft.spine_paths():
        tree = draft.tree(path)
        for node in [] if tree is None else tree.root.iter(f"{{{XHTML}}}*"):
            id_ = node.get("id")
            if id_ and id_ == fragment:
                return path, str(id_)
            if local_name(node) == "dfn" and by_word is None:
                terms = {str(node.get("title") or "").casefold(), text_of(node).strip().casefold()}
                if terms & words:
                    holders = (node, *node.iterancestors())
                    by_word = path, next((str(n.get("id")) for n in holders if n.get("id")), "")
    return by_word


@repair(
    "edupub-type-missing",
    "edupub-publication-type",
    "renditions-textbook-type",
    stage=3,
)
def edupub_type(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Say ``dc:type`` edupub in each package, and of the whole, where the profile is that."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        roots = [] if tree is None else tree.named("metadata")
        if not roots or any((e.text or "") == "edupub" for e in roots[0].iter(f"{{{DC}}}type")):
            continue
        made = etree.SubElement(roots[0], f"{{{DC}}}type", nsmap={"dc": DC})
        made.text = "edupub"
        lay(made)
        draft.touch(path)
        yield Change(path, "dc:type edupub added", findings[0].rule)


@repair("index-missing", safe=False, stage=6)
def index_marked(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Mark what holds the lists of links as the index that the package calls the page.

    https://idpf.org/epub/idx/#sec-2.2
    """
    for finding in findings:
        tree = draft.tree(finding.path)
        lists = [] if tree is None else [n for n in tree.named("ul") if _links(n)]
        holder = _around(lists)
        if tree is None or holder is None:
            continue
        _add_type(holder, "index")
        for listed in lists:
            _add_type(listed, "index-entry-list")
            for item in listed.iterchildren(f"{{{XHTML}}}li"):
                first = next(item.iterchildren(f"{{{XHTML}}}span"), None)
                if first is not None:
                    _add_type(first, "index-term")
                for link in item.iterchildren(f"{{{XHTML}}}a"):
                    _add_type(link, "index-locator")
        known = [str(prefix) for node in tree.root.iter() for prefix in node.nsmap if prefix]
        etree.cleanup_namespaces(
            tree.root, top_nsmap={"epub": EPUB}, keep_ns_prefixes=["epub", *known]
        )
        draft.touch(finding.path)
        yield Change(finding.path, f"<{local_name(holder)}> marked as an index", finding.rule)


def _links(listed: Element) -> bool:
    return next(listed.iter(f"{{{XHTML}}}a"), None) is not None


def _around(elements: Sequence[Element]) -> Element | None:
    """Return the innermost element that holds all of some elements."""
    if not elements:
        return None
    holders = [set(element.iterancestors()) for element in elements]
    common = set.intersection(*holders)
    return next((node for node in elements[0].iterancestors() if node in common), None)


def _add_type(element: Element, word: str) -> None:
    words = str(element.get(_TYPE) or "").split()
    if word not in words:
        element.set(_TYPE, " ".join((*words, word)))


def _previews(draft: Draft) -> list[Element]:
    package = draft.package
    found = [] if package is None else package.iterchildren(f"{{{OPF}}}collection")
    return [c for c in found if "preview" in str(c.get("role") or "").split()]


@repair("preview-link-cfi", stage=4)
def preview_links(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Lead the links of a preview to whole documents."""
    for collection in _previews(draft):
        for link in collection.iterchildren(f"{{{OPF}}}link"):
            href, mark, fragment = str(link.get("href") or "").partition("#")
            if mark and fragment.startswith("epubcfi("):
                link.set("href", href)
                draft.touch(draft.opf)
                yield Change(draft.opf, f"#{fragment} left out", findings[0].rule)


@repair("preview-manifest", stage=5)
def preview_manifest(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """List in the manifest of a preview its documents and what they load.

    https://idpf.org/epub/previews/#sec-2.3
    """
    book = draft.book
    for collection in _previews(draft):
        manifests = [
            c
            for c in collection.iterchildren(f"{{{OPF}}}collection")
            if c.get("role") == "manifest"
        ]
        if manifests or book is None:
            continue
        links = collection.iterchildren(f"{{{OPF}}}link")
        shown = [draft.real(resolve(str(li.get("href") or ""), draft.opf).path) for li in links]
        listed = dict.fromkeys(shown)
        for reference in book.references:
            target = draft.real(reference.url.path)
            entry = draft.entry(target) if target in draft.files else None
            if reference.source in listed and entry is not None and entry.media_type != _PAGE:
                listed[target] = None
        made = etree.Element(f"{{{OPF}}}collection", role="manifest")
        made.text, made.tail = "\n", "\n"
        for path in listed:
            link = etree.SubElement(made, f"{{{OPF}}}link", href=href_between(draft.opf, path))
            link.tail = "\n"
        collection.insert(0, made)
        draft.touch(draft.opf)
        yield Change(draft.opf, "a manifest of the preview written", findings[0].rule)


_PAGE = "application/xhtml+xml"
