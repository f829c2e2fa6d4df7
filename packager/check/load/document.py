"""One XML file read: its tree, what is in it, and what it says by its kind."""

from __future__ import annotations

from packager.check.facts import Container, Document, Dtbook, Encryption, MetaInf, Package
from packager.check.load import markup
from packager.check.load.container import read_container, read_encryption
from packager.check.load.index import index, read_features
from packager.check.load.package import read_package
from packager.check.load.references import read_references
from packager.check.load.sections import count_sections
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
    if _wants_unknown_dtd(document):
        document.root, document.unreadable = None, True
        return
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
        count_sections(document)
        read_references(document, tags)


# The external subsets that EPUBCheck 5.3.0 has at hand.
_DTDS = frozenset(
    """about:legacy-compat
    http://openebook.org/dtds/oeb-1.2/oebdoc12.dtd
    http://openebook.org/dtds/oeb-1.2/oebpkg12.dtd
    http://www.daisy.org/z3986/2005/dtbook-2005-2.dtd
    http://www.daisy.org/z3986/2005/ncx-2005-1.dtd
    http://www.idpf.org/dtds/2007/opf.dtd
    http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd
    http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd
    http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd
    http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd""".split()
)


def _wants_unknown_dtd(document: Document) -> bool:
    """Return whether the document type names a file without which no parser reads the document.

    Nothing is fetched, nor by EPUBCheck where there is no network; EPUB 3 leaves such files alone
    but in what is read before the version is known.
    """
    is_early = isinstance(document, (Package, Container))
    if not is_early and (document.version == "3" or isinstance(document, (Encryption, MetaInf))):
        return False
    system = document.markup.system
    return system is not None and document.markup.trouble is None and system not in _DTDS


def _read_beginning(document: Document, data: bytes) -> None:
    """Gather ids and references of what stands before the fault; the document keeps no root."""
    document.beginning = markup.beginning(data, document.markup)
    if isinstance(document, (Package, Encryption, MetaInf)):
        return
    document.root = document.beginning
    if document.root is None:
        return
    index(document)
    if isinstance(document, Container):
        read_container(document)
    else:
        read_features(document)
        read_references(document)
    document.styles = ()
    document.forget_tree()
