"""The notes of an essay: a list at its end, a page at the end of the book, or in place.

Wherever they stand, each starts with its back-linked number: Kobo's fonts lack the arrow
that others write there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from packager import xhtml
from packager.build.content import finished, parsed, total
from packager.build.document import attributes, language_attributes
from packager.build.page import Entry, Page
from packager.build.words import Words, words_in
from packager.html5 import XHTML
from packager.languages import direction
from packager.model import Book, Essay, Footnote
from packager.xhtml import escape, local_name

NOTES_ID = "essay-notes"
NOTES_STEM = "notes"


def notes_place(essay: Essay, book: Book) -> str:
    """Return where an essay's notes stand; a book of one essay has no place but the essay."""
    where = essay.notes_at if essay.notes_at != "essay" else book.notes_at
    return "essay" if where == "book" and not book.is_anthology else where


def note_id(essay: Essay, label: str) -> str:
    """Return the id of a note: it carries the essay's, so that notes of a book can meet."""
    return f"{essay.slug}-fn-{label}"


def reference_id(essay: Essay, id_: str) -> str:
    """Return the id of a reference from the id that the essay's body has: ``fnref-LABEL``."""
    return f"{essay.slug}-{id_}"


_REFERENCE = re.compile(r"""id=(?:"fnref-([^"]*)"|'fnref-([^']*)')""")


def referred(essay: Essay) -> frozenset[str]:
    """Return the labels of the notes that the text of an essay refers to."""
    return frozenset(found[1] or found[2] for found in _REFERENCE.finditer(essay.body))


def numbers_of(essay: Essay) -> dict[str, int]:
    """Return the number of each note by its label."""
    return {note.label: number for number, note in enumerate(essay.footnotes, 1)}


def place_references(
    root: etree._Element, essay: Essay, where: str, numbers: Mapping[str, int] | None = None
) -> None:
    """Point each note reference to its note and number it by the note's place.

    ``numbers`` are the essay's, for whoever asks of many pieces of it.
    """
    numbers = numbers_of(essay) if numbers is None else numbers
    page = f"page:{NOTES_STEM}" if where == "book" else ""
    for anchor in root.iter(f"{{{XHTML}}}a"):
        label = str(anchor.get("href", "")).removeprefix("#fn-")
        if anchor.get("role") != "doc-noteref" or label not in numbers:
            continue
        anchor.set("href", f"{page}#{note_id(essay, label)}")
        if anchor.get("id"):
            anchor.set("id", reference_id(essay, str(anchor.get("id"))))
        if len(anchor) == 0:
            anchor.text = str(numbers[label])


def notes_items(essay: Essay, words: Words, back: str = "") -> str:
    """Return the ``li`` elements of an essay's notes, each starting with its back-linked number.

    ``back`` is what stands before ``#`` in the back link: a page reference or nothing.
    A ``div`` with ``epub:type="footnote"`` pops up on Kobo and in Apple Books and is not hidden
    there as an ``aside`` would be; ``endnote`` is deprecated (EPUBCheck: OPF-086b), and a role on
    ``li`` would take the item out of its list (axe: ``list``).
    """
    return "\n".join(
        f'<li><div epub:type="footnote" role="doc-footnote"'
        f"{attributes(id=note_id(essay, note.label))}>"
        f"{content}</div></li>"
        for note, content in _contents(essay, words, back)
    )


def _contents(essay: Essay, words: Words, back: str) -> Iterator[tuple[Footnote, str]]:
    """Yield each note with its content, which begins with its number."""
    known, numbers = referred(essay), numbers_of(essay)
    for number, note in enumerate(essay.footnotes, 1):
        link = _back_link(note, number, essay, words, back if note.label in known else None)
        root = parsed(note.body, f"{essay.source_file or essay.title}: note {number}")
        place_references(root, essay, "essay", numbers)  # to other notes of the same page
        yield note, _begun(root, link)


