"""Rules on XML files as such: well-formed, UTF-8, XML 1.0, a document type that EPUB allows.

https://www.w3.org/TR/epub-33/#sec-xml-constraints
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import Container, Document, Nav, Ncx, Package, Publication, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule

_XML = "https://www.w3.org/TR/epub-33/#sec-xml-constraints"
_ENCODING = "https://www.w3.org/TR/epub-33/#sec-xml-constraints"
_NCX_2005 = ("-//NISO//DTD ncx 2005-1//EN", "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd")
_OEB_1_2 = "+//ISBN 0-9673008-1-9//DTD OEB 1.2 Package//EN"
_XHTML_11 = ("-//W3C//DTD XHTML 1.1//EN", "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd")
# https://www.w3.org/TR/epub-33/#app-identifiers-allowed
_ALLOWED = {
    "application/x-dtbncx+xml": (_NCX_2005,),
    "image/svg+xml": (
        ("-//W3C//DTD SVG 1.1//EN", "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"),
    ),
    "application/mathml+xml": (
        ("-//W3C//DTD MathML 3.0//EN", "http://www.w3.org/Math/DTD/mathml3/mathml3.dtd"),
    ),
    "application/mathml-presentation+xml": (
        ("-//W3C//DTD MathML 3.0//EN", "http://www.w3.org/Math/DTD/mathml3/mathml3.dtd"),
    ),
    "application/mathml-content+xml": (
        ("-//W3C//DTD MathML 3.0//EN", "http://www.w3.org/Math/DTD/mathml3/mathml3.dtd"),
    ),
}


@rule(
    "RSC-016",
    sees=Document,
    severity=Severity.FATAL,
    spec=_XML,
    bad={"EPUB/chapter.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'><p></html>"},
)
def xml_well_formed(document: Document) -> Iterator[Problem]:
    """The file is well-formed XML.

    A reading system stops at the first fault: the reader sees an error message in place of the
    page, or half of it.
    """
    trouble = document.markup.trouble
    if trouble is None:
        return
    if isinstance(document, Package) and document.refused:
        place = Place(document.path)
    else:
        place = Place(document.path, trouble.line, trouble.column)
    yield Problem(place, f"is not well-formed XML: {trouble.message}; mend it there")


@rule("PKG-008", sees=Publication, severity=Severity.FATAL)
def files_readable(book: Publication) -> Iterator[Problem]:
    """Every file of the manifest can be unpacked and read: a damaged one is lost to the reader."""
    for path in book.unreadable:
        yield Problem(
            Place(path),
            "cannot be read: its data are damaged, or its document type names a file that no "
            "reader has; pack it again, leave the document type out",
        )


@rule("PKG-008", sees=Package, severity=Severity.FATAL)
def package_readable(package: Package) -> Iterator[Problem]:
    """The package document can be unpacked and read."""
    if package.unreadable:
        yield Problem(Place(package.path), _unreadable(package))


@rule("PKG-008", sees=Container, severity=Severity.FATAL)
def container_readable(container: Container) -> Iterator[Problem]:
    """META-INF/container.xml can be unpacked and read."""
    if container.unreadable:
        yield Problem(Place(container.path), _unreadable(container))


def _unreadable(document: Document) -> str:
    system = document.markup.system
    if system is None:
        return "cannot be unpacked; its data are damaged"
    return f"its document type names {system!r}, which no reader has; leave the document type out"


def _encoding(document: Document) -> str:
    return document.markup.encoding


@rule(
    "HTM-058",
    sees=Xhtml,
    spec=_ENCODING,
    bad={"EPUB/notes.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'/>".encode("utf-16")},
)
def xhtml_encoding(document: Xhtml) -> Iterator[Problem]:
    """An XHTML file is written in UTF-8, never in UTF-16."""
    if _encoding(document) == "UTF-16":
        yield Problem(Place(document.path), "is written in UTF-16; save it as UTF-8")


@rule(
    "RSC-027",
    sees=Document,
    severity=Severity.WARNING,
    spec=_ENCODING,
    bad={"EPUB/toc.ncx": "<ncx xmlns='http://www.daisy.org/z3986/2005/ncx/'/>".encode("utf-16")},
)
def xml_encoding_utf16(document: Document) -> Iterator[Problem]:
    """XML files are written in UTF-8 rather than UTF-16, which some readers do not expect."""
    if _encoding(document) == "UTF-16" and not isinstance(document, Xhtml):
        yield Problem(Place(document.path), "is written in UTF-16; save it as UTF-8")


@rule(
    "RSC-028",
    sees=Document,
    spec=_ENCODING,
    bad={"EPUB/chapter.xhtml": (('encoding="utf-8"', 'encoding="iso-8859-1"'),)},
)
def xml_encoding(document: Document) -> Iterator[Problem]:
    """XML files are written in UTF-8, and say so or say nothing.

    Readers need know no other encoding; letters with accents turn into question marks.
    """
    encoding = _encoding(document)
    if encoding not in ("UTF-8", "UTF-16"):
        yield Problem(Place(document.path), f"is written in {encoding}; save it as UTF-8")


@rule(
    "HTM-001",
    sees=Document,
    spec=_XML,
    bad={"EPUB/chapter.xhtml": (('version="1.0"', 'version="1.1"'),)},
)
def xml_version(document: Document) -> Iterator[Problem]:
    """XML files are XML 1.0; the parsers of reading systems know no other."""
    version = document.markup.version
    if version == "1.1":  # with others it is no XML at all
        yield Problem(Place(document.path), f"is XML {version}; declare version 1.0")


@rule(
    "HTM-003",
    sees=Document,
    versions=("3",),
    spec=_XML,
    bad={
        "EPUB/chapter.xhtml": (("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a SYSTEM "a.txt">]>'),)
    },
)
def external_entities(document: Document) -> Iterator[Problem]:
    """No entity is declared that stands for another file: readers do not fetch it."""
    for name in document.markup.external_entities:
        line, column = document.markup.doctype_place or (None, None)
        yield Problem(
            Place(document.path, line, column),
            f"the entity {name!r} stands for another file; write what it holds in its place",
        )


@rule(
    "HTM-004",
    sees=Xhtml,
    spec="https://www.w3.org/TR/epub-33/#sec-xhtml-req",
    bad={
        "EPUB/chapter.xhtml": (
            ("<!DOCTYPE html>", '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "a.dtd">'),
        )
    },
)
def doctype(document: Xhtml) -> Iterator[Problem]:
    """The document type is that of the book's time, or none.

    EPUB 3: ``<!DOCTYPE html>``. EPUB 2: that of XHTML 1.1. Another one makes readers look for
    entities and defaults that they do not have.
    """
    markup = document.markup
    name = markup.doctype_name if document.version == "2" else markup.doctype_name.lower()
    if not markup.doctype or name != "html":
        return
    line, column = markup.doctype_place or (None, None)
    place = Place(document.path, line, column)
    if document.version == "3":
        if markup.public is None and markup.system in (None, "about:legacy-compat"):
            return
        yield Problem(place, "the document type is not that of EPUB 3; write <!DOCTYPE html>")
    elif (markup.public, markup.system) != _XHTML_11:
        yield Problem(place, "the document type is not that of XHTML 1.1; leave it out")


@rule(
    "HTM-004",
    sees=Ncx,
    versions=("2",),
    name="doctype-of-ncx",
    spec="https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1",
    bad={"EPUB/toc.ncx": (("<ncx", "<!DOCTYPE ncx><ncx"),)},
)
def doctype_of_ncx(document: Ncx) -> Iterator[Problem]:
    """The document type of an NCX is DAISY's, or there is none."""
    markup = document.markup
    if markup.doctype and (markup.public, markup.system) != _NCX_2005:
        line, column = markup.doctype_place or (None, None)
        yield Problem(
            Place(document.path, line, column), "the document type is not that of NCX; leave it out"
        )


