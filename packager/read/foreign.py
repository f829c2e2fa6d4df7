"""SVG and MathML inside a text: what of it is drawing or formula stays, what acts or loads goes.

Vocabularies: https://www.w3.org/TR/SVG11/eltindex.html and
https://www.w3.org/TR/MathML3/chapter3.html, as EPUB 3.3 allows them
(https://www.w3.org/TR/epub-33/#sec-xhtml-svg, https://www.w3.org/TR/epub-33/#sec-xhtml-mathml).
"""

from __future__ import annotations

import re
from itertools import pairwise

from lxml import etree

from packager.html5 import MATHML, SVG, XHTML, XLINK
from packager.lazy_pattern import lazy_pattern
from packager.xhtml import local_name

_words = str.split
_SVG = frozenset(
    _words(
        "svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath "
        "title desc linearGradient radialGradient stop pattern clipPath mask marker filter "
        "feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting "
        "feDisplacementMap feDistantLight feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur "
        "feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight "
        "feTile feTurbulence switch"
    )
)
_SVG_TEXT = frozenset(_words("text tspan textPath title desc"))
_SVG_ATTRIBUTE = re.compile(r"[a-z][A-Za-z0-9-]*\Z")
_SVG_FORBIDDEN = lazy_pattern(r"on|data-|aria-|xml|lang\Z|tabindex|focusable|role\Z|name\Z|align\Z")
_SAFE_VALUE = lazy_pattern(r"(?!.*(?:url\(\s*['\"]?(?!#)|expression|javascript:|@import|\\))", re.S)
_DECLARATIONS = re.compile(r"[\w\s:;#.,%()'+-]*\Z")

# element → how many children it has, or 0 for any number
_MATHML = {
    **dict.fromkeys(_words("mi mn mo mtext mspace ms mrow mstyle merror mpadded mphantom"), 0),
    **dict.fromkeys(_words("msqrt mtable mtr mtd mfenced menclose math mlabeledtr"), 0),
    **dict.fromkeys(_words("mfrac mroot msub msup munder mover"), 2),
    **dict.fromkeys(_words("msubsup munderover"), 3),
    "mmultiscripts": 0,
    "mprescripts": 0,
    "none": 0,
}
_TOKENS = frozenset(_words("mi mn mo mtext ms"))
_MATHML_ATTRIBUTES = frozenset(
    _words(
        "mathvariant mathsize stretchy fence form separator lspace rspace width height depth "
        "voffset columnalign rowalign rowspacing columnspacing rowlines columnlines frame "
        "displaystyle scriptlevel linethickness accent accentunder open close separators notation "
        "minsize maxsize movablelimits symmetric largeop bevelled rowspan columnspan equalrows "
        "equalcolumns numalign denomalign"
    )
)
_TEXT_ONLY = _TOKENS | frozenset(("title", "desc"))
_MEASURED = frozenset(("width", "height", "depth", "voffset"))
_SPANS = frozenset(("rowspan", "columnspan"))
_MEASURES = frozenset(("mspace", "mpadded"))
_LENGTH = lazy_pattern(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:em|ex|px|in|cm|mm|pt|pc|%)?\Z")
_LENGTHS = frozenset(_words("lspace rspace width height depth voffset linethickness mathsize"))
_MOST_DEPTH = 60
# Binary operators and relations, at which a line may end
_BREAKS = frozenset("=<>+-−±∓≤≥≠≈≡∼≃≅∝→⇒⇔↔↦←∈∉⊂⊆∪∩∧∨×⋅·")


def sound_svg(source: etree._Element, prefix: str) -> etree._Element | None:
    """Return a copy of an ``svg`` element that only draws; ``None`` if nothing is drawn.

    Ids get ``prefix``, and references to them follow, so that two drawings cannot share one.
    What it shows in words stays, as its ``title`` or its ``aria-label``.
    """
    copy = _copied(source, SVG, _SVG, _SVG_TEXT)
    if copy is None or len(copy) == 0:
        return None
    ids: dict[str, str] = {}
    for node in copy.iter():
        for key, value in list(node.attrib.items()):
            if key == "id":
                ids.setdefault(str(value), f"{prefix}{len(ids) + 1}")
            elif not _svg_attribute_stays(str(key), str(value)):
                del node.attrib[key]
    _rename_ids(copy, ids)
    _name(copy, source)
    return copy


def _name(svg: etree._Element, source: etree._Element) -> None:
    """Give a drawing the name or the silence that its source has for those who cannot see it.

    https://www.w3.org/TR/svg-aam-1.0/#mapping_additional_nd: ``title``, else ``aria-label``.
    """
    label = " ".join(str(source.get("aria-label") or "").split())
    if label:
        svg.set("aria-label", label)
    if label or svg.find(f"{{{SVG}}}title") is not None:
        svg.set("role", "img")
    elif source.get("aria-hidden") == "true" or source.get("role") in ("presentation", "none"):
        svg.set("aria-hidden", "true")


def _rename_ids(svg: etree._Element, ids: dict[str, str]) -> None:
    """Give ids their new names, each once, and let references follow; broken ``use`` goes."""
    seen: set[str] = set()
    for node in list(svg.iter()):
        for key, value in list(node.attrib.items()):
            if key == "id":
                new = ids[str(value)]
                node.set("id", new)
                if new in seen:
                    del node.attrib["id"]
                seen.add(new)
            elif "#" in str(value):
                node.set(str(key), _referring(str(value), ids))
    for node in list(svg.iter(f"{{{SVG}}}use", f"{{{SVG}}}textPath")):
        href, parent = node.get(f"{{{XLINK}}}href"), node.getparent()
        if parent is not None and (href is None or href[1:] not in seen):
            _remove_keeping_tail(node, parent)


