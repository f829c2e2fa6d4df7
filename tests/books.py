"""Books made in memory: a sound one written by hand, and the same with something changed.

They are not built by packager, so a test of the checker does not move with the builder. A sound
EPUB 3 holds the paths of :func:`sound_files`: ``mimetype``, ``META-INF/container.xml``,
``EPUB/content.opf``, ``EPUB/nav.xhtml``, ``EPUB/toc.ncx``, ``EPUB/cover.xhtml``,
``EPUB/chapter.xhtml``, ``EPUB/notes.xhtml``, ``EPUB/style.css``, ``EPUB/cover.png``. EPUBCheck has
nothing to say of it, usage included.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

CONTAINER = "META-INF/container.xml"
OPF = "EPUB/content.opf"
NAV = "EPUB/nav.xhtml"
NCX = "EPUB/toc.ncx"
CHAPTER = "EPUB/chapter.xhtml"

_NAMES = {
    "mimetype": "mimetype",
    "container": CONTAINER,
    "opf": OPF,
    "nav": NAV,
    "ncx": NCX,
    "cover": "EPUB/cover.xhtml",
    "chapter": CHAPTER,
    "notes": "EPUB/notes.xhtml",
    "css": "EPUB/style.css",
    "image": "EPUB/cover.png",
}

_OPEN = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'lang="en" xml:lang="en">\n'
)


def page(title: str, body: str, head: str = "") -> str:
    """Return an XHTML file of an EPUB 3 book: ``body`` is what stands inside ``body``."""
    return (
        f'{_OPEN}<head>\n<meta charset="utf-8"/>\n<title>{title}</title>\n'
        f'<link rel="stylesheet" type="text/css" href="style.css"/>\n{head}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def png(width_px: int = 4, height_px: int = 4) -> bytes:
    """Return a grey PNG image."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + b"\x80" * width_px) * height_px
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


_CONTAINER_XML = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles>
<rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""

_OPF_3 = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:5f0a3f0e-6f0b-5d0a-9c3e-0f3a5b7c9d11</dc:identifier>
<dc:title id="title">On Tea</dc:title>
<dc:creator id="author">Ada Example</dc:creator>
<meta refines="#author" property="role" scheme="marc:relators">aut</meta>
<dc:language>en</dc:language>
<meta property="dcterms:modified">2024-01-02T03:04:05Z</meta>
<meta name="cover" content="cover-image"/>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">All of it is text.</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
<item id="chapter" href="chapter.xhtml" media-type="application/xhtml+xml"/>
<item id="notes" href="notes.xhtml" media-type="application/xhtml+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
<item id="cover-image" href="cover.png" media-type="image/png" properties="cover-image"/>
</manifest>
<spine toc="ncx">
<itemref idref="cover"/>
<itemref idref="chapter"/>
<itemref idref="notes"/>
</spine>
<guide>
<reference type="text" title="On Tea" href="chapter.xhtml"/>
</guide>
</package>
"""

_NAV_XHTML = page(
    "On Tea",
    """<nav epub:type="toc" role="doc-toc" aria-labelledby="contents" id="toc">
