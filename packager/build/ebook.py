"""ebooklib, and its quirks: the only module that imports it.

It writes the container description, the package document and a ZIP file. Every file is handed
over finished, as a plain ``EpubItem`` with ``properties``, navigation included: what ebooklib 0.20
makes itself, it damages (text at the start of ``body`` vanishes, ``viewBox`` loses its
capital). ``tests/build/test_ebook.py`` pins each behaviour relied on.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

from packager.build.archive import repack
from packager.build.page import CONTENT

if TYPE_CHECKING:
    from packager.build.rendition import BookFile, Rendition

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DC = "http://purl.org/dc/elements/1.1/"


def write(rendition: Rendition, target: BinaryIO) -> None:
    """Write a rendition as an EPUB.

    Raises:
        OSError: ``target`` cannot be written, or an image on disk not be read.
    """
    from ebooklib import epub

    class Writer(epub.EpubWriter):  # type: ignore[misc]  # untyped
        """ebooklib 0.20 has no way to give the package a language (Ace: epub-lang).

        Nor has it one to leave files to whoever has their bytes ready.
        """

        def _write_opf_metadata(self, root: Any) -> None:
            root.set(_XML_LANG, rendition.language)
            super()._write_opf_metadata(root)

        def _write_items(self) -> None:
            for file in rendition.files:
                if file.file is None and not _is_packed(file):
                    self.out.writestr(file.path, file.data)

    book = epub.EpubBook()
    # ebooklib 0.20: a new book names ebooklib as generator and has a random identifier
    book.metadata = {}
    book.IDENTIFIER_ID = "book-id"
    book.FOLDER_NAME = CONTENT.rstrip("/")
    for meta in rendition.metadata:
        space, _, name = meta.name.rpartition(":")
        # ebooklib 0.20: an empty string as value writes an empty text node; None writes none
        book.add_metadata(_DC if space else None, name, meta.value or None, dict(meta.attributes))
    items = {}
    for file in rendition.files:
        inside = file.path.startswith(CONTENT)
        item: Any = epub.EpubItem(
            uid=file.id,
            file_name=file.path.removeprefix(CONTENT),
            media_type=file.media_type,
            content=b"",
            manifest=inside,
        )
        item.properties = list(file.properties)
        items[file.id] = item
        book.add_item(item)
    book.spine = [items[id_] for id_ in rendition.spine]
    book.guide = [
        {"type": kind, "title": title, "href": href} for kind, title, href in rendition.guide
    ]
    if rendition.progression:
        book.set_direction(rendition.progression)
    packed = io.BytesIO()
    options = {
        "mtime": rendition.modified,
        "raise_exceptions": True,
        "package_direction": rendition.is_rtl,
        "compresslevel": 0,  # compressed once, when it is packed again
    }
    # ebooklib 0.20: write_epub prints and returns False on an error; the writer raises
    writer = Writer(packed, book, options)
    writer.process()
    writer.write()
    on_disk = {file.path: file.file for file in rendition.files if file.file is not None}
    ready = {file.path: file.packed for file in rendition.files if _is_packed(file) and file.packed}
    repack(packed, target, [file.path for file in rendition.files], on_disk, ready)


def _is_packed(file: BookFile) -> bool:
    """Return whether a file's bytes are deflated: these, not what was there before a change."""
    return file.packed is not None and file.packed.data is file.data
