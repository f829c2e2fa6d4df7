"""A chapter of an EPUB that packager did not make: its text, its notes, its images, its byline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lxml import etree

from packager import xhtml
from packager.model import Footnote, Reading
from packager.read import ReadOptions, Source, linked_notes
from packager.read.assemble import Found, assemble
from packager.read.clean import settle
from packager.read.foreign_style import style_of
from packager.read.headings import repair
from packager.read.linked_notes import path_of
from packager.read.sound import sound
from packager.xhtml import EPUB, XHTML

if TYPE_CHECKING:
    from packager.check.facts import Item
    from packager.read.volume import Volume

_TYPE = f"{{{EPUB}}}type"
_RULE = "package document"


def chapter_of(volume: Volume, item: Item, root: etree._Element, options: ReadOptions) -> Reading:
    """Return the chapter as an essay; ``root`` has a ``body``."""
    body = root.find(f"{{{XHTML}}}body")
    assert body is not None  # noqa: S101 - the caller looked
    source = Source(
        f"{volume.name}#{item.path}",
        b"",
        member=lambda address: volume.archive.bytes_of(path_of(item.path, address)),
    )
    notes = dict(linked_notes.take(body, item.path, volume.tree))
    if notes:
        linked_notes.drop_frames(body)
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
    css, files = style_of(volume, item, root) if options.keep_styles else ("", ())
    slug = reading.essay.slug if reading.essay.title else PurePosixPath(item.path).stem
    essay = replace(
        reading.essay,
        slug=slug,
        source_file=source.name,
        stylesheet=css,
        assets=(*reading.essay.assets, *files),
    )
    return Reading(essay, reading.notes)


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
                labels.setdefault(path_of(item.path, href), label)
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
