"""The facts that rules see, gathered once from the bytes of a book.

A rule names a class of this module in ``sees=`` and is called once for each fact of that class
(or of a class derived from it):

==================  ============================================================================
``Archive``         once a book: the ZIP file and its entries
``Document``        once an XML file, whatever its kind; the derived classes narrow it down:
``Container``       META-INF/container.xml       ``Encryption``  META-INF/encryption.xml
``MetaInf``         the other XML files of META-INF (signatures, rights, metadata, manifest)
``Package``         a package document (OPF), its metadata, manifest, spine … read into tuples
``Xhtml``           an XHTML content document    ``Nav``         the navigation document
``Svg`` ``Ncx``     what the names say           ``Overlay``     a media overlay (SMIL)
``Dtbook`` ``OtherXml``   DTBook; a search key map and any other XML file that is read
``Stylesheet``      once a CSS file, ``style`` element or ``style`` attribute
``Resource``        once a manifest item that is neither XML nor CSS: image, font, sound …
``Publication``     once a package, last: summaries of all files, all references between them
==================  ============================================================================

In single-document mode (``check(…, mode="xhtml")``) only the ``Document`` (and its
``Stylesheet`` facts) exists; ``document.book`` is ``None`` then, and nothing may be looked up.

Trees live as long as their document's rules run. What outlives them is a :class:`Summary`.
"""

from __future__ import annotations

from packager.check.facts.archive import Archive, Entry
from packager.check.facts.document import (
    Container,
    Document,
    Dtbook,
    Encryption,
    Markup,
    MetaInf,
    Nav,
    Ncx,
    OtherXml,
    Overlay,
    Resource,
    Rootfile,
    Stylesheet,
    Svg,
    Trouble,
    Xhtml,
)
from packager.check.facts.ids import Ids, Target
from packager.check.facts.names import (
    DC,
    DTBOOK,
    MATHML,
    NCX,
    OEB,
    OPF,
    OPS,
    SMIL,
    SVG,
    XHTML,
    XLINK,
    XML,
    Element,
)
from packager.check.facts.publication import (
    Item,
    Itemref,
    Link,
    Meta,
    Package,
    Publication,
    Summary,
)
from packager.check.facts.reference import Reference, Url, Use

__all__ = [
    "DC",
    "DTBOOK",
    "MATHML",
    "NCX",
    "OEB",
    "OPF",
    "OPS",
    "SMIL",
    "SVG",
    "XHTML",
    "XLINK",
    "XML",
    "Archive",
    "Container",
    "Document",
    "Dtbook",
    "Element",
    "Encryption",
    "Entry",
    "Ids",
    "Item",
    "Itemref",
    "Link",
    "Markup",
    "Meta",
    "MetaInf",
    "Nav",
    "Ncx",
    "OtherXml",
    "Overlay",
    "Package",
    "Publication",
    "Reference",
    "Resource",
    "Rootfile",
    "Stylesheet",
    "Summary",
    "Svg",
    "Target",
    "Trouble",
    "Url",
    "Use",
    "Xhtml",
]