<h1 id="contents">Contents</h1>
<ol>
<li><a href="chapter.xhtml">On Tea</a>
<ol>
<li><a href="chapter.xhtml#water">Water</a></li>
</ol>
</li>
<li><a href="notes.xhtml">Notes</a></li>
</ol>
</nav>
<nav epub:type="landmarks" aria-labelledby="guide" hidden="hidden">
<h2 id="guide">Guide</h2>
<ol>
<li><a epub:type="cover" href="cover.xhtml">Cover</a></li>
<li><a epub:type="bodymatter" href="chapter.xhtml">Begin reading</a></li>
</ol>
</nav>""",
)

_NCX_XML = """<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="en">
<head>
<meta name="dtb:uid" content="urn:uuid:5f0a3f0e-6f0b-5d0a-9c3e-0f3a5b7c9d11"/>
<meta name="dtb:depth" content="2"/>
<meta name="dtb:totalPageCount" content="0"/>
<meta name="dtb:maxPageNumber" content="0"/>
</head>
<docTitle><text>On Tea</text></docTitle>
<navMap>
<navPoint id="point-1" playOrder="1">
<navLabel><text>On Tea</text></navLabel><content src="chapter.xhtml"/>
<navPoint id="point-2" playOrder="2">
<navLabel><text>Water</text></navLabel><content src="chapter.xhtml#water"/>
</navPoint>
</navPoint>
<navPoint id="point-3" playOrder="3">
<navLabel><text>Notes</text></navLabel><content src="notes.xhtml"/>
</navPoint>
</navMap>
</ncx>
"""

_CHAPTER_BODY = """<section epub:type="chapter" role="doc-chapter" aria-labelledby="title">
<h1 id="title">On Tea</h1>
<p>Tea wants patience.<sup><a epub:type="noteref" role="doc-noteref" href="notes.xhtml#note-1" \
id="ref-1">1</a></sup></p>
<h2 id="water">Water</h2>
<p class="lead">Soft water is best; <em>hard</em> water dulls it.</p>
<ul><li>Green: 70 °C</li><li>Black: 95 °C</li></ul>
</section>"""

_NOTES_BODY = """<section epub:type="endnotes" role="doc-endnotes" aria-labelledby="notes">
<h1 id="notes">Notes</h1>
<ol>
<li id="note-1" epub:type="footnote"><p><a role="doc-backlink" href="chapter.xhtml#ref-1">1</a> \
Three minutes of it.</p></li>
</ol>
</section>"""

_COVER_BODY = """<section epub:type="cover">
<img src="cover.png" alt="Cover: On Tea" role="doc-cover"/>
</section>"""


def sound_files() -> dict[str, bytes]:
    """Return the paths of a sound EPUB 3 book and their bytes, ``mimetype`` first."""
    texts = {
        "mimetype": "application/epub+zip",
        CONTAINER: _CONTAINER_XML,
        OPF: _OPF_3,
        NAV: _NAV_XHTML,
        NCX: _NCX_XML,
        "EPUB/cover.xhtml": page("Cover", _COVER_BODY),
        CHAPTER: page("On Tea", _CHAPTER_BODY),
        "EPUB/notes.xhtml": page("Notes", _NOTES_BODY),
        "EPUB/style.css": ".lead { font-weight: bold; }\n",
    }
    return {path: text.encode() for path, text in texts.items()} | {"EPUB/cover.png": png()}


_OPF_2 = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<dc:identifier id="id">urn:uuid:5f0a3f0e-6f0b-5d0a-9c3e-0f3a5b7c9d11</dc:identifier>
<dc:title>On Tea</dc:title>
<dc:creator opf:role="aut" opf:file-as="Example, Ada">Ada Example</dc:creator>
<dc:language>en</dc:language>
<dc:date opf:event="publication">2024-01-02</dc:date>
<meta name="cover" content="cover-image"/>
</metadata>
<manifest>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="chapter" href="chapter.xhtml" media-type="application/xhtml+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
<item id="cover-image" href="cover.png" media-type="image/png"/>
</manifest>
<spine toc="ncx">
<itemref idref="chapter"/>
</spine>
<guide>
<reference type="text" title="On Tea" href="chapter.xhtml"/>
</guide>
</package>
"""

_NCX_2 = _NCX_XML.replace(
    """<navPoint id="point-3" playOrder="3">
<navLabel><text>Notes</text></navLabel><content src="notes.xhtml"/>
</navPoint>
""",
    "",
)

_CHAPTER_2 = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">
<head>
<title>On Tea</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
<h1>On Tea</h1>
<p><img src="cover.png" alt="A cup"/></p>
<h2 id="water">Water</h2>
<p class="lead">Soft water is best; <em>hard</em> water dulls it.</p>
</body>
</html>
"""


def sound_files_2() -> dict[str, bytes]:
    """Return the paths of a sound EPUB 2 book and their bytes, ``mimetype`` first."""
    texts = {
        "mimetype": "application/epub+zip",
        CONTAINER: _CONTAINER_XML,
        OPF: _OPF_2,
        NCX: _NCX_2,
        CHAPTER: _CHAPTER_2,
        "EPUB/style.css": ".lead { font-weight: bold; }\n",
    }
    return {path: text.encode() for path, text in texts.items()} | {"EPUB/cover.png": png()}


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return an EPUB of the files: ``mimetype``, where there is one, first and stored."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in sorted(files.items(), key=lambda item: item[0] != "mimetype"):
            entry = zipfile.ZipInfo(path, (2024, 1, 2, 3, 4, 4))
            entry.external_attr = 0o644 << 16
            stored = path == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target.getvalue()


def sound_book(version: str = "3") -> bytes:
    """Return a sound EPUB of version 2 or 3."""
    return packed(sound_files() if version == "3" else sound_files_2())


def book_with(
    changes: Mapping[str, bytes | None] | None = None,
    /,
    version: str = "3",
    **named: str | bytes | None,
) -> bytes:
    """Return the sound book with some files changed, added, or left out (``None``).

    ``changes`` go by path; ``named`` by what the file is: ``mimetype``, ``container``, ``opf``,
    ``nav``, ``ncx``, ``cover``, ``chapter``, ``notes``, ``css``, ``image``.
    """
    files: dict[str, bytes] = sound_files() if version == "3" else sound_files_2()
    by_path = {_NAMES[name]: data for name, data in named.items()}
    for path, data in {**(changes or {}), **by_path}.items():
        if data is None:
            files.pop(path, None)
        else:
            files[path] = data.encode() if isinstance(data, str) else data
    return packed(files)


def replaced(path: str, old: str, new: str, version: str = "3") -> bytes:
    """Return the sound book with the one place of ``old`` in a file replaced by ``new``."""
    files = sound_files() if version == "3" else sound_files_2()
    text = files[path].decode()
    assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
    return book_with({path: text.replace(old, new).encode()}, version=version)
