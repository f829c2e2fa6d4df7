"""What may stay in a drawing: elements and attributes by name, references that lead nowhere out.

What stays is a list of names, so that what nobody thought of goes. An e-reader shows the file as
an image: links, animation by script and embedded HTML would do nothing there.
"""

from __future__ import annotations

import re
from dataclasses import field

from lxml import etree

from packager.data_classes import dataclass
from packager.svg_css import DATA_IMAGE, safe_declarations, safe_sheet

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

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
_LOCAL_URL = re.compile(r"""\s*url\(\s*(["']?)#[\w.-]+\1\s*\)\s*[\w#]*\s*\Z""", re.IGNORECASE)


@dataclass(slots=True)
class Work:
    """One cleaning: what went, and whether the bytes need writing anew."""

    removed: set[str] = field(default_factory=set)
    changed: bool = False

    def drop(self, what: str) -> None:
        """Note that something went."""
        self.removed.add(what)
        self.changed = True


def keep_known(root: etree._Element, work: Work) -> None:
    """Take away elements and attributes that are not on the lists."""
    for element in list(root.iter()):
        tag = element.tag
        if not isinstance(tag, str):
            remove(element)
            work.drop("entities")
            continue
        space, _, local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
        if element is not root and (space != SVG or local not in ELEMENTS):
            if space == SVG and local in _UNWRAPPED:
                _unwrap(element)
                work.changed = True
            else:
                remove(element)
                _say(work, space, local)
            continue
        _clean_attributes(element, local, work)
        if local == "style":
            _clean_style_element(element, work)
        elif local in ("title", "desc"):
            _hold_only_text(element, work)
        elif local == "image" and not href_of(element):
            remove(element)


def _say(work: Work, space: str, local: str) -> None:
    """Note an element that went; an editor's own data is nobody's loss."""
    if space == SVG and local not in ("metadata", "set") and not local.startswith("animate"):
        work.drop(f"<{local}>")
    elif local.startswith("animate") or local == "set":
        work.drop("animation")
    work.changed = True


def remove(element: etree._Element) -> None:
    """Take an element out of its drawing, the text behind it kept."""
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


def attributes_of(element: etree._Element) -> list[tuple[str, str]]:
    """Return an element's attributes, names with their namespace, as they are now."""
    return [(str(key), str(value)) for key, value in element.attrib.items()]


def _clean_attributes(element: etree._Element, local: str, work: Work) -> None:
    for key, value in attributes_of(element):
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


def _replace(element: etree._Element, key: str, value: str, work: Work) -> None:
    if value != element.get(key):
        work.changed = True
        if value:
            element.set(key, value)
        else:
            del element.attrib[key]


def _clean_href(element: etree._Element, key: str, value: str, local: str, work: Work) -> None:
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


def href_of(element: etree._Element) -> str:
    """Return what an element refers to by ``xlink:href``, the one way that stays."""
    return element.get(f"{{{XLINK}}}href", "")


def _clean_style_element(element: etree._Element, work: Work) -> None:
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


def _hold_only_text(element: etree._Element, work: Work) -> None:
    """Leave the words of a title or a description; elements in it would be HTML's."""
    if len(element):
        text = " ".join("".join(str(part) for part in element.itertext()).split())
        for child in list(element):
            element.remove(child)
        element.text = text
        work.changed = True
