"""An EPUB that is open, 2 or 3: its package, its reading order, its files by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from lxml import etree

from packager.check.facts import Archive, Encryption, Item, Package
from packager.check.load import markup
from packager.check.load.archive import open_archive
from packager.check.load.book import Options, facts_of_book
from packager.errors import SourceError
from packager.model import Asset
from packager.read import Source
from packager.read.other_targets import without_targets

_SVG = "image/svg+xml"
_PAGES = ("application/xhtml+xml", "text/html", _SVG)
# Obfuscated fonts are no protection of the text: EPUB 3.3 section 4.3, and Adobe's method
_OBFUSCATIONS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


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
        from packager.read.own_book import portraits_of

        return portraits_of(self)

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
