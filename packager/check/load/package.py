"""A package document read into tuples.

https://www.w3.org/TR/epub-33/#sec-package-doc
"""

from __future__ import annotations

from packager.check.facts import DC, OEB, OPF, Element, Item, Itemref, Link, Meta, Package
from packager.check.load.url import resolve

_SPACES = (OPF, OEB)
_XHTML = "application/xhtml+xml"
_NCX = "application/x-dtbncx+xml"


def read_package(package: Package) -> None:
    """Fill in what the tree of a package document says; missing attributes become ``""``."""
    root = package.root
    if root is None:
        return
    package.declared_version = root.get("version")
    package.unique_identifier = (root.get("unique-identifier") or "").strip()
    # As EPUBCheck has it: an item without an id is lost, the last of those that share one counts.
    found = {item.id or f" {number}": item for number, item in enumerate(_items(package))}
    by_id = {item.id: item for item in found.values() if item.id}
    package.items = tuple(found.values())
    by_key: dict[str, Item] = {}
    for item in package.items:
        if item.key:
            by_key.setdefault(item.key, item)
    package.by_id, package.by_key = by_id, by_key
    spine = next(package.named(*(f"{{{space}}}spine" for space in _SPACES)), None)
    toc = None if spine is None else by_id.get((spine.get("toc") or "").strip())
    if spine is not None and toc is not None and package.order(spine) > (toc.place.order or 0):
        package.toc = toc.id
    package.spine = tuple(_itemrefs(package))
    package.metas = tuple(_metas(package))
    package.links = tuple(_links(package))
    package.dc_types = frozenset(
        (e.text or "").strip() for e in package.named(f"{{{DC}}}type") if e.text
    )


def _items(package: Package) -> list[Item]:
    result = []
    for element in package.named(*(f"{{{space}}}item" for space in _SPACES)):
        href = element.get("href")
        if href is None or element.get("id") is None:
            continue
        written = element.base  # what xml:base says, here or above
        base = resolve(str(written), package.path) if written else None
        url = resolve(href, (base.path or base.absolute) if base else package.path)
        result.append(
            Item(
                id=(element.get("id") or "").strip(),
                url=url,
                media_type=(element.get("media-type") or "").strip(),
                properties=tuple((element.get("properties") or "").split()),
                fallback=(element.get("fallback") or "").strip(),
                fallback_style=(element.get("fallback-style") or "").strip(),
                media_overlay=(element.get("media-overlay") or "").strip(),
                place=package.place(element),
                element=element,
            )
        )
    return result


def _itemrefs(package: Package) -> list[Itemref]:
    result = []
    for element in package.named(*(f"{{{space}}}itemref" for space in _SPACES)):
        idref = (element.get("idref") or "").strip()
        item = package.by_id.get(idref)
        # As EPUBCheck has it, who reads from the top: an item further down is not known yet.
        if item is not None and package.order(element) < (item.place.order or 0):
            item = None
        result.append(
            Itemref(
                idref,
                item,
                (element.get("linear") or "yes").strip() != "no",
                tuple((element.get("properties") or "").split()),
                package.place(element),
                element,
            )
        )
    return result


def _metas(package: Package) -> list[Meta]:
    return [
        Meta(
            property=(element.get("property") or "").strip(),
            value=(element.text or "").strip(),
            refines=(element.get("refines") or "").strip(),
            scheme=(element.get("scheme") or "").strip(),
            name=(element.get("name") or "").strip(),
            content=element.get("content") or "",
            id=(element.get("id") or "").strip(),
            place=package.place(element),
            element=element,
        )
        for element in package.named(*(f"{{{space}}}meta" for space in _SPACES))
        if _is_of_metadata(element)
    ]


def _is_of_metadata(element: Element) -> bool:
    """Return whether a ``meta`` says anything of the book: elsewhere EPUBCheck passes it over."""
    parent = element.getparent()
    return parent is not None and str(parent.tag).endswith("metadata")


def _links(package: Package) -> list[Link]:
    result = []
    for element in package.named(f"{{{OPF}}}link"):
        href = element.get("href")
        result.append(
            Link(
                None if href is None else resolve(href, package.path),
                tuple((element.get("rel") or "").split()),
                (element.get("media-type") or "").strip(),
                tuple((element.get("properties") or "").split()),
                (element.get("refines") or "").strip(),
                package.place(element),
                element,
            )
        )
    return result


# The properties of items for which EPUBCheck 5.3.0 looks at the media type.
_TYPED = frozenset(["cover-image", "data-nav", "dictionary", "glossary", "index", "nav"])


def ends_the_check(package: Package) -> bool:
    """Return whether EPUBCheck 5.3.0 gives up behind the package document: no file is looked into.

    It does so for a ``reference`` without ``href``, a package inside the package, and an item
    without a media type whose properties ask for one. All of these are told as faults.
    """
    if any(e.get("href") is None for e in package.named(f"{{{OPF}}}reference")):
        return True
    if any(element is not package.root for element in package.named(f"{{{OPF}}}package")):
        return True
    return any(
        item.element is not None
        and item.element.get("media-type") is None
        and not _TYPED.isdisjoint(item.properties)
        for item in package.items
    )


def is_misnamed(package: Package, item: Item) -> bool:
    """Return whether an item is named as navigation document or NCX but has another media type."""
    if "nav" in item.properties and package.version == "3" and item.media_type != _XHTML:
        return True
    return item.id != "" and item.id == package.toc and item.media_type != _NCX
