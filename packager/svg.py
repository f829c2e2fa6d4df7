"""SVG files made safe for a book: shapes stay; scripts, handlers and outside references go.

What stays is a list of names, so that what nobody thought of goes. An e-reader shows the
file as an image: links, animation by script and embedded HTML would do nothing there.

https://www.w3.org/TR/epub-33/#sec-svg · https://www.w3.org/TR/SVG11/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from packager.errors import SourceError
from packager.svg_css import DATA_IMAGE, safe_declarations, safe_sheet

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

_LARGEST_BYTES = 20_000_000
_LARGEST_ELEMENTS = 200_000

ELEMENTS = frozenset(
    """altGlyph altGlyphDef altGlyphItem circle
    clipPath defs desc ellipse feBlend feColorMatrix feComponentTransfer
    feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feFlood feFuncA
    feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset
    fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter font font-face
    font-face-name font-face-src g glyph glyphRef hkern image line linearGradient marker mask
    missing-glyph path pattern polygon polyline radialGradient rect stop style
    svg switch symbol text textPath title tref tspan use view vkern""".split()
)
_UNWRAPPED = frozenset({"a"})
_REFERRING = frozenset({"use", "textPath", "mpath", "tref", "image", "feImage"})

_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9-]*\Z")
_ID = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_URL = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)""", re.IGNORECASE | re.DOTALL)
_LOCAL_URL = re.compile(r"""\s*url\(\s*(["']?)#[\w.-]+\1\s*\)\s*[\w#]*\s*\Z""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*\+?(\d*\.?\d+(?:e[+-]?\d+)?)\s*(px|pt|pc|mm|cm|in)?\s*\Z", re.IGNORECASE)
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}

_parser = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True, remove_comments=True
)


@dataclass(slots=True)
class SafeSvg:
    """A drawing that is safe: its bytes, its size where it has one, and what went (sorted)."""

    data: bytes
    width_px: int | None = None
    height_px: int | None = None
    removed: tuple[str, ...] = ()


@dataclass(slots=True)
class _Work:
    """One cleaning: what went, and whether the bytes need writing anew."""

    removed: set[str] = field(default_factory=set)
    changed: bool = False

    def drop(self, what: str) -> None:
        self.removed.add(what)
        self.changed = True


def safe_svg(data: bytes, name: str) -> SafeSvg:
    """Return the drawing without what may act or reach out; untouched where it has none.

    A drawing that is no well-formed XML is read as a browser reads SVG inside a page.

    Raises:
        SourceError: there is no ``svg`` element in it, or it is too large.
    """
    if len(data) > _LARGEST_BYTES:
        raise SourceError(f"{name}: is {len(data):,} bytes of SVG; simplify it or give a PNG")
    work = _Work()
    root = _root(data, name, work)
    _keep_known(root, work)
    _settle_ids(root, work)
    width, height = _size(root, work)
    if work.changed:
        etree.cleanup_namespaces(root, top_nsmap={None: SVG, "xlink": XLINK})
        data = etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
    return SafeSvg(data, width, height, tuple(sorted(work.removed)))


def _root(data: bytes, name: str, work: _Work) -> etree._Element:
    """Return the outermost ``svg`` element, in its namespace, its count of elements bounded."""
    try:
        root = etree.fromstring(data, _parser)
        document = root.getroottree()
        if document.docinfo.doctype or document.docinfo.encoding not in ("UTF-8", "utf-8", None):
            work.changed = True
        if root.tag != f"{{{SVG}}}svg":
            root = _from_markup(data, name)
            work.changed = True
    except etree.XMLSyntaxError:
        root = _from_markup(data, name)
        work.changed = True
    if sum(1 for _ in root.iter()) > _LARGEST_ELEMENTS:
        raise SourceError(f"{name}: has over {_LARGEST_ELEMENTS:,} elements; simplify it")
    if re.search(rb"<!--|<\?(?!xml\s)", data):
        work.changed = True
    return root


def _from_markup(data: bytes, name: str) -> etree._Element:
    """Return the first drawing that an HTML parser sees; it repairs names and namespaces."""
    from packager.html5 import parse_document

    found = parse_document(data).find(f".//{{{SVG}}}svg")
    if found is None:
        raise SourceError(f"{name}: holds no SVG drawing; export it again")
    found.tail = None
    parent = found.getparent()
    if parent is not None:
        parent.remove(found)
    return found


def _keep_known(root: etree._Element, work: _Work) -> None:
    """Take away elements and attributes that are not on the lists."""
    for element in list(root.iter()):
        tag = element.tag
        if not isinstance(tag, str):
            _remove(element)
            work.drop("entities")
            continue
        space, _, local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
        if element is not root and (space != SVG or local not in ELEMENTS):
            if space == SVG and local in _UNWRAPPED:
                _unwrap(element)
                work.changed = True
            else:
                _remove(element)
                _say(work, space, local)
            continue
        _clean_attributes(element, local, work)
        if local == "style":
            _clean_style_element(element, work)
        elif local in ("title", "desc"):
            _hold_only_text(element, work)
        elif local == "image" and not _href(element):
            _remove(element)


def _say(work: _Work, space: str, local: str) -> None:
    """Note an element that went; an editor's own data is nobody's loss."""
    if space == SVG and local not in ("metadata", "set") and not local.startswith("animate"):
        work.drop(f"<{local}>")
    elif local.startswith("animate") or local == "set":
        work.drop("animation")
    work.changed = True


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    _keep_tail(element, parent, element.tail)
    parent.remove(element)


def _keep_tail(element: etree._Element, parent: etree._Element, tail: str | None) -> None:
    if tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail


def _unwrap(element: etree._Element) -> None:
    """Put what is inside an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    if len(element):
        last = element[-1]
        last.tail = (last.tail or "") + (element.tail or "")
        _keep_tail(element, parent, element.text)
    else:
        _keep_tail(element, parent, (element.text or "") + (element.tail or ""))
    for child in reversed(list(element)):
        parent.insert(index, child)
    element.tail = None
    parent.remove(element)


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return [(str(key), str(value)) for key, value in element.attrib.items()]


def _clean_attributes(element: etree._Element, local: str, work: _Work) -> None:
    for key, value in _attributes(element):
        space, _, plain = key[1:].rpartition("}") if key[0] == "{" else ("", "", key)
        if plain == "href" and space in ("", XLINK):
            _clean_href(element, key, value.strip(), local, work)
        elif space == XML:
            if plain == "base" or (plain == "lang" and not value):
                del element.attrib[key]
                work.changed = True
        elif space or not _ATTRIBUTE.match(plain):
            del element.attrib[key]
            work.changed = True
        elif plain[:2].lower() == "on" or "javascript:" in value.lower():
            del element.attrib[key]
            work.drop("scripts")
        elif plain.startswith("data-"):
            del element.attrib[key]
            work.changed = True
        elif plain == "style":
            _replace(element, key, safe_declarations(value, work.drop), work)
        elif _names_address(value) and safe_declarations(f"x:{value}", work.drop) != f"x:{value}":
            del element.attrib[key]
            work.changed = True


def _names_address(value: str) -> bool:
    """Return whether a value may hold an address other than a place in the drawing."""
    return ("url" in value.lower() or "\\" in value) and not _LOCAL_URL.match(value)


def _replace(element: etree._Element, key: str, value: str, work: _Work) -> None:
    if value != element.get(key):
        work.changed = True
        if value:
            element.set(key, value)
        else:
            del element.attrib[key]


def _clean_href(element: etree._Element, key: str, value: str, local: str, work: _Work) -> None:
    """Keep references inside the drawing and images that it carries itself."""
    inside = value.startswith("#") and len(value) > 1
    carried = local in ("image", "feImage") and DATA_IMAGE.match(value)
    if (inside or carried) and (
        local in _REFERRING or local.endswith("Gradient") or local in ("pattern", "filter")
    ):
        if key == "href":  # SVG 2; older engines know xlink:href alone
            del element.attrib[key]
            element.set(f"{{{XLINK}}}href", value)
            work.changed = True
        return
    del element.attrib[key]
    work.drop("outside references" if value and not inside else "links")


def _href(element: etree._Element) -> str:
    return element.get(f"{{{XLINK}}}href", "")


def _clean_style_element(element: etree._Element, work: _Work) -> None:
    css = "".join(str(text) for text in element.itertext())
    cleaned = safe_sheet(css, work.drop)
    if cleaned != css or len(element):
        for child in list(element):
            element.remove(child)
        element.text = cleaned
        work.changed = True
    if element.get("type") is None:  # required by SVG 1.1
        element.set("type", "text/css")
        work.changed = True


def _hold_only_text(element: etree._Element, work: _Work) -> None:
    """Leave the words of a title or a description; elements in it would be HTML's."""
    if len(element):
        text = " ".join("".join(str(part) for part in element.itertext()).split())
        for child in list(element):
            element.remove(child)
        element.text = text
        work.changed = True


def _settle_ids(root: etree._Element, work: _Work) -> None:
    """Make ids distinct XML names and take away references to ids that are not there."""
    seen: set[str] = set()
    renamed: dict[str, str] = {}
    for element in root.iter(etree.Element):
        wanted = element.get("id")
        if wanted is None:
            continue
        if wanted in seen or not wanted:
            del element.attrib["id"]
            work.changed = True
        elif not _ID.match(wanted):
            name = "i-" + "".join(
                c if re.match(r"[\w.-]", c, re.ASCII) else f"{ord(c):x}" for c in wanted
            )
            if name in seen:
                del element.attrib["id"]
            else:
                element.set("id", name)
                renamed[wanted] = name
                seen.add(name)
            work.changed = True
        else:
            seen.add(wanted)
    for element in list(root.iter(etree.Element)):
        _settle_references(element, seen, renamed, work)


def _settle_references(
    element: etree._Element, ids: set[str], renamed: dict[str, str], work: _Work
) -> None:
    for key, value in _attributes(element):
        if "url(" in value:

            def point(match: re.Match[str]) -> str:
                target = match[2].strip().removeprefix("#")
                if match[2].strip().startswith("#") and target in renamed:
                    work.changed = True
                    return f"url(#{renamed[target]})"
                return match[0]

            element.set(key, _URL.sub(point, value))
    href = _href(element)
    if href.startswith("#"):
        target = href[1:]
        if target in renamed:
            element.set(f"{{{XLINK}}}href", "#" + renamed[target])
        elif target not in ids:
            work.drop("references to nothing")
            if str(element.tag).endswith("}use"):
                _remove(element)
            else:
                del element.attrib[f"{{{XLINK}}}href"]


def _size(root: etree._Element, work: _Work) -> tuple[int | None, int | None]:
    """Return the size in pixels; a drawing without ``viewBox`` gets one so that it can scale."""
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    box = re.findall(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?", root.get("viewBox") or "")
    if len(box) == 4 and float(box[2]) > 0 and float(box[3]) > 0:  # noqa: PLR2004 - x y w h
        if width is None and height is None:
            width, height = float(box[2]), float(box[3])
        elif width is None and height is not None:
            width = height * float(box[2]) / float(box[3])
        elif height is None and width is not None:
            height = width * float(box[3]) / float(box[2])
    else:
        if root.get("viewBox") is not None:
            del root.attrib["viewBox"]
            work.changed = True
        if width and height:
            root.set("viewBox", f"0 0 {width:g} {height:g}")
            work.changed = True
    if not width or not height:
        return None, None
    return max(1, round(width)), max(1, round(height))


def _pixels(length: str | None) -> float | None:
    match = _LENGTH.match(length or "")
    return float(match[1]) * _PX[(match[2] or "").lower()] if match else None
