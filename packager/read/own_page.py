"""An essay's page of a book that packager made, taken back to the essay: nothing of it is guessed.

The inverse of :mod:`packager.build.chapter` and :mod:`packager.build.notes`: the metadata stands
in the page's JSON-LD (:mod:`packager.record`), the text between its header and its notes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote

from lxml import etree

from packager import xhtml
from packager.errors import SourceError
from packager.model import Asset, Essay, Footnote
from packager.read.harmless import has_harmless_record, is_harmless
from packager.record import essay_of
from packager.xhtml import EPUB, XHTML, local_name

_TYPE = f"{{{EPUB}}}type"
ReadAsset = Callable[[str], Asset | None]


def record_in(root: etree._Element) -> Mapping[str, object] | None:
    """Return the record in a page's JSON-LD, or nothing where packager did not make the page."""
    for script in root.iter(f"{{{XHTML}}}script"):
        if script.get("type") == "application/ld+json":
            try:
                found = json.loads(script.text or "")
            except ValueError:
                return None
            record = found.get("packager") if isinstance(found, dict) else None
            return record if isinstance(record, dict) else None
    return None


def trusted_record(root: etree._Element) -> Mapping[str, object] | None:
    """Return the record in a page, or nothing where it has what packager never writes."""
    record = record_in(root)
    if record is None or not is_harmless(root) or not has_harmless_record(record):
        return None
    return record


def essay_of_page(
    root: etree._Element, path: str, read_asset: ReadAsset, notes: etree._Element | None
) -> Essay:
    """Return the essay of a page whose ``html`` element is ``root``.

    ``path`` is the page's in the book; ``read_asset`` gives an image by its path; ``notes`` is
    the page of the book's notes, where there is one. Links to other essays become
    ``href="essay:SLUG"``.

    Raises:
        SourceError: the page is not as packager writes it.
    """
    record = record_in(root)
    body = root.find(f"{{{XHTML}}}body")
    section = None if body is None else body.find(f"{{{XHTML}}}section")
    if record is None or section is None:
        raise SourceError(f"{path}: is no page of an essay that packager made")
    try:
        essay = essay_of(record)
    except ValueError as error:
        raise SourceError(f"{path}: its record is damaged: {error}") from error
    return _filled(essay, section, path, read_asset, notes)


def _filled(
    essay: Essay,
    section: etree._Element,
    path: str,
    read_asset: ReadAsset,
    notes: etree._Element | None,
) -> Essay:
    """Return the essay with the text, the notes and the images of its page's section."""
    footnotes = dict(_notes_in(section, essay))
    if notes is not None:
        footnotes |= _notes_in(notes, essay)
    for child in list(section):
        if local_name(child) == "header" or _is_frame(child):
            xhtml.drop(child)
    assets = tuple(_take_assets(section, path, read_asset))
    _restore_links(section, essay)
    bodies = {}
    for label, item in footnotes.items():
        assets += tuple(
            asset for asset in _take_assets(item, path, read_asset) if asset not in assets
        )
        _restore_links(item, essay)
        bodies[label] = xhtml.inner(item).strip()
    return replace(
        essay,
        body=xhtml.inner(section).strip(),
        footnotes=tuple(Footnote(label, text) for label, text in bodies.items()),
        assets=assets,
    )


def introduction_of_page(
    root: etree._Element,
    path: str,
    read_asset: ReadAsset,
    bare: Essay,
    notes: etree._Element | None,
) -> Essay | None:
    """Return the introduction on the page that opens a part, or nothing where it has none.

    ``bare`` is the essay that it is, without its text: the page has no record of it.
    """
    section = root.find(f"{{{XHTML}}}body/{{{XHTML}}}section")
    if section is None:
        return None
    heading = section.find(f"{{{XHTML}}}h1")
    if heading is not None:
        xhtml.drop(heading)
    essay = _filled(bare, section, path, read_asset, notes)
    return essay if essay.body else None


def _is_frame(element: etree._Element) -> bool:
    """Return whether an element was put around the text: the notes, the end of the essay."""
    classes = element.get("class", "").split()
    return element.get("role") == "doc-endnotes" or "essay-end" in classes


def _notes_in(root: etree._Element, essay: Essay) -> Iterator[tuple[str, etree._Element]]:
    """Yield the label and the content of each note of an essay; notes in place are taken out."""
    prefix = f"{essay.slug}-fn-"
    for element in list(root.iter(f"{{{XHTML}}}li", f"{{{XHTML}}}div")):
        id_ = element.get("id", "")
        if not id_.startswith(prefix) or element.get(_TYPE) != "footnote":
            continue
        link = next(
            (a for a in element.iter(f"{{{XHTML}}}a") if a.get("role") == "doc-backlink"), None
        )
        if link is not None:
            _drop_back_link(link)
        holder = element.getparent()
        if local_name(element) == "div" and holder is not None and local_name(holder) != "li":
            _drop_in_place(element)
        yield id_.removeprefix(prefix), element


def _drop_in_place(element: etree._Element) -> None:
    """Take out a note that was put behind a block, and the line's end that was put before it."""
    before = element.getprevious()
    if before is not None and before.tail == "\n":
        before.tail = None
    xhtml.drop(element)


def _drop_back_link(link: etree._Element) -> None:
    holder = link.getparent()
    assert holder is not None  # noqa: S101 - it stands in a note
    link.tail = (link.tail or "").removeprefix(" ").removeprefix(" ") or None
    xhtml.drop(link)
    if "note-start" in holder.get("class", "").split():
        xhtml.drop(holder)


def _take_assets(root: etree._Element, path: str, read_asset: ReadAsset) -> Iterator[Asset]:
    """Yield the images that markup shows, and point it to them by name."""
    seen: set[str] = set()
    for element in root.iter(f"{{{XHTML}}}img"):
        source = element.get("src", "")
        if source.startswith("asset:") or not source:
            continue
        asset = read_asset(normpath(join(dirname(path), unquote(source))))
        if asset is None:
            continue
        element.set("src", f"asset:{asset.name}")
        if asset.name not in seen:
            seen.add(asset.name)
            yield asset


def _restore_links(root: etree._Element, essay: Essay) -> None:
    """Give note references and links the form that readers give them."""
    for link in root.iter(f"{{{XHTML}}}a"):
        href = link.get("href", "")
        target, hash_, fragment = href.partition("#")
        if link.get("role") == "doc-noteref" and fragment.startswith(f"{essay.slug}-fn-"):
            label = fragment.removeprefix(f"{essay.slug}-fn-")
            link.set("href", f"#fn-{label}")
            if link.get("id"):
                link.set("id", str(link.get("id")).removeprefix(f"{essay.slug}-"))
        elif target.endswith(".xhtml") and "/" not in target:
            link.set("href", f"essay:{basename(target).removesuffix('.xhtml')}{hash_}{fragment}")
