"""The file of an essay: its header, its text, and its notes at the end or in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from packager import xhtml
from packager.build.bylines import credit_line, names_in
from packager.build.content import finished, parsed
from packager.build.essay_end import essay_end
from packager.build.json_ld import json_ld, linked_data
from packager.build.notes import (
    NOTES_ID,
    notes_list,
    notes_place,
    place_references,
    put_notes_in_place,
)
from packager.build.page import Entry, Page
from packager.build.publication import time_element
from packager.build.words import Words, words_in
from packager.html5 import XHTML
from packager.ids import part_slugs, slug
from packager.model import Book, Essay, Part
from packager.xhtml import escape, local_name

if TYPE_CHECKING:
    from packager.build.made import Made

# epub:type and role of an essay by its kind: https://www.w3.org/TR/epub-ssv-11/#sections and
# https://www.w3.org/TR/dpub-aria-1.1/
_KINDS = {
    "chapter": ("chapter", "doc-chapter"),
    "introduction": ("introduction", "doc-introduction"),
    "foreword": ("foreword", "doc-foreword"),
    "preface": ("preface", "doc-preface"),
    "afterword": ("afterword", "doc-afterword"),
    "epilogue": ("epilogue", "doc-epilogue"),
}
_BLOCKS = frozenset(
    """
    address article aside blockquote details div dl figure footer h2 h3 h4 h5 h6 header hr ol p pre
    section table ul
    """.split()
)
# Classes that the style sheet uses for what is around the text
OWN_CLASSES = frozenset(
    "author byline citation citations colophon contents contents-essay contributors corrections "
    "cover credit-line date essay-end first-published headnote index index-part inline-note links "
    "note-number note-start notes part permissions person pieces portrait publisher rights "
    "short-bio small-print source source-entry subtitle title-page url vertical".split()
)
TITLE_ID = "essay-title"  # of an essay's title and of a part's: readers give it to nothing else
_PART_AND_ESSAY = 2  # levels of contents


def essay_pages(book: Book, made: Mapping[str, Made] | None = None) -> Iterator[Page]:
    """Yield the page of each essay, in order; ``made`` holds pages made beforehand, by slug."""
    landmarks = iter(["bodymatter"])
    for part in book.parts:
        if part.title:
            yield part_page(part, book)
        level = 1 if part.title else 0
        for essay in part.essays:
            landmark = next(landmarks, "")
            done = made.get(essay.slug) if made else None
            page = done.page_of(essay, landmark) if done else essay_page(essay, book, landmark)
            if level and page.entry and book.contents_depth <= _PART_AND_ESSAY:
                page = replace(page, entry=replace(page.entry, below=()))
            yield replace(page, level=level) if level else page


def part_stem(part: Part) -> str:
    """Return the name of a part's file; it comes from the title alone, so that it lasts."""
    return part.slug or part_slugs([part.title])[0]


def part_page(part: Part, book: Book) -> Page:
    """Return the page that opens a part: its title, its introduction with the notes of that."""
    stem = part_stem(part)
    introduction = part.introduction or Essay("", "", stem)
    root = parsed(introduction.body, part.title)
    _number_headings(root)
    _with_notes(root, introduction, book)
    _break_lines(root)
    text, features = finished(root, stem, introduction.assets)
    return Page(
        stem=stem,
        title=part.title,
        body=f'<section epub:type="part" role="doc-part" class="part" aria-labelledby="{TITLE_ID}">'
        f'\n<h1 id="{TITLE_ID}">{escape(part.title)}</h1>\n{text}\n</section>',
        language=book.language,
        direction=book.direction,
        writing_mode=book.writing_mode,
        entry=Entry(part.title),
        assets=introduction.assets,
        features=features,
    )


def essay_page(essay: Essay, book: Book, landmark: str = "") -> Page:
    """Return the page of one essay.

    Raises:
        SourceError: its text is not well-formed, or shows an image that it does not have.
    """
    words = words_in(essay.language)
    root = parsed(essay.body, essay.source_file or essay.title)
    if not essay.stylesheet:
        _drop_own_classes(root)
    headings = _number_headings(root)
    if essay.direction == "rtl":
        _turn_code(root)
    where = _with_notes(root, essay, book)
    _break_lines(root)
    text, features = finished(root, essay.slug, essay.assets)
    type_, role = _KINDS.get(essay.kind, _KINDS["chapter"])
    tag = f'<section epub:type="{type_}" role="{role}" aria-labelledby="{TITLE_ID}">'
    below = _entries(headings, max(book.contents_depth - 1, 0))
    if where == "essay" and essay.footnotes:
        below += (Entry(words("notes"), NOTES_ID),)
    end = f"\n{essay_end(essay)}" if book.is_anthology and essay.kind == "chapter" else ""
    label = essay.title
    if book.is_anthology and essay.authors:
        label = f"{essay.title} — {words.list([person.name for person in essay.authors])}"
    return Page(
        stem=essay.slug,
        title=essay.title,
        body=f"{tag}\n{_header(essay, words)}\n{text}{end}\n</section>",
        language=essay.language,
        direction=essay.direction,
        writing_mode=essay.writing_mode,
        head=linked_data(json_ld(essay)),
        entry=Entry(label, "", below),
        landmark=landmark,
        guide="text" if landmark == "bodymatter" else "",
        assets=essay.assets,
        features=features,
        essay=essay,
        stylesheet=essay.stylesheet,
    )


