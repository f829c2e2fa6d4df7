"""A Word file made ready for mammoth: its parts rewritten and packed again."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from packager.errors import SourceError
from packager.read.word.names import value
from packager.read.word.numbering import counter_of
from packager.read.word.parts import Part
from packager.read.word.styles import styles_of
from packager.read.word.tokens import Tokens

_RELATIONS = "_rels/.rels"
_DOCUMENT = "word/document.xml"
_OF_TEXT = ("footnotes", "endnotes")
# What was left out, by the name under which it is counted: one, several
_TOLD = {
    "hidden": ("hidden passage", "hidden passages"),
    "contents": ("line of a table of contents", "lines of a table of contents"),
    "drawing": ("chart or diagram; put it in as a picture", "charts or diagrams; put them in as "
                "pictures"),
    "comment": ("comment", "comments"),
}  # fmt: skip
LOST = frozenset(("drawing",))


@dataclass(frozen=True)
class Ready:
    """A Word file as mammoth is to read it, and what stands for what in its text."""

    data: bytes
    tokens: Tokens
    told: tuple[tuple[str, str], ...]
    """What was left out: the kind, and a line on it."""


def main_part(archive: zipfile.ZipFile) -> str:
    """Return the path of the part that holds the text: a relationship of the package names it.

    Word writes ``word/document.xml``; files of Office on the web have ``word/document2.xml``.
    Empty where there is none.
    """
    names = set(archive.namelist())
    root = _parsed(archive.read(_RELATIONS)) if _RELATIONS in names else None
    for one in () if root is None else root.iter(etree.Element):
        if value(one, "Type").endswith("/officeDocument"):
            path = posixpath.normpath(value(one, "Target").lstrip("/"))
            if path in names:
                return path
    return _DOCUMENT if _DOCUMENT in names else ""


def ready(data: bytes, name: str) -> Ready:
    """Return a Word file whose parts are rewritten.

    Raises:
        SourceError: a part is no XML.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        document = main_part(archive)
        folder = posixpath.dirname(document)

        def tree(part: str) -> etree._Element | None:
            path = posixpath.join(folder, f"{part}.xml")
            return _parsed(archive.read(path)) if path in names else None

        part = Part(styles_of(tree("styles")), counter_of(tree("numbering")))
        changed: dict[str, bytes] = {}
        for path in (document, *(posixpath.join(folder, f"{p}.xml") for p in _OF_TEXT)):
            if path not in names:
                continue
            root = _parsed(archive.read(path))
            if root is None:
                raise SourceError(f"{name}: Word's markup is damaged: {path} is no XML")
            part.rewrite(root)
            changed[path] = etree.tostring(root, encoding="utf-8", xml_declaration=True)
        return Ready(_packed(archive, changed), part.tokens, tuple(_lines(part)))


def _lines(part: Part) -> Iterator[tuple[str, str]]:
    for kind, (one, several) in _TOLD.items():
        count = part.told[kind]
        if count:
            yield kind, f"{count} {one if count == 1 else several}"


def _packed(archive: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for member in dict.fromkeys(archive.namelist()):
            if not member.endswith("/"):
                copy.writestr(member, changed.get(member) or archive.read(member))
    return target.getvalue()


def _parsed(data: bytes) -> etree._Element | None:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    return None if root.getroottree().docinfo.doctype else root
