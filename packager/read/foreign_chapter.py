"""A chapter of an EPUB that packager did not make: its text, its notes, its images, its byline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from packager import xhtml
from packager.model import Footnote, Reading
from packager.read import ReadOptions, Source
from packager.read.assemble import Found, assemble
from packager.read.clean import settle
from packager.read.headings import repair
from packager.read.sound import sound
from packager.xhtml import EPUB, XHTML, local_name

if TYPE_CHECKING:
    from packager.check.facts import Item
    from packager.read.epub import Volume

_TYPE = f"{{{EPUB}}}type"
_NOTE_BLOCKS = frozenset("aside li p div section dd".split())
_NOTE_TYPES = frozenset("footnote endnote rearnote note".split())
_HOLDERS = frozenset("endnotes footnotes rearnotes doc-endnotes".split())
_RULE = "package document"


def chapter_of(volume: Volume, item: Item, root: etree._Element, options: ReadOptions) -> Reading:
    """Return the chapter as an essay; ``root`` has a ``body``."""
    body = root.find(f"{{{XHTML}}}body")
    assert body is not None  # noqa: S101 - the caller looked
    source = Source(
        f"{volume.name}#{item.path}",
        b"",
        member=lambda address: volume.archive.bytes_of(_path(item.path, address)),
    )
    notes = dict(_take_notes(volume, item.path, body))
    tree, said = sound(body, source.name, "")
    trees = {label: sound(element, source.name, "")[0] for label, element in notes.items()}
    label = volume.labels.get(item.path, "")
    title = repair(tree, label)
    assets, told = settle([tree, *trees.values()], source, options)
    found = [
        Found("title", value, rule)
        for value, rule in ((label, "contents"), (title, "heading"), (_head_title(root), "title"))
        if value
    ]
    found += _of_package(volume, root)
    footnotes = [Footnote(label, xhtml.inner(element).strip()) for label, element in trees.items()]
    reading = assemble(
        source, found, xhtml.inner(tree).strip(), footnotes, assets, [*said, *told], options
    )
    slug = reading.essay.slug if reading.essay.title else PurePosixPath(item.path).stem
    return Reading(replace(reading.essay, slug=slug, source_file=source.name), reading.notes)


def _path(base: str, href: str) -> str:
    return normpath(join(dirname(base), unquote(href.partition("#")[0])))


def _head_title(root: etree._Element) -> str:
    title = root.find(f"{{{XHTML}}}head/{{{XHTML}}}title")
    return "" if title is None else " ".join(xhtml.text_of(title).split())


def _of_package(volume: Volume, root: etree._Element) -> Iterator[Found]:
    """Yield what the package says of the whole book, which its chapters share."""
    package = volume.package
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    if language:
        yield Found("lang", language, "html lang")
    for name, field in (("language", "lang"), ("rights", "rights"), ("title", "publication")):
        texts = [text for e in package.dc(name) if (text := (e.text or "").strip())]
        if texts:
            yield Found(field, texts[0], _RULE)
    people = [text for e in package.dc("creator") if (text := " ".join((e.text or "").split()))]
    if people:
        yield Found("author", people, _RULE)
    for element in package.dc("date"):
        if (element.text or "").strip():
            yield Found("date", (element.text or "").strip()[:10], _RULE, guessed=True)
            break


def contents_labels(volume: Volume) -> Mapping[str, str]:
    """Return the first label of each path in the navigation document or the NCX."""
    labels: dict[str, str] = {}
    for item in volume.package.items:
        is_nav = "nav" in item.properties
        if not item.path or not (is_nav or item.media_type == "application/x-dtbncx+xml"):
            continue
        root = volume.tree(item.path)
        if root is None:
            continue
        for href, label in _nav_entries(root) if is_nav else _ncx_entries(root):
            if label:
                labels.setdefault(_path(item.path, href), label)
    return labels


def _nav_entries(root: etree._Element) -> Iterator[tuple[str, str]]:
    for nav in root.iter(f"{{{XHTML}}}nav"):
        if "toc" in nav.get(_TYPE, "").split():
            for link in nav.iter(f"{{{XHTML}}}a"):
                yield link.get("href", ""), " ".join(xhtml.text_of(link).split())


def _ncx_entries(root: etree._Element) -> Iterator[tuple[str, str]]:
    for point in root.iter("{*}navPoint"):
        content = next(iter(point.iter("{*}content")), None)
        label = next(iter(point.iter("{*}text")), None)
        if content is not None and label is not None:
            yield content.get("src", ""), " ".join(xhtml.text_of(label).split())


# --- notes -----------------------------------------------------------------------------------


def _take_notes(
    volume: Volume, path: str, body: etree._Element
) -> Iterator[tuple[str, etree._Element]]:
    """Yield each note that the chapter refers to, in the order of reference, and point to it.

    Notes that stand in the chapter leave its body; those of a notes file stay where they are.
    """
    trees: dict[str, etree._Element | None] = {path: body}
    labels: dict[tuple[str, str], str] = {}
    for link in list(body.iter(f"{{{XHTML}}}a")):
        href = link.get("href", "")
        file, hash_, fragment = href.partition("#")
        if not hash_ or not fragment:
            continue
        where = _path(path, file) if file else path
        key = (where, unquote(fragment))
        if key not in labels:
            if where not in trees:
                trees[where] = volume.tree(where)
            note = _note(trees[where], key[1], link)
            if note is None:
                continue
            labels[key] = str(len(labels) + 1)
            _as_reference(link, labels[key], 1)
            yield labels[key], _content(note, in_body=where == path)
        else:
            _as_reference(link, labels[key], 2)


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
