"""The references that documents make, by the tables of what may refer to what.

https://html.spec.whatwg.org/multipage/indices.html#attributes-3
https://www.w3.org/TR/SVG11/attindex.html
https://www.w3.org/TR/epub-33/#sec-media-overlays
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from packager.check.facts import (
    MATHML,
    NCX,
    OPS,
    SMIL,
    SVG,
    XHTML,
    XLINK,
    XML,
    Document,
    Element,
    Nav,
    Ncx,
    Overlay,
    Reference,
    Stylesheet,
    Use,
)
from packager.check.finding import Place
from packager.check.load.css import read_stylesheet
from packager.check.load.url import resolve
from packager.lazy_pattern import lazy_pattern

_XLINK_HREF = f"{{{XLINK}}}href"
_TYPE = f"{{{OPS}}}type"
_SEARCH_KEY_MAP = "http://www.idpf.org/2013/search-key-map"

_XHTML: tuple[tuple[str, str, Use], ...] = (
    ("a", "href", Use.HYPERLINK),
    ("area", "href", Use.HYPERLINK),
    ("script", "src", Use.SCRIPT),
    ("img", "src", Use.IMAGE),
    ("img", "longdesc", Use.LONGDESC),
    ("input", "src", Use.IMAGE),
    ("audio", "src", Use.AUDIO),
    ("video", "src", Use.VIDEO),
    ("video", "poster", Use.POSTER),
    ("track", "src", Use.TRACK),
    ("iframe", "src", Use.IFRAME),
    ("object", "data", Use.OBJECT),
    ("embed", "src", Use.EMBED),
    ("blockquote", "cite", Use.CITE),
    ("q", "cite", Use.CITE),
    ("ins", "cite", Use.CITE),
    ("del", "cite", Use.CITE),
)
_SVG = {
    "a": Use.HYPERLINK,
    "image": Use.IMAGE,
    "use": Use.SVG_USE,
    "font-face-uri": Use.FONT,
}
_SVG_PAINT = (("fill", Use.SVG_PAINT), ("stroke", Use.SVG_PAINT), ("clip-path", Use.SVG_CLIP))
_URL = lazy_pattern(r"""url\(\s*["']?([^"')]*)["']?\s*\)""")
_has_style_attribute = etree.XPath("boolean(//@style)")
_SOURCES = {"audio": Use.AUDIO, "video": Use.VIDEO, "picture": Use.PICTURE_SOURCE}
_NAV_USES = {
    "toc": Use.NAV_TOC,
    "page-list": Use.NAV_PAGE_LIST,
    "landmarks": Use.NAV_LANDMARKS,
    "region-based": Use.NAV_REGION,
}


def read_references(document: Document) -> None:
    """Fill in the references and style sheets of a document, in document order."""
    root = document.root
    if root is None:
        return
    base = base_of(document)
    if isinstance(document, Ncx):
        found = _ncx(document, base)
    elif isinstance(document, Overlay):
        found = _overlay(document, base)
    else:
        found = [*_xhtml(document, base), *_svg(document, base), *_others(document, base)]
        document.styles = tuple(_styles(document, base))
        if any(not sheet.is_attribute for sheet in document.styles):
            document.features.add("style")
        for sheet in document.styles:
            found.extend(sheet.references)
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
    order = document.orders.get(element, 0)
    url = resolve(written, base)
    if url.leaks and document.archive is None and not url.written.strip().startswith("/"):
        url = replace(url, leaks=False)  # a document alone may lie in any folder
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
    names = document.by_name
    for name, attribute, use in _XHTML:
        for element in names.get(f"{{{XHTML}}}{name}", ()):
            written = element.get(attribute)
            if written is not None:
                yield _xhtml_one(document, base, element, use, written, attribute)
    for element in names.get(f"{{{XHTML}}}img", ()):
        use = Use.PICTURE_IMAGE if _parent_name(element) == "picture" else Use.IMAGE
        for written in _srcset(element.get("srcset")):
            yield _make(
                document, base, element, use, written, "srcset", group=_group(document, element)
            )
    for element in names.get(f"{{{XHTML}}}source", ()):
        parent = _parent_name(element)
        use = _SOURCES.get(parent, Use.OTHER)
        group = _group(document, element)
        written = element.get("src")
        if written is not None:
            yield _make(document, base, element, use, written, "src", group=group)
        for written in _srcset(element.get("srcset")):
            yield _make(document, base, element, use, written, "srcset", group=group)
    for element in names.get(f"{{{XHTML}}}link", ()):
        written = element.get("href")
        if written is not None:
            rel = element.get("rel") or ""
            use = Use.STYLESHEET if "stylesheet" in rel.lower().split() else Use.LINK
            yield _make(document, base, element, use, written, "href", rel=rel)
    for element in names.get(f"{{{MATHML}}}math", ()):
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


_DESCRIPTOR = lazy_pattern(r"\d+[wh]|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?x")


def _srcset(value: str | None) -> list[str]:
    """Return the URLs of a ``srcset``; an image with a faulty descriptor is none.

    https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute
    """
    urls: list[str] = []
    rest = (value or "").lstrip(" \t\n\f\r,")
    while rest:
        url, *more = rest.split(None, 1)
        rest = more[0] if more else ""
        if url.endswith(","):
            urls.append(url.rstrip(","))
        else:
            described, rest = _until_comma(rest)
            words = described.split()
            if all(_DESCRIPTOR.fullmatch(w) for w in words) and len(words) <= 1:
                urls.append(url)
        rest = rest.lstrip(" \t\n\f\r,")
    return urls


def _until_comma(text: str) -> tuple[str, str]:
    """Cut at the first comma that no parenthesis holds."""
    depth = 0
    for at, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character == "," and not depth:
            return text[:at], text[at + 1 :]
    return text, ""


def _svg(document: Document, base: str) -> Iterator[Reference]:
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


def _styles(document: Document, base: str) -> Iterator[Stylesheet]:
    for element in document.named(f"{{{XHTML}}}style", f"{{{SVG}}}style"):
        type_ = (element.get("type") or "text/css").strip().lower()
        if type_ == "text/css":
            place = document.place(element)
            yield _sheet(document, base, "".join(map(str, element.itertext())), element, place.line)
    if document.root is not None and _has_style_attribute(document.root):
        for element in document.orders:
            text = element.get("style")
            if text is not None and str(element.tag).startswith(f"{{{XHTML}}}"):
                yield _sheet(document, base, text, element, None)


def _sheet(
    document: Document, base: str, text: str, element: Element, line: int | None
) -> Stylesheet:
    place = document.place(element)
    sheet = Stylesheet(
        path=document.path,
        text=text,
        version=document.version,
        is_attribute=line is None,
        line=line or place.line or 1,
        place=place,
        item=document.item,
        properties=document.properties,
        book=document.book,
    )
    read_stylesheet(sheet, base)
    return sheet
