"""What an index is made of: groups, lists of entries, terms and where they lead.

https://idpf.org/epub/idx/#sec-3.2
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPS, XHTML, Element, Xhtml
from packager.check.finding import Problem
from packager.check.registry import rule
from packager.check.rules.indexes import _is_index

_SPEC = "https://idpf.org/epub/idx/#sec-3.2"
_DECLARED = ('<item id="notes"', '<item id="notes" properties="index"')
_INDEX = ("<body>", '<body epub:type="index">')
_ENTRY = """<ul epub:type="index-entry-list">
<li epub:type="index-entry"><span epub:type="index-term">Assam</span></li>
</ul>
</section>"""
_H = f"{{{XHTML}}}"
_TYPE = f"{{{OPS}}}type"
_HEADINGS = frozenset(f"{_H}h{level}" for level in range(1, 7))
_LEADS = frozenset(
    """index-entry-list index-locator-list index-locator index-locator-range index-editor-note
    index-xref-preferred index-xref-related""".split()
)
_XREFS = frozenset(["index-xref-preferred", "index-xref-related"])
_TERMS = frozenset(["index-term", "index-term-category"])


def _types(element: Element) -> frozenset[str]:
    return frozenset((element.get(_TYPE) or "").split())


def _is_list(element: Element) -> bool:
    """Return whether an element is a list of entries: by its type, or as a ``ul`` with terms."""
    if "index-entry-list" in _types(element):
        return True
    if element.tag != _H + "ul" or _types(element):
        return False
    return any("index-term" in _types(inner) for inner in element.iter("*"))


def _parts(entry: Element) -> Iterator[Element]:
    """Yield what belongs to an entry itself, not to entries or references inside it."""
    for child in entry.iterchildren("*"):
        yield child
        if not (_types(child) & _XREFS or _is_list(child)):
            yield from _parts(child)


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad={"EPUB/content.opf": (_DECLARED,), "EPUB/notes.xhtml": (_INDEX,)},
)
def index_lists(document: Xhtml) -> Iterator[Problem]:
    """An index is one list of entries, or groups with a heading at most and one list each."""
    if not _is_index(document) or "type:index" not in document.features:
        return
    for element in document.orders:
        types = _types(element)
        if "index" in types:
            groups = any("index-group" in _types(e) for e in element.iter("*"))
            if not groups and not any(_is_list(e) for e in element.iter("*")):
                yield Problem(document.place(element), "holds no list of entries and no group")
        if "index-group" in types:
            children = list(element.iterchildren("*"))
            if sum(child.tag in _HEADINGS for child in children) > 1:
                yield Problem(document.place(element), "has several headings; keep one")
            if sum(_is_list(child) for child in children) != 1:
                yield Problem(document.place(element), "holds not one list of entries")
        if "index-entry-list" in types:
            if element.tag != _H + "ul":
                yield Problem(document.place(element), "is no ul; only that is a list of entries")
            elif next(element.iterchildren(_H + "li"), None) is None:
                yield Problem(document.place(element), "is an empty list of entries; fill it")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad={
        "EPUB/content.opf": (_DECLARED,),
        "EPUB/notes.xhtml": (_INDEX, ("</section>", _ENTRY)),
    },
)
def index_entries(document: Xhtml) -> Iterator[Problem]:
    """An entry of an index is one term and what it leads to; a reference names a term."""
    if not _is_index(document) or "type:index" not in document.features:
        return
    for element in document.orders:
        types = _types(element)
        if types & _XREFS and not any(_types(e) & _TERMS for e in element.iterdescendants("*")):
            yield Problem(document.place(element), "names no term; mark it as index-term")
        parent = element.getparent()
        is_item = element.tag == _H + "li" and parent is not None and parent.tag == _H + "ul"
        if not ("index-entry" in types or (is_item and parent is not None and _is_list(parent))):
            continue
        parts = list(_parts(element))
        if sum("index-term" in _types(part) for part in parts) != 1:
            yield Problem(document.place(element), "an entry has one term, marked as index-term")
        if not any(_types(part) & _LEADS or _is_list(part) for part in parts):
            yield Problem(document.place(element), "the entry leads nowhere; give it a locator")