def _with_notes(root: etree._Element, essay: Essay, book: Book) -> str:
    """Return where the notes of a text stand, having put them there and numbered the references."""
    where = notes_place(essay, book)
    place_references(root, essay, where)
    if where == "inline":
        put_notes_in_place(root, essay, words_in(essay.language))
    elif where == "essay" and essay.footnotes:
        root.append(notes_list(essay, words_in(essay.language)))
    return where


def _drop_own_classes(root: etree._Element) -> None:
    """Take the class names of packager's own pages out of an essay's text, which may have any."""
    for element in root.iter(f"{{{XHTML}}}*"):
        names = element.get("class")
        if names and not OWN_CLASSES.isdisjoint(names.split()):
            kept = [name for name in names.split() if name not in OWN_CLASSES]
            if kept:
                element.set("class", " ".join(kept))
            else:
                del element.attrib["class"]


def _header(essay: Essay, words: Words) -> str:
    lines = [f'<h1 id="{TITLE_ID}">{escape(essay.title)}</h1>']
    if essay.subtitle:
        lines.append(
            f'<p class="subtitle" epub:type="subtitle" role="doc-subtitle">'
            f"{escape(essay.subtitle)}</p>"
        )
    if essay.authors:
        names = names_in(essay.authors, words, "author")
        lines.append(f'<p class="byline">{words.html("by", names=names)}</p>')
    lines += [
        f'<p class="credit-line">{line}</p>'
        for line in credit_line(essay.credits, words, ("trl", "ill", "pht"))
    ]
    date = time_element(essay.published, words) if essay.published else ""
    if dateline := words("separator").join(filter(None, (escape(essay.place), date))):
        lines.append(f'<p class="date">{dateline}</p>')
    if essay.headnote:
        text, _ = finished(parsed(essay.headnote, f"{essay.title}: headnote"), essay.slug, ())
        lines.append(f'<div class="headnote">{text}</div>')
    return "<header>\n" + "\n".join(lines) + "\n</header>"


def _number_headings(root: etree._Element) -> list[etree._Element]:
    """Give each heading an id from its words where it has none; return the headings."""
    taken = set(root.xpath("//@id")) | {TITLE_ID, NOTES_ID}
    headings = list(root.iter(*(f"{{{XHTML}}}h{level}" for level in range(1, 7))))
    for heading in headings:
        if not heading.get("id"):
            name = slug(xhtml.text_of(heading), "section")
            candidate, number = name, 1
            while candidate in taken:
                number += 1
                candidate = f"{name}-{number}"
            taken.add(candidate)
            heading.set("id", candidate)
    return headings


def _break_lines(root: etree._Element) -> None:
    """Put each block on a line of its own, so that a finding's line says which."""
    for child in root:
        if local_name(child) in _BLOCKS and not child.tail:
            child.tail = "\n"


def _turn_code(root: etree._Element) -> None:
    """Say that code runs from left to right; a style sheet must not (EPUBCheck: CSS-001)."""
    for element in root.iter(f"{{{XHTML}}}pre", f"{{{XHTML}}}code"):
        if not element.get("dir"):
            element.set("dir", "ltr")


def _entries(headings: list[etree._Element], depth: int) -> tuple[Entry, ...]:
    """Return the contents below an essay: its headings, ``depth`` levels of them."""
    rows = [
        (int(local_name(heading)[1]), " ".join(_label(heading).split()), str(heading.get("id")))
        for heading in headings
    ]
    rows = [row for row in rows if row[1]]
    top = min((level for level, _, _ in rows), default=2)
    return _nest([row for row in rows if row[0] < top + depth])


def _nest(rows: list[tuple[int, str, str]]) -> tuple[Entry, ...]:
    entries = []
    index = 0
    while index < len(rows):
        level, label, id_ = rows[index]
        end = index + 1
        while end < len(rows) and rows[end][0] > level:
            end += 1
        entries.append(Entry(label, id_, _nest(rows[index + 1 : end])))
        index = end
    return tuple(entries)


def _label(heading: etree._Element) -> str:
    """Return a heading's text without note references and ruby readings."""
    parts = [heading.text or ""]
    for child in heading:
        if local_name(child) not in ("rt", "rp") and not _is_reference(child):
            parts.append(_label(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _is_reference(element: etree._Element) -> bool:
    return any(a.get("role") == "doc-noteref" for a in element.iter(f"{{{XHTML}}}a"))
