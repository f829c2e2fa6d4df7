"""The pages of packager's own EPUBs, given back as the essays that they were made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any

from lxml import etree

from packager import xhtml
from packager.check.facts import Item
from packager.model import Asset, Essay, Note, NoteKind, Person, Reading
from packager.read.own_page import essay_of_page, introduction_of_page, trusted_record
from packager.read.volume import Volume
from packager.xhtml import EPUB, XHTML


def is_own(volume: Volume, item: Item) -> bool:
    """Return whether a page is one that packager made of an essay."""
    root = volume.tree(item.path)
    record = trusted_record(root) if root is not None else None
    return record is not None and "parts" not in record


def own_essay(volume: Volume, item: Item) -> Essay | None:
    """Return the essay of a page that packager made, or nothing for any other page."""
    reading = own_reading_of(volume, item)
    return reading.essay if reading else None


def own_reading_of(volume: Volume, item: Item) -> Reading | None:
    """Return the essay of a page that packager made with what is said of it, or nothing."""
    root = volume.tree(item.path)
    record = trusted_record(root) if root is not None else None
    if root is None or record is None or "parts" in record:
        return None
    return own_reading(volume, item, root)


def part_introduction(volume: Volume, bare: Essay) -> Essay | None:
    """Return the introduction on the page that opens a part of packager's own anthology.

    ``bare`` is what is known of it: the page's name as its slug, its language.
    """
    for item in volume.spine:
        if (
            PurePosixPath(item.path).stem == bare.slug
            and (root := volume.tree(item.path)) is not None
        ):
            notes = _notes_page(volume, item)
            return introduction_of_page(root, item.path, volume.asset, bare, notes)
    return None


def _notes_page(volume: Volume, item: Item) -> etree._Element | None:
    """Return the page of the book's notes beside a page, if there is one."""
    path = f"{PurePosixPath(item.path).parent}/notes.xhtml"
    return volume.tree(path) if path in volume.archive else None


def own_reading(volume: Volume, item: Item, root: etree._Element) -> Reading:
    """Return the essay of a page that packager made, with the portraits that the book has."""
    essay = essay_of_page(root, item.path, volume.asset, _notes_page(volume, item))
    essay = replace(pictured(volume, essay), **_own_style(volume, item, essay))
    return Reading(essay, (_note(volume, item, essay),))


def _own_style(volume: Volume, item: Item, essay: Essay) -> dict[str, Any]:
    """Return the sheet that an essay's page alone links, and the files that the sheet names."""
    folder = PurePosixPath(item.path).parent.parent
    data = volume.archive.bytes_of(f"{folder}/styles/{essay.slug}-own.css")
    if data is None:
        return {}
    css = data.decode("utf-8", "replace")
    assets = []
    for name in dict.fromkeys(re.findall(r"\.\./images/(style-[0-9a-f]+\.\w+)", css)):
        path = f"{folder}/images/{name}"
        found, kept = volume.package.by_key.get(path), volume.archive.bytes_of(path)
        if found is not None and kept is not None:
            stem = PurePosixPath(name).stem
            assets.append(Asset(name, found.media_type, kept, stored_as=stem))
    return {"stylesheet": css, "assets": (*essay.assets, *assets)}


def _note(volume: Volume, item: Item, essay: Essay) -> Note:
    text = f"“{essay.title}” is given back from {item.path}"
    return Note(NoteKind.FOUND, text, rule="packager's own book", file=volume.name)


def pictured(volume: Volume, essay: Essay) -> Essay:
    """Return an essay of packager's own book with the portraits of its people that this has."""
    portraits = volume.portraits
    credits = tuple(
        replace(credit, person=_pictured(credit.person, portraits)) for credit in essay.credits
    )
    return replace(essay, credits=credits)


def _pictured(person: Person, portraits: Mapping[str, Asset]) -> Person:
    return replace(person, image=portraits[person.name]) if person.name in portraits else person


def portraits_of(volume: Volume) -> Mapping[str, Asset]:
    """Return the portraits on the page about the people, by name."""
    found: dict[str, Asset] = {}
    for item in volume.spine:
        is_about = PurePosixPath(item.path).stem in ("contributors", "about")
        folder = str(PurePosixPath(item.path).parent)
        root = volume.tree(item.path) if is_about else None
        outer = None if root is None else root.find(f".//{{{XHTML}}}section")
        if outer is None or outer.get(f"{{{EPUB}}}type") != "contributors":  # an essay's own name
            continue
        for section in outer.iter(f"{{{XHTML}}}section"):
            heading = section.find(f"{{{XHTML}}}h2")
            image = next(iter(section.iter(f"{{{XHTML}}}img")), None)
            # A section around those of people shows the portraits of all of them.
            if image is not None and section.find(f"{{{XHTML}}}section") is None:
                title = xhtml.text_of(heading) if heading is not None else _only_author(volume)
                at = str(PurePosixPath(folder, image.get("src", "")))
                asset = volume.asset(normpath(at))
                if asset is not None:
                    found[title] = asset
    return found


def _only_author(volume: Volume) -> str:
    creators = volume.package.dc("creator")
    return (creators[0].text or "") if creators else ""
