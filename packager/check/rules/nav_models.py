"""What EPUB takes away from HTML in the navigation document: words in links, no data on lists.

https://www.w3.org/TR/epub-33/#sec-nav-def-model
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import OPS, XHTML, Element, Nav
from packager.check.finding import Problem
from packager.check.registry import rule
from packager.schemas import html

_NAV = "EPUB/nav.xhtml"
_SPEC = "https://www.w3.org/TR/epub-33/#sec-nav-def-model"
_H = f"{{{XHTML}}}"
_LINK = '<a href="notes.xhtml">Notes</a>'
# RDFa and microdata: https://www.w3.org/TR/rdfa-core/#s_syntax
_DATA = frozenset(
    """about content datatype inlist prefix property rel resource rev typeof vocab itemid itemprop
    itemref itemscope itemtype""".split()
)


def _block_in(element: Element) -> Element | None:
    """Return the first element inside that is no phrasing content, looked for as HTML nests."""
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or not tag.startswith(_H):
            continue
        name = tag[len(_H) :]
        known = html.ELEMENTS.get(name)
        if name in html.FLOW and name not in html.PHRASING:
            return child
        if "-" in name or (known is not None and "transparent" in known.content):
            inner = _block_in(child)
            if inner is not None:
                return inner
    return None


@rule(
    "RSC-005",
    sees=Nav,
    versions=("3",),
    spec=_SPEC,
    bad={_NAV: ((_LINK, '<a href="notes.xhtml"><p>Notes</p></a>'),)},
)
def nav_links_of_words(document: Nav) -> Iterator[Problem]:
    """A link in a list of the navigation document holds words and small images, no paragraphs.

    Readers show these lists in a menu of their own: what is no text there is lost.
    """
    for nav in document.named(_H + "nav"):
        if not (nav.get(f"{{{OPS}}}type") or "").split():
            continue
        for link in nav.iter(_H + "a"):
            parent = link.getparent()
            if parent is None or parent.tag != _H + "li":
                continue
            block = _block_in(link)
            if block is not None:
                name = str(block.tag)[len(_H) :]
                yield Problem(
                    document.place(block), f"<{name}> cannot stand in a link of a list; unwrap it"
                )
            if link.get("rev") is not None:
                yield Problem(document.place(link), "takes no attribute rev; remove it")


@rule(
    "RSC-005",
    sees=Nav,
    versions=("3",),
    spec=_SPEC,
    bad={_NAV: (('<nav epub:type="landmarks"', '<nav property="x" epub:type="landmarks"'),)},
)
def nav_without_data(document: Nav) -> Iterator[Problem]:
    """A ``nav`` of the navigation document takes no attributes of RDFa or microdata."""
    if document.attributes.isdisjoint(_DATA):
        return
    for nav in document.named(_H + "nav"):
        for name in _DATA.intersection(map(str, nav.keys())):
            yield Problem(document.place(nav), f"takes no attribute {name}; remove it")
