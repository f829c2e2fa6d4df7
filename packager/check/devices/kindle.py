"""Kindle: what Send to Kindle answers with "E999", and Amazon's publishing guidelines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urldefrag

from packager.check.devices._css import place_in, read_sheet, selects
from packager.check.facts import (
    OPF,
    XHTML,
    Archive,
    Nav,
    Ncx,
    Package,
    Publication,
    Stylesheet,
    Use,
    Xhtml,
)
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule
from packager.languages import canonical

_PAGE = "EPUB/chapter.xhtml"
_PACKAGE = "EPUB/content.opf"
_NAV = "EPUB/nav.xhtml"
_GUIDELINES = "https://kdp.amazon.com/help/topic/GU72M65VRFPH43L6"
_FIX = "https://kindle-epub-fix.netlify.app/"
_DOUBLE_DASH = "https://github.com/harvard-edge/cs249r_book/issues/1174"
_SIZES = "https://www.amazon.com/sendtokindle/email"
_MAIL_BYTES = 50 * 1024 * 1024
_WEB_BYTES = 200 * 1024 * 1024
_DEEPEST = 2
# Primary subtags of the languages that Kindle's own list names, as kindle-epub-fix keeps it
_SUPPORTED = frozenset(
    "af gsw eu nb br ca zh kw co da nl stq en fi fr fy gl de gu hi is ga it ja lb mr ml gv frr nn "
    "no pl pt oc rm sco gd es sv ta cy ar he ko ru el tr cs hu ro uk sr hr bg te kn pa bn id vi "
    "th".split()
)
_BODY_TEXT = ("body", "p", "html", "*")
_LEFT_TO_READER = ("font-size", "line-height", "color")
_HEADING = re.compile(r"(^|[\s,>+~])h[1-6]\b")


@rule(
    "KDL-001",
    sees=Package,
    severity=Severity.WARNING,
    family="kindle",
    spec=_FIX,
    bad={_PACKAGE: (("<dc:language>en<", "<dc:language>us<"),)},
)
def language_that_kindle_knows(package: Package) -> Iterator[Problem]:
    """``dc:language`` is a language, and one that Kindle supports.

    A book whose language is none (``us`` for English, ``C`` from a locale) is refused with
    "E999"; one in a language off the list may fail to convert.
    """
    for element in package.dc("language"):
        tag = (element.text or "").strip()
        primary = tag.partition("-")[0].lower()
        if tag and canonical(tag) is None:
            text = f"language {tag!r} is none; Send to Kindle refuses the book: write 'en', 'fr' …"
            yield Problem(package.place(element), text, Severity.ERROR)
        elif tag and primary not in _SUPPORTED:
            text = f"Kindle does not list the language {tag!r}; the book may not convert"
            yield Problem(package.place(element), text)


@rule(
    "KDL-002",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="kindle",
    spec=_FIX,
    bad={_PAGE: (('<?xml version="1.0" encoding="utf-8"?>\n', ""),)},
)
def declared_encoding(document: Xhtml) -> Iterator[Problem]:
    """Each content document has an XML declaration that names UTF-8.

    Without one, Kindle's converter takes another encoding and letters beyond ASCII break.
    """
    if document.root is not None and document.markup.declared.upper() != "UTF-8":
        text = 'begins without <?xml version="1.0" encoding="utf-8"?>; add it'
        yield Problem(Place(document.path, 1), text)


@rule(
    "KDL-003",
    sees=Publication,
    severity=Severity.ERROR,
    family="kindle",
    spec=_FIX,
    bad={
        _PAGE: (("<body>", '<body id="start">'),),
        _NAV: (('href="chapter.xhtml"', 'href="chapter.xhtml#start"'),),
    },
)
def contents_link_to_body(book: Publication) -> Iterator[Problem]:
    """No entry of the contents links to the ``id`` of a ``body`` element: that gives "E999"."""
    for reference in book.references:
        if reference.use in (Use.NAV_TOC, Use.NCX) and reference.url.fragment:
            summary = book.summaries.get(reference.url.path)
            target = summary.ids.get(reference.url.fragment) if summary else None
            if target is not None and target.name == "body":
                text = f"links to the body element ({reference.url.written}); link to the file"
                yield Problem(reference.place, text)


@rule(
    "KDL-004",
    sees=Xhtml,
    severity=Severity.ERROR,
    family="kindle",
    spec=_FIX,
    bad={_PAGE: (('<p class="lead">Soft', '<p class="lead"><img alt=""/>Soft'),)},
)
def images_with_source(document: Xhtml) -> Iterator[Problem]:
    """Every ``img`` has a ``src``: one without gives "E999"."""
    for image in document.named(f"{{{XHTML}}}img"):
        if not image.get("src"):
            yield Problem(document.place(image), "<img> has no src; take it out")


@rule(
    "KDL-005",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="kindle",
    spec=_DOUBLE_DASH,
    bad={"EPUB/style.css": b":root { --ink: #000 }"},
)
def css_variables(sheet: Stylesheet) -> Iterator[Problem]:
    """No CSS variable is declared or used: Send to Kindle's own check refuses them."""
    for declaration in read_sheet(sheet).declarations:
        if declaration.name.startswith("--") or "var" in declaration.functions:
            text = f"{declaration.name}: {declaration.value}; write the value itself"
            yield Problem(place_in(sheet, declaration.line), text)


