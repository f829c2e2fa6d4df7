"""SVG files made safe for a book: shapes stay; scripts, handlers and outside references go.

What stays is a list of names, so that what nobody thought of goes. An e-reader shows the
file as an image: links, animation by script and embedded HTML would do nothing there.

https://www.w3.org/TR/epub-33/#sec-svg · https://www.w3.org/TR/SVG11/
"""

from __future__ import annotations

import re

from lxml import etree

from packager.data_classes import dataclass
from packager.errors import SourceError
from packager.svg_content import SVG, XLINK, Work, keep_known
from packager.svg_ids import settle_ids

_LARGEST_BYTES = 20_000_000
_LARGEST_ELEMENTS = 200_000
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


def safe_svg(data: bytes, name: str) -> SafeSvg:
    """Return the drawing without what may act or reach out; untouched where it has none.

    A drawing that is no well-formed XML is read as a browser reads SVG inside a page.

    Raises:
        SourceError: there is no ``svg`` element in it, or it is too large.
    """
    if len(data) > _LARGEST_BYTES:
        raise SourceError(f"{name}: is {len(data):,} bytes of SVG; simplify it or give a PNG")
    work = Work()
    root = _root(data, name, work)
    keep_known(root, work)
    settle_ids(root, work)
    width, height = _size(root, work)
    if work.changed:
        etree.cleanup_namespaces(root, top_nsmap={None: SVG, "xlink": XLINK})
        data = etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
    return SafeSvg(data, width, height, tuple(sorted(work.removed)))


def _root(data: bytes, name: str, work: Work) -> etree._Element:
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


def _size(root: etree._Element, work: Work) -> tuple[int | None, int | None]:
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
