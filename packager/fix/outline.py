"""The contents of a book, read from what it has of them: navigation document, NCX, or headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from urllib.parse import unquote

from lxml import etree

from packager.check.load.url import resolve
from packager.data_classes import dataclass
from packager.fix.draft import Draft
from packager.fix.tree import Element
from packager.ids import slug
from packager.media_types import NCX, XHTML
from packager.paths import href_between
from packager.xhtml import escape, local_name, text_of

_DEEPEST = 60  # entries below that are nobody's contents
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(slots=True)
class Point:
    """An entry of the contents: what it says, where it leads (a path), and the entries under it."""

    label: str
    path: str
    fragment: str = ""
    inner: list[Point] = field(default_factory=list)


def outline_of(draft: Draft, *, without: str = "") -> list[Point]:
    """Return the contents by what tells most of them, leaving one source out.

    ``without`` is ``"nav"`` or ``"ncx"``: the document that is to be written.
    """
    found: list[Point] = []
    if without != "nav":
        entry = next((e for e in draft.entries() if "nav" in e.properties), None)
        tree = draft.tree(entry.path) if entry is not None else None
        if entry is not None and tree is not None:
            navs = tree.named("nav")
            toc = next((n for n in navs if "toc" in str(n.get(_EPUB_TYPE) or "")), None)
            if toc is not None:
                found = list(_of_nav(draft, toc, entry.path))
    if not found and without != "ncx":
        entry = next((e for e in draft.entries() if e.media_type == NCX), None)
        tree = draft.tree(entry.path) if entry is not None else None
        if entry is not None and tree is not None:
            for part in tree.named("navMap"):
                found += _of_ncx(draft, part, entry.path)
    return found or list(_of_headings(draft))


def _of_nav(draft: Draft, parent: Element, base: str, depth: int = 0) -> Iterator[Point]:
    if depth > _DEEPEST:
        return
    for child in parent:
        name = local_name(child)
        if name in ("ol", "ul"):
            yield from _of_nav(draft, child, base, depth + 1)
        elif name == "li":
            link = next((n for n in child.iter("{*}a")), None)
            inner = [
                p
                for c in child
                if local_name(c) in ("ol", "ul")
                for p in _of_nav(draft, c, base, depth + 1)
            ]
            if link is None:
                yield from inner
                continue
            yield from _point(draft, link, str(link.get("href") or ""), base, inner)


def _of_ncx(draft: Draft, parent: Element, base: str, depth: int = 0) -> Iterator[Point]:
    if depth > _DEEPEST:
        return
    for child in parent:
        if local_name(child) != "navPoint":
            continue
        label = next((n for n in child if local_name(n) == "navLabel"), child)
        content = next((n for n in child if local_name(n) == "content"), None)
        src = "" if content is None else str(content.get("src") or "")
        yield from _point(draft, label, src, base, list(_of_ncx(draft, child, base, depth + 1)))


def _point(
    draft: Draft, label: Element, href: str, base: str, inner: list[Point]
) -> Iterator[Point]:
    path = draft.real(resolve(href, base).path)
    words = " ".join(text_of(label).split())
    if path not in draft.files or not words:
        yield from inner
        return
    fragment = unquote(href.partition("#")[2])
    tree = draft.tree(path)
    ids = set() if tree is None else {n.get("id") for n in tree.root.iter(etree.Element)}
    yield Point(words, path, fragment if fragment in ids else "", inner)


def _of_headings(draft: Draft) -> Iterator[Point]:
    """Yield an entry for each page of the reading order, by its first heading or title."""
    paths = draft.spine_paths()
    for number, path in enumerate(paths, 1):
        entry, tree = draft.entry(path), draft.tree(path)
        if entry is None or tree is None or entry.media_type != XHTML or "nav" in entry.properties:
            continue
        headings = [
            n for n in tree.root.iter(etree.Element) if re.fullmatch("h[1-3]", local_name(n))
        ]
        label = next((w for n in (*headings, *tree.named("title")) if (w := _said(n))), str(number))
        inner = [
            Point(words, path, str(node.get("id")))
            for node in headings[1:]
            if node.get("id") and (words := _said(node))
        ]
        yield Point(label, path, "", inner)


def _said(element: Element) -> str:
    return " ".join(text_of(element).split())


_APART = re.compile(r"cover|title|toc|contents|copyright|nav", re.IGNORECASE)


def start_of_text(draft: Draft) -> str:
    """Return the path where the text begins: the first page that is neither cover nor contents."""
    navs = {entry.path for entry in draft.entries() if "nav" in entry.properties}
    pages = [path for path in draft.spine_paths() if path not in navs]
    named = (path for path in pages if not _APART.search(path.rpartition("/")[2]))
    return next(named, pages[0] if pages else "")


def nav_list(points: list[Point], path: str) -> str:
    """Return the ``ol`` of a navigation document at a path."""
    items = "".join(
        f'<li><a href="{escape(href_between(path, p.path, p.fragment))}">{escape(p.label)}</a>'
        f"{chr(10) + nav_list(p.inner, path) if p.inner else ''}</li>\n"
        for p in points
    )
    return f"<ol>\n{items}</ol>"


def nav_page(points: list[Point], path: str, title: str, language: str) -> str:
    """Return a navigation document: https://www.w3.org/TR/epub-33/#sec-nav."""
    lang = escape(language or "und")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{lang}" xml:lang="{lang}">\n<head>\n'
        f"<title>{escape(title)}</title>\n</head>\n<body>\n"
        f'<nav epub:type="toc" role="doc-toc" id="toc">\n<h1>{escape(title)}</h1>\n'
        f"{nav_list(points, path)}\n</nav>\n</body>\n</html>\n"
    )


def ncx_file(points: list[Point], path: str, title: str, uid: str) -> str:
    """Return an NCX: https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1."""
    order: dict[tuple[str, str], int] = {}
    count = 0

    def written(items: list[Point]) -> str:
        nonlocal count
        made = ""
        for point in items:
            count += 1
            number = order.setdefault((point.path, point.fragment), len(order) + 1)
            id_ = f"{slug(point.label, 'entry')[:40]}-{count}"
            href = escape(href_between(path, point.path, point.fragment))
            made += (
                f'<navPoint id="n-{id_}" playOrder="{number}">\n'
                f"<navLabel><text>{escape(point.label)}</text></navLabel>\n"
                f'<content src="{href}"/>\n{written(point.inner)}</navPoint>\n'
            )
        return made

    def depth(items: list[Point]) -> int:
        return 1 + max((depth(point.inner) for point in items if point.inner), default=0)

    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">\n<head>\n'
        f'<meta name="dtb:uid" content="{escape(uid)}"/>\n'
        f'<meta name="dtb:depth" content="{depth(points)}"/>\n'
        '<meta name="dtb:totalPageCount" content="0"/>\n'
        '<meta name="dtb:maxPageNumber" content="0"/>\n</head>\n'
        f"<docTitle><text>{escape(title)}</text></docTitle>\n"
        f"<navMap>\n{written(points)}</navMap>\n</ncx>\n"
    )
