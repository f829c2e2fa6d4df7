"""EPUB 2's drawings and ``ops:switch``: faults on the lines where EPUBCheck 5.3.0 has RSC-005."""

from __future__ import annotations

import pytest

from packager.check import check
from packager.schemas.svg11 import svg11_grammar
from packager.schemas.xhtml11 import drawing_grammar

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


@pytest.mark.parametrize(("drawing", "lines"), DRAWINGS)
def test_faults_of_a_drawing_are_where_epubcheck_finds_them(drawing: str, lines: list[int]) -> None:
    assert lines_of(f"<svg {_SVG}>\n{drawing}\n</svg>", "svg") == lines


@pytest.mark.parametrize(("body", "lines"), PAGES)
def test_faults_of_a_page_with_islands_are_where_epubcheck_finds_them(
    body: str, lines: list[int]
) -> None:
    assert lines_of(f"{_PAGE}{body}</div></body></html>", "xhtml") == lines


@pytest.mark.parametrize("make", [svg11_grammar, drawing_grammar])
def test_every_element_of_svg_1_1_has_a_content_that_can_be_read(make: object) -> None:
    """A model that names an element nobody defined would raise at the first such book."""
    grammar = make()  # type: ignore[operator]
    drawn = {key for key in grammar.definitions if key.startswith("svg:")}
    assert len(drawn) == 81
    for definition in grammar.definitions.values():
        grammar.content(definition)
