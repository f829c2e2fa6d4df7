"""EPUB 2's drawings, DTBook, ``ops:switch``: faults on the lines where EPUBCheck has RSC-005."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from packager.check import check
from packager.schemas.dtbook import dtbook
from packager.schemas.grammar import Grammar
from packager.schemas.svg11 import svg11_grammar
from packager.schemas.xhtml11 import drawing_grammar
from tests.books import packed, sound_files_2

_SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>'
    '<div xmlns:h="http://www.w3.org/1999/xhtml" xmlns:o="http://www.idpf.org/2007/ops">'
)


def lines_of(text: str, mode: str) -> list[int | None]:
    """Return the lines of the findings RSC-005 of an EPUB 2 document."""
    report = check(text.encode(), name=f"d.{mode}", mode=mode, version="2")
    return sorted({f.line for f in report.findings if f.id == "RSC-005"}, key=lambda n: n or 0)


# Each with the lines at fault; the drawing's first child is on line 2.
DRAWINGS = [
    ("<rect width='1' height='1'/>\n<rect/>", [3]),
    ("<g>\n<foo/>\n</g>", [3]),
    ("<g id='a'/>\n<g id='1a'/>\n<g class=''/>\n<g lang='en'/>", [3, 4, 5]),
    ("<use xlink:href='x'/>\n<use href='x'/>", [3]),
    ("<a xlink:href='x' xlink:show='new'/>\n<a xlink:href='x' xlink:show='embed'/>", [3]),
    ("<g fill='no colour'/>\n<g fill-rule=' evenodd '/>\n<g fill-rule='odd'/>", [4]),
    ("<g preserveAspectRatio='none'/>\n<view preserveAspectRatio='xMidYMid meet'/>", [2]),
    ("<text>a<tspan>b</tspan></text>\n<tspan/>", [3]),
    ("<g>\n<title/><g/><title/>\n</g>\n<rect width='1' height='1'><set attributeName='x'/>\n"
     "<title/></rect>", [6]),
    ("<font horiz-adv-x='1'>\n<font-face/><missing-glyph/><glyph/></font>\n"
     "<font horiz-adv-x='1'>\n<glyph/></font>", [5]),
    ("<filter><feComponentTransfer>\n<feFuncR type='gamma'/><feFuncA type='gamma'/>\n"
     "<feFuncG type='gamma'/></feComponentTransfer></filter>", [4]),
    ("<filter>\n<feDiffuseLighting/></filter>", [3]),
    ("<q:x xmlns:q='urn:q'>text<g/></q:x>\n<g xmlns:q='urn:q' q:x='1'/>", []),
    ("<g xmlns:e='http://www.idpf.org/2007/ops' e:type='a'/>\n<g xml:space='keep'/>", [2, 3]),
    ("<g id='a'/>\n<g id='a'/>", [2, 3]),
]  # fmt: skip
PAGES = [
    (f"<svg {_SVG}>\n<foreignObject width='1' height='1'><h:p>a</h:p></foreignObject></svg>", []),
    (f"<svg {_SVG}>\n<foreignObject width='1' height='1'>\n<h:p><h:p/></h:p>\n<g/>"
     "</foreignObject></svg>", [3, 4]),
    (f"<svg {_SVG}>\n<h:p>a</h:p>\n<g xmlns:q='urn:q' q:x='1'><q:y/></g></svg>", [2]),
    ("<p xmlns:q='urn:q'>a</p>\n<p xmlns:q='urn:q' q:x='1'>a</p>", [2]),
    ("<o:switch>\n<o:case required-namespace='urn:q'><q xmlns='urn:q'/></o:case>\n"
     "<o:default><p>a</p></o:default></o:switch>", []),
    ("<o:switch>\n<o:case><q xmlns='urn:q'/></o:case>\n<o:default><p>a</p></o:default></o:switch>",
     [2]),
    ("<o:switch>\n<o:default><p>a</p></o:default></o:switch>", [2]),
]  # fmt: skip
# What the level of a DTBook holds; its first child is on line 2.
TEXTS = [
    ("<h1>a</h1>\n<p>b</p>", []),
    ("<p>b</p>\n<h1>a</h1>", [4]),
    ("<h1>a</h1>\n<h2>b</h2>\n<p/>", [3]),
    ("<p style='x'>a</p>\n<p id='1a'/>\n<p showin='bxx'/>\n<p xmlns:q='q' q:x='1'/>", [2, 3, 5]),
    ("text\n<p/>", [2]),
    ("<p>a<p>b</p></p>\n<p>a<list type='ul'><li>b</li></list></p>", [2]),
    ("<list type='ul'>\n<li/>\n</list>\n<list type='dl'>\n<li/></list>\n<list type='ol'/>", [5, 7]),
    ("<table>\n<tr><td/></tr>\n<pagenum id='p1'>1</pagenum>\n</table>", [4]),
    ("<pagenum>1</pagenum>\n<pagenum id='p2' page='special'>2</pagenum>", [2]),
    ("<img src='a.png'/>\n<img src='cover.png' alt='a'/>", [2]),
    ("<note id='n'><p>a</p></note>\n<note><p>a</p></note>\n<p><noteref>1</noteref></p>", [3, 4]),
    ("<level2>\n<p/></level2>\n<level3><p/></level3>", [4]),
    ("<p>a</p>\n<p xmlns='http://www.w3.org/1999/xhtml'>b</p>", [3]),
    ("<poem><title>a</title><line>b<linenum>1</linenum></line></poem>\n<poem><p/></poem>", [3]),
    ("<p><bdo dir='ltr'>a</bdo></p>\n<p><bdo>a</bdo></p>", [3]),
]  # fmt: skip


def talking_book(level: str) -> bytes:
    """Return a sound EPUB 2 whose spine ends with a DTBook of one level."""
    files = sound_files_2()
    opf = files["EPUB/content.opf"].decode()
    item = '<item id="d" href="talking.xml" media-type="application/x-dtbook+xml"/></manifest>'
    opf = opf.replace("</manifest>", item).replace("</spine>", '<itemref idref="d"/></spine>')
    files["EPUB/content.opf"] = opf.encode()
    files["EPUB/talking.xml"] = (
        '<dtbook xmlns="http://www.daisy.org/z3986/2005/dtbook/" version="2005-2"><head/><book>'
        f"<bodymatter><level1>{level}</level1></bodymatter></book></dtbook>"
    ).encode()
    return packed(files)


@pytest.mark.parametrize(("level", "lines"), TEXTS)
def test_faults_of_a_dtbook_are_where_epubcheck_finds_them(level: str, lines: list[int]) -> None:
    found = check(talking_book(f"\n{level}\n"), name="book.epub").findings
    model = {f.line for f in found if f.id == "RSC-005" and f.path == "EPUB/talking.xml"}
    assert sorted(model, key=lambda line: line or 0) == lines


@pytest.mark.parametrize(
    ("inside", "ids"),
    [
        ("<p><a href='missing.xhtml'>a</a></p>", {"RSC-007"}),
        ("<p><a href='chapter.xhtml#nothing'>a</a></p>", {"RSC-012"}),
        ("<p><a href='https://example.org/'>a</a></p>", {"RSC-006"}),
        ("<p id='a'><a href='#a'>a</a></p>", {"RSC-032"}),
        ("<img src='' alt='a'/>", {"RSC-032"}),
        ("<img src='cover.png#x' alt='a'/>", {"RSC-009"}),
        ("<img src='cover.png?x' alt='a'/>", {"RSC-033"}),
    ],
)
def test_references_of_a_dtbook_are_judged_as_epubcheck_does(inside: str, ids: set[str]) -> None:
    """EPUBCheck takes a link of a DTBook for a resource: it may not even lead to itself."""
    found = check(talking_book(inside), name="book.epub").findings
    assert {f.id for f in found if f.severity in ("error", "warning")} == ids


@pytest.mark.parametrize(("drawing", "lines"), DRAWINGS)
def test_faults_of_a_drawing_are_where_epubcheck_finds_them(drawing: str, lines: list[int]) -> None:
    assert lines_of(f"<svg {_SVG}>\n{drawing}\n</svg>", "svg") == lines


@pytest.mark.parametrize(("body", "lines"), PAGES)
def test_faults_of_a_page_with_islands_are_where_epubcheck_finds_them(
    body: str, lines: list[int]
) -> None:
    assert lines_of(f"{_PAGE}{body}</div></body></html>", "xhtml") == lines


@pytest.mark.parametrize(
    ("make", "prefix", "count"),
    [(svg11_grammar, "svg:", 81), (drawing_grammar, "svg:", 81), (dtbook, "", 82)],
)
def test_every_element_has_a_content_that_can_be_read(
    make: Callable[[], Grammar], prefix: str, count: int
) -> None:
    """A model that names an element nobody defined would raise at the first such book."""
    grammar = make()
    assert sum(key.startswith(prefix) for key in grammar.definitions) == count
    for definition in grammar.definitions.values():
        grammar.content(definition)
