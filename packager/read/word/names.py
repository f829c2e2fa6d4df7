"""Names in the markup of Word (ECMA-376), whichever of its two forms a file is in."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

# Transitional form, and the strict one (ISO/IEC 29500-1), by the ends of their namespaces
_MAIN = ("/wordprocessingml/2006/main", "/wordprocessingml/main")
_MATH = ("/officeDocument/2006/math", "/officeDocument/math")


def name_of(element: etree._Element) -> str:
    """Return an element's name with the prefix that the standard's examples have: ``w:p``.

    What is of neither namespace has its bare name; a comment has none.
    """
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    space, _, local = tag.rpartition("}")
    if space.endswith(_MAIN):
        return f"w:{local}"
    return f"m:{local}" if space.endswith(_MATH) else local


def value(element: etree._Element | None, key: str = "val") -> str:
    """Return an attribute by its local name; empty where there is none."""
    if element is None:
        return ""
    return next((str(v) for k, v in element.attrib.items() if _local(str(k)) == key), "")


def _local(key: str) -> str:
    return key.rpartition("}")[2]


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first element at the end of a path of names; none where a step is missing."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if name_of(inner) == name), None)
    return element


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the child elements of a name."""
    yield from (inner for inner in (() if element is None else element) if name_of(inner) == name)


def is_on(element: etree._Element | None) -> bool:
    """Return whether a property is there and not switched off (ECMA-376 part 1, 17.17.4)."""
    return element is not None and value(element).lower() not in {"0", "false", "off", "none"}


def text_of(element: etree._Element | None) -> str:
    """Return the text that stands in an element, without what was deleted."""
    if element is None:
        return ""
    return "".join(
        node.text or "" for node in element.iter(etree.Element) if name_of(node) == "w:t"
    )


def beside(element: etree._Element, local: str) -> etree._Element:
    """Return a new element of the same namespace, with no parent."""
    space = str(element.tag).rpartition("}")[0]
    return etree.Element(f"{space}}}{local}" if space else local)


def set_value(element: etree._Element, text: str) -> None:
    """Set the ``val`` of an element in its own namespace."""
    space = str(element.tag).rpartition("}")[0]
    element.set(f"{space}}}val" if space else "val", text)
