"""EPUBs, 2 and 3, as sources: packager's own given back whole, any other chapter by chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from lxml import etree

from packager import xhtml
from packager.check.facts import Archive, Encryption, Item, Package
from packager.check.load import markup
from packager.check.load.archive import open_archive
from packager.check.load.book import Options, facts_of_book
from packager.errors import SourceError
from packager.model import Asset, Essay, Note, NoteKind, Person, Reading
from packager.read import ReadOptions, Source
from packager.read.linked_notes import path_of
from packager.read.other_targets import without_targets
from packager.read.overrides import overridden
from packager.read.own_page import essay_of_page, introduction_of_page, trusted_record
from packager.xhtml import EPUB, XHTML

SUFFIXES = (".epub",)
RANK = 20
_SVG = "image/svg+xml"
_MOST_BESIDE_TITLE = 4  # letters of a title page beside the names in the metadata, such as "by"
_MOST_ON_COVER = 300  # letters: with more a page is read, whatever the guide calls it
_PAGES = ("application/xhtml+xml", "text/html", _SVG)
# Obfuscated fonts are no protection of the text: EPUB 3.3 section 4.3, and Adobe's method
_OBFUSCATIONS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_NOT_CHAPTERS = frozenset(
    "cover titlepage toc landmarks copyright-page halftitlepage loi lot index imprint colophon "
    "title-page copyright-page acknowledgments".split()
)


def sniffs(source: Source) -> bool:
    """Return whether the bytes are a ZIP file that says it is an EPUB."""
    return source.data[:4] == b"PK\x03\x04" and b"application/epub+zip" in source.data[:100]


@dataclass(frozen=True)
class Volume:
    """An EPUB that is open: its package, and its files by path."""

    name: str
    archive: Archive
    package: Package
    encrypted: frozenset[str] = frozenset()  # paths, of obfuscated fonts

    def tree(self, path: str) -> etree._Element | None:
        """Return the root of a document, parsed as XML, else as HTML; nothing where none is.

        What a kepub, or a book for old readers, has beside the author's text is taken out.
        """
        data = self.archive.bytes_of(path)
        if data is None:
            return None
        root, _ = markup.parse(data)
        if root is None:
            from packager.html5 import parse_document

            root = parse_document(data)
        without_targets(root)
        return root

    @cached_property
    def spine(self) -> tuple[Item, ...]:
        """The documents of the reading order, those that a browser would call pages."""
        return tuple(
            entry.item
            for entry in self.package.spine
            if entry.item and entry.item.path and entry.item.media_type in _PAGES
        )

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The first label that the contents give to each path."""
        from packager.read.foreign_chapter import contents_labels

        return contents_labels(self)

    @cached_property
    def portraits(self) -> Mapping[str, Asset]:
        """The portraits of packager's own book, by the name of the person."""
        return _portraits(self)

    def asset(self, path: str) -> Asset | None:
        """Return the image at a path, made fit for a book; nothing where it is none."""
        from packager.images import prepare

        data = self.archive.bytes_of(path)
        if data is None:
            return None
        try:
            asset, _ = prepare(data, PurePosixPath(path).name)
        except SourceError:
            return None
        return asset


@contextmanager
def open_volume(source: Source) -> Iterator[Volume]:
    """Open an EPUB.

    Raises:
        SourceError: it is no EPUB, broken beyond reading, or protected (DRM).
    """
    with open_archive(source.data, source.name) as archive:
        yield volume_of(archive, source.name)


def volume_of(archive: Archive, name: str) -> Volume:
    """Return the EPUB that an archive is; ``name`` is what errors call it.

    Raises:
        SourceError: it is no EPUB, broken beyond reading, or protected (DRM).
    """
    package: Package | None = None
    encrypted: frozenset[str] = frozenset()
    for fact in facts_of_book(archive, Options()):
        if isinstance(fact, Encryption):
            _refuse_drm(name, fact)
            encrypted = frozenset(fact.encrypted)
        if isinstance(fact, Package):
            package = fact
            break
    if package is None or package.root is None:
        limit = next((f"{path or 'it'} {what}" for path, what in archive.limits), "")
        too_large = f"{limit}, more than is safe to unpack" if limit else ""
        trouble = archive.trouble or too_large or "it has no package document that can be read"
        raise SourceError(f"{name}: is no EPUB that can be opened: {trouble}")
    return Volume(name, archive, package, encrypted)


def _refuse_drm(name: str, encryption: Encryption) -> None:
    locked = [path for path, method in encryption.encrypted.items() if method not in _OBFUSCATIONS]
    if locked:
        raise SourceError(f"{name}: is protected (DRM): {locked[0]} is encrypted")


def read(source: Source, options: ReadOptions) -> list[Reading]:
    """Return the essays of a book, or the one chapter that ``source.fragment`` names.

    Raises:
        SourceError: the book cannot be read, or holds no text.
    """
    with open_volume(source) as volume:
        if source.fragment:
            items = [item for item in volume.spine if _is_named(item, source.fragment)]
            if not items:
                paths = ", ".join(item.path for item in volume.spine[:8])
                text = f"has no chapter {source.fragment!r}; it has {paths}"
                raise SourceError(f"{source.name}: {text}")
        else:
            items = [item for item in volume.spine if _is_own(volume, item)] or [*volume.spine]
        readings = [
            reading
            for item in items
            if (reading := _reading(volume, item, options, is_named=bool(source.fragment)))
        ]
        if not readings:
            readings = [_as_it_is(volume, item, options) for item in items]
        if not readings:
            raise SourceError(f"{source.name}: its reading order has no page that packager reads")
        return readings