@rule(
    "HTM-009",
    sees=Package,
    versions=("2",),
    name="doctype-of-package",
    spec="https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.1",
    bad={
        "EPUB/content.opf": (
            ("<package", '<!DOCTYPE package SYSTEM "about:legacy-compat"><package'),
        )
    },
)
def doctype_of_package(package: Package) -> Iterator[Problem]:
    """The package document has no document type: OPF 2 is told by its version."""
    markup = package.markup
    if package.unreadable or package.refused:
        return
    if (markup.public, markup.system) != (None, None) and markup.public != _OEB_1_2:
        line, column = markup.doctype_place or (None, None)
        yield Problem(Place(package.path, line, column), "leave the document type out")


@rule(
    "OPF-073",
    sees=Document,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#app-identifiers-allowed",
    bad={
        "EPUB/content.opf": (
            ('"utf-8"?>', '"utf-8"?><!DOCTYPE package SYSTEM "about:legacy-compat">'),
        )
    },
)
def external_identifiers(document: Document) -> Iterator[Problem]:
    """A document type names an external file only where EPUB lists it for that kind of file.

    A package document or a container with one that nobody has at hand is not read at all.
    """
    markup = document.markup
    if document.unreadable or (markup.system is None and markup.public is None):
        return
    if isinstance(document, Xhtml) and markup.doctype_name.lower() == "html":
        return
    if (markup.public, markup.system) in _ALLOWED.get(document.media_type, ()):
        return
    line, column = markup.doctype_place or (None, None)
    yield Problem(
        Place(document.path, line, column),
        f"the document type refers to {markup.system!r}; leave the document type out",
    )


@rule("NAV-001", sees=Nav, versions=("2",), spec="https://www.w3.org/TR/epub-33/#sec-nav")
def nav_of_epub_3(nav: Nav) -> Iterator[Problem]:
    """A navigation document is one of EPUB 3: EPUB 2 has the NCX."""
    yield Problem(Place(nav.path), "is no part of EPUB 2; check it by version 3")
