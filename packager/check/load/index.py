"""A document looked through once: its elements by name, the ids, what the content uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from packager.check.facts import MATHML, OPS, SVG, XHTML, Document, Ids, Xhtml

if TYPE_CHECKING:
    from packager.schemas.quick import Seen, Tag

_TYPE = f"{{{OPS}}}type"
# https://html.spec.whatwg.org/multipage/scripting.html#javascript-mime-type
SCRIPT_TYPES = frozenset(
    """application/ecmascript application/javascript application/x-ecmascript
    application/x-javascript
    text/ecmascript text/javascript text/javascript1.0 text/javascript1.1 text/javascript1.2
    text/javascript1.3 text/javascript1.4 text/javascript1.5 text/jscript text/livescript
    text/x-ecmascript text/x-javascript""".split()
)
_USED = {
    f"{{{space}}}{name}": name
    for space, names in (
        (SVG, "svg"),
        (MATHML, "math"),
        (OPS, "switch"),
        (XHTML, "form audio video figure table iframe"),
    )
    for name in names.split()
} | {f"{{{MATHML}}}math": "mathml"}
_SCRIPTS = (f"{{{XHTML}}}script", f"{{{SVG}}}script")
_handlers = etree.XPath("boolean(//@*[starts-with(name(), 'on')])")
_types = etree.XPath("//@ops:type", namespaces={"ops": OPS}, smart_strings=False)


def index(document: Document, data: bytes | None = None) -> tuple[tuple[int, Tag], ...] | None:
    """Fill in ``names``, ``attributes`` and ``ids``; return the tags that make references.

    ``data`` is what the whole tree was parsed from. ``None`` comes back where the tree had to be
    walked: then whoever wants to know of references walks it too.
    """
    if document.root is None:
        return None
    seen = _looked_over(document, data) if isinstance(document, Xhtml) and data else None
    if seen is None:
        _index_tree(document)
        return None
    document.names = {shape.tag for shape in seen.shapes}
    document.tags = tuple(shape.attributes for shape in seen.shapes)
    document.attributes.update(*document.tags)
    ids: dict[str, str] = {}
    count = 0
    on_html = True
    references = []
    for order, tag in seen.marked:
        id_ = tag.id
        if id_ is not None:
            count += 1
            if id_ not in ids:
                shape = tag.shape
                ids[id_] = f"{order} {shape.local}"
                if shape.space != XHTML:
                    ids[id_] += f" {shape.space}"
                    on_html = False
        if tag.refers:
            references.append((order, tag))
    document.ids = Ids.told(document.path, ids, on_html=on_html)
    document.ids_distinct = len(ids) == count
    return tuple(references)


def _looked_over(document: Xhtml, data: bytes) -> Seen | None:
    """Return what a walk over the text of a page sees, and note the grammar that it keeps to."""
    markup = document.markup
    if markup.encoding != "UTF-8" or markup.internal:
        return None
    from packager.schemas.quick import look_over

    if document.version == "3":
        from packager.schemas.xhtml3 import grammar
    else:
        from packager.schemas.xhtml11 import grammar
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    seen = look_over(text, grammar())
    if seen is not None and seen.is_valid:
        document.keeps_to = grammar()
    return seen


def _index_tree(document: Document) -> None:
    names, attributes = document.names, document.attributes
    ids: dict[str, tuple[int, str, str]] = {}
    for order, element in enumerate(document.orders):
        tag = str(element.tag)
        names.add(tag)
        given = element.keys()
        if not given:
            continue
        attributes.update(given)
        if "id" in given:
            id_ = element.get("id", "").strip()
            if id_ not in ids:
                space, _, name = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
                ids[id_] = (order, name, space)
    document.ids = Ids.of(document.path, ids)


def read_features(document: Document) -> None:
    """Fill in what a content document uses (see :class:`~packager.check.facts.Document`)."""
    root = document.root
    if root is None:
        return
    features = document.features
    features.update(_USED[tag] for tag in document.names.intersection(_USED))
    for element in document.named(*_SCRIPTS):
        if element.get("type", "text/javascript").lower() in SCRIPT_TYPES:
            features.add("scripted")
    if "form" in features:
        features.add("scripted")
    if (
        "scripted" not in features
        and any(name.rpartition("}")[2].startswith("on") for name in document.attributes)
        and _handlers(root)
    ):
        features.add("scripted")
    if _TYPE in document.attributes:
        for value in _types(root):
            features.update(f"type:{word}" for word in value.split())
