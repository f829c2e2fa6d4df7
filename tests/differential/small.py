"""Small books, each with one thing that EPUBCheck and others see differently at first.

They come of what mutants showed: each names a question, EPUBCheck's answers are stored beside
(``small.json``, written by ``python -m tests.differential --store``) and never edited.
"""

# ruff: noqa: E501 - markup reads better unbroken
from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache

from tests.differential.books import (
    CONTAINER,
    PNG,
    essay_book,
    fixed_book,
    media_book,
    old_book,
    page,
    zipped,
)

_UID = "urn:uuid:7f1c2e6a-5d0b-4c0e-9b7a-1d2e3f405060"
_OPF = "EPUB/package.opf"
_OLD = "OEBPS/content.opf"
_META_INF = "META-INF/container.xml"
_NAV = '<nav epub:type="toc"><ol><li><a href="one.xhtml">One</a></li></ol></nav>'
Edit = tuple[str, str]


def book(  # noqa: PLR0913 - a book has that many parts
    body: str = "<p>a</p>",
    *,
    head: str = "",
    properties: str = "",
    items: str = "",
    files: Mapping[str, str | bytes] | None = None,
    nav: str = _NAV,
    metadata: str = "",
) -> bytes:
    """Return an EPUB 3 of one chapter, with what is given."""
    said = f' properties="{properties}"' if properties else ""
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        'unique-identifier="uid"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="uid">{_UID}</dc:identifier><dc:title>T</dc:title>'
        "<dc:language>en</dc:language>"
        '<meta property="dcterms:modified">2020-05-01T12:00:00Z</meta>'
        f"{metadata}</metadata><manifest>"
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        f'<item id="one" href="one.xhtml" media-type="application/xhtml+xml"{said}/>{items}'
        '</manifest><spine><itemref idref="one"/></spine></package>'
    )
    return zipped(
        {
            "META-INF/container.xml": CONTAINER.format(opf="O/c.opf"),
            "O/c.opf": package,
            "O/nav.xhtml": page("T", nav),
            "O/one.xhtml": page("T", body, head),
            **(files or {}),
        }
    )


