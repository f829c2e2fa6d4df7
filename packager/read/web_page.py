"""A web page taken apart: what it says of its essay, the essay's text, and what was left out.

The one way that saved pages, MHTML archives, fetched addresses and pages of feeds go.
"""

from __future__ import annotations

import re

from lxml import etree

from packager import languages, xhtml
from packager.data_classes import dataclass
from packager.errors import SourceError
from packager.html5 import parse_document
from packager.model import Footnote, Note, NoteKind
from packager.read import Source, anchors, headings
from packager.read.assemble import Found
from packager.read.decoding import is_binary, unmarked_utf16
from packager.read.extract import extract, page
from packager.read.kinds import mistaken_kind, page_mistaken_for
from packager.read.no_essay import may_be_cut_off
from packager.read.sound import sound

MOST_BYTES = 60_000_000
_MOST_ELEMENTS = 150_000  # a novel has 15,000; each block of text is weighed
_LEAST_WORDS, _LEAST_MARKED = 25, 8
_SAMPLE, _SURE, _MENTIONED = 4000, 0.9, 80
_SAVED_FROM = re.compile(
    rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->|url:\s*(https?://\S+)\s+saved date", re.I
)


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page's essay before it becomes one.

    ``body`` is a sound tree in the XHTML namespace, its images not yet fetched; ``dropped`` the
    texts that were left out, each with why; ``address`` what relative addresses start from.
    """

    found: tuple[Found, ...]
    body: etree._Element
    notes_tree: tuple[tuple[str, etree._Element], ...]
    dropped: tuple[tuple[str, str], ...]
    address: str
    notes: tuple[Note, ...]
    title: str
    bio: str

    @property
    def trees(self) -> list[etree._Element]:
        """The body and the footnotes, which share ids and links."""
        return [self.body, *(tree for _, tree in self.notes_tree)]

    def footnotes(self) -> tuple[Footnote, ...]:
        """Return the notes as the model has them."""
        return tuple(Footnote(label, xhtml.inner(tree).strip()) for label, tree in self.notes_tree)


def read_page(source: Source) -> WebPage:
    """Return what stands on a page.

    Raises:
        SourceError: the bytes are no page, or there is no essay on it.
    """
    from packager.read import page_notes
    from packager.read.extract import code, images, math
    from packager.read.metadata import author_boxes, read_metadata

    _refuse_other_kinds(source)
    root = _parsed(source)
    page.without_namespace(root)
    body = root.find("body")
    if body is None:
        raise _without_essay(source, "the page is empty")
    _refuse_too_many(source, body)
    page.flatten(body)
    marked = next(body.iter("article", "main"), None) is not None
    metadata = read_metadata(root, source.url or saved_from(source.data))
    math.restore(body)
    images.resolve(body)
    code.simplify(body)
    collected = page_notes.collect(body)
    boxes = author_boxes.find(body, metadata.authors, metadata.resolved_articles)
    extraction = extract(body, metadata.facts, boxes.elements)
    _refuse_without_essay(source, extraction.words, extraction.longest, marked=marked)
    page.with_namespace(extraction.body)
    tree, said = sound(extraction.body, source.name, metadata.address)
    notes_tree = page_notes.settle(tree, collected, source.name, metadata.address)
    title = metadata.facts.title
    found_title = headings.repair(tree, title)
    found = _with_language(list(metadata.found), f"{title}. {xhtml.text_of(tree)[:_SAMPLE]}")
    if found_title and not title:
        found.append(Found("title", found_title, "first heading", guessed=True))
    if boxes.bio:
        found.append(Found("bio", boxes.bio, boxes.rule, guessed=boxes.guessed))
    said = [
        *said,
        *anchors.settle(
            [tree, *(t for _, t in notes_tree)], name=source.name, base=metadata.address
        ),
    ]
    if may_be_cut_off(source.data, extraction.words):
        message = "the page says that it is not free to read; its text may be cut off here"
        said.append(Note(NoteKind.WARNING, message, rule="extraction", file=source.name))
    dropped = (*extraction.dropped,)
    notes = [
        *said,
        *(
            Note(
                NoteKind.DROPPED,
                f"{reason}: {_short(text)}",
                value=text,
                rule="extraction",
                file=source.name,
            )
            for text, reason in dropped
        ),
    ]
    return WebPage(
        tuple(found),
        tree,
        tuple(notes_tree),
        dropped,
        metadata.address,
        tuple(notes),
        title or found_title,
        boxes.bio,
    )


def _parsed(source: Source) -> etree._Element:
    # Browsers do not look for UTF-16 that nothing declares; a text editor writes it
    codec = unmarked_utf16(source.data).replace("utf-16-", "utf-16") or None
    return parse_document(source.data, encoding=codec)


def _with_language(found: list[Found], text: str) -> list[Found]:
    """Put the language that the text is in first where the page names another one surely wrong."""
    told = next((str(one.value) for one in found if one.field == "lang"), "")
    tag, sure = languages.detect(text)
    declared = (languages.canonical(told) or "").partition("-")[0]
    if tag and (not declared or (sure > _SURE and declared != tag.partition("-")[0])):
        return [Found("lang", tag, "language of the text", guessed=True), *found]
    return found


def _short(text: str) -> str:
    return text if len(text) <= _MENTIONED else text[: _MENTIONED - 1].rstrip() + "…"


def saved_from(data: bytes) -> str:
    """Return the address that a browser or SingleFile wrote into a saved page, or nothing."""
    match = _SAVED_FROM.search(data[:4000])
    return (match[1] or match[2]).decode("utf-8", "replace") if match else ""


def _refuse_other_kinds(source: Source) -> None:
    if len(source.data) > MOST_BYTES:
        size = len(source.data) // 1_000_000
        raise SourceError(
            f"{source.name}: is {size} MB; give a page of at most {MOST_BYTES // 1_000_000} MB"
        )
    if kind := mistaken_kind(source.data) or page_mistaken_for(source.data):
        raise SourceError(f"{source.name}: is {kind}")
    if is_binary(source.data):
        raise SourceError(f"{source.name}: holds binary data, no web page; give a saved page")
    if not source.data.strip():
        raise SourceError(f"{source.name}: is empty; save the page again")


def _refuse_too_many(source: Source, body: etree._Element) -> None:
    count = sum(1 for _ in body.iter())
    if count > _MOST_ELEMENTS:
        raise SourceError(
            f"{source.name}: has {count:,} elements; give a page of one essay, "
            f"of at most {_MOST_ELEMENTS:,}"
        )


def _refuse_without_essay(source: Source, words: int, longest: int, *, marked: bool) -> None:
    if words >= (_LEAST_MARKED if marked else _LEAST_WORDS):
        return
    count = max(words, longest)
    raise _without_essay(source, f"the longest text is {count} word{'s' * (count != 1)}")


def _without_essay(source: Source, found: str) -> SourceError:
    """Return the refusal of a page, with what it is instead where it says so."""
    from packager.read.no_essay import what_is_there

    there = what_is_there(_parsed(source))  # nothing taken out yet
    return SourceError(f"{source.name}: no essay found: {there or found}")
