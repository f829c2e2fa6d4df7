"""The mutable picture of a book that repairs work on: bytes by path, trees on demand."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from lxml import etree

from packager.check.facts import DC, OPF, Publication
from packager.check.load.archive import normal, open_archive
from packager.check.load.book import CONTAINER, Options, facts_of_book
from packager.check.load.url import resolve
from packager.data_classes import dataclass
from packager.fix.packing import packed
from packager.fix.tree import Element, Tree, parsed
from packager.ids import slug
from packager.paths import href_between
from packager.xhtml import drop, local_name

_PACKAGE_TYPE = "application/oebps-package+xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """A manifest item as it now stands: its element and what its attributes say."""

    element: Element
    id: str
    path: str
    media_type: str
    properties: tuple[str, ...]


class Draft:
    """A book in repair.

    ``files`` holds the bytes by path in the order of the archive. :meth:`tree` parses a file,
    :meth:`touch` says that its tree was changed, :meth:`settled` gives the files as they now are.
    """

    def __init__(
        self, files: Mapping[str, bytes], *, name: str, now: datetime, families: Iterable[str]
    ) -> None:
        self.files = dict(files)
        self.name = name
        self.now = now
        self.families = frozenset(families)
        self.repack = False
        self._start = dict(files)
        self._trees: dict[str, Tree | None] = {}

    # --- files ---

    def tree(self, path: str) -> Tree | None:
        """Return the tree of a file, ``None`` where it is not there or not well-formed."""
        path = self.real(path)
        if path not in self._trees:
            data = self.files.get(path)
            self._trees[path] = None if data is None else parsed(data)
        return self._trees[path]

    def real(self, path: str) -> str:
        """Return the path as the archive writes it: names are compared in normal form C."""
        if path in self.files:
            return path
        return next((known for known in self.files if normal(known) == normal(path)), path)

    def touch(self, path: str) -> None:
        """Say that the tree of a file was changed and has to be written."""
        tree = self.tree(path)
        if tree is not None:
            tree.is_changed = True

    def put(self, path: str, data: bytes) -> None:
        """Give a file new bytes; its tree is forgotten, and positions in it are void."""
        self.files[path] = data
        self._trees.pop(path, None)

    def discard(self, path: str) -> None:
        """Take a file out of the book."""
        self.files.pop(path, None)
        self._trees.pop(path, None)

    def free_path(self, folder: str, name: str) -> str:
        """Return a path in a folder that the book has not yet: ``name``, else with a number."""
        stem, dot, suffix = name.partition(".")
        number, path = 1, posixpath.join(folder, name)
        while path in self.files:
            number += 1
            path = posixpath.join(folder, f"{stem}-{number}{dot}{suffix}")
        return path

    def rename(self, old: str, new: str) -> None:
        """Give a file another path, in its place among the others."""
        self.settled()
        self.files = {new if path == old else path: data for path, data in self.files.items()}
        self._trees.pop(old, None)

    def settled(self) -> dict[str, bytes]:
        """Return the files as they now are; those that nothing touched are the same objects."""
        for path, tree in self._trees.items():
            if tree is not None and tree.is_changed:
                self.files[path] = tree.bytes()
                tree.is_changed = False
        return dict(self.files)

    @cached_property
    def book(self) -> Publication | None:
        """What the checker knows of the book as it was when the draft began."""
        data = packed(self._start)
        with open_archive(data, self.name) as archive:
            facts = facts_of_book(archive, Options())
            return next((fact for fact in facts if isinstance(fact, Publication)), None)

    # --- the package ---

    @cached_property
    def opf(self) -> str:
        """The path of the package document, ``""`` where there is none."""
        container = self.tree(CONTAINER)
        if container is not None:
            for rootfile in container.named("rootfile"):
                path = resolve(str(rootfile.get("full-path") or ""), "").path
                if path and self.real(path) in self.files:
                    return self.real(path)
        return next((path for path in self.files if path.endswith(".opf")), "")

    @property
    def package(self) -> Element | None:
        """The root of the package document; ``None`` for OEBPS 1, which is left as it is."""
        tree = self.tree(self.opf) if self.opf else None
        if tree is None or not str(tree.root.tag).startswith(f"{{{OPF}}}"):
            return None
        return tree.root

    @property
    def is_epub_2(self) -> bool:
        """Whether the package says that it is EPUB 2."""
        package = self.package
        return package is not None and not str(package.get("version") or "").startswith("3")

    def part(self, name: str) -> Element | None:
        """Return a child of the package by its local name."""
        package = self.package
        if package is None:
            return None
        return next((child for child in package if local_name(child) == name), None)

    def entries(self) -> list[Entry]:
        """Return the manifest items as they now are."""
        manifest = self.part("manifest")
        return [] if manifest is None else list(self._entries(manifest))

    def _entries(self, manifest: Element) -> Iterator[Entry]:
        for element in manifest:
            if local_name(element) == "item":
                yield Entry(
                    element,
                    str(element.get("id") or ""),
                    self.real(resolve(str(element.get("href") or ""), self.opf).path),
                    str(element.get("media-type") or "").strip(),
                    tuple(str(element.get("properties") or "").split()),
                )

    def entry(self, path: str) -> Entry | None:
        """Return the manifest item of a path."""
        wanted = self.real(path)
        return next((entry for entry in self.entries() if entry.path == wanted), None)

    def spine_paths(self) -> list[str]:
        """Return the paths of the reading order that are in the book."""
        by_id = {entry.id: entry.path for entry in self.entries()}
        spine = self.part("spine")
        refs = [] if spine is None else [str(ref.get("idref") or "") for ref in spine]
        return [by_id[ref] for ref in refs if by_id.get(ref) in self.files]

    def add_item(self, path: str, media_type: str, properties: str = "", href: str = "") -> str:
        """Add a manifest item and return its id; ``href`` is for what lies outside the book."""
        manifest = self.part("manifest")
        if manifest is None:
            return ""
        id_ = self.free_id(slug(path.rpartition("/")[2], "item"))
        item = etree.SubElement(manifest, f"{{{OPF}}}item")
        item.set("id", id_)
        item.set("href", href or href_between(self.opf, path))
        item.set("media-type", media_type)
        if properties:
            item.set("properties", properties)
        lay(item)
        self.touch(self.opf)
        return id_

    def free_id(self, wanted: str) -> str:
        """Return an id that the package has not yet."""
        package = self.package
        taken = set() if package is None else {node.get("id") for node in package.iter()}
        id_, number = wanted, 1
        while id_ in taken:
            number += 1
            id_ = f"{wanted}-{number}"
        return id_

    def set_properties(self, entry: Entry, properties: Iterable[str]) -> None:
        """Write the properties of a manifest item; none takes the attribute away."""
        words = " ".join(dict.fromkeys(properties))
        if words:
            entry.element.set("properties", words)
        else:
            entry.element.attrib.pop("properties", None)
        self.touch(self.opf)

    def dc(self, name: str) -> list[Element]:
        """Return the Dublin Core elements of the metadata of a local name."""
        metadata = self.part("metadata")
        return [] if metadata is None else list(metadata.iter(f"{{{DC}}}{name}"))

    def add_meta(self, tag: str, text: str, **attributes: str) -> Element | None:
        """Add an element to the metadata: ``dc:NAME`` or ``meta``."""
        metadata = self.part("metadata")
        if metadata is None:
            return None
        prefix, _, name = tag.rpartition(":")
        holder = next((c for c in metadata if local_name(c) == "dc-metadata"), metadata)
        space = DC if prefix == "dc" else OPF
        element = etree.SubElement(holder, f"{{{space}}}{name}", nsmap={prefix or None: space})
        for key, value in attributes.items():
            element.set(key, value)
        if text:
            element.text = text
        lay(element)
        self.touch(self.opf)
        return element

    def forget(self, entry: Entry) -> None:
        """Take an item out of the manifest, and whatever in the package names it."""
        package = self.package
        for node in [] if package is None or not entry.id else list(package.iter(etree.Element)):
            is_cover = node.get("name") == "cover" and node.get("content") == entry.id
            if is_cover or node.get("idref") == entry.id or node.get("refines") == f"#{entry.id}":
                self.remove(node)
            for name in ("fallback", "media-overlay", "toc"):
                if node.get(name) == entry.id:
                    node.attrib.pop(name, None)
        self.remove(entry.element)

    def remove(self, element: Element, path: str = "") -> None:
        """Take an element out of a file, the package document by default."""
        drop(element)
        self.touch(path or self.opf)


def lay(element: Element) -> None:
    """Give a new last child the line breaks that its elder siblings have."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is None:
        element.tail = parent.text if parent.text and not parent.text.strip() else "\n"
        return
    element.tail = before.tail
    older = before.getprevious()
    before.tail = older.tail if older is not None else parent.text


def read_files(data: bytes, name: str) -> tuple[dict[str, bytes], str]:
    """Return the files of a book by path, and why it cannot be read (``""`` if it can)."""
    with open_archive(data, name) as archive:
        if archive.trouble or archive.limits:
            return {}, archive.trouble or archive.limits[0][1]
        files: dict[str, bytes] = {}
        for entry in archive.entries:
            if entry.is_directory or entry.path in files:
                continue
            content = archive.bytes_of(normal(entry.path))
            if content is None:
                return {}, f"{entry.path} cannot be unpacked"
            files[entry.path] = content
        return files, ""


__all__ = ["Draft", "Entry", "lay", "read_files"]