def _svg_attribute_stays(name: str, value: str) -> bool:
    if name == f"{{{XLINK}}}href":
        return value.startswith("#")
    if name == "style":
        return bool(_DECLARATIONS.match(value) and _SAFE_VALUE.match(value))
    if not _SVG_ATTRIBUTE.match(name) or _SVG_FORBIDDEN.match(name) or name == "href":
        return False
    return bool(value.strip()) and bool(_SAFE_VALUE.match(value))


def _referring(value: str, ids: dict[str, str]) -> str:
    if value.startswith("#") and value[1:] in ids:
        return "#" + ids[value[1:]]
    return re.sub(
        r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)",
        lambda found: f"url(#{ids.get(found[1], found[1])})",
        value,
    )


def _remove_keeping_tail(node: etree._Element, parent: etree._Element) -> None:
    tail = node.tail or ""
    before = node.getprevious()
    parent.remove(node)
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def sound_math(source: etree._Element) -> etree._Element | None:
    """Return a copy of a ``math`` element in presentation MathML; ``None`` if it is none.

    A TeX source that stands in it as an annotation becomes the ``alttext``.
    """
    alternative = str(source.get("alttext") or "").strip()
    for node in source.iter():
        if local_name(node) == "annotation" and "tex" in str(node.get("encoding")):
            alternative = alternative or "".join(map(str, node.itertext())).strip()
    copy = _copied(source, MATHML, frozenset(_MATHML), _TOKENS)
    if copy is None or len(copy) == 0:
        return None
    for node in copy.iter():
        name = local_name(node)
        count = _MATHML[name]
        if count and len(node) != count:
            return None
        for key in list(node.attrib):
            value = str(node.get(str(key))).strip()
            allowed = str(key) in _MATHML_ATTRIBUTES and bool(value)
            allowed = allowed and (str(key) not in _MEASURED or name in _MEASURES)
            allowed = allowed and (str(key) not in _SPANS or (name == "mtd" and value.isdigit()))
            if not allowed or (str(key) in _LENGTHS and not _LENGTH.match(value)):
                del node.attrib[key]
    display = source.get("display")
    if display in ("block", "inline"):
        copy.set("display", str(display))
    text = alternative or " ".join("".join(map(str, copy.itertext())).split())
    if not text:
        return None
    copy.set("alttext", text)
    _let_break(copy)
    return copy


def _let_break(math: etree._Element) -> None:
    """Put spaces around the operators of a formula's own row.

    Readers that set MathML pass over them, since only its tokens hold text; those that show its
    text alone, such as MuPDF, break a line there, and else cut a long formula off at the edge.
    """
    row = math[0] if len(math) == 1 and local_name(math[0]) == "mrow" else math
    for before, sign in pairwise(row):
        if local_name(sign) == "mo" and (sign.text or "") in _BREAKS:
            before.tail = sign.tail = " "


def _copied(
    source: etree._Element, space: str, names: frozenset[str], texts: frozenset[str]
) -> etree._Element | None:
    """Copy the elements of a vocabulary; an ``a`` and ``semantics`` are unwrapped, others go."""
    top = etree.Element(f"{{{space}}}{local_name(source)}", nsmap=_nsmap(space))
    _copy_attributes(source, top)
    stack = [(source, top, 0)]
    while stack:
        node, target, depth = stack.pop()
        if depth > _MOST_DEPTH:
            return None
        keeps_text = local_name(target) in texts
        keeps_only_text = keeps_text and local_name(target) in _TEXT_ONLY
        if keeps_text and node.text:
            _append_text(target, node.text)
        inner = list(node)
        if local_name(node) == "semantics":
            inner = inner[:1]
        for child in inner:
            name = local_name(child)
            namespace = str(child.tag).rpartition("}")[0][1:] if name else ""
            if keeps_only_text and name and name not in ("script", "style"):
                _append_text(target, "".join(map(str, child.itertext())))
            elif name in names and name not in ("svg", "math") and namespace in (space, XHTML, ""):
                made = etree.SubElement(target, f"{{{space}}}{name}")
                _copy_attributes(child, made)
                stack.append((child, made, depth + 1))
            elif name in ("a", "semantics", "svg", "math") and depth < _MOST_DEPTH:
                stack.append((child, _group(target, space), depth + 1))
            elif keeps_text and name and name not in ("script", "style"):
                _append_text(target, "".join(map(str, child.itertext())))
            if keeps_text and child.tail:
                _append_text(target, child.tail)
    return top


def _group(target: etree._Element, space: str) -> etree._Element:
    """Add a group in place of an element that only wraps, so that its children keep their place."""
    group = "g" if space == SVG else "mrow"
    if local_name(target) in ("text", "tspan", "textPath"):
        group = "tspan"
    return etree.SubElement(target, f"{{{space}}}{group}")


def _nsmap(space: str) -> dict[str, str]:
    # lxml's stubs know no None key
    return {None: space, "xlink": XLINK} if space == SVG else {None: space}  # type: ignore[dict-item]


def _copy_attributes(source: etree._Element, target: etree._Element) -> None:
    for key, value in source.attrib.items():
        target.set(str(key), str(value))


def _append_text(node: etree._Element, text: str) -> None:
    if len(node):
        node[-1].tail = (node[-1].tail or "") + text
    else:
        node.text = (node.text or "") + text