def _back_link(note: Footnote, number: int, essay: Essay, words: Words, back: str | None) -> str:
    """Return the number of a note, as a link where a reference is to go back to."""
    if back is not None:
        href = f"{back}#{reference_id(essay, f'fnref-{note.label}')}"
        label = attributes(aria_label=words("back", number=str(number)))
        return (
            f'<a role="doc-backlink" class="note-number"{attributes(href=href)}{label}>{number}</a>'
        )
    return f'<span class="note-number">{number}</span>'


def _begun(root: etree._Element, link: str) -> str:
    """Return the content of a note with its number at the start of its first paragraph."""
    if len(root) and local_name(root[0]) == "p" and not (root.text or "").strip():
        first = root[0]
        anchor = xhtml.parse(link)[0]
        anchor.tail = " " + (first.text or "").lstrip(" \t\r\n")
        first.text = None
        first.insert(0, anchor)
        return xhtml.inner(root)
    return f'<p class="note-start">{link}</p>{xhtml.inner(root)}'


def notes_list(essay: Essay, words: Words) -> etree._Element:
    """Return the section of an essay's notes that stands at its end."""
    foreign = "" if words.is_for(essay.language) else words.language
    mark = attributes(lang=foreign, xml_lang=foreign)
    return parsed(
        f'<section class="notes" epub:type="endnotes" role="doc-endnotes" '
        f'aria-labelledby="{NOTES_ID}">\n'
        f'<h2 id="{NOTES_ID}"{mark}>{escape(words("notes"))}</h2>\n'
        f"<ol>\n{notes_items(essay, words)}\n</ol>\n</section>",
        essay.source_file or essay.title,
    )[0]


def put_notes_in_place(root: etree._Element, essay: Essay, words: Words) -> None:
    """Put each note behind the block of text that refers to it first."""
    after: dict[etree._Element, etree._Element] = {}
    anchors: dict[str, etree._Element] = {}
    for anchor in root.iter(f"{{{XHTML}}}a"):
        anchors.setdefault(str(anchor.get("id")), anchor)
    for note, content in _contents(essay, words, ""):
        block = anchors.get(reference_id(essay, f"fnref-{note.label}"))
        while block is not None and block.getparent() is not root:
            block = block.getparent()
        holder = parsed(
            f'<div class="inline-note" epub:type="footnote" role="doc-footnote"'
            f"{attributes(id=note_id(essay, note.label))}>"
            f"{content}</div>",
            essay.source_file or essay.title,
        )[0]
        if block is None:
            root.append(holder)
            continue
        last = after.get(block, block)
        holder.tail, last.tail = last.tail, "\n"
        last.addnext(holder)
        after[block] = holder


def notes_page(book: Book) -> Iterator[Page]:
    """Yield the page of the notes of all texts that leave them to the book, by text."""
    essays = [e for e in book.texts if e.footnotes and notes_place(e, book) == "book"]
    if not essays:
        return
    words = words_in(book.language)
    parts = []
    for essay in essays:
        name = words_in(essay.language)
        mark = language_attributes(essay.language, book.language)
        way = direction(essay.language)
        mark += attributes(dir=way if way != direction(book.language) else "")
        id_ = f"{essay.slug}-notes"
        items = notes_items(essay, name, f"page:{essay.slug}")
        section = (
            f'<section class="notes" aria-labelledby="{id_}"{mark}>\n'
            f'<h2 id="{id_}">{escape(essay.title)}</h2>\n<ol>\n{items}\n</ol>\n</section>'
        )
        # Names of images are an essay's own; its page brings their files.
        parts.append(finished(parsed(section, essay.title), NOTES_STEM, essay.assets))
    text = "\n".join(markup for markup, _ in parts)
    yield Page(
        stem=NOTES_STEM,
        title=words("notes"),
        body=f'<section epub:type="endnotes" role="doc-endnotes" aria-labelledby="notes">\n'
        f'<h1 id="notes">{escape(words("notes"))}</h1>\n{text}\n</section>',
        language=book.language,
        direction=book.direction,
        writing_mode=book.writing_mode,
        entry=Entry(words("notes")),
        landmark="endnotes",
        guide="notes",
        features=total(features for _, features in parts),
    )
