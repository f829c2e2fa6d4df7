"""The sound books that the mutations start from: packager's own, and the corpus's when asked."""

# ruff: noqa: E501 - markup reads better unbroken
from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" + bytes(413)
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container">\n  <rootfiles>\n'
    '    <rootfile full-path="{opf}" media-type="application/oebps-package+xml"/>\n'
    "  </rootfiles>\n</container>\n"
)
_HTML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    ' lang="en" xml:lang="en">\n<head>\n<title>{title}</title>\n{head}</head>\n'
    "<body>\n{body}\n</body>\n</html>\n"
)


def page(title: str, body: str, head: str = "") -> str:
    """Return an XHTML content document of EPUB 3."""
    return _HTML.format(title=title, body=body, head=head)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """Return a book of these files, ``mimetype`` first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), b"application/epub+zip")
        for path, data in files.items():
            info = zipfile.ZipInfo(path)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


METADATA = """    <dc:identifier id="uid">urn:uuid:7f1c2e6a-5d0b-4c0e-9b7a-1d2e3f405060</dc:identifier>
    <dc:title id="title">A Book of Tea</dc:title>
    <meta refines="#title" property="title-type">main</meta>
    <dc:creator id="author">Anna Field</dc:creator>
    <meta refines="#author" property="role" scheme="marc:relators">aut</meta>
    <meta refines="#author" property="file-as">Field, Anna</meta>
    <dc:language>en</dc:language>
    <dc:date>2020-05-01</dc:date>
    <dc:source>https://example.org/tea</dc:source>
    <dc:subject>Tea</dc:subject>
    <meta property="dcterms:modified">2020-05-01T12:00:00Z</meta>
"""


def package_text(metadata: str, manifest: str, spine: str, spine_attributes: str = "") -> str:
    """Return a package document of EPUB 3."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" '
        'version="3.0" unique-identifier="uid" xml:lang="en">\n'
        f'  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{metadata}  </metadata>\n'
        f"  <manifest>\n{manifest}  </manifest>\n"
        f"  <spine{spine_attributes}>\n{spine}  </spine>\n</package>\n"
    )


def item_line(
    id_: str, href: str, media_type: str = "application/xhtml+xml", more: str = ""
) -> str:
    """Return the line of a manifest item."""
    return f'    <item id="{id_}" href="{href}" media-type="{media_type}"{more}/>\n'


_NAV = """<nav epub:type="toc" id="toc" role="doc-toc">
<h1>Contents</h1>
<ol>
<li><a href="one.xhtml">One</a>
<ol>
<li><a href="one.xhtml#s1">Section</a></li>
</ol>
</li>
<li><span>More</span>
<ol>
<li><a href="two.xhtml">Two</a></li>
</ol>
</li>
</ol>
</nav>
<nav epub:type="landmarks" hidden="hidden">
<h2>Guide</h2>
<ol>
<li><a epub:type="bodymatter" href="one.xhtml">Start</a></li>
<li><a epub:type="toc" href="nav.xhtml">Contents</a></li>
</ol>
</nav>
<nav epub:type="page-list" hidden="hidden">
<h2>Pages</h2>
<ol>
<li><a href="one.xhtml#page1">1</a></li>
<li><a href="two.xhtml#page2">2</a></li>
</ol>
</nav>"""

_TO_NAV = '<li><a epub:type="toc" href="nav.xhtml">Contents</a></li>\n'

_NCX = """<?xml version="1.0" encoding="UTF-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="en">
<head>
<meta name="dtb:uid" content="urn:uuid:7f1c2e6a-5d0b-4c0e-9b7a-1d2e3f405060"/>
<meta name="dtb:depth" content="2"/>
<meta name="dtb:totalPageCount" content="0"/>
<meta name="dtb:maxPageNumber" content="0"/>
</head>
<docTitle><text>A Book of Tea</text></docTitle>
<docAuthor><text>Anna Field</text></docAuthor>
<navMap>
<navPoint id="n1" playOrder="1"><navLabel><text>One</text></navLabel><content src="one.xhtml"/>
<navPoint id="n2" playOrder="2"><navLabel><text>Section</text></navLabel>
<content src="one.xhtml#s1"/></navPoint>
</navPoint>
<navPoint id="n3" playOrder="3"><navLabel><text>Two</text></navLabel><content src="two.xhtml"/>
</navPoint>
</navMap>
<pageList><navLabel><text>Pages</text></navLabel>
<pageTarget id="pt1" type="normal" value="1" playOrder="4"><navLabel><text>1</text></navLabel>
<content src="one.xhtml#page1"/></pageTarget></pageList>
</ncx>
"""

