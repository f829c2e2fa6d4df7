"""Files that are given by mistake: what they are, so that the refusal can say so."""

from __future__ import annotations

_SAVE = "save it as .docx, .html or text"
# first bytes → what the file is, and what to do; those that text may begin with ask for a NUL too
_KINDS: tuple[tuple[bytes, bool, str], ...] = (
    (b"%PDF-", False, f"a PDF, which holds pages and no text in order; {_SAVE}"),
    (b"{\\rtf", False, f"a rich text file; {_SAVE}"),
    (b"%!PS", False, f"a PostScript file; {_SAVE}"),
    (b"\x89PNG\r\n", False, "a PNG image; give the text that it belongs to"),
    (b"\xff\xd8\xff", False, "a JPEG image; give the text that it belongs to"),
    (b"GIF8", True, "a GIF image; give the text that it belongs to"),
    (b"BM", True, "an image; give the text that it belongs to"),
    (b"II*\0", True, "an image; give the text that it belongs to"),
    (b"MM\0*", True, "an image; give the text that it belongs to"),
    (b"RIFF", True, "an image or a sound; give the text that it belongs to"),
    (b"\x1f\x8b", False, "a gzip archive; unpack it"),
    (b"7z\xbc\xaf", False, "a 7z archive; unpack it"),
    (b"Rar!", True, "a RAR archive; unpack it"),
    (b"\x7fELF", False, "a program"),
    (b"MZ", True, "a program"),
    (b"ID3", True, "a sound"),
    (b"OggS", True, "a sound"),
    (b"SQLite format 3\0", False, "a database"),
)
# What no reader knows by its bytes, by how its name ends: it would be read as plain text, marks and
# all. pandoc writes Markdown of most.
_CONVERT = "convert it to Markdown first, with pandoc for example"
_BY_NAME = {
    **dict.fromkeys((".tex", ".ltx", ".latex"), f"LaTeX; {_CONVERT}"),
    **dict.fromkeys((".rst", ".rest"), f"reStructuredText; {_CONVERT}"),
    **dict.fromkeys((".adoc", ".asciidoc", ".asc"), f"AsciiDoc; {_CONVERT}"),
    ".org": f"Org text; {_CONVERT}",
    ".textile": f"Textile; {_CONVERT}",
    ".typ": f"Typst; {_CONVERT}",
    **dict.fromkeys((".wiki", ".mediawiki"), f"wiki text; {_CONVERT}"),
    **dict.fromkeys((".csv", ".tsv"), "a table of data; give the text that it belongs to"),
    ".ipynb": f"a notebook; {_CONVERT}",
    ".fb2": f"a FictionBook; {_CONVERT}",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Parts that the first bytes of a ZIP file, or its list of members, name
_ZIPPED = (
    (b"application/vnd.oasis.opendocument.text", f"an OpenDocument text; {_SAVE}"),
    (b"application/vnd.oasis.opendocument", f"an OpenDocument file, but no text; {_SAVE}"),
    (b"xl/workbook", "an Excel file; give a text"),
    (b"ppt/presentation", "a PowerPoint file; give a text"),
    (b"Index/Document.iwa", "a Pages document; export it as Word or EPUB"),
)
_KINDLE = (b"BOOKMOBI", b"TPZ0", b"TEXtREAd")
_LOOKED_AT = 1024
_MEMBERS = 64 * 1024  # at the end of a ZIP file, where its members are listed
# what has readers of its own, but is no web page though its name says so
_NO_PAGES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive, no web page; name it as what it is: .epub, .docx, .zip"),
    (b"\xd0\xcf\x11\xe0", "an old Word document, no web page; save it as .docx"),
    (b"\0\0\0", "a media file, no web page; give a saved page or text"),
)


def mistaken_kind(data: bytes) -> str:
    """Return what a file is that no reader reads, and what to do; empty for any other.

    A Word file of before 2007 and ZIP files are their readers' business.
    """
    head = data[:_LOOKED_AT]
    if head[60:68] in _KINDLE or head[:4] in _KINDLE:
        return "a Kindle book; convert it to EPUB first"
    if head[4:8] == b"ftyp":
        return "a video or an image; give the text that it belongs to"
    has_nul = b"\0" in head
    for magic, asks_nul, what in _KINDS:
        if head.startswith(magic) and (has_nul or not asks_nul):
            return what
    return ""


def unread_kind(data: bytes, suffix: str) -> str:
    """Return what a file is that no reader takes for its own, and what to do; empty if unknown."""
    if data.startswith(_OLD_OFFICE):
        return "an old Word file, or one with a password; save it as plain .docx"
    if data.startswith(b"PK\x03\x04"):
        ends = data[:_LOOKED_AT] + data[-_MEMBERS:]
        return next((what for part, what in _ZIPPED if part in ends), "")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return "XML of no kind that packager reads; save it as a web page, .docx or text"
    return _BY_NAME.get(suffix, "")


def page_mistaken_for(data: bytes) -> str:
    """Return what a file given as a web page is instead, and what to do; empty for a page."""
    return next((what for magic, what in _NO_PAGES if data.startswith(magic)), "")
