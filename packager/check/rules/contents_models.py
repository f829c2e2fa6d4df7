"""What may stand in the contents of a book: its NCX, its navigation document, its overlays."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from lxml import etree

from packager.check.facts import NCX, OPS, XHTML, Document, Element, Nav, Ncx, Overlay
from packager.check.finding import Problem, Severity
from packager.check.registry import rule
from packager.check.rules.content_models import problems
from packager.xhtml import local_name

_NCX = "EPUB/toc.ncx"
_NAV = "EPUB/nav.xhtml"
_SPEC = "https://www.w3.org/TR/epub-33/#sec-nav-def"
_TYPE = f"{{{OPS}}}type"
_KNOWN = frozenset(["toc", "page-list", "landmarks"])
_SPACE = " \t\r\n"
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 hgroup".split())


@rule(
    "RSC-005",
    sees=Ncx,
    spec="https://www.daisy.org/z3986/2005/Z3986-2005.html#NCX",
    bad={_NCX: (("<navLabel><text>Notes</text></navLabel>", ""),)},
)
def ncx_elements(document: Ncx) -> Iterator[Problem]:
    """The NCX has the elements and attributes that DAISY's standard lists.

    Older readers, and many newer ones for EPUB 2, show the contents from it.
    """
    from packager.schemas.ncx import ncx

    yield from problems(document, ncx())


def _repeated_ids(document: Document) -> Iterator[tuple[str, Element]]:
    seen: dict[str, list[Element]] = {}
    for element in document.orders:
        id_ = element.get("id")
        if id_ is not None:
            seen.setdefault(id_, []).append(element)
    for id_, elements in seen.items():
        for element in elements if len(elements) > 1 else ():
            yield id_, element


@rule(
    "RSC-005",
    sees=Ncx,
    spec="https://www.daisy.org/z3986/2005/Z3986-2005.html#NCX",
    bad={_NCX: (('id="point-2"', 'id="point-1"'),)},
)
def ncx_ids_distinct(document: Ncx) -> Iterator[Problem]:
    """No two elements of the NCX have the same id."""
    for id_, element in _repeated_ids(document):
        yield Problem(document.place(element), f"the id {id_!r} is there more than once")


def _targets(document: Ncx) -> Iterator[tuple[Element, int, str]]:
    """Yield the entries of an NCX that have a number, the number and what they lead to."""
    for name in ("navPoint", "navTarget", "pageTarget"):
        for element in document.named(f"{{{NCX}}}{name}"):
            order = (element.get("playOrder") or "").strip()
            content = element.find(f"{{{NCX}}}content")
            if order.isascii() and order.isdigit():
                source = "" if content is None else (content.get("src") or "").strip()
                yield element, int(order), source


@rule(
    "RSC-005",
    sees=Ncx,
    spec="https://www.daisy.org/z3986/2005/Z3986-2005.html#NCX",
    bad={_NCX: (('playOrder="3"', 'playOrder="2"'),)},
)
def ncx_play_order(document: Ncx) -> Iterator[Problem]:
    """``playOrder`` counts without gaps; entries share a number when they share their target."""
    entries = list(_targets(document))
    numbers = {number for _, number, _ in entries}
    by_number: dict[int, set[str]] = {}
    by_source: dict[str, set[int]] = {}
    for _, number, source in entries:
        by_number.setdefault(number, set()).add(source)
        by_source.setdefault(source, set()).add(number)
    for element, number, source in entries:
        if len(by_number[number]) > 1:
            yield Problem(document.place(element), f"playOrder {number} has two targets; count on")
        if len(by_source[source]) > 1:
            yield Problem(document.place(element), f"{source} has two playOrder; give it one")
        if number != 1 and number - 1 not in numbers:
            yield Problem(document.place(element), f"playOrder {number} comes after a gap")


@rule(
    "RSC-005",
    sees=Overlay,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-overlays-def",
    bad={
        "EPUB/a.smil": b"<smil xmlns='http://www.w3.org/ns/SMIL' version='3.0'><body/></smil>",
        "EPUB/content.opf": (
            (
                "</manifest>",
                '<item id="a" href="a.smil" media-type="application/smil+xml"/></manifest>',
            ),
        ),
    },
)
def overlay_elements(document: Overlay) -> Iterator[Problem]:
    """A media overlay has the elements and attributes that EPUB takes from SMIL."""
    from packager.schemas.smil import overlay

    yield from problems(document, overlay())


@rule(
    "RSC-005",
    sees=Overlay,
    versions=("3",),
    spec="https://www.w3.org/TR/xml/#id",
    bad={
        "EPUB/a.smil": b"<smil xmlns='http://www.w3.org/ns/SMIL' version='3.0'><body>\n"
        b"<par id='a'><text src='chapter.xhtml#title'/></par>\n"
        b"<par id='a'><text src='chapter.xhtml#water'/></par>\n</body></smil>",
        "EPUB/content.opf": (
            (
                "</manifest>",
                '<item id="a" href="a.smil" media-type="application/smil+xml"/></manifest>',
            ),
        ),
    },
)
def overlay_ids_distinct(document: Overlay) -> Iterator[Problem]:
    """No two elements of a media overlay have the same id."""
    for id_, element in _repeated_ids(document):
        yield Problem(document.place(element), f"the id {id_!r} is there more than once")


# --- the navigation document ---------------------------------------------------------------


def _navs(document: Nav) -> Iterator[tuple[Element, set[str]]]:
    """Yield the ``nav`` elements whose content EPUB restricts, with their types."""
    for nav in document.named(f"{{{XHTML}}}nav"):
        kinds = (nav.get(_TYPE) or "").split()
        if kinds:
            yield nav, set(kinds)


def _children(element: Element) -> list[Element]:
    return [child for child in element if isinstance(child.tag, str)]


def _has_own_text(element: Element) -> bool:
    """Return whether characters stand right inside an element, between its children."""
    pieces = (element.text, *(child.tail for child in element))
    return any(piece and piece.strip() for piece in pieces)


def _is_said(element: Element) -> bool:
    """Return whether an element has words: text, a label, or an image with an alternative.

    The image has to be a child. White space is XML's: a hard space is a text.
    """
    if "".join(map(str, element.itertext())).strip(_SPACE):
        return True
    if any((e.get("aria-label") or "").strip(_SPACE) for e in element.iter(etree.Element)):
        return True
    return any((child.get("alt") or "").strip(_SPACE) for child in element)


@rule(
    "RSC-005",
    sees=Nav,
    versions=("3",),
    spec=_SPEC,
    bad={_NAV: (('<h1 id="contents">Contents</h1>', '<p id="contents">Contents</p>'),)},
)
def nav_elements(document: Nav) -> Iterator[Problem]:
    """A ``nav`` holds a heading and one ordered list; ``toc`` and the like do without heading."""
    for nav, kinds in _navs(document):
        children = _children(nav)
        if not kinds & _KNOWN and not (children and local_name(children[0]) in _HEADINGS):
            yield Problem(
                document.place(nav), "this kind of list needs a heading; add one in front"
            )
        if _has_own_text(nav):
            yield Problem(document.place(nav), "text stands beside the list; put it in a heading")
        rest = children[1:] if children and local_name(children[0]) in _HEADINGS else children
        if not rest:
            yield Problem(document.place(nav), "the nav has no ol; add the list")
        for number, child in enumerate(rest):
            if local_name(child) != "ol" or number:
                yield Problem(
                    document.place(child), f"<{local_name(child)}> cannot stand here; keep one ol"
                )


@rule(
    "RSC-005",
    sees=Nav,
    versions=("3",),
    spec=_SPEC,
    bad={_NAV: (('<a href="notes.xhtml">Notes</a>', "<span>Notes</span>"),)},
)
def nav_items(document: Nav) -> Iterator[Problem]:
    """An entry of the contents is a link or a label, then its own list; a label needs one."""
    for nav, _ in _navs(document):
        for list_ in nav.iter(f"{{{XHTML}}}ol"):
            children = _children(list_)
            if not children:
                yield Problem(document.place(list_), "the list is empty; fill it or leave it out")
            for item in children:
                if _has_own_text(item) and local_name(item) == "li":
                    yield Problem(document.place(item), "text stands beside the link; put it in")
                if local_name(item) != "li":
                    yield Problem(document.place(item), "only li stands in a list of contents")
                else:
                    yield from _item(document, item)


def _item(document: Nav, item: Element) -> Iterator[Problem]:
    children = _children(item)
    names = [local_name(child) for child in children]
    if not names or names[0] not in ("a", "span"):
        at = children[0] if children else item
        yield Problem(document.place(at), "the entry begins with no link; start with a or span")
    elif names[0] == "span" and len(names) == 1:
        yield Problem(document.place(item), "a label without a list leads nowhere; make it a link")
    for child in children[1:] if names and names[0] in ("a", "span") else ():
        if local_name(child) != "ol" or child is not children[1]:
            yield Problem(document.place(child), "only one ol may follow the entry's link")


@rule(
    "RSC-005",
    sees=Nav,
    versions=("3",),
    spec=_SPEC,
    bad={_NAV: (('<h1 id="contents">Contents</h1>', '<h1 id="contents"></h1>'),)},
)
def nav_labels(document: Nav) -> Iterator[Problem]:
    """Headings, links and labels of the contents have words, or an image with an alternative."""
    headings = document.named(*(f"{{{XHTML}}}h{rank}" for rank in range(1, 7)))
    tags = [f"{{{XHTML}}}{name}" for name in ("a", "span", "hgroup")]
    labels = (label for nav, _ in _navs(document) for label in nav.iter(*tags))
    for element in chain(headings, labels):
        if not _is_said(element):
            name = local_name(element)
            yield Problem(document.place(element), f"the {name} is empty; write its words")


@rule(
    "RSC-005",
    sees=Nav,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-nav-def-types",
    bad={_NAV: (('epub:type="landmarks"', 'epub:type="toc"'),)},
)
def nav_types_once(document: Nav) -> Iterator[Problem]:
    """There is one ``toc``, and at most one ``page-list`` and one ``landmarks``."""
    body = next(document.named(f"{{{XHTML}}}body"), None)
    if body is None:
        return
    navs = list(_navs(document))
    for kind in ("toc", "page-list", "landmarks"):
        count = sum(kind in kinds for _, kinds in navs)
        if count > 1 or (kind == "toc" and not count):
            yield Problem(document.place(body), f"{count} nav elements are of type {kind!r}")


@rule(
    "RSC-017",
    sees=Nav,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-nav-pagelist",
    bad={
        _NAV: (
            (
                "</li>\n</ol>\n</nav>\n</body>",
                '<ol><li><a epub:type="toc" href="nav.xhtml">A</a></li></ol></li></ol></nav>'
                "</body>",
            ),
        )
    },
)
def nav_lists_flat(document: Nav) -> Iterator[Problem]:
    """The lists of pages and landmarks are one list each, without lists in them."""
    for nav, kinds in _navs(document):
        if not kinds & {"page-list", "landmarks"}:
            continue
        count = sum(1 for _ in nav.iter(f"{{{XHTML}}}ol"))
        if count != 1:
            what = "has lists inside its list; make it flat" if count else "has no list; add an ol"
            yield Problem(document.place(nav), what)


@rule(
    "RSC-005",
    sees=Nav,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-nav-landmarks",
    bad={_NAV: (('<a epub:type="cover" href', "<a href"),)},
)
def nav_landmark_types(document: Nav) -> Iterator[Problem]:
    """Each landmark says by ``epub:type`` what it leads to; no two say the same of a place."""
    for nav, kinds in _navs(document):
        if "landmarks" not in kinds:
            continue
        groups: dict[tuple[str, str], list[Element]] = {}
        for link in nav.iter(f"{{{XHTML}}}a"):
            kind = link.get(_TYPE)
            if kind is None:
                yield Problem(document.place(link), "the landmark has no epub:type; say what it is")
                continue
            for word in dict.fromkeys(kind.lower().split()):
                groups.setdefault((word, (link.get("href") or "").strip()), []).append(link)
        for (kind, href), links in groups.items():
            for link in links if len(links) > 1 else ():
                yield Problem(document.place(link), f"{kind!r} to {href!r} is there twice")
