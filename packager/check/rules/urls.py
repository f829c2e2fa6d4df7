"""Rules on URLs themselves: that they are valid, stay inside the book, and are of a kind allowed.

https://www.w3.org/TR/epub-33/#sec-container-iri · https://url.spec.whatwg.org/#url-writing
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import (
    Container,
    Document,
    Encryption,
    MetaInf,
    Package,
    Reference,
    Stylesheet,
    Use,
    Xhtml,
)
from packager.check.finding import Problem, Severity
from packager.check.references import LINKS, NAV_USES, is_blank
from packager.check.registry import rule
from packager.check.schemes import REGISTERED

_CHAPTER = "EPUB/chapter.xhtml"
_NOTE = 'href="notes.xhtml#note-1"'
_NO_CONTENT = (Package, Container, Encryption, MetaInf)
_NOT_READ = frozenset({Use.LINK, Use.LONGDESC, Use.SVG_CLIP, Use.SVG_OTHER})


def _references(fact: Document | Stylesheet) -> Iterator[Reference]:
    """Yield the references of a content document or of a style sheet that is a file."""
    if isinstance(fact, Stylesheet):
        if fact.data is None:
            return  # those of elements and attributes are among their document's
    elif isinstance(fact, _NO_CONTENT) or "rendition-mapping" in fact.features:
        return
    is_old = fact.version == "2"
    for reference in fact.references:
        if reference.use in _NOT_READ or is_blank(reference):
            continue
        if is_old and reference.use in (Use.SCRIPT, Use.CITE):
            continue
        yield reference


def _invalid(fact: Document | Stylesheet) -> Iterator[Problem]:
    for reference in _references(fact):
        if reference.url.trouble:
            yield Problem(
                reference.place,
                f"{reference.url.written!r} is no valid URL: {reference.url.trouble}",
            )


@rule(
    "RSC-020",
    sees=Document,
    spec="https://url.spec.whatwg.org/#url-writing",
    bad={_CHAPTER: ((_NOTE, 'href="my notes.xhtml"'), ("</section>", "</section>"))},
)
def url_valid(document: Document) -> Iterator[Problem]:
    """Every URL in a document is valid: what stands for itself is, the rest is percent-encoded.

    Readers repair spaces, backslashes and brackets each in their own way, or not at all.
    """
    return _invalid(document)


@rule(
    "RSC-020",
    sees=Stylesheet,
    spec="https://url.spec.whatwg.org/#url-writing",
    bad={"EPUB/style.css": b".lead { background: url('my cover.png') }"},
)
def stylesheet_url_valid(sheet: Stylesheet) -> Iterator[Problem]:
    """Every URL in a style sheet is valid."""
    return _invalid(sheet)


def _leaking(fact: Document | Stylesheet) -> Iterator[Problem]:
    for reference in _references(fact):
        if reference.url.leaks:
            yield Problem(
                reference.place,
                f"{reference.url.written!r} leaves the container; start from the file's own folder "
                "and climb no higher than the root of the book",
            )


@rule(
    "RSC-026",
    sees=Document,
    spec="https://www.w3.org/TR/epub-33/#sec-container-iri",
    bad={_CHAPTER: ((_NOTE, 'href="/EPUB/notes.xhtml#note-1"'),)},
)
def url_leaks(document: Document) -> Iterator[Problem]:
    """References stay inside the container, however the book is unpacked.

    A reader that serves the book from a folder or a server of its own would look outside the book.
    """
    return _leaking(document)


@rule(
    "RSC-026",
    sees=Stylesheet,
    spec="https://www.w3.org/TR/epub-33/#sec-container-iri",
    bad={"EPUB/style.css": b".lead { background: url(/EPUB/cover.png) }"},
)
def stylesheet_url_leaks(sheet: Stylesheet) -> Iterator[Problem]:
    """References of a style sheet stay inside the container."""
    return _leaking(sheet)


def _queries(fact: Document | Stylesheet) -> Iterator[Problem]:
    for reference in _references(fact):
        # EPUBCheck 5.3.0 looks at the images and objects of EPUB 2 elsewhere, and not for this.
        is_page = fact.version == "2" and isinstance(fact, Xhtml)
        if is_page and reference.use in (Use.IMAGE, Use.OBJECT):
            continue
        if reference.url.is_local and reference.url.query is not None:
            yield Problem(
                reference.place, f"leave out '?{reference.url.query}': a file in a book has none"
            )


@rule(
    "RSC-033",
    sees=Document,
    spec="https://www.w3.org/TR/epub-33/#sec-container-iri",
    bad={_CHAPTER: ((_NOTE, 'href="notes.xhtml?page=1#note-1"'),)},
)
def url_query(document: Document) -> Iterator[Problem]:
    """References into the book have no query: there is no server that would answer it."""
    return _queries(document)


@rule(
    "RSC-033",
    sees=Stylesheet,
    spec="https://www.w3.org/TR/epub-33/#sec-container-iri",
    bad={"EPUB/style.css": b".lead { background: url(cover.png?v=2) }"},
)
def stylesheet_url_query(sheet: Stylesheet) -> Iterator[Problem]:
    """References of a style sheet into the book have no query."""
    return _queries(sheet)


def _file_urls(fact: Document | Stylesheet) -> Iterator[Problem]:
    for reference in _references(fact):
        if reference.url.scheme == "file":
            yield Problem(
                reference.place,
                f"{reference.url.written!r} is a file of one machine; put it into the book",
            )


@rule(
    "RSC-030",
    sees=Document,
    spec="https://www.w3.org/TR/epub-33/#sec-file-urls",
    bad={_CHAPTER: ((_NOTE, 'href="file:///notes.xhtml"'),)},
)
def file_url(document: Document) -> Iterator[Problem]:
    """No reference is a ``file:`` URL: the file is on the author's machine, not the reader's."""
    return _file_urls(document)


@rule(
    "RSC-030",
    sees=Stylesheet,
    spec="https://www.w3.org/TR/epub-33/#sec-file-urls",
    bad={"EPUB/style.css": b".lead { background: url(file:///cover.png) }"},
)
def stylesheet_file_url(sheet: Stylesheet) -> Iterator[Problem]:
    """No reference of a style sheet is a ``file:`` URL."""
    return _file_urls(sheet)


@rule(
    "RSC-029",
    sees=Document,
    spec="https://www.w3.org/TR/epub-33/#sec-data-urls",
    versions=("3",),
    bad={"EPUB/nav.xhtml": (('href="notes.xhtml"', 'href="data:text/html,x"'),)},
)
def data_url_link(document: Document) -> Iterator[Problem]:
    """No link leads to a ``data:`` URL: what it holds has no place in the book to go to."""
    for reference in _references(document):
        if reference.url.scheme == "data" and reference.use in LINKS:
            yield Problem(reference.place, "put what the URL holds into a file of the book")


@rule(
    "HTM-025",
    sees=Document,
    severity=Severity.WARNING,
    spec="https://www.iana.org/assignments/uri-schemes",
    bad={_CHAPTER: ((_NOTE, 'href="kindle:notes"'),)},
)
def link_scheme_unknown(document: Document) -> Iterator[Problem]:
    """Links use registered schemes: readers hand others to no application."""
    for reference in _references(document):
        scheme = reference.url.scheme
        is_link = reference.use is Use.HYPERLINK or reference.use in NAV_USES
        if scheme and is_link and scheme not in REGISTERED:
            yield Problem(reference.place, f"the scheme {scheme!r} is not registered")


@rule(
    "HTM-045",
    sees=Document,
    severity=Severity.USAGE,
    spec="https://html.spec.whatwg.org/multipage/links.html#attr-hyperlink-href",
    bad={_CHAPTER: ((_NOTE, 'href=""'),)},
)
def link_empty(document: Document) -> Iterator[Problem]:
    """A link says where it leads; an empty one leads to the page it stands on."""
    for reference in document.references:
        if (
            reference.use in NAV_USES or reference.use is Use.HYPERLINK
        ) and not reference.url.written.strip():
            yield Problem(reference.place, "the href is empty")


@rule(
    "NAV-010",
    sees=Document,
    spec="https://www.w3.org/TR/epub-33/#sec-nav-def-model",
    versions=("3",),
    bad={"EPUB/nav.xhtml": (('href="notes.xhtml"', 'href="https://example.org/"'),)},
)
def nav_link_remote(document: Document) -> Iterator[Problem]:
    """The contents, the page list and the landmarks lead into the book, not to the web."""
    local = (Use.NAV_TOC, Use.NAV_PAGE_LIST, Use.NAV_LANDMARKS)
    for reference in document.references:
        scheme = reference.url.scheme
        unread = reference.url.trouble and not reference.url.absolute
        if reference.use in local and scheme and scheme != "data" and not unread:
            yield Problem(
                reference.place, f"the {reference.nav!r} nav leads to {reference.url.written!r}"
            )
