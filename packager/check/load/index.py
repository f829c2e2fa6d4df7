"""One walk over a document: its elements by name, their numbers, the ids, what the content uses."""

from __future__ import annotations

from lxml import etree

from packager.check.facts import MATHML, OPS, SVG, XHTML, Document, Target
from packager.check.finding import Place

_TYPE = f"{{{OPS}}}type"
# https://html.spec.whatwg.org/multipage/scripting.html#javascript-mime-type
SCRIPT_TYPES = frozenset(
    """application/ecmascript application/javascript application/x-ecmascript
    application/x-javascript
    text/ecmascript text/javascript text/javascript1.0 text/javascript1.1 text/javascript1.2
    text/javascript1.3 text/javascript1.4 text/javascript1.5 text/jscript text/livescript
    text/x-ecmascript text/x-javascript""".split()
)
_handlers = etree.XPath("boolean(//@*[starts-with(name(), 'on')])")


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def index(document: Document) -> None:
    """Fill in ``by_name``, ``orders``, ``attributes`` and ``ids``."""
    root = document.root
    if root is None:
        return
    names, orders, path = document.by_name, document.orders, document.path
    attributes = document.attributes
    ids: dict[str, Target] = {}
    for order, element in enumerate(root.iter(etree.Element)):
        tag: str = element.tag  # type: ignore[assignment]
        orders[element] = order
        if tag in names:
            names[tag].append(element)
        else:
            names[tag] = [element]
        given: list[str] = element.keys()
        if not given:
            continue
        attributes.update(given)
        if "id" in given:
            id_ = element.get("id", "").strip()
            if id_ not in ids:
                space, _, name = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
                ids[id_] = Target(order, name, space, Place(path, element.sourceline, None, order))
    document.ids = ids


def read_features(document: Document) -> None:
    """Fill in what a content document uses (see :class:`~packager.check.facts.Document`)."""
    root = document.root
    if root is None:
        return
    features = document.features
    names = document.by_name
    for element in document.named(f"{{{XHTML}}}script", f"{{{SVG}}}script"):
        if element.get("type", "text/javascript").lower() in SCRIPT_TYPES:
            features.add("scripted")
    if f"{{{XHTML}}}form" in names:
        features |= {"form", "scripted"}
    if (
        "scripted" not in features
        and any(name.startswith("on") for name in map(_local, document.attributes))
        and _handlers(root)
    ):
        features.add("scripted")
    if f"{{{SVG}}}svg" in names:
        features.add("svg")
    if f"{{{MATHML}}}math" in names:
        features.add("mathml")
    if f"{{{OPS}}}switch" in names:
        features.add("switch")
    for name in ("audio", "video", "figure", "table", "iframe"):
        if f"{{{XHTML}}}{name}" in names:
            features.add(name)
    if _TYPE in document.attributes:
        for value in _types(root):
            features.update(f"type:{word}" for word in value.split())


_types = etree.XPath("//@ops:type", namespaces={"ops": OPS}, smart_strings=False)
