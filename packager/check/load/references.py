"""The references that documents make, by the tables of what may refer to what.

https://html.spec.whatwg.org/multipage/indices.html#attributes-3
https://www.w3.org/TR/SVG11/attindex.html
https://www.w3.org/TR/epub-33/#sec-media-overlays
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from packager.check.facts import (
    DTBOOK,
    MATHML,
    NCX,
    OPS,
    SMIL,
    SVG,
    XHTML,
    XLINK,
    XML,
    Document,
    Dtbook,
    Element,
    Nav,
    Ncx,
    Overlay,
    Reference,
    Use,
)
from packager.check.finding import Place
from packager.check.load.inner_styles import inner_styles
from packager.check.load.page_references import ATTRIBUTES, PageReferences, inside, is_simple
from packager.check.load.srcset import urls_of_srcset
from packager.check.load.url import resolve
from packager.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from packager.schemas.quick import Tag

_H = f"{{{XHTML}}}"
_XLINK_HREF = f"{{{XLINK}}}href"
_TYPE = f"{{{OPS}}}type"
_SEARCH_KEY_MAP = "http://www.idpf.org/2013/search-key-map"

_SVG = {
    "a": Use.HYPERLINK,
    "image": Use.IMAGE,
    "use": Use.SVG_USE,
    "font-face-uri": Use.FONT,
}
_SVG_PAINT = (("fill", Use.SVG_PAINT), ("stroke", Use.SVG_PAINT), ("clip-path", Use.SVG_CLIP))
_URL = lazy_pattern(r"""url\(\s*["']?([^"')]*)["']?\s*\)""")
_SOURCES = {"audio": Use.AUDIO, "video": Use.VIDEO, "picture": Use.PICTURE_SOURCE}
_NAV_USES = {
    "toc": Use.NAV_TOC,
    "page-list": Use.NAV_PAGE_LIST,
    "landmarks": Use.NAV_LANDMARKS,
    "region-based": Use.NAV_REGION,
}


def read_references(document: Document, tags: tuple[tuple[int, Tag], ...] | None = None) -> None:
    """Fill in the references and style sheets of a document, in document order.

    ``tags`` are the tags with ``href`` or ``src``, numbered, where the loader has seen them.
    """
    root = document.root
    if root is None:
        return
    base = base_of(document)
    if isinstance(document, Ncx):
        found = _ncx(document, base)
    elif isinstance(document, Overlay):
        found = _overlay(document, base)
    elif isinstance(document, Dtbook):
        found = [*_dtbook(document, base), *_others(document, base)]
    else:
        document.styles = tuple(inner_styles(document, base))
        if any(not sheet.is_attribute for sheet in document.styles):
            document.features.add("style")
        found = list(_others(document, base))
        for sheet in document.styles:
            found.extend(sheet.references)
        if tags is not None and is_simple(document):
            document.references = PageReferences(document, base, tags, found)
            return
        found = [*_xhtml(document, base), *_svg(document, base), *found]
    document.references = tuple(found)


def base_of(document: Document) -> str:
    """Return what URLs of the document resolve against: its path, or what it says itself."""
    root = document.root
    assert root is not None  # noqa: S101 - callers looked
    base = document.path
    written = root.get(f"{{{XML}}}base")
    if written:
        url = resolve(written, base)
        base = url.absolute or url.path or base
    for element in document.named(f"{{{XHTML}}}base"):
        href = element.get("href")
        if href:
            url = resolve(href, base)
            base = url.absolute or url.path or base
            break
    return base


def _make(  # noqa: PLR0913, PLR0917 - a reference has that many facts
    document: Document,
    base: str,
    element: Element,
    use: Use,
    written: str,
    attribute: str,
    *,
    rel: str = "",
    has_fallback: bool = False,
    group: int | None = None,
    nav: str = "",
) -> Reference:
    order = document.order(element)
    url = resolve(written, base)
    if url.leaks and document.archive is None:
        url = inside(url)
    return Reference(
        document.path,
        use,
        url,
        document.place(element),
        str(element.tag).rpartition("}")[2],
        attribute,
        (element.get("type") or "").strip(),
        rel,
        has_fallback,
        group,
        nav,
        order,
    )


def _xhtml(document: Document, base: str) -> Iterator[Reference]:
    for name, attribute, use in ATTRIBUTES:
        for element in document.named(_H + name):
            written = element.get(attribute)
            if written is not None:
                yield _xhtml_one(document, base, element, use, written, attribute)
    for element in document.named(f"{{{XHTML}}}img"):
        use = Use.PICTURE_IMAGE if _parent_name(element) == "picture" else Use.IMAGE
        for written in urls_of_srcset(element.get("srcset")):
            yield _make(
                document, base, element, use, written, "srcset", group=_group(document, element)
            )
    for element in document.named(f"{{{XHTML}}}source"):
        parent = _parent_name(element)
        use = _SOURCES.get(parent, Use.OTHER)
        group = _group(document, element)
        written = element.get("src")
        if written is not None:
            yield _make(document, base, element, use, written, "src", group=group)
        for written in urls_of_srcset(element.get("srcset")):
            yield _make(document, base, element, use, written, "srcset", group=group)
    for element in document.named(f"{{{XHTML}}}link"):
        written = element.get("href")
        if written is not None:
            rel = element.get("rel") or ""
            use = Use.STYLESHEET if "stylesheet" in rel.lower().split() else Use.LINK
            yield _make(document, base, element, use, written, "href", rel=rel)
    for element in document.named(f"{{{MATHML}}}math"):
        written = element.get("altimg")
        if written is not None:
            yield _make(document, base, element, Use.IMAGE, written, "altimg")


def _xhtml_one(  # noqa: PLR0913, PLR0917 - a reference has that many facts
    document: Document, base: str, element: Element, use: Use, written: str, attribute: str
) -> Reference:
    group = None
    nav = ""
    has_fallback = False
    is_nav = isinstance(document, Nav) or "data-nav" in document.properties
    if use is Use.HYPERLINK and is_nav:
        use, nav = _nav_use(element)
    elif use is Use.OBJECT:
        has_fallback = _has_content(element)
    elif use in (Use.AUDIO, Use.VIDEO):
        group = document.orders.get(element)
    elif use is Use.IMAGE and attribute == "src" and _parent_name(element) == "picture":
        use, group = Use.PICTURE_IMAGE, _group(document, element)
    return _make(
        document,
        base,
        element,
        use,
        written,
        attribute,
        has_fallback=has_fallback,
        group=group,
        nav=nav,
    )


def _has_content(element: Element) -> bool:
    """Return whether an ``object`` holds something to show in its place."""
    if (element.text or "").strip():
        return True
    return any(
        (child.tail or "").strip()
        or (isinstance(child.tag, str) and child.tag != f"{{{XHTML}}}param")
        for child in element
    )


def _nav_use(element: Element) -> tuple[Use, str]:
    for ancestor in element.iterancestors(f"{{{XHTML}}}nav"):
        kinds = (ancestor.get(_TYPE) or "").split()
        for kind in kinds:
            if kind in _NAV_USES:
                return _NAV_USES[kind], kind
        return Use.NAV_OTHER, " ".join(kinds)
    return Use.HYPERLINK, ""


def _parent_name(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else str(parent.tag).rpartition("}")[2]


def _group(document: Document, element: Element) -> int | None:
    parent = element.getparent()
    return None if parent is None else document.orders.get(parent)


def _svg(document: Document, base: str) -> Iterator[Reference]:
    if not any(tag.startswith(f"{{{SVG}}}") for tag in document.names):
        return
    for tag, elements in document.by_name.items():
        if not tag.startswith(f"{{{SVG}}}"):
            continue
        use = _SVG.get(tag.rpartition("}")[2])
        for element in elements:
            # EPUBCheck 5.3.0 reads SVG 1.1: a plain href is no reference yet, a script none at all.
            written = element.get(_XLINK_HREF) if use is not None else None
            if use is not None and written is not None:
                yield _make(document, base, element, use, written, "href")
            for attribute, paint in _SVG_PAINT:
                value = element.get(attribute)
                found = _URL.match(value.strip()) if value else None
                if found:
                    yield _make(document, base, element, paint, found[1], attribute)


def _others(document: Document, base: str) -> Iterator[Reference]:
    root = document.root
    if root is None:
        return
    node = root.getprevious()
    while node is not None:
        if node.tag is not None and getattr(node, "target", "") == "xml-stylesheet":
            href = node.get("href")
            if href:
                place = Place(document.path, node.sourceline)
                use = Use.PROCESSING_INSTRUCTION
                yield Reference(document.path, use, resolve(href, base), place, "", "href")
        node = node.getprevious()
    for name in ("search-key-group", "match"):
        for element in document.named(f"{{{_SEARCH_KEY_MAP}}}{name}", f"{{{OPS}}}{name}"):
            written = element.get("href")
            if written is not None:
                yield _make(document, base, element, Use.SEARCH_KEY, written, "href")


def _ncx(document: Document, base: str) -> list[Reference]:
    return [
        _make(document, base, element, Use.NCX if name == "content" else Use.OTHER, written, "src")
        for name in ("content", "img", "audio")
        for element in document.named(f"{{{NCX}}}{name}")
        if (written := element.get("src")) is not None
    ]


def _dtbook(document: Document, base: str) -> Iterator[Reference]:
    for name, attribute in (("a", "href"), ("img", "src"), ("link", "href")):
        for element in document.named(f"{{{DTBOOK}}}{name}"):
            written = element.get(attribute)
            if written is not None:
                use = Use.IMAGE if name == "img" and written.strip() else Use.GENERIC
                yield _make(document, base, element, use, written, attribute)


def _overlay(document: Document, base: str) -> list[Reference]:
    found = []
    for element in document.named(f"{{{SMIL}}}text"):
        written = element.get("src")
        if written is not None:
            found.append(_make(document, base, element, Use.OVERLAY_TEXT, written, "src"))
    for element in document.named(f"{{{SMIL}}}audio"):
        written = element.get("src")
        if written is not None:
            found.append(_make(document, base, element, Use.OVERLAY_AUDIO, written, "src"))
    for element in document.named(f"{{{SMIL}}}body", f"{{{SMIL}}}seq"):
        written = element.get(f"{{{OPS}}}textref")
        if written is not None:
            found.append(_make(document, base, element, Use.OVERLAY_TEXTREF, written, "textref"))
    return sorted(found, key=lambda reference: reference.order)
