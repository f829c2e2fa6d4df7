"""The namespaces of what an EPUB holds, and the type of a tree's elements."""

from __future__ import annotations

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
OPS = "http://www.idpf.org/2007/ops"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
NCX = "http://www.daisy.org/z3986/2005/ncx/"
SMIL = "http://www.w3.org/ns/SMIL"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
DTBOOK = "http://www.daisy.org/z3986/2005/dtbook/"
OEB = "http://openebook.org/namespaces/oeb-package/1.0/"

Element = etree._Element
