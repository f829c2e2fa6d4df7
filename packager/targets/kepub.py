"""Kobo's own kind of EPUB: each sentence can be found again, pages turn as those of its shop.

A Kobo opens ``NAME.kepub.epub`` with its own engine instead of Adobe's. That engine keeps the
place of reading, highlights and notes by the ids of spans around sentences and pictures:
``<span class="koboSpan" id="kobo.P.S">``, P counting blocks, S sentences in one. Two divisions
around everything, ``book-columns`` and ``book-inner``, are what it sets into columns. Nothing else
of the book changes, no letter and no space.

Facts: https://github.com/kobolabs/epub-spec (sideloading as kepub), and what Kobo's own files and
those of the known converter, https://github.com/pgaskin/kepubify, have in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from packager.build.rendition import BookFile
from packager.html5 import XHTML
from packager.targets import Finished, Product
from packager.targets._documents import body_of, with_body, with_pages
from packager.xhtml import local_name

SUFFIX = ".kepub.epub"
IS_EPUB = True

_CLASS = "koboSpan"
_HEAD = (  # on one line, so that the lines of the page keep their numbers
    '<style type="text/css" id="kobostylehacks">'
    "div#book-inner { margin-top: 0; margin-bottom: 0; }</style>"
    '<style type="text/css" id="koboSpanStyle">'
    ".koboSpan { -webkit-text-combine: inherit; }</style>"
)
# What begins a new block when the next span comes
_BLOCKS = frozenset("p ol ul dl table h1 h2 h3 h4 h5 h6".split())
# What is left as it is: no text to read, layout kept by spaces, or an element that takes no span
_LEFT = frozenset(
    """
    pre script style template audio video picture canvas iframe object embed svg math
    rp textarea select datalist title
    """.split()
)
# What gets its span from outside: a picture, and an element that may hold nothing but text
_WHOLE = frozenset(("img", "time"))
# A sentence ends behind its mark, what closes with it, and the space that follows; in Chinese and
# Japanese no space follows. A full stop inside a number or a name ends none.
_SENTENCE = re.compile(
    r"""
    .+? (?: [.!?…‼⁇⁈⁉؟۔।॥]+ ["'”’»›)\]}]* \s+
          | [。！？｡]+ [」』）］】〉》”’]* \s*
          | \Z )
    """,
    re.VERBOSE | re.DOTALL,
)


def make(finished: Finished) -> Product:
    """Return the book as a kepub."""
    return Product(with_pages(finished.rendition, spanned))


def spanned(file: BookFile) -> BookFile:
    """Return a page with Kobo's spans and divisions."""
    body = body_of(file)
    _take_spans_out(body)
    _Spans(body).add()
    outer = etree.Element(f"{{{XHTML}}}div", id="book-columns")
    inner = etree.SubElement(outer, f"{{{XHTML}}}div", id="book-inner")
    inner.text = body.text
    inner.extend([*body])
    body.text = None
    body.append(outer)
    return with_body(file, body, _HEAD)


def _take_spans_out(body: etree._Element) -> None:
    """Take out the spans of a kepub that the essay was read from: they are counted anew."""
    mark = f"{{{XHTML}}}{_CLASS}"
    for span in body.iter(f"{{{XHTML}}}span"):
        if span.get("class") == _CLASS:
            span.tag = mark
    etree.strip_tags(body, mark)


def sentences(text: str) -> list[str]:
    """Return a text cut into sentences, each with the space behind it; together they are it."""
    return _SENTENCE.findall(text)


class _Spans:
    """Puts spans around what stands in a page, counting blocks and sentences.

    A block begins at an element of :data:`_BLOCKS` and at each picture, but counts only if a span
    comes of it; what follows a nested list goes on with the list's number.
    """

    def __init__(self, body: etree._Element) -> None:
        self.body = body
        self.taken = set(body.xpath("//@id"))
        self.block = self.sentence = 0
        self.is_new = True

    def add(self) -> None:
        """Put the spans into the page."""
        for place, element in list(_places(self.body)):
            if place == "block":
                self.is_new = True
            elif place == "whole":
                self.is_new = self.is_new or local_name(element) == "img"
                span = self._span()
                element.addprevious(span)
                tail, element.tail = element.tail, None
                span.append(element)
                span.tail = tail
            elif place == "text":
                spans = self._spans_of(element.text, element)
                if spans:
                    element.text = None
                    element[:0] = spans
            else:
                self._behind(element)

    def _behind(self, element: etree._Element) -> None:
        holder = element.getparent()
        if local_name(element) in _WHOLE and holder is not None:
            element, holder = holder, holder.getparent()
        assert holder is not None  # noqa: S101 - only what stands in the body has a tail
        spans = self._spans_of(element.tail, holder)
        if spans:
            element.tail = None
            for span in reversed(spans):
                element.addnext(span)

    def _spans_of(self, text: str | None, parent: etree._Element) -> list[etree._Element]:
        """Return the spans for a text; nothing but space has one in a paragraph only."""
        if not text or not (text.strip() or local_name(parent) == "p"):
            return []
        spans = []
        for part in sentences(text):
            span = self._span()
            span.text = part
            spans.append(span)
        return spans

    def _span(self) -> etree._Element:
        if self.is_new:
            self.block, self.sentence, self.is_new = self.block + 1, 0, False
        self.sentence += 1
        while (id_ := f"kobo.{self.block}.{self.sentence}") in self.taken:
            self.sentence += 1
        return etree.Element(f"{{{XHTML}}}span", {"class": _CLASS, "id": id_})


def _places(body: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield what is met in reading order: blocks, pictures, texts in and behind elements."""
    yield "text", body
    walk = etree.iterwalk(body, events=("start", "end", "comment"))
    for event, element in walk:
        if element is body:
            continue
        if event != "start":
            yield "tail", element
            continue
        name = local_name(element)
        if name in _WHOLE:
            yield "whole", element
            walk.skip_subtree()
        elif name in _LEFT:
            walk.skip_subtree()
        else:
            if name in _BLOCKS:
                yield "block", element
            yield "text", element
