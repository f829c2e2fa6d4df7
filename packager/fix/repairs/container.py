"""Repairs of the container: ``mimetype``, META-INF/container.xml, what the archive holds twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha1

from lxml import etree

from packager.check.finding import Finding
from packager.check.load.book import CONTAINER
from packager.check.load.url import resolve
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.fix.repairs.manifest import media_type_for
from packager.image_formats import media_type_of
from packager.paths import href_of
from packager.xhtml import drop, escape

_OCF = "urn:oasis:names:tc:opendocument:xmlns:container"
_OBFUSCATED = 1040  # bytes at the start of the file
_PACKAGE_TYPE = "application/oebps-package+xml"


@repair(
    "mimetype-first",
    "mimetype-contents",
    "mimetype-extra-field",
    "mimetype-stored",
    "archive-header",
    stage=0,
)
def mimetype(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write ``mimetype`` first, stored, with its 20 bytes and no extra field.

    https://www.w3.org/TR/epub-33/#sec-zip-container-mime
    """
    draft.repack = True
    yield Change("mimetype", "written first, stored, as application/epub+zip", findings[0].rule)


@repair(
    "container-found",
    "package-named",
    "package-found",
    "rootfile-path-empty",
    "rootfile-path",
    "container-readable",
    uncovers=True,
    stage=0,
)
def container(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Name the one package document of the book in META-INF/container.xml."""
    packages = [path for path in draft.files if path.lower().endswith(".opf")]
    tree = draft.tree(CONTAINER)
    if tree is None:
        if len(packages) == 1:
            draft.put(CONTAINER, _container(packages[0]))
            yield Change(CONTAINER, f"written; it names {packages[0]}", findings[0].rule)
        return
    for rootfile in tree.named("rootfile"):
        href = str(rootfile.get("full-path") or "")
        there = bool(href) and draft.real(resolve(href, "").path) in draft.files
        if there and href.lower().endswith(".opf") and rootfile.get("media-type") != _PACKAGE_TYPE:
            rootfile.set("media-type", _PACKAGE_TYPE)
            draft.touch(CONTAINER)
            yield Change(CONTAINER, f"media-type of {href} set", findings[0].rule)
        elif not there and len(packages) == 1:
            rootfile.set("full-path", href_of(packages[0]))
            rootfile.set("media-type", _PACKAGE_TYPE)
            draft.touch(CONTAINER)
            yield Change(CONTAINER, f"full-path set to {packages[0]}", findings[0].rule)


def _container(package: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<container xmlns="{_OCF}" version="1.0">\n<rootfiles>\n'
        f'<rootfile full-path="{escape(href_of(package))}" media-type="{_PACKAGE_TYPE}"/>\n'
        "</rootfiles>\n</container>\n"
    ).encode()


@repair("encryption-ids-distinct", stage=0)
def encryption_ids(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Give each later element of the same ``Id`` in encryption.xml another one."""
    path = findings[0].path
    tree = draft.tree(path)
    if tree is None:
        return
    seen: set[str] = set()
    for element in tree.root.iter(etree.Element):
        value = element.get("Id")
        if value is None:
            continue
        if value in seen:
            number = 2
            while f"{value}-{number}" in seen:
                number += 1
            element.set("Id", f"{value}-{number}")
            draft.touch(path)
            yield Change(path, f"Id {value!r} made {value}-{number}", findings[0].rule)
        seen.add(str(element.get("Id")))


@repair("archive-entries", stage=0)
def entry_names(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Pack the book anew with its names in UTF-8, read as ZIP has them: in code page 437."""
    draft.repack = True
    yield Change("", "packed anew, names in UTF-8", findings[0].rule)


@repair("obfuscated-font", stage=4)
def obfuscated(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Undo the obfuscation of what is no font: readers do not undo it there.

    What is in plain after all stays as it is. https://www.w3.org/TR/epub-33/#sec-font-obfuscation
    """
    for finding in findings:
        tree = draft.tree(finding.path)
        reference = None if tree is None else tree.at(finding)
        if reference is None:
            continue
        path = draft.real(resolve(str(reference.get("URI") or ""), "").path)
        data = draft.files.get(path)
        entry = draft.entry(path)
        whole = next((n for n in reference.iterancestors("{*}EncryptedData")), None)
        if data is None or whole is None or entry is None:
            continue
        clear = _clear(data, draft)
        wanted = media_type_for(path, clear)
        if _is_plain(clear) or (wanted.startswith("image/") and wanted == entry.media_type):
            draft.put(path, clear)
        elif not _is_plain(data) and media_type_of(data[:8192]) != entry.media_type:
            continue
        drop(whole)
        draft.touch(finding.path)
        if len(tree.root if tree else ()) == 0:
            draft.discard(finding.path)
        yield Change(finding.path, f"{path} is obfuscated no more", finding.rule)


def _is_plain(data: bytes) -> bool:
    """Return whether bytes are text without control characters."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\t\r\n" for character in text)


def _clear(data: bytes, draft: Draft) -> bytes:
    """Return the bytes with the obfuscation of the book's identifier taken off (or put on)."""
    package = draft.package
    wanted = None if package is None else package.get("unique-identifier")
    named = [e.text or "" for e in draft.dc("identifier") if e.get("id") == wanted]
    plain = re.sub(r"[\x20\x09\x0d\x0a]", "", named[0] if named else "")
    key = sha1(plain.encode(), usedforsecurity=False).digest()
    head = bytes(byte ^ key[at % len(key)] for at, byte in enumerate(data[:_OBFUSCATED]))
    return head + data[_OBFUSCATED:]
