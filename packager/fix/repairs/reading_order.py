"""Repairs of the order that a book is read in, and of what the contents say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from lxml import etree

from packager.check.finding import Finding
from packager.check.load.url import resolve
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.fix.tree import Element
from packager.xhtml import EPUB, drop, local_name

_TYPE = f"{{{EPUB}}}type"
_Position = tuple[int, int]


@repair("toc-order", stage=7)
def contents_in_order(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Sort the entries of the contents as the book is read; each keeps what stands under it.

    https://www.w3.org/TR/epub-33/#sec-nav-toc
    """
    places = _places(draft)
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        navs = [] if tree is None else tree.named("nav")
        toc = next((n for n in navs if "toc" in str(n.get(_TYPE) or "").split()), None)
        did = 0
        for listed in [] if toc is None else list(toc.iter("{*}ol")):
            items = [item for item in listed if local_name(item) == "li"]
            wanted = sorted(items, key=lambda item: _position(draft, item, path, places))
            if wanted != items and len(items) == len(listed):
                tails = [item.tail for item in items]
                for item, tail in zip(wanted, tails, strict=True):
                    listed.append(item)
                    item.tail = tail
                did += 1
        if did:
            draft.touch(path)
            yield Change(path, "the contents sorted as the book is read", findings[0].rule)


def _places(draft: Draft) -> dict[str, dict[str, int]]:
    """Return the number of each id in its page, by the page's path, in the order of the spine."""
    found: dict[str, dict[str, int]] = {}
    for path in draft.spine_paths():
        tree = draft.tree(path)
        nodes = [] if tree is None else tree.root.iter(etree.Element)
        found.setdefault(
            path, {str(n.get("id")): order for order, n in enumerate(nodes) if n.get("id")}
        )
    return found


def _position(
    draft: Draft, item: Element, base: str, places: dict[str, dict[str, int]]
) -> _Position:
    """Return where the first link of an entry leads: number of the page, place in it."""
    for link in item.iter("{*}a"):
        url = resolve(str(link.get("href") or ""), base)
        path = draft.real(url.path)
        if path in places:
            fragment = unquote(str(link.get("href")).partition("#")[2])
            return list(places).index(path), places[path].get(fragment, 0)
    return len(places), 0


@repair("hidden-navigation", stage=7)
def hidden_shown(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Leave out ``hidden`` on a page that is read: some engines pass over it, so it shows anyway.

    Landmarks, which are for programs alone, go to the reader's view as a short list of links.
    """
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        for nav in [] if tree is None else tree.named("nav"):
            if nav.get("hidden") is not None:
                del nav.attrib["hidden"]
                draft.touch(path)
                yield Change(path, "a nav in the reading order is hidden no more", findings[0].rule)


@repair("contents-depth", "ncx-depth", stage=7)
def contents_flattened(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Lift entries below the second level of the contents to it, behind those they stood under."""
    for path in dict.fromkeys(finding.path for finding in findings):
        tree = draft.tree(path)
        if tree is None:
            continue
        lifted = 0
        for item in [*tree.root.iter("{*}navPoint"), *_toc_items(tree.root)]:
            name = local_name(item)
            deeper = [n for n in item.iter(str(item.tag)) if n is not item]
            if sum(local_name(n) == name for n in item.iterancestors()) != 1 or not deeper:
                continue
            for entry in reversed(deeper):
                tail = item.tail
                drop(entry)
                item.addnext(entry)
                entry.tail, item.tail = tail, tail
            for empty in [n for n in item.iter("{*}ol") if len(n) == 0]:
                drop(empty)
            lifted += len(deeper)
        if lifted:
            draft.touch(path)
            yield Change(path, f"{lifted} entries lifted to the second level", findings[0].rule)


def _toc_items(root: Element) -> list[Element]:
    """Return the entries of the contents of a navigation document."""
    navs = (n for n in root.iter("{*}nav") if "toc" in str(n.get(_TYPE) or "").split())
    return [item for nav in navs for item in nav.iter("{*}li")]