def edited(data: bytes, path: str, *edits: Edit) -> bytes:
    """Return the book with texts replaced in one file; each has to be there."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files: dict[str, str | bytes] = {
            name: archive.read(name) for name in archive.namelist() if name != "mimetype"
        }
    text = bytes(files[path]).decode()  # type: ignore[arg-type]
    for old, new in edits:
        assert old in text, f"{path} does not hold {old!r}"
        text = text.replace(old, new)
    files[path] = text
    return zipped(files)


# --- the package ---------------------------------------------------------------------------

_BROKEN = '<a href="no.xhtml">a</a><a href="one.xhtml#no">b</a><a href="cup.png">c</a>'
_CUP = 'id="cup" href="cup.png" media-type="image/png"'
_ONE = 'id="one" href="one.xhtml" media-type="application/xhtml+xml"'
_TO_TWO = '<itemref idref="two"/>'
_PACKAGES: Mapping[str, tuple[str, Edit]] = {
    "reference in spine": ("broken", ("  </spine>", '<reference idref="x"/></spine>')),
    "reference in metadata": ("broken", ("  </metadata>", "<reference>x</reference></metadata>")),
    "package in manifest": ("broken", ("  </manifest>", '<package id="z"/></manifest>')),
    "package in spine": ("broken", ("  </spine>", '<package id="z"/></spine>')),
    "package at the end": ("broken", ("</package>", '<package id="z"/></package>')),
    "item without href": (
        "broken",
        ("  </manifest>", '<item id="z" media-type="image/png"/></manifest>'),
    ),
    "guide without href": (
        "broken",
        ("</package>", '<guide><reference type="text"/></guide></package>'),
    ),
    "item with fragment": ("essay", ('href="two.xhtml"', 'href="two.xhtml#x"')),
    "item of a fragment": ("essay", ('href="two.xhtml"', 'href="#x"')),
    "item without address": ("essay", ('href="two.xhtml"', 'href=""')),
    "item of the package": ("essay", ('href="two.xhtml"', 'href="package.opf"')),
    "language": ("essay", ('xml:lang="en"', 'xml:lang="e n"')),
    "itemref without idref": ("essay", (_TO_TWO, f'{_TO_TWO}<itemref properties="nav"/>')),
    "itemref unknown": ("essay", (_TO_TWO, f'{_TO_TWO}<itemref idref="z" properties="nav"/>')),
    "spine unresolved": ("essay", ('<itemref idref="one"/>', '<itemref idref="oneq"/>')),
    "NCX unnamed": ("ncx", (' toc="ncx"', "")),
    "NCX named": ("ncx", (' toc="ncx"', ' toc="ncx" ')),
    "cover untyped": ("media", (_CUP, 'id="cup" href="cup.png"')),
    "cover of no type": ("media", (_CUP, 'id="cup" href="cup.png" media-type=""')),
    "chapter untyped": ("media", (_ONE, 'id="one" href="one.xhtml"')),
    "NCX untyped": ("essay", ('media-type="application/x-dtbncx+xml"', "")),
    "sound untyped": ("media", ('media-type="audio/mpeg"', "")),
    "chapter as NCX": (
        "essay",
        (_ONE, 'id="one" href="one.xhtml" media-type="application/x-dtbncx+xml"'),
    ),
    "fault before the root": ("essay", ("<package", "<<package")),
    "fault in the root": ("essay", ("unique-identifier=", "<unique-identifier=")),
    "version twice": ("essay", ("unique-identifier=", 'version="3.0" unique-identifier=')),
    "fault in the identifier": (
        "essay",
        ('<dc:identifier id="uid">', '<dc:identifier id="uid"><<'),
    ),
    "entity in the identifier": ("essay", ("urn:uuid", "&zz;urn:uuid")),
    "direction of metadata": ("essay", ("<metadata ", '<metadata dir="ltr" ')),
    "attribute of metadata": ("essay", ("<metadata ", '<metadata foo="ltr" ')),
    "language with a space": ("essay", ("<dc:language>", "<dc:language>\u00a0")),
    "nothing linear": (
        "essay",
        (
            '<itemref idref="one"/>\n    <itemref idref="two"/>\n    <itemref idref="nav"/>',
            '<itemref idref="x"/><itemref idref="two" linear="no"/>',
        ),
    ),
    "page of another type": (
        "media",
        (
            'href="two.xhtml" media-type="application/xhtml+xml',
            'href="two.xhtml" media-type="application/xhtml+xmlx',
        ),
    ),
    "page as HTML": (
        "essay",
        (
            'href="two.xhtml" media-type="application/xhtml+xml',
            'href="two.xhtml" media-type="text/html',
        ),
    ),
    "page as DTBook": (
        "essay",
        (
            'href="two.xhtml" media-type="application/xhtml+xml',
            'href="two.xhtml" media-type="application/x-dtbook+xml',
        ),
    ),
    "fault in the manifest": ("essay", ("<manifest>", "<manifest><")),
}
_OLD_PACKAGES: Mapping[str, Edit] = {
    "media type": ('href="cup.png" media-type="image/png"', 'href="cup.png" media-type="png"'),
    "toc unknown": ('<spine toc="ncx">', '<spine toc="x">'),
    "toc missing": ('<spine toc="ncx">', "<spine>"),
    "guide without href": ("</guide>", '<reference type="text"/></guide>'),
    "spine missing": (
        '<spine toc="ncx">\n    <itemref idref="one"/>\n    <itemref idref="two" linear="yes"/>\n  </spine>',
        "",
    ),
}
_CONTAINERS: Mapping[str, Edit] = {
    "fault behind the root": ("</container>", "</container>&x;"),
    "fault behind the rootfile": ("</rootfiles>", "</rootfile>"),
    "fault before the rootfile": ("<rootfiles>", "<rootfiles><x></y>"),
    "attribute": ("<rootfile ", '<rootfile foo="1" '),
    "other type": ("oebps-package+xml", "oebps-package+xmlx"),
    "type in capitals": ("application/oebps-package+xml", "APPLICATION/oebps-package+XML"),
    "two rootfiles": (
        "</rootfiles>",
        '<rootfile full-path="x.pdf" media-type="application/pdf"/></rootfiles>',
    ),
    "space in path": ("EPUB/package.opf", "a b.opf"),
    "query in path": ("EPUB/package.opf", "EPUB/package.opf?x"),
    "fragment in path": ("EPUB/package.opf", "EPUB/package.opf#x"),
    "backslash in path": ("EPUB/package.opf", "EPUB\\package.opf"),
    "path without host": ("EPUB/package.opf", "http://[bad"),
    "link beside no package": (
        '<rootfile full-path="EPUB/package.opf"',
        '<link/><rootfile full-path="x.opf"',
    ),
    "no path": ('full-path="EPUB/package.opf"', ""),
}


def _package_books() -> Iterator[tuple[str, bytes]]:
    essay, old = essay_book(), old_book()
    bases = {
        "essay": essay,
        "media": media_book(),
        "broken": edited(essay, "EPUB/two.xhtml", ("<br/>", _BROKEN)),
        "ncx": edited(
            essay, "EPUB/toc.ncx", ("one.xhtml#s1", "one.xhtml#no"), ("<navMap>", "<x/><navMap>")
        ),
    }
    for name, (base, edit) in _PACKAGES.items():
        yield f"package: {name}", edited(bases[base], _OPF, edit)
    broken = edited(old, "OEBPS/two.xhtml", ("<br/>", _BROKEN))
    broken = edited(broken, "OEBPS/toc.ncx", ("<navMap>", "<x/><navMap>"))
    for name, edit in _OLD_PACKAGES.items():
        yield f"package of EPUB 2: {name}", edited(broken, _OLD, edit)
    for name, edit in _CONTAINERS.items():
        yield f"container: {name}", edited(essay, _META_INF, edit)


# --- document types ------------------------------------------------------------------------

_DOCTYPES = {
    "html": "<!DOCTYPE html>",
    "external entity": '<!DOCTYPE html [<!ENTITY x SYSTEM "x.txt">]>',
    "ncx": '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">',
    "oeb": '<!DOCTYPE package PUBLIC "+//ISBN 0-9673008-1-9//DTD OEB 1.2 Package//EN" "http://openebook.org/dtds/oeb-1.2/oebpkg12.dtd">',
    "xhtml 1.1": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">',
    "html 4": '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">',
    "legacy": '<!DOCTYPE html SYSTEM "about:legacy-compat">',
    "local": '<!DOCTYPE x SYSTEM "x.dtd">',
}


def _doctype_books() -> Iterator[tuple[str, bytes]]:
    essay, old, media = essay_book(), old_book(), media_book()
    places = {
        "NCX of EPUB 2": (old, "OEBPS/toc.ncx"),
        "NCX": (essay, "EPUB/toc.ncx"),
        "package of EPUB 2": (old, _OLD),
        "package": (essay, _OPF),
        "overlay": (media, "EPUB/audio/one.smil"),
        "drawing": (media, "EPUB/drawing.svg"),
        "container": (essay, _META_INF),
    }
    for place, (data, path) in places.items():
        for name, doctype in _DOCTYPES.items():
            yield f"doctype of {place}: {name}", edited(data, path, ("?>\n", f"?>{doctype}\n"))


# --- the navigation document ---------------------------------------------------------------

_BLOCKS = (
    "<div>a</div> <ul><li>a</li></ul> <b>a</b> <p>a</p> <ins><p>a</p></ins> <ins>a</ins>"
    " <button>a</button> <map name='m'><p>a</p></map> <video><p>a</p></video> <x-y><p>a</p></x-y>"
)
_DATA = ("property='x'", "typeof='x'", "itemprop='x'", "inlist=''", "role='doc-toc'", "class='x'")


def _nav_books() -> Iterator[tuple[str, bytes]]:
    for block in _BLOCKS.replace("map name", "map~name").split():
        inner = block.replace("~", " ")
        for place, old in (("link", ">One<"), ("list", "<ol>"), ("entry", "</a>")):
            new = f">One{inner}<" if place == "link" else f"{old}{inner}"
            yield f"nav: {inner} in {place}", book(nav=_NAV.replace(old, new))
    for data in _DATA:
        for name in ("nav", "ol", "a"):
            yield f"nav: {data} on {name}", book(nav=_NAV.replace(f"<{name}", f"<{name} {data}", 1))
    fixed = fixed_book()
    for kind in ("landmarks", "page-list"):
        text = f'<nav epub:type="{kind}" hidden="hidden">'
        yield (
            f"nav: {kind} without list",
            edited(fixed, "EPUB/nav.xhtml", (text, f"{text}<h2>A</h2></nav><nav>")),
        )


# --- remote resources ----------------------------------------------------------------------

_FAR = "https://example.org/"
_FONT = f"@font-face {{ font-family: x; src: url({_FAR}f.woff2) }}"
_ITEMS = (
    f'<item id="f" href="{_FAR}f.woff2" media-type="font/woff2"/>'
    f'<item id="s" href="{_FAR}a.mp3" media-type="audio/mpeg"/>'
    f'<item id="v" href="{_FAR}v.mp4" media-type="video/mp4"/>'
)
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 1 1">{}</svg>'
)
_REMOTE = {
    "audio": f'<p><audio src="{_FAR}a.mp3"/></p>',
    "source": f'<p><audio><source src="{_FAR}a.mp3" type="audio/mpeg"/></audio></p>',
    "video": f'<p><video src="{_FAR}v.mp4"/></p>',
    "poster": f'<p><video src="{_FAR}v.mp4" poster="{_FAR}i.png"/></p>',
    "track": f'<p><video><track src="{_FAR}t.vtt"/></video></p>',
    "img": f'<p><img alt="" src="{_FAR}i.png"/></p>',
    "object": f'<p><object data="{_FAR}a.mp3" type="audio/mpeg">a</object></p>',
    "embed": f'<p><embed src="{_FAR}a.mp3" type="audio/mpeg"/></p>',
    "iframe": f'<p><iframe src="{_FAR}"></iframe></p>',
    "script": f'<p>a</p><script src="{_FAR}x.js"></script>',
    "link": f'<p><a href="{_FAR}">a</a></p>',
    "cite": f'<blockquote cite="{_FAR}"><p>a</p></blockquote>',
    "style attribute": f'<p style="background: url({_FAR}i.png)">a</p>',
    "formula": f'<p><math xmlns="http://www.w3.org/1998/Math/MathML" altimg="{_FAR}i.png"><mi>x</mi></math></p>',
    "svg image": f"<p>{_SVG}</p>".format(f'<image xlink:href="{_FAR}i.png" width="1" height="1"/>'),
    "svg font": f"<p>{_SVG}</p>".format(f'<font-face-uri xlink:href="{_FAR}f.woff2"/>'),
    "svg style": f"<p>{_SVG}</p>".format("<style>" + _FONT + "</style>"),
    "svg use": f"<p>{_SVG}</p>".format(f'<use xlink:href="{_FAR}x.svg#a"/>'),
    "svg fill": f"<p>{_SVG}</p>".format(f'<g fill="url({_FAR}x.svg#a)"/>'),
}
_HEADS = {
    "style element": f"<style>{_FONT}</style>",
    "style sheet": f'<link rel="stylesheet" href="{_FAR}x.css"/>',
    "icon": f'<link rel="icon" href="{_FAR}x.ico"/>',
}
_SHEETS = {
    "font": _FONT,
    "image": f"p {{ background: url({_FAR}i.png) }}",
    "import": f'@import "{_FAR}x.css";',
    "nothing": "p { color: red }",
}


def _remote_books() -> Iterator[tuple[str, bytes]]:
    for said in ("", "remote-resources"):
        shown = "declared" if said else "undeclared"
        for name, body in _REMOTE.items():
            has = "scripted " * (name == "script") + "svg " * ("<svg" in body)
            own = f"{has}{'mathml ' * ('<math' in body)}{said}".strip()
            yield f"remote {name}, {shown}", book(body, properties=own, items=_ITEMS)
        for name, head in _HEADS.items():
            yield f"remote {name}, {shown}", book(head=head, properties=said, items=_ITEMS)
        for name, text in _SHEETS.items():
            item = (
                '<item id="c" href="s.css" media-type="text/css"'
                + (f' properties="{said}"' if said else "")
                + "/>"
            )
            link = '<link rel="stylesheet" href="s.css"/>'
            made = book(head=link, items=_ITEMS + item, files={"O/s.css": text})
            yield f"style sheet with remote {name}, {shown}", made


# --- addresses -----------------------------------------------------------------------------

_URLS = (
    "https://ex[a.org/|https://a..b/|https://.a/|https://xn--a/|https://[::1]/|https://[::g]/"
    "|https://host:abc/|https://host:70000/|https:x.png|https:/x.png|https:|https:///|http://|//"
    "|///x|//[bad|foo:a b|a%|a#b#c|#|##|?x|a b|a:b|./a:b|://x|1http://x|{a}|a^b|ex\\a.png"
)


def _url_books() -> Iterator[tuple[str, bytes]]:
    old = old_book()
    cup = {"O/cup.png": PNG}
    for url in _URLS.split("|"):
        yield f"image of {url}", book(f'<p><img alt="" src="{url}"/></p>', files=cup)
        yield f"link to {url}", book(f'<p><a href="{url}">a</a></p>')
        yield (
            f"link of EPUB 2 to {url}",
            edited(old, "OEBPS/two.xhtml", ("End<br/>", f'<a href="{url}">a</a>')),
        )


# --- pages, drawings, overlays ---------------------------------------------------------------

_DRAWN = {
    "two ids": "<g id='a'/><g id='a'/>",
    "ids with space": "<g id='a'/><g id=' a '/>",
    "use of data": "<use xlink:href='data:text/plain,x'/>",
    "fill of data": "<g fill='url(data:image/png;base64,AA)'/>",
}
_STYLED = ("rel='stylesheet'", "itemprop='x'", "rel='stylesheet' itemprop='x'", "property='x'")


def _other_books() -> Iterator[tuple[str, bytes]]:
    item = '<item id="d" href="d.svg" media-type="image/svg+xml"/>'
    for name, inner in _DRAWN.items():
        drawing = _SVG.format(inner)
        files = {"O/d.svg": drawing}
        yield (
            f"drawing with {name}",
            book('<p><img src="d.svg" alt="a"/></p>', items=item, files=files),
        )
        yield f"page with {name}", book(f"<p>{drawing}</p>", properties="svg")
    sheet = '<item id="c" href="s.css" media-type="text/css"/>'
    for link in _STYLED:
        head = f'<link href="s.css" {link}/>'
        yield f"link with {link}", book(head=head, items=sheet, files={"O/s.css": "p { }"})
    old = old_book()
    for query in ("cup.png?q", "one.xhtml?q"):
        for place, path, edit in (
            ("image", "one.xhtml", ('src="cup.png"', f'src="{query}"')),
            ("link", "one.xhtml", ('href="two.xhtml#end"', f'href="{query}"')),
            ("NCX", "toc.ncx", ('src="two.xhtml"', f'src="{query}"')),
        ):
            yield f"EPUB 2: {query} in {place}", edited(old, f"OEBPS/{path}", edit)
    text, sound = (
        '<text src="../one.xhtml#h1"/>',
        '<audio src="one.mp3" clipBegin="0s" clipEnd="5s"/>',
    )
    yield (
        "overlay: sound first",
        edited(media_book(), "EPUB/audio/one.smil", (text + sound, sound + text)),
    )


@cache
def small_books() -> Mapping[str, bytes]:
    """Return all small books by name."""
    made: dict[str, bytes] = {}
    for books in (
        _package_books,
        _doctype_books,
        _nav_books,
        _remote_books,
        _url_books,
        _other_books,
    ):
        for name, data in books():
            assert name not in made, name
            made[name] = data
    return made
