"""Repairs of the container: ``mimetype``, META-INF/container.xml, what the archive holds twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from packager.check.finding import Finding
from packager.check.load.book import CONTAINER
from packager.check.load.url import resolve
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.paths import href_of
from packager.xhtml import escape

_OCF = "urn:oasis:names:tc:opendocument:xmlns:container"
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