@rule(
    "KDL-006",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="kindle",
    spec=_GUIDELINES,
    bad={"EPUB/style.css": b"p { font-size: 14px }"},
)
def body_text_left_alone(sheet: Stylesheet) -> Iterator[Problem]:
    """Body text has no size, line height or colour: the reader chooses these."""
    for declaration in read_sheet(sheet).declarations:
        if declaration.name in _LEFT_TO_READER and selects(declaration.selector, *_BODY_TEXT):
            harmless = declaration.value in ("1em", "100%", "inherit", "normal")
            if not harmless:
                text = f"sets {declaration.name} on {declaration.selector}; leave it to the reader"
                yield Problem(place_in(sheet, declaration.line), text, subject=declaration.name)


@rule(
    "KDL-007",
    sees=Stylesheet,
    severity=Severity.WARNING,
    family="kindle",
    spec=_GUIDELINES,
    bad={"EPUB/style.css": b"h1 { margin: 2em 0 }"},
)
def heading_alignment(sheet: Stylesheet) -> Iterator[Problem]:
    """A stylesheet that styles headings states their alignment: Kindle justifies what is not."""
    if sheet.is_attribute:
        return
    styled = [d for d in read_sheet(sheet).declarations if _HEADING.search(d.selector)]
    if styled and not any(declaration.name == "text-align" for declaration in styled):
        text = f"styles {styled[0].selector} without text-align; headings come out justified"
        yield Problem(place_in(sheet, styled[0].line), text)


@rule(
    "KDL-008",
    sees=Nav,
    severity=Severity.WARNING,
    family="kindle",
    spec=_GUIDELINES,
    bad={
        _NAV: (
            (
                "Water</a></li>",
                'Water</a><ol><li><a href="chapter.xhtml#title">Soft</a></li></ol></li>',
            ),
        )
    },
)
def contents_depth(nav: Nav) -> Iterator[Problem]:
    """The contents are at most two levels deep: Kindle shows no more."""
    for list_ in nav.named(f"{{{XHTML}}}ol"):
        around = sum(1 for above in list_.iterancestors(f"{{{XHTML}}}ol"))
        if around == _DEEPEST:
            yield Problem(nav.place(list_), "a third level of contents; Kindle shows two")


@rule(
    "KDL-009",
    sees=Ncx,
    severity=Severity.WARNING,
    family="kindle",
    spec=_GUIDELINES,
    bad={
        "EPUB/toc.ncx": (
            (
                '<content src="chapter.xhtml#water"/>',
                '<content src="chapter.xhtml#water"/><navPoint id="point-4" playOrder="4">'
                '<navLabel><text>Soft</text></navLabel><content src="chapter.xhtml#title"/>'
                "</navPoint>",
            ),
        )
    },
)
def ncx_depth(ncx: Ncx) -> Iterator[Problem]:
    """The NCX is at most two levels deep."""
    if ncx.root is not None:
        for point in ncx.root.iter("{*}navPoint"):
            if sum(1 for above in point.iterancestors("{*}navPoint")) == _DEEPEST:
                yield Problem(ncx.place(point), "a third level of contents; Kindle shows two")


@rule(
    "KDL-010",
    sees=Package,
    severity=Severity.WARNING,
    family="kindle",
    spec=_GUIDELINES,
    bad={_PACKAGE: (('<reference type="text"', '<reference type="toc"'),)},
)
def start_of_reading(package: Package) -> Iterator[Problem]:
    """The guide has an entry of type ``text`` (or ``start``) where reading begins.

    Kindle opens the book there; without it, it opens at the cover or freezes its location.
    """
    guide = package.named(f"{{{OPF}}}reference")
    if not any(entry.get("type", "").lower() in ("text", "start") for entry in guide):
        text = 'has no <guide> entry <reference type="text" …/> for the start of the text'
        yield Problem(Place(package.path), text)


@rule("KDL-011", sees=Archive, severity=Severity.WARNING, family="kindle", spec=_SIZES)
def size_for_sending(archive: Archive) -> Iterator[Problem]:
    """The file is at most 50 MB for sending by mail, 200 MB for the web."""
    if archive.size > _WEB_BYTES:
        text = f"{archive.size / 1024**2:.0f} MB; Send to Kindle takes 200 MB at most"
        yield Problem(Place(), text, Severity.ERROR)
    elif archive.size > _MAIL_BYTES:
        text = f"{archive.size / 1024**2:.0f} MB; by mail Kindle takes 50 MB, by web 200 MB"
        yield Problem(Place(), text)


@rule(
    "KDL-012",
    sees=Nav,
    severity=Severity.WARNING,
    family="kindle",
    spec=_GUIDELINES,
    bad={_NAV: (('<a href="chapter.xhtml#water">', '<a href="chapter.xhtml">'),)},
)
def contents_point_at_files(nav: Nav) -> Iterator[Problem]:
    """No two entries of the contents lead to one place: the reading position then jumps."""
    seen: set[str] = set()
    for reference in nav.references:
        if reference.use == Use.NAV_TOC:
            key = reference.url.path + "#" + (urldefrag(reference.url.written)[1] or "")
            if key in seen:
                yield Problem(reference.place, f"{reference.url.written} stands there twice")
            seen.add(key)
