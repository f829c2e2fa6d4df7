"""Small books with questions by area: the container, encodings, overlays, regions, metadata, NCX.

Each is one of a table of dozens that were compared by hand; those stand here at which packager
and EPUBCheck differed. EPUBCheck's answers are stored with those of :mod:`questions`.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from tests.differential.books import old_book, page
from tests.differential.small import book, edited

_XENC = "http://www.w3.org/2001/04/xmlenc#"
_OCF = "urn:oasis:names:tc:opendocument:xmlns:container"
_FONT = '<item id="f" href="f.otf" media-type="font/otf"/>'
_RENDITION = "http://www.idpf.org/2013/rendition"
_ROOTFILE = '<rootfile full-path="O/c.opf" media-type="application/oebps-package+xml"'
_URIS = ("O/f.otf", "O/f.otf#a", "O/f.otf?a", "O/a b.otf", "O/x.otf", "O/one.xhtml")
_SIGNATURES = (
    "",
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>',
    "<a>",
)
_SELECTORS = ('language="e n"', 'accessMode="x"', 'accessMode="visual textual"', 'foo="x"')
_IDENTIFIER = '<dc:identifier id="id">u</dc:identifier>'
_MODIFIED = '<meta property="dcterms:modified">2020-05-01T12:00:00Z</meta>'
_SHARED = (
    _IDENTIFIER + _MODIFIED,
    _IDENTIFIER,
    _IDENTIFIER + _MODIFIED * 2,
    _IDENTIFIER + _MODIFIED.replace("-05-01T12:00:00Z", ""),
    f"{_IDENTIFIER}{_MODIFIED}<x/>",
    _IDENTIFIER + _MODIFIED + _MODIFIED.replace(" prop", ' refines="#id" prop'),
)
_WRITTEN = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": b"",
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": b"",
    "latin-1": b"",
}
_DECLARED = ("UTF-8", "UTF-16", "UTF-16BE", "ISO-8859-1", "utf8", "Shift_JIS", "foo")
_VIEWPORTS = (
    '<meta name=" viewport" content="width=1,height=1"/>',
    '<meta name="viewport" content="width=\uff16,height=1"/>',
)
_REGIONS = (
    '<ol><li><a href="one.xhtml#xywh=0,0,1,1"/></li></ol>',
    '<ol><li><a href="one.xhtml">x</a></li></ol>',
    "<ol><li><span>x</span></li></ol>",
    '<h2>x</h2><ol><li><a href="one.xhtml"/></li></ol>',
    '<ol><li><a href="one.xhtml"/><a href="one.xhtml"/></li></ol>',
    "",
)
_METADATA = (
    *(
        f"<dc:date>{date}</dc:date>"
        for date in ("99", "0000", "2020-1-1", "2020-01-01T00", "", "x")
    ),
    "<dc:identifier>urn:uuid:x</dc:identifier>",
    '<link rel="foo" href="#one"/>',
    '<link rel="record" href="http://x.org/a" media-type="application/xml" properties="xmp"/>',
    '<link rel="alternate" href="http://x.org" media-type="text/html" hreflang="e n"/>',
    '<meta property="dcterms:foo" refines="#">x</meta>',
    '<meta property="dcterms:foo" refines="/O/one.xhtml">x</meta>',
)
_PREFIXES = (
    "foo:http://x.org/",
    "foo : http://x.org/",
    "foo http://x.org/",
    "foo: http://",
    "foo: http://www.idpf.org/vocab/rendition/#",
    "foo: http://idpf.org/epub/vocab/package/meta/#",
    "foo: http://www.idpf.org/epub/vocab/structure/#",
    "foo: http://purl.org/dc/elements/1.1/",
)
_CLOCKS = ("1:02", "01:02", "0.9999999s", "1:2:3")
_SPREADS = ("page-spread-left rendition:page-spread-center", "page-spread-left")


def _container() -> Iterator[tuple[str, bytes]]:
    for uri in _URIS:
        text = (
            f'<encryption xmlns="{_OCF}" xmlns:e="{_XENC}"><e:EncryptedData>'
            f'<e:EncryptionMethod Algorithm="{_XENC}aes256-cbc"/><e:CipherData>'
            f'<e:CipherReference URI="{uri}"/></e:CipherData></e:EncryptedData></encryption>'
        )
        nav = '<nav epub:type="toc"><ol><li><a href="one.xhtml#x">a</a></li></ol></nav>'
        files: dict[str, str | bytes] = {"META-INF/encryption.xml": text, "O/f.otf": b"x"}
        body = '<p id="x">a</p>'
        yield f"encrypted: {uri}", book(body, nav=nav, items=_FONT, files=files)
    for inner in _SIGNATURES:
        text = f'<signatures xmlns="{_OCF}">{inner}</signatures>'
        yield f"signatures: {inner}", book(files={"META-INF/signatures.xml": text})
    for selector in _SELECTORS:
        second = f'{_ROOTFILE} xmlns:rendition="{_RENDITION}" rendition:{selector}/>'
        yield f"rendition: {selector}", _of_two_renditions(second, _SHARED[0])
    for shared in _SHARED:
        second = f'{_ROOTFILE} xmlns:rendition="{_RENDITION}" rendition:language="en"/>'
        yield f"of all renditions: {shared}", _of_two_renditions(second, shared)
    yield "of all renditions: of one", book(files={"META-INF/metadata.xml": _metadata("")})


def _metadata(inner: str) -> str:
    return (
        '<metadata xmlns="http://www.idpf.org/2013/metadata" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" unique-identifier="id">{inner}</metadata>'
    )


def _of_two_renditions(rootfile: str, shared: str) -> bytes:
    made = book(files={"META-INF/metadata.xml": _metadata(shared)})
    return edited(made, "META-INF/container.xml", ("</rootfiles>", f"{rootfile}</rootfiles>"))


def _encodings() -> Iterator[tuple[str, bytes]]:
    text = page("T", "<p>caf\u00e9</p>")
    for codec, mark in _WRITTEN.items():
        for declared in _DECLARED:
            data = mark + text.replace("UTF-8", declared).encode(codec)
            yield f"in {codec}, says {declared}", book(files={"O/one.xhtml": data})
    item = '<item id="c" href="s.css" media-type="text/css"/>'
    link = '<link rel="stylesheet" href="s.css"/>'
    for codec in ("utf-16-le", "utf-32-be"):
        css = '@charset "UTF-8"; p{a:b}'.encode(codec)
        yield f"sheet in {codec}", book(head=link, items=item, files={"O/s.css": css})
        marked = "\ufeffp{a:b}".encode(codec)
        yield f"marked sheet in {codec}", book(head=link, items=item, files={"O/s.css": marked})
    for version in ("1.1", "1.2", "2.0"):
        other = text.replace('version="1.0"', f'version="{version}"')
        yield f"XML {version}", book(files={"O/one.xhtml": other})
    yield "XML of nothing", book(files={"O/one.xhtml": ""})


def _pages() -> Iterator[tuple[str, bytes]]:
    fixed = '<meta property="rendition:layout">pre-paginated</meta>'
    for viewport in _VIEWPORTS:
        yield f"viewport: {viewport}", book(head=viewport, metadata=fixed)
    item = '<item id="d" href="d.xhtml" media-type="application/xhtml+xml" properties="data-nav"/>'
    for regions in _REGIONS:
        nav = page("T", f'<nav epub:type="region-based">{regions}</nav>')
        yield f"regions: {regions}", book(items=item, files={"O/d.xhtml": nav})
    yield "regions in the contents", book(nav=f'<nav epub:type="region-based">{_REGIONS[0]}</nav>')
    for word in (":chapter", "chapter:", "x:chapter"):
        yield f"type: {word}", book(f'<p epub:type="{word}">a</p>')
    for name in ("dictionary", "search-key-map", "glossary"):
        yield f"item of one property: {name}", book(properties=name)
    for prefix in _PREFIXES:
        root = f'<html epub:prefix="{prefix}" '
        data = page("T", '<p epub:type="foo:bar">a</p>').replace("<html ", root)
        yield f"prefix of a page: {prefix}", book(files={"O/one.xhtml": data})


def _packages() -> Iterator[tuple[str, bytes]]:
    for metadata in _METADATA:
        yield f"metadata: {metadata}", book(metadata=metadata)
    for prefix in _PREFIXES:
        made = book(metadata='<meta property="foo:bar">x</meta>')
        change = ('unique-identifier="uid"', f'unique-identifier="uid" prefix="{prefix}"')
        yield f"prefix of a package: {prefix}", edited(made, "O/c.opf", change)
    for spread in _SPREADS:
        change = ('<itemref idref="one"', f'<itemref idref="one" properties="{spread}"')
        yield f"spread: {spread}", edited(book(), "O/c.opf", change)
    for clock in _CLOCKS:
        yield f"clock: {clock}", _read_aloud(clock)


def _read_aloud(begin: str) -> bytes:
    smil = (
        '<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"><body><par>'
        '<text src="one.xhtml#x:~:text=a"/>'
        f'<audio src="a.mp3" clipBegin="{begin}" clipEnd="1h"/></par></body></smil>'
    )
    items = (
        '<item id="s" href="s.smil" media-type="application/smil+xml"/>'
        '<item id="a" href="a.mp3" media-type="audio/mpeg"/>'
    )
    durations = (
        '<meta property="media:duration" refines="#s">1h</meta>'
        '<meta property="media:duration">1h</meta>'
        '<meta property="media:active-class" refines="#s">x</meta>'
    )
    files: dict[str, str | bytes] = {"O/s.smil": smil, "O/a.mp3": b"x"}
    made = book('<p id="x">a</p>', metadata=durations, items=items, files=files)
    return edited(made, "O/c.opf", ('href="one.xhtml"', 'href="one.xhtml" media-overlay="s"'))


def _old_books() -> Iterator[tuple[str, bytes]]:
    made, ncx, opf = old_book(), "OEBPS/toc.ncx", "OEBPS/content.opf"
    audio = '<audio src="a.mp3" clipBegin="0" clipEnd="1"/></navLabel>'
    yield "NCX counted from 0", edited(made, ncx, ('playOrder="1"', 'playOrder="0"'))
    yield "NCX with sound", edited(made, ncx, ("</navLabel>", audio))
    yield "NCX of no language", edited(made, ncx, ("<ncx ", '<ncx dir="ltr" xml:lang="e n" '))
    for words in (
        "<dc:date>0000</dc:date>",
        "<dc:title>\u00a0</dc:title>",
        "<dc:title> </dc:title>",
    ):
        yield f"old metadata: {words}", edited(made, opf, ("</metadata>", f"{words}</metadata>"))


def area_books() -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each book."""
    for area in (_container, _encodings, _pages, _packages, _old_books):
        yield from area()
