"""One XML file read: its tree, what is in it, and what it says by its kind."""

from __future__ import annotations

from packager.check.facts import Container, Document, Dtbook, Encryption, MetaInf, Package
from packager.check.load import markup
from packager.check.load.container import read_container, read_encryption
from packager.check.load.index import index, read_features
from packager.check.load.package import read_package
from packager.check.load.references import read_references
from packager.check.load.version import declared_version


def read_document(document: Document, data: bytes | None) -> None:
    """Parse the bytes of a document and gather what it says."""
    if data is None:
        document.unreadable = True
        return
    if isinstance(document, Package):
        document.declared_version = declared_version(data)
    document.root, document.markup = markup.parse(
        data, dtd_entities=document.version == "2" and not isinstance(document, Dtbook)
    )
    if document.root is None:
        _read_beginning(document, data)
        return
    tags = index(document, data)
    if isinstance(document, Package):
        read_package(document)
    elif isinstance(document, Container):
        read_container(document)
    elif isinstance(document, Encryption):
        read_encryption(document)
    elif not isinstance(document, MetaInf):
        read_features(document)
        read_references(document, tags)


def _read_beginning(document: Document, data: bytes) -> None:
    """Gather ids and references of what stands before the fault; the document keeps no root."""
    document.beginning = markup.beginning(data, document.markup)
    if isinstance(document, (Package, Container, Encryption, MetaInf)):
        return
    document.root = document.beginning
    if document.root is not None:
        index(document)
        read_references(document)
        document.styles = ()
        document.forget_tree()