_ONE = """<section epub:type="chapter" role="doc-chapter" aria-labelledby="h1">
<h1 id="h1">One</h1>
<p class="epigraph">Tea <em>is</em> <strong>good</strong>.<sup><a epub:type="noteref" role="doc-noteref"
 href="#fn1" id="ref1">1</a></sup></p>
<span epub:type="pagebreak" role="doc-pagebreak" id="page1" aria-label="1"></span>
<section id="s1"><h2>Section</h2>
<table><caption>Kinds</caption><thead><tr><th scope="col">Kind</th><th>Heat</th></tr></thead>
<tbody><tr><td>Green</td><td>80</td></tr></tbody></table>
<ul><li>One</li><li>Two <a href="two.xhtml#end">end</a></li></ul>
<ol start="3"><li>Three</li></ol>
<dl><dt>Cup</dt><dd>A vessel</dd></dl>
<figure><img src="cup.png" alt="A cup"/><figcaption>A cup</figcaption></figure>
<blockquote cite="https://example.org/q"><p>Quoted</p></blockquote>
<p>See <a href="https://example.org/tea">the site</a>, <code>code</code> and <time
 datetime="2020-05-01">May</time>; <ruby>茶<rt>cha</rt></ruby>.</p>
<pre><code>x = 1</code></pre>
<hr class="scene-break"/>
</section>
<section epub:type="endnotes" role="doc-endnotes"><h2>Notes</h2>
<ol><li epub:type="endnote footnote" id="fn1"><p><a href="#ref1" role="doc-backlink">1</a> A note.</p></li></ol>
</section>
</section>"""

_TWO = """<section epub:type="chapter">
<h1>Two</h1>
<p>Text <abbr title="abbreviated">abbr.</abbr> and <span lang="fr" xml:lang="fr">thé</span>.</p>
<span epub:type="pagebreak" role="doc-pagebreak" id="page2" aria-label="2"></span>
<p id="end" style="text-indent: 0">End<br/>of it.</p>
</section>"""

_CSS = """@charset "UTF-8";
body { margin: 0 1em; }
.epigraph { font-style: italic; color: #333; }
h1, h2 > em { break-after: avoid; }
.cup { background: url(cup.png) no-repeat; }
@media print { p { color: black; } }
"""

_LINK = '<link rel="stylesheet" type="text/css" href="style.css"/>\n'
_TEXT_ITEMS = (
    item_line("nav", "nav.xhtml", more=' properties="nav"')
    + item_line("one", "one.xhtml")
    + item_line("two", "two.xhtml")
    + item_line("css", "style.css", "text/css")
    + item_line("cup", "cup.png", "image/png", ' properties="cover-image"')
)
_SPINE = '    <itemref idref="one"/>\n    <itemref idref="two"/>\n'


def essay_book() -> bytes:
    """Return a plain EPUB 3: chapters, notes, pages, NCX, cover, style."""
    return zipped(
        {
            "META-INF/container.xml": CONTAINER.format(opf="EPUB/package.opf"),
            "EPUB/package.opf": package_text(
                METADATA + '    <meta name="cover" content="cup"/>\n',
                _TEXT_ITEMS + item_line("ncx", "toc.ncx", "application/x-dtbncx+xml"),
                _SPINE + '    <itemref idref="nav"/>\n',
                ' toc="ncx"',
            ),
            "EPUB/nav.xhtml": page("Contents", _NAV),
            "EPUB/toc.ncx": _NCX,
            "EPUB/one.xhtml": page("One", _ONE, _LINK),
            "EPUB/two.xhtml": page("Two", _TWO, _LINK),
            "EPUB/style.css": _CSS,
            "EPUB/cup.png": PNG,
        }
    )