def _is_named(item: Item, fragment: str) -> bool:
    wanted = unquote(fragment).removeprefix("/")
    return item.path == wanted or item.path.endswith(f"/{wanted}")


def _is_guided(volume: Volume, item: Item, body: etree._Element) -> bool:
    """Return whether the guide of an EPUB 2 calls a page of few words the cover or title page."""
    root, path = volume.package.root, volume.package.path
    called = {
        path_of(path, reference.get("href", ""))
        for reference in (() if root is None else root.iter("{*}reference"))
        if reference.get("type", "") in ("cover", "title-page")
    }
    return item.path in called and len(_squeezed(xhtml.text_of(body))) < _MOST_ON_COVER


def _is_title_page(volume: Volume, body: etree._Element) -> bool:
    """Return whether a page says what the book is called and by whom, and nothing else."""
    names = ("title", "creator", "contributor", "publisher", "date", "rights")
    told = [element.text or "" for name in names for element in volume.package.dc(name)]
    title = next(iter(volume.package.dc("title")), None)
    left = _squeezed(xhtml.text_of(body))
    if title is None or not _squeezed(title.text or "") or _squeezed(title.text or "") not in left:
        return False
    for text in sorted(map(_squeezed, told), key=len, reverse=True):
        left = left.replace(text, "", 1) if text else left
    return len(left) <= _MOST_BESIDE_TITLE and not any(True for _ in body.iter(f"{{{XHTML}}}img"))


def _squeezed(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _reading(
    volume: Volume, item: Item, options: ReadOptions, *, is_named: bool = False
) -> Reading | None:
    root = volume.tree(item.path)
    if root is None:
        return None
    record = trusted_record(root)
    if record is not None:
        if "parts" in record:
            return None
        return overridden(_own(volume, item, root), Source(volume.name, b""), options)
    from packager.read.foreign_chapter import chapter_of

    body = root.find(f"{{{XHTML}}}body")
    if body is None or is_apparatus(root, item) or not _has_text(body):
        return None
    if not is_named and (_is_guided(volume, item, body) or _is_title_page(volume, body)):
        return None
    return chapter_of(volume, item, root, options)


def _as_it_is(volume: Volume, item: Item, options: ReadOptions) -> Reading:
    """Return a page of a book that has no other: an empty one, a cover, a drawing."""
    from packager.html5 import parse_fragment
    from packager.read.foreign_chapter import chapter_of

    root = volume.tree(item.path) if item.media_type != _SVG else None
    page = etree.Element(f"{{{XHTML}}}html") if root is None else root
    if page.find(f"{{{XHTML}}}body") is None:
        name = xhtml.escape(PurePosixPath(item.path).name)
        content = f'<p><img src="{name}" alt=""/></p>' if item.media_type == _SVG else ""
        body = parse_fragment(content)
        body.tag = f"{{{XHTML}}}body"
        page.append(body)
    return chapter_of(volume, item, page, options)


def _is_own(volume: Volume, item: Item) -> bool:
    root = volume.tree(item.path)
    record = trusted_record(root) if root is not None else None
    return record is not None and "parts" not in record


def own_essay(volume: Volume, item: Item) -> Essay | None:
    """Return the essay of a page that packager made, or nothing for any other page."""
    root = volume.tree(item.path)
    record = trusted_record(root) if root is not None else None
    if root is None or record is None or "parts" in record:
        return None
    return _own(volume, item, root).essay


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


def _own(volume: Volume, item: Item, root: etree._Element) -> Reading:
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


def _portraits(volume: Volume) -> Mapping[str, Asset]:
    """Return the portraits on the page about the people, by name."""
    found: dict[str, Asset] = {}
    for item in volume.spine:
        is_about = PurePosixPath(item.path).stem in ("contributors", "about")
        folder = str(PurePosixPath(item.path).parent)
        root = volume.tree(item.path) if is_about else None
        for section in () if root is None else root.iter(f"{{{XHTML}}}section"):
            heading = section.find(f"{{{XHTML}}}h2")
            image = next(iter(section.iter(f"{{{XHTML}}}img")), None)
            # A section around those of people shows the portraits of all of them.
            if image is not None and section.find(f"{{{XHTML}}}section") is None:
                title = xhtml.text_of(heading) if heading is not None else _only_author(volume)
                at = str(PurePosixPath(folder, image.get("src", "")))
                asset = volume.asset(_normal(at))
                if asset is not None:
                    found[title] = asset
    return found


def _normal(path: str) -> str:
    from posixpath import normpath

    return normpath(path)


def _only_author(volume: Volume) -> str:
    creators = volume.package.dc("creator")
    return (creators[0].text or "") if creators else ""


def is_apparatus(root: etree._Element, item: Item) -> bool:
    """Return whether a page says that it is the cover, a contents page or the like."""
    if "nav" in item.properties:
        return True
    body = root.find(f"{{{XHTML}}}body")
    if body is None:
        return False
    sections = [body, *(child for child in body if isinstance(child.tag, str))]
    kinds = {
        word
        for element in sections[:2]
        for word in (element.get(f"{{{EPUB}}}type", "") + " " + element.get("class", "")).split()
    }
    return bool(kinds & _NOT_CHAPTERS)


def _has_text(body: etree._Element) -> bool:
    """Return whether a page shows anything: a letter or a picture."""
    if any(True for _ in body.iter(f"{{{XHTML}}}img", "{http://www.w3.org/2000/svg}svg")):
        return True
    return any(c.isalnum() for c in xhtml.text_of(body))
