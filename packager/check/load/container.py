"""The files of META-INF read into facts.

https://www.w3.org/TR/epub-33/#sec-container-metainf
"""

from __future__ import annotations

from packager.check.facts import Container, Encryption, Reference, Rootfile, Use
from packager.check.load.url import resolve

CONTAINER = "urn:oasis:names:tc:opendocument:xmlns:container"
PACKAGE_TYPE = "application/oebps-package+xml"
_XENC = "{http://www.w3.org/2001/04/xmlenc#}"


def read_container(document: Container) -> None:
    """Fill in the root files of a container document."""
    document.rootfiles = tuple(
        Rootfile(
            None if (path := element.get("full-path")) is None else resolve(path, ""),
            (element.get("media-type") or "").strip().lower(),
            document.place(element),
        )
        for element in document.named(f"{{{CONTAINER}}}rootfile")
    )


def mapping_documents(document: Container) -> list[tuple[str, str]]:
    """Return path and media type of the rendition mapping documents that the container links."""
    return [
        (str(link.get("href", "")), str(link.get("media-type", "")))
        for link in document.named(f"{{{CONTAINER}}}link")
        if "mapping" in str(link.get("rel", "")).split()
    ]


def read_encryption(document: Encryption) -> None:
    """Fill in which paths are encrypted and by which algorithm."""
    found: dict[str, str] = {}
    references: list[Reference] = []
    for data in document.named(f"{_XENC}EncryptedData"):
        method = data.find(f"{_XENC}EncryptionMethod")
        algorithm = "" if method is None else str(method.get("Algorithm", ""))
        for reference in data.iter(f"{_XENC}CipherReference"):
            if reference.get("URI") is None:
                continue
            url = resolve(str(reference.get("URI", "")), "")  # relative to the root
            place = document.place(reference)
            references.append(
                Reference(document.path, Use.OTHER, url, place, "CipherReference", "URI", algorithm)
            )
            if url.path and url.fragment is None:  # with a fragment it names no file
                found[url.path] = algorithm
    document.encrypted = found
    document.references = tuple(references)