_SMIL = """<?xml version="1.0" encoding="UTF-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
<body>
<seq id="q1" epub:textref="../one.xhtml#s1" epub:type="chapter">
<par id="p1"><text src="../one.xhtml#h1"/><audio src="one.mp3" clipBegin="0s" clipEnd="5s"/></par>
<par id="p2"><text src="../one.xhtml#s1"/><audio src="one.mp3" clipBegin="5s" clipEnd="0:00:10"/></par>
</seq>
</body>
</smil>
"""

_RICH = """<section>
<h1>Two</h1>
<p id="page2">Formula: <math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x over 2"><mfrac>
<mi>x</mi><mn>2</mn></mfrac></math></p>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>Square</title><g id="g">
<rect x="1" y="1" width="8" height="8"/></g><a href="one.xhtml" xmlns:xlink="http://www.w3.org/1999/xlink"
 xlink:title="One"><text x="1" y="2">One</text></a></svg>
<audio controls="controls" src="audio/one.mp3">No audio</audio>
<video controls="controls" poster="cup.png"><source src="https://example.org/film.mp4" type="video/mp4"/></video>
<object data="cup.gif" type="image/gif"><p>A cup</p></object>
<picture><source srcset="cup.gif" type="image/gif"/><img src="cup.png" alt="Cup" srcset="cup.png 1x"/></picture>
<img src="drawing.svg" alt="Drawing"/>
<form action="https://example.org/send"><p><label for="i">Name</label> <input id="i" type="text"/>
<select><option value="1" selected="selected">One</option></select></p></form>
<details><summary>More</summary><p>Text</p></details>
<iframe src="two.xhtml" title="Frame"></iframe>
<p id="end">End.</p>
</section>
<script src="script.js"></script>"""

_DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 20 20" width="20"
 height="20">
