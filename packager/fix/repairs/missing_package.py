"""A package document written anew from the files of a book that has lost its own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from packager.check.facts import DC, OPF
from packager.check.finding import Finding
from packager.check.load.book import CONTAINER
from packager.check.load.url import resolve
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.fix.repairs.manifest import media_type_for
from packager.media_types import NCX, XHTML
from packager.paths import href_between
from packager.xhtml import EPUB, escape, local_name

_TYPE = f"{{{EPUB}}}type"


@repair("package-found", "package-named", "container-found", safe=False, uncovers=True, stage=1)
def package_written(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write a package document that lists the files, its spine in the order of the contents.

    Title, language and identifier are left to the repairs that find those.
    """
    if any(path.lower().endswith(".opf") for path in draft.files):
        return
    pages = [path for path in draft.files if _is_page(draft, path)]
    if not pages:
        return
    nav = next((path for path in pages if _is_nav(draft, path)), "")
    ncx = next((path for path in draft.files if path.lower().endswith(".ncx")), "")
    path = _wanted(draft) or posixpath.join(posixpath.dirname(pages[0]), "content.opf")
    ordered = [page for page in _linked(draft, nav or ncx) if page in pages]
    spine = dict.fromkeys((*ordered, *(page for page in pages if page != nav)))
    draft.put(path, _package(draft, path, list(spine), nav, ncx).encode())
    draft.__dict__.pop("opf", None)  # it was looked for before there was one
    yield Change(path, "a package document written from the files of the book", findings[0].rule)


def _is_page(draft: Draft, path: str) -> bool:
    if not path.lower().endswith((".xhtml", ".html", ".htm")):
        return False
    tree = draft.tree(path)
    return tree is not None and local_name(tree.root) == "html"


def _is_nav(draft: Draft, path: str) -> bool:
    tree = draft.tree(path)
    navs = [] if tree is None else tree.named("nav")
    return any("toc" in str(node.get(_TYPE) or "").split() for node in navs)


def _wanted(draft: Draft) -> str:
    """Return the path that the container names for the package, ``""`` for none in the book."""
    container = draft.tree(CONTAINER)
    for rootfile in [] if container is None else container.named("rootfile"):
        path = resolve(str(rootfile.get("full-path") or ""), "").path
        if path.lower().endswith(".opf"):
            return path
    return ""


def _linked(draft: Draft, path: str) -> Iterator[str]:
    """Yield the paths that the contents lead to, in their order."""
    tree = draft.tree(path) if path else None
    for node in [] if tree is None else tree.root.iter("{*}a", "{*}content"):
        href = node.get("href") or node.get("src")
        if href:
            yield draft.real(resolve(str(href), path).path)


def _package(draft: Draft, path: str, spine: list[str], nav: str, ncx: str) -> str:
    ids: dict[str, str] = {}
    items = []
    for file, data in draft.files.items():
        if file == "mimetype" or file.startswith("META-INF/"):
            continue
        ids[file] = f"item-{len(ids) + 1}"
        kind = XHTML if _is_page(draft, file) else media_type_for(file, data)
        if file.lower().endswith(".ncx"):
            kind = NCX
        href = escape(href_between(path, file))
        nav_said = ' properties="nav"' if file == nav else ""
        items.append(f'<item id="{ids[file]}" href="{href}" media-type="{kind}"{nav_said}/>')
    refs = [f'<itemref idref="{ids[page]}"/>' for page in spine if page in ids]
    toc = f' toc="{ids[ncx]}"' if ncx else ""
    version = "2.0" if ncx and not nav else "3.0"
    lines = (
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<package xmlns="{OPF}" version="{version}" unique-identifier="book-id">',
        f'<metadata xmlns:dc="{DC}">',
        "</metadata>",
        "<manifest>",
        *items,
        "</manifest>",
        f"<spine{toc}>",
        *refs,
        "</spine>",
        "</package>",
    )
    return "\n".join(lines) + "\n"
