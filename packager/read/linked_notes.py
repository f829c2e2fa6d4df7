"""Notes that are links to another place of the text: taken out of it, in the order of reference.

A link leads to a note where it or its target says so (``epub:type``, ``role``), or where the
target links back. Word's converter, EPUBs and many weblogs write notes in this way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from packager import xhtml
from packager.xhtml import EPUB, XHTML, local_name

TreeAt = Callable[[str], "etree._Element | None"]
_TYPE = f"{{{EPUB}}}type"
_NOTE_BLOCKS = frozenset("aside li p div section dd".split())
_FRAMES = tuple(f"{{{XHTML}}}{name}" for name in ("section", "aside", "div", "ol"))
_FRAME_NAMES = frozenset("footnotes endnotes rearnotes doc-endnotes".split())
_HEADINGS = tuple(f"{{{XHTML}}}h{level}" for level in range(1, 7))
_NOTE_TYPES = frozenset("footnote endnote rearnote note".split())


def path_of(base: str, href: str) -> str:
    """Return the path that a relative href means, seen from the file ``base``."""
    return normpath(join(dirname(base), unquote(href.partition("#")[0])))


def take(
    body: etree._Element, path: str = "", tree_at: TreeAt | None = None
) -> Iterator[tuple[str, etree._Element]]:
    """Yield label and content of each note that a text refers to, and make links references.

    ``path`` is the text's own, ``tree_at`` gives the trees of the files beside it. Notes that
    stand in the text leave it; those of another file stay where they are.
    """
    trees: dict[str, etree._Element | None] = {path: body}
    labels: dict[tuple[str, str], str] = {}
    for link in list(body.iter(f"{{{XHTML}}}a")):
        href = link.get("href", "")
        file, hash_, fragment = href.partition("#")
        if not hash_ or not fragment:
            continue
        where = path_of(path, file) if file else path
        key = (where, unquote(fragment))
        if key not in labels:
            if where not in trees:
                trees[where] = tree_at(where) if tree_at else None
            note = _note(trees[where], key[1], link)
            if note is None:
                continue
            labels[key] = str(len(labels) + 1)
            _as_reference(link, labels[key], 1)
            yield labels[key], _content(note, in_body=where == path)
        else:
            _as_reference(link, labels[key], 2)


def drop_frames(body: etree._Element) -> None:
    """Take out sections of notes of which every note has been taken: a line, a heading are left."""
    for element in list(body.iter(*_FRAMES)):
        names = f"{element.get(_TYPE, '')} {element.get('role', '')} {element.get('class', '')}"
        if _FRAME_NAMES.isdisjoint(names.split()) or element.getparent() is None:
            continue
        headings = "".join(xhtml.text_of(heading) for heading in element.iter(*_HEADINGS))
        says = xhtml.text_of(element)
        shows = any(True for _ in element.iter(f"{{{XHTML}}}img"))
        if not shows and sum(map(str.isalnum, says)) == sum(map(str.isalnum, headings)):
            xhtml.drop(element)


def _as_reference(link: etree._Element, label: str, count: int) -> None:
    """Make a link the reference that readers give: in ``sup``, with its id and role."""
    link.attrib.clear()
    link.set(_TYPE, "noteref")
    link.set("role", "doc-noteref")
    link.set("href", f"#fn-{label}")
    link.set("id", f"fnref-{label}" if count == 1 else f"fnref-{label}-{count}")
    for child in list(link):
        link.remove(child)
    link.text = label
    parent = link.getparent()
    if parent is not None and local_name(parent) != "sup":
        holder = etree.Element(f"{{{XHTML}}}sup")
        holder.tail, link.tail = link.tail, None
        parent.replace(link, holder)
        holder.append(link)


def _note(root: etree._Element | None, id_: str, link: etree._Element) -> etree._Element | None:
    """Return the note that a link leads to, or nothing where it is an ordinary link.

    It is a note where the link or the target says so, or where the target links back.
    """
    if root is None:
        return None
    target = next((e for e in root.iter(f"{{{XHTML}}}*") if e.get("id") == id_), None)
    if target is None:
        return None
    says = f"{link.get(_TYPE, '')} {link.get('role', '')}"
    block = target
    while local_name(block) not in _NOTE_BLOCKS:
        parent = block.getparent()
        if parent is None or local_name(parent) in ("body", "html"):
            return None
        block = parent
    types = {*block.get(_TYPE, "").split(), *target.get(_TYPE, "").split()}
    back = link.get("id", "")
    links_back = bool(back) and any(
        a.get("href", "").endswith(f"#{back}") for a in block.iter(f"{{{XHTML}}}a")
    )
    return block if "noteref" in says or types & _NOTE_TYPES or links_back else None


def _content(note: etree._Element, *, in_body: bool) -> etree._Element:
    """Return a ``div`` with what a note says, its links back left out."""
    holder = etree.Element(f"{{{XHTML}}}div")
    holder.text = note.text
    children = list(note)
    if local_name(note) == "p":
        paragraph = etree.SubElement(holder, f"{{{XHTML}}}p")
        holder.text, paragraph.text = None, note.text
        paragraph.extend(children)
    else:
        holder.extend(children)
    for link in list(holder.iter(f"{{{XHTML}}}a")):
        says = f"{link.get(_TYPE, '')} {link.get('role', '')} {link.get('rev', '')}"
        text = xhtml.text_of(link).strip()
        if "backlink" in says or "referrer" in says or not any(c.isalpha() for c in text):
            href = link.get("href", "")
            if "#" in href and "://" not in href:
                xhtml.drop(link)
    if in_body:
        xhtml.drop(note)
    return holder