<title>Drawing</title>
<desc>A circle</desc>
<defs><circle id="c" cx="5" cy="5" r="4"/></defs>
<use xlink:href="#c"/>
<image xlink:href="cup.png" width="4" height="4"/>
<style type="text/css">circle { fill: none }</style>
<g fill="none"><path d="M0 0 L 10 10"/></g>
<text x="1" y="9"><tspan>Text</tspan></text>
</svg>
"""

_FONT_CSS = """@font-face { font-family: "Far"; src: url(https://example.org/far.woff2) format("woff2"); }
.-epub-media-overlay-active { color: red; }
.spoken { background-color: yellow; }
p { font-family: "Far", serif; }
"""


def media_book() -> bytes:
    """Return an EPUB 3 with a media overlay, SVG, MathML, forms, script and remote resources."""
    metadata = METADATA + (
        '    <meta property="media:duration">0:00:10</meta>\n'
        '    <meta property="media:duration" refines="#overlay">0:00:10</meta>\n'
        '    <meta property="media:narrator">Bob Reader</meta>\n'
        '    <meta property="media:active-class">spoken</meta>\n'
    )
    manifest = (
        item_line("nav", "nav.xhtml", more=' properties="nav"')
        + item_line("one", "one.xhtml", more=' media-overlay="overlay"')
        + item_line("two", "two.xhtml", more=' properties="scripted svg mathml remote-resources"')
        + item_line("css", "style.css", "text/css", ' properties="remote-resources"')
        + item_line("cup", "cup.png", "image/png", ' properties="cover-image"')
        + item_line("gif", "cup.gif", "image/gif")
        + item_line("svg", "drawing.svg", "image/svg+xml")
        + item_line("js", "script.js", "application/javascript")
        + item_line("overlay", "audio/one.smil", "application/smil+xml")
        + item_line("mp3", "audio/one.mp3", "audio/mpeg")
        + item_line("film", "https://example.org/film.mp4", "video/mp4")
        + item_line("font", "https://example.org/far.woff2", "font/woff2")
    )
    return zipped(
        {
            "META-INF/container.xml": CONTAINER.format(opf="EPUB/package.opf"),
            "EPUB/package.opf": package_text(
                metadata, manifest, _SPINE + '    <itemref idref="svg" linear="yes"/>\n'
            ),
            "EPUB/nav.xhtml": page("Contents", _NAV.replace(_TO_NAV, "")),
            "EPUB/one.xhtml": page("One", _ONE, _LINK),
            "EPUB/two.xhtml": page("Two", _RICH),
            "EPUB/style.css": _FONT_CSS,
            "EPUB/cup.png": PNG,
            "EPUB/cup.gif": GIF,
            "EPUB/drawing.svg": _DRAWING,
            "EPUB/script.js": "var x = 1;\n",
            "EPUB/audio/one.smil": _SMIL,
            "EPUB/audio/one.mp3": MP3,
        }
    )


def fixed_book() -> bytes:
    """Return a fixed-layout EPUB 3 of two XHTML pages and an SVG page, with a collection."""
    metadata = (
        METADATA
        + """    <meta property="rendition:layout">pre-paginated</meta>
    <meta property="rendition:orientation">auto</meta>
    <meta property="rendition:spread">landscape</meta>
    <meta property="belongs-to-collection" id="c1">Teas</meta>
    <meta refines="#c1" property="collection-type">series</meta>
    <meta refines="#c1" property="group-position">1</meta>
    <meta property="schema:accessMode">textual</meta>
    <link rel="record" href="https://example.org/record.xml" media-type="application/marcxml+xml"/>
"""
    )
    manifest = _TEXT_ITEMS + item_line("svg", "drawing.svg", "image/svg+xml")
    spine = (
        '    <itemref idref="one" properties="page-spread-left"/>\n'
        '    <itemref idref="two" properties="rendition:page-spread-right"/>\n'
        '    <itemref idref="svg"/>\n'
        '    <itemref idref="nav" properties="rendition:layout-reflowable"/>\n'
    )
    viewport = '<meta name="viewport" content="width=600, height=800"/>\n'
    return zipped(
        {
            "META-INF/container.xml": CONTAINER.format(opf="EPUB/package.opf"),
            "EPUB/package.opf": package_text(
                metadata, manifest, spine, ' page-progression-direction="ltr"'
            ),
            "EPUB/nav.xhtml": page("Contents", _NAV),
            "EPUB/one.xhtml": page("One", _ONE, viewport + _LINK),
            "EPUB/two.xhtml": page("Two", _TWO, viewport),
            "EPUB/drawing.svg": _DRAWING,
            "EPUB/style.css": _CSS,
            "EPUB/cup.png": PNG,
        }
    )


_HTML2 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>
{body}
</body>
</html>
"""

_BODY2 = """<h1 id="h1">One</h1>
<p id="page1">Tea <em>is</em> <a href="two.xhtml#end">good</a>, <a href="http://example.org/">far</a>.</p>
<h2 id="s1">Section</h2>
<table summary="Kinds" border="1"><tr><th>Kind</th></tr><tr><td>Green</td></tr></table>
<ul><li>One</li></ul>
<dl><dt>Cup</dt><dd>A vessel</dd></dl>
<p><img src="cup.png" alt="A cup"/></p>
<blockquote><p>Quoted</p></blockquote>"""


def old_book() -> bytes:
    """Return an EPUB 2: NCX, guide, XHTML 1.1."""
    opf = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="uid">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
    <dc:identifier id="uid" opf:scheme="UUID">urn:uuid:7f1c2e6a-5d0b-4c0e-9b7a-1d2e3f405060</dc:identifier>
    <dc:title>A Book of Tea</dc:title>
    <dc:creator opf:role="aut" opf:file-as="Field, Anna">Anna Field</dc:creator>
    <dc:language>en</dc:language>
    <dc:date opf:event="publication">2009-05-01</dc:date>
    <meta name="cover" content="cup"/>
  </metadata>
  <manifest>
    <item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
    <item id="one" href="one.xhtml" media-type="application/xhtml+xml"/>
    <item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>
    <item id="css" href="style.css" media-type="text/css"/>
    <item id="cup" href="cup.png" media-type="image/png"/>
  </manifest>
  <spine toc="ncx">
    <itemref idref="one"/>
    <itemref idref="two" linear="yes"/>
  </spine>
  <guide>
    <reference type="text" title="Start" href="one.xhtml"/>
    <reference type="toc" title="Contents" href="two.xhtml#end"/>
  </guide>
</package>
"""
    return zipped(
        {
            "META-INF/container.xml": CONTAINER.format(opf="OEBPS/content.opf"),
            "OEBPS/content.opf": opf,
            "OEBPS/toc.ncx": _NCX,
            "OEBPS/one.xhtml": _HTML2.format(title="One", body=_BODY2),
            "OEBPS/two.xhtml": _HTML2.format(title="Two", body='<p id="end">End<br/>of it.</p>'),
            "OEBPS/style.css": "p { margin: 0; }\n.cup { background: url(cup.png); }\n",
            "OEBPS/cup.png": PNG,
        }
    )


_DRAWN2 = """<h1 id="h1">One</h1>
<p id="page1">Tea <a href="two.xhtml#end">good</a>.</p>
<h2 id="s1">Section</h2>
<div><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
<title>Cup</title><defs><linearGradient id="l"><stop offset="0" stop-color="red"/></linearGradient></defs>
<g id="g" fill="url(#l)"><rect x="1" y="1" width="5" height="5"/><path d="M0 0 L 9 9"/></g>
<use xlink:href="#g"/><text x="1" y="8"><tspan>Cup</tspan></text>
<image xlink:href="cup.png" width="2" height="2"/>
<foreignObject width="5" height="5"><p xmlns="http://www.w3.org/1999/xhtml">Tea</p></foreignObject>
</svg></div>
<p><img src="drawing.svg" alt="Drawing"/></p>"""

_DTBOOK = """<?xml version="1.0" encoding="UTF-8"?>
<dtbook xmlns="http://www.daisy.org/z3986/2005/dtbook/" version="2005-2" xml:lang="en">
<head><meta name="dtb:uid" content="x"/><link rel="stylesheet" type="text/css" href="style.css"/></head>
<book><frontmatter><doctitle>Tea</doctitle><docauthor>Anna Field</docauthor></frontmatter>
<bodymatter><level1 id="l1"><h1>One</h1>
<p>Text <em>with</em> a note<noteref idref="#n1">1</noteref> and <a href="one.xhtml#s1">a link</a>.</p>
<pagenum id="p1" page="normal">1</pagenum>
<list type="ul"><li>One</li><li>Two</li></list>
<imggroup><img src="cup.png" alt="A cup"/><caption>A cup</caption></imggroup>
<level2><h2>Two</h2><p>More</p><note id="n1"><p>A note</p></note></level2>
<table><tr><th>Kind</th></tr><tr><td>Green</td></tr></table>
</level1></bodymatter></book>
</dtbook>
"""


def talking_book() -> bytes:
    """Return an EPUB 2 with drawings in a page and alone, and a DTBook at the end."""
    with zipfile.ZipFile(io.BytesIO(old_book())) as archive:
        files: dict[str, str | bytes] = {
            name: archive.read(name) for name in archive.namelist() if name != "mimetype"
        }
    opf = bytes(files["OEBPS/content.opf"]).decode()  # type: ignore[arg-type]
    items = item_line("d", "drawing.svg", "image/svg+xml") + item_line(
        "t", "talking.xml", "application/x-dtbook+xml"
    )
    opf = opf.replace("  </manifest>", f"{items}  </manifest>")
    files["OEBPS/content.opf"] = opf.replace("  </spine>", '    <itemref idref="t"/>\n  </spine>')
    files["OEBPS/one.xhtml"] = _HTML2.format(title="One", body=_DRAWN2)
    files["OEBPS/drawing.svg"] = _DRAWING
    files["OEBPS/talking.xml"] = _DTBOOK
    return zipped(files)


# Beside the four whose mutants are the fixed sample: what they lack.
MORE: Mapping[str, Callable[[], bytes]] = {"talking": talking_book}

GENERATED: Mapping[str, Callable[[], bytes]] = {
    "essay": essay_book,
    "media": media_book,
    "fixed": fixed_book,
    "old": old_book,
}


@cache
def every_own_book() -> Mapping[str, bytes]:
    """Return packager's own books, those too that came after the fixed sample was stored."""
    return {**generated(), **{name: make() for name, make in MORE.items()}}


@cache
def generated() -> Mapping[str, bytes]:
    """Return packager's own books by name."""
    return {name: make() for name, make in GENERATED.items()}


def corpus(folder: Path) -> Mapping[str, bytes]:
    """Return the publications of the conformance cases on which EPUBCheck reports nothing."""
    cases = json.loads((folder / "cases.json").read_text("utf-8"))
    return {
        case["id"]: (folder / case["path"]).read_bytes()
        for case in cases
        if case["mode"] == "epub"
        and case["valid"]
        and not case["expected"]
        and case["profile"] == "default"
    }
