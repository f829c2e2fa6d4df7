"""A finished EPUB as the kepub that a Kobo opens with its own engine."""

from __future__ import annotations

import re

from lxml import etree

from packager.check.facts import Archive, Package
from packager.check.load.archive import open_archive
from packager.check.load.book import Options, facts_of_book
from packager.errors import PackagerError
from packager.media_types import XHTML

# A start tag's attributes may hold > in their values
_BODY = re.compile(r"""<body(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*>""")
_OPEN, _CLOSE = "<body>", "</body>"


def kepub_of(data: bytes, name: str) -> bytes | None:
    """Return the book with Kobo's spans in every page, else unchanged.

    A page that is not plain, well-formed UTF-8 stays as it is. Nothing comes back where no page
    can be changed, where the book is a kepub already, and where the kepub would have findings
    that the book has not.
    """
    from packager.check import check
    from packager.fix.packing import packed

    with open_archive(data, name) as archive:
        package = _package(archive)
        if package is None or archive.trouble or archive.limits:
            return None
        pages = {
            entry.item.path
            for entry in package.spine
            if entry.item and entry.item.path and entry.item.media_type == XHTML
        }
        files: dict[str, bytes] = {}
        changed = 0
        for entry in archive.entries:
            content = None if entry.is_directory else archive.bytes_of(entry.path)
            if content is None:
                if entry.is_directory:
                    continue
                return None
            page = _spanned(content) if entry.path in pages else None
            changed += page is not None
            files[entry.path] = content if page is None else page
    if not changed:
        return None
    made = packed(files)
    before, after = check(data, name=name), check(made, name=name)
    return made if len(after.findings) <= len(before.findings) else None


def _package(archive: Archive) -> Package | None:
    facts = facts_of_book(archive, Options())
    return next((fact for fact in facts if isinstance(fact, Package)), None)


def _spanned(data: bytes) -> bytes | None:
    """Return a page with the spans of the target ``kepub``; nothing where it cannot have them."""
    from packager.build.rendition import BookFile
    from packager.targets import kepub

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    opening = _BODY.search(text)
    if opening is None or "koboSpan" in text or text.count(_CLOSE) != 1 or "</head>" not in text:
        return None
    plain = f"{text[: opening.start()]}{_OPEN}{text[opening.end() :]}"
    try:
        page = kepub.spanned(BookFile("page.xhtml", "page", XHTML, plain.encode()))
    except (PackagerError, etree.XMLSyntaxError):
        # not well-formed, or with a prefix or an entity that is declared outside the body
        return None
    return page.data.decode().replace(_OPEN, opening.group(), 1).encode()
