"""Repairs of the cover: declared, shown on the first page, drawn where the book has none."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from lxml import etree

from packager import languages
from packager.check.facts import OPF
from packager.check.finding import Finding
from packager.check.load.url import resolve
from packager.fix.draft import Draft, Entry, lay
from packager.fix.registry import Change, repair
from packager.fix.words import words_of
from packager.media_types import XHTML
from packager.model import Book, Credit, Person
from packager.paths import href_between
from packager.xhtml import escape

_SHOWN = ("img", "image")
_HREFS = ("src", "href", "{http://www.w3.org/1999/xlink}href")
_PAGE = """<?xml version="1.0" encoding="utf-8"?>
{doctype}<html xmlns="http://www.w3.org/1999/xhtml"{epub} xml:lang="{lang}"{html_lang}>
<head>
<title>{title}</title>
<style type="text/css">.cover {{ text-align: center }} .cover img {{ max-width: 100% }}</style>
</head>
<body>
<div class="cover"{type}><img src="{href}" alt="{alt}"{role}/></div>
</body>
</html>
"""
_DOCTYPE_2 = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN"\n'
    '  "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">\n'
)


@repair("cover-meta", stage=6)
def cover_meta(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write ``<meta name="cover">`` for the cover image, for readers that go by EPUB 2.

    It is the image declared or named so, or alone on the first page. A book without one gets a
    cover drawn from its title and its authors, on a page of its own: it adds, and changes nothing.
    """
    metadata = draft.part("metadata")
    if metadata is None or draft.part("spine") is None:
        return
    cover = _cover(draft)
    if cover is None:
        path, said = _drawn(draft)
        yield Change(path, said, findings[0].rule)
        cover = draft.entry(path)
        if cover is None:
            return
        page = _page_added(draft, cover)
        yield Change(page, f"a page of {path} put before the others", findings[0].rule)
    meta = next((m for m in metadata.iter(f"{{{OPF}}}meta") if m.get("name") == "cover"), None)
    if meta is None:
        draft.add_meta("meta", "", name="cover", content=cover.id)
    else:
        meta.set("content", cover.id)
    if not draft.is_epub_2 and "cover-image" not in cover.properties:
        draft.set_properties(cover, (*cover.properties, "cover-image"))
    draft.touch(draft.opf)
    yield Change(draft.opf, f"{cover.path} declared as the cover", findings[0].rule)


def _cover(draft: Draft) -> Entry | None:
    """Return the image that is declared or named as the cover, or alone on the first page."""
    entries = (entry for entry in draft.entries() if entry.path in draft.files)
    images = [entry for entry in entries if entry.media_type.startswith("image/")]
    declared = [e for e in images if "cover-image" in e.properties]
    named = [e for e in images if "cover" in f"{e.id} {e.path.rpartition('/')[2]}".lower()]
    if declared or len(named) == 1:
        return (declared or named)[0]
    first = next(iter(draft.spine_paths()), "")
    shown = [] if words_of(draft.files.get(first, b"")) else _images_on(draft, first)
    alone = [e for e in images if e.path in shown and e.media_type != "image/svg+xml"]
    return alone[0] if len(alone) == 1 else None


def _images_on(draft: Draft, path: str) -> list[str]:
    tree = draft.tree(path)
    nodes = [] if tree is None else [n for name in _SHOWN for n in tree.named(name)]
    hrefs = [str(node.get(key)) for node in nodes for key in _HREFS if node.get(key)]
    return [draft.real(resolve(href, path).path) for href in hrefs]


def _drawn(draft: Draft) -> tuple[str, str]:
    """Draw a cover; return its path and what was done."""
    from packager.build.cover import drawn_cover

    authors = [text for e in draft.dc("creator") if (text := " ".join((e.text or "").split()))]
    book = Book(
        _title(draft),
        (),
        _language(draft),
        "",
        draft.now,
        credits=tuple(Credit(Person(name)) for name in authors),
    )
    asset, notes = drawn_cover(book)
    path = draft.free_path(posixpath.dirname(draft.opf), "cover.jpg")
    draft.put(path, asset.data)
    draft.add_item(path, asset.media_type)
    more = "".join(f"; {note.message}" for note in notes)
    return path, f"a cover drawn from the title and the authors{more}"


def _title(draft: Draft) -> str:
    texts = (" ".join((e.text or "").split()) for e in draft.dc("title"))
    return next((text for text in texts if text), "Untitled")


def _language(draft: Draft) -> str:
    said = (languages.canonical((e.text or "").strip()) for e in draft.dc("language"))
    return next((tag for tag in said if tag), "und")


def _page_added(draft: Draft, cover: Entry) -> str:
    """Put a page of the cover before all others; return its path."""
    path = draft.free_path(posixpath.dirname(draft.opf), "cover.xhtml")
    is_2 = draft.is_epub_2
    language, title = escape(_language(draft)), escape(_title(draft))
    page = _PAGE.format(
        doctype=_DOCTYPE_2 if is_2 else "<!DOCTYPE html>\n",
        epub="" if is_2 else ' xmlns:epub="http://www.idpf.org/2007/ops"',
        lang=language,
        html_lang="" if is_2 else f' lang="{language}"',
        title=title,
        type="" if is_2 else ' epub:type="cover"',
        href=escape(href_between(path, cover.path)),
        alt=f"Cover: {title}",
        role="" if is_2 else ' role="doc-cover"',
    )
    draft.put(path, page.encode())
    id_ = draft.add_item(path, XHTML)
    spine = draft.part("spine")
    if spine is not None:
        ref = etree.Element(f"{{{OPF}}}itemref", idref=id_)
        spine.insert(0, ref)
        ref.tail = spine.text
    guide = draft.part("guide")
    if guide is not None:
        reference = etree.SubElement(guide, f"{{{OPF}}}reference", type="cover", title="Cover")
        reference.set("href", href_between(draft.opf, path))
        lay(reference)
    draft.touch(draft.opf)
    return path


@repair("cover-page-of-its-own", stage=7)
def cover_page(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Begin the reading order with the page of the cover: one that is there, else a new one."""
    spine = draft.part("spine")
    cover = next((e for e in draft.entries() if "cover-image" in e.properties), None)
    if spine is None or cover is None or cover.path not in draft.files:
        return
    ids = {entry.path: entry.id for entry in draft.entries()}
    for path in draft.spine_paths():
        alone = _images_on(draft, path) == [cover.path] and not words_of(draft.files[path])
        ref = next((r for r in spine if r.get("idref") == ids.get(path)), None)
        if alone and ref is not None:
            spine.insert(0, ref)
            ref.attrib.pop("linear", None)
            draft.touch(draft.opf)
            yield Change(draft.opf, f"{path} is read first", findings[0].rule)
            return
    page = _page_added(draft, cover)
    yield Change(page, f"a page of {cover.path} put before the others", findings[0].rule)
