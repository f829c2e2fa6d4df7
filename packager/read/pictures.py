"""Images that a text shows: found beside it and put into the book, or told and described.

An image on the web is fetched only when asked for. One that is missing, refused or no image
leaves its alternative text, ``<span class="missing-image">``.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from lxml import etree

from packager.errors import PackagerError, SourceError
from packager.html5 import XHTML
from packager.model import Asset, Note, NoteKind
from packager.read import ReadOptions, Source, files, urls
from packager.read.anchors import LineOf, no_line
from packager.read.site_folder import file_in_site
from packager.xhtml import local_name, text_of

MOST_BYTES = 100_000_000
_DATA = re.compile(r"data:(?P<type>[^,;]*)(?P<flags>[^,]*),(?P<data>.*)\Z", re.S | re.I)
_XHTML = f"{{{XHTML}}}"
# where note-taking programs and site generators keep the images of the page beside them
_FOLDERS = ("", "images", "img", "assets", "attachments", "figures", "media", "static", "public")


def embed(
    roots: Sequence[etree._Element],
    source: Source,
    options: ReadOptions,
    *,
    base: str = "",
    line_of: LineOf = no_line,
) -> tuple[list[Asset], list[Note]]:
    """Point each ``img`` of the trees at an asset (``asset:NAME``), or replace it by its words.

    ``base`` is the web address that relative ones start from where the source has no file.
    """
    assets: dict[str, Asset] = {}
    known: dict[str, tuple[Asset | None, str]] = {}
    notes: list[Note] = []
    for image in [node for root in roots for node in root.iter(f"{_XHTML}img")]:
        address = str(image.get("src") or "").strip()
        if address not in known:
            line = line_of(address)
            try:
                asset, said = _asset(address, source, options, base, len(known) + 1)
                known[address] = (_placed(asset, assets), "")
                notes += [replace(note, file=source.name, line=line) for note in said]
            except PackagerError as error:
                shown = f"image {_short(address)!r}"
                message = str(error).removeprefix(address).lstrip(": ")
                known[address] = (None, message)
                said_of = f"{shown}: {message}"
                notes.append(
                    Note(NoteKind.WARNING, said_of, rule="images", file=source.name, line=line)
                )
        made = known[address][0]
        if made is None:
            _replace(image, urls.repaired(address, base))
        else:
            image.set("src", f"asset:{made.name}")
    return list(assets.values()), notes


def _short(address: str) -> str:
    return address if len(address) <= 80 else f"{address[:60]}…"  # noqa: PLR2004 - one line


def _placed(asset: Asset, assets: dict[str, Asset]) -> Asset:
    """Return the asset under a name of its own; equal bytes are one asset."""
    stem, suffix = PurePosixPath(asset.name).stem, PurePosixPath(asset.name).suffix
    number = 1
    name = asset.name
    for known in assets.values():
        if known.media_type == asset.media_type and known.read() == asset.read():
            return known
    while name in assets:
        number += 1
        name = f"{stem}-{number}{suffix}"
    assets[name] = replace(asset, name=name)
    return assets[name]


def _asset(
    address: str, source: Source, options: ReadOptions, base: str, number: int
) -> tuple[Asset, tuple[Note, ...]]:
    from packager.images import prepare

    if source.member is not None and (brought := source.member(address)) is not None:
        return prepare(brought, address)
    if address[:5].lower() == "data:":
        return prepare(_data(address), f"image-{number}")
    absolute = urls.repaired(address) or ("" if source.file else urls.repaired(address, base))
    if absolute and urls.is_web(absolute):
        if not options.fetch:
            raise SourceError("is on the web; a link stands in its place, --fetch gets it")
        return prepare(_fetched(absolute), absolute)
    if urls.scheme_of(address):
        raise SourceError("is at no address that a book can take it from")
    file, is_the_sites = _file(address, source)
    asset, said = prepare(files.read_bytes(file), address)
    if is_the_sites:
        message = f"image {_short(address)!r} is taken from the folder of the site: {file}"
        said = (*said, Note(NoteKind.FOUND, message, rule="images"))
    return asset, said


def _fetched(address: str) -> bytes:
    from packager.read.fetch import fetch

    return fetch(address).data


def _data(address: str) -> bytes:
    match = _DATA.match(address)
    if not match:
        raise SourceError("is no data: address; its words stay")
    if "base64" not in match["flags"].lower():
        return unquote_to_bytes(match["data"])
    try:
        return base64.b64decode(re.sub(r"\s+", "", unquote(match["data"])) + "==")
    except (binascii.Error, ValueError) as error:
        raise SourceError("its data is not base64; its words stay") from error


def _file(address: str, source: Source) -> tuple[Path, bool]:
    """Return the file that an address names in the folder of the source, or of its site.

    With it comes whether it is the site's.

    Raises:
        SourceError: there is none, or it lies outside these folders.
    """
    if source.file is None:
        raise SourceError("has no folder to be found in; its words stay")
    plain = address if files.is_file(source.file.parent / _safe(address)) else unquote(address)
    plain = re.sub(r"[?#].*\Z", "", plain, flags=re.S) if "?" in plain or "#" in plain else plain
    plain = plain.replace("\\", "/").lstrip("/")
    folder = source.file.parent
    try:
        inside = folder.resolve()
        for place in _FOLDERS:
            file = folder / place / _safe(plain)
            if files.is_file(file):
                if not file.resolve().is_relative_to(inside):
                    raise SourceError("lies outside the folder of the text; put it beside the text")
                return _not_too_large(file), False
        if address.startswith("/") and (found := file_in_site(folder, _safe(plain))):
            return _not_too_large(found), True
    except (OSError, ValueError) as error:
        raise SourceError("cannot be read; its words stay") from error
    raise SourceError("is not there; its words stay")


def _not_too_large(file: Path) -> Path:
    if file.stat().st_size > MOST_BYTES:
        raise SourceError(f"is larger than {MOST_BYTES:,} bytes; shrink it")
    return file


def _safe(address: str) -> str:
    """Return a relative file name that the system can be asked for."""
    return address.replace("\0", "").lstrip("/")[:1024] or "\x01"


def _replace(image: etree._Element, address: str) -> None:
    """Put an image's words in its place: a link to where it is on the web, or the text alone."""
    words = " ".join(str(image.get("alt") or image.get("title") or "").split())
    is_linked = any(local_name(node) == "a" for node in image.iterancestors())
    image.tag = f"{_XHTML}span"
    key = image.get("id")
    for name in list(image.attrib):
        del image.attrib[name]
    if key:
        image.set("id", key)
    image.set("class", "missing-image")
    if urls.is_web(address) and not is_linked:
        link = etree.SubElement(image, f"{_XHTML}a", {"href": address})
        link.text = words or PurePosixPath(unquote(address).partition("?")[0]).name or address
    elif words:
        image.text = words
    else:
        _remove(image)


def _remove(node: etree._Element) -> None:
    """Take an image without words out, and what held nothing else."""
    parent, tail = node.getparent(), node.tail or ""
    if parent is None:
        return
    before = node.getprevious()
    parent.remove(node)
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    if (
        len(parent) == 0
        and not text_of(parent).strip()
        and local_name(parent) in ("p", "a", "figure")
    ):
        _remove(parent)
