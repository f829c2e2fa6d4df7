"""Small books and documents judged by a mode or a profile, each with one question of its own.

They came of trying by hand what EPUBCheck says of the extensions, of style sheets and of URLs;
its answers are stored beside (``questions.json``, written by ``--store``) and never edited.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tests.differential.areas import area_books
from tests.differential.books import page
from tests.differential.compare import Case, Judged
from tests.differential.small import book

_SCHOOL = Judged("xhtml", "3", "edupub")
_INDEX = Judged("xhtml", "3", "idx")
_NAV = Judged("nav", "3")
_OPF = Judged("opf", "3")

_SECTION = "<section><h2>b</h2></section>"
_SECTIONS = (
    f"<h1>a</h1>{_SECTION}<p>x</p>",
    f"<article><h1>a</h1>{_SECTION}<p>x</p></article>",
    f"<h1>a</h1><div>{_SECTION}<p>x</p></div>",
    f"<p>x</p>{_SECTION}",
    "<h1>a</h1><h1>b</h1>",
    "<section><h1>a</h1><aside><h2>b</h2></aside></section>",
    "<section><h1>a</h1><figure><h1>b</h1></figure></section>",
    "<section><h2>a</h2><section><h3>b</h3></section></section>",
    "<section><h2>a</h2><section><h2>b</h2></section></section>",
    "<section><h2>a</h2></section><section><h1>a</h1></section>",
    "<section aria-label='x'><section><h2>b</h2></section></section>",
    "<aside><h2>a</h2></aside>",
    "<aside><h1>a</h1></aside>",
    "<aside><h1>a</h1></aside><section><h1>b</h1></section>",
    "<article><h2>x</h2></article><h1>y</h1>",
    "<section><h5>a</h5><section><h6>a</h6><section><h5>a</h5></section></section></section>",
    "<section><p role='heading' aria-level='3'>x</p><section><h4>x</h4></section></section>",
    "<section><h1><img src='x.png' alt='a'/></h1></section>",
    "<section><h1><b><img src='x.png' alt='a'/></b></h1></section>",
    "<section aria-label='a'><h1> a </h1></section>",
    "<section aria-label=''><h1>a</h1></section>",
    "<section aria-label='b'><aside><h2>b</h2></aside><h1>a</h1></section>",
    "<article><p>a</p></article>",
    "<h1>x</h1><ul epub:type='keywords'><li>x</li></ul>",
    "<h1>x</h1><ul epub:type='foo keywords'><li>x</li></ul>",
    "<h1>x</h1><p epub:type='subtitle'>x</p>",
    "<div><p epub:type='subtitle'>x</p></div><h1>x</h1>",
)
_TERM = '<span epub:type="index-term">t</span>'
_LOCATOR = '<a epub:type="index-locator" href="x.xhtml">1</a>'
_LIST = f'<ul epub:type="index-entry-list"><li>{_TERM}{_LOCATOR}</li></ul>'
_ENTRIES = (
    f"{_TERM}{_LOCATOR}",
    f"<p>{_TERM}</p>{_LOCATOR}",
    f'{_TERM}<a href="x">1</a>',
    f'{_TERM}<ul epub:type="index-locator-list"><li><a href="x">1</a></li></ul>',
    f'{_TERM}{_LOCATOR}<ul epub:type="index-locator-list"><li>{_LOCATOR}</li></ul>',
    f'{_TERM}<span epub:type="index-locator-range">{_LOCATOR * 3}</span>',
    f'{_TERM}<span epub:type="index-editor-note">{_LOCATOR}</span>',
    f'{_TERM}<span epub:type="index-xref-related"><b><i epub:type="index-term">x</i></b></span>',
    f'<h2 epub:type="index-term">t</h2>{_LOCATOR}',
    f'{_TERM}{_LOCATOR}<a href="x" epub:type="index-term-category">x</a>',
    f"{_TERM}{_LIST}{_LIST}",
    f"{_TERM}{_LOCATOR}<ul><li>x</li></ul>",
)
_INDEXES = (
    _LIST,
    _LIST + _LIST,
    f"<ul><li>{_TERM}{_LOCATOR}</li></ul>",
    f'<ul epub:type="foo"><li>{_TERM}{_LOCATOR}</li></ul>',
    f'<section epub:type="index-group"><h2>A</h2>{_LIST}</section>',
    f'<section epub:type="index-group"><h2>A</h2>{_LIST}</section>{_LIST}',
    f'<div epub:type="index-headnotes"><p>x</p></div>{_LIST}',
    f"<h2>x</h2><h2>y</h2>{_LIST}",
    '<ul epub:type="index-entry-list"></ul>',
)
_TOC = '<nav epub:type="toc"><ol><li><a href="one.xhtml">One</a></li></ol></nav>'
_HEADINGS = (
    "<h1/>",
    "<div><h2> </h2></div>",
    "<h1>\u00a0</h1>",
    "<h1 aria-label='x'/>",
    "<h1><b><img src='x.png' alt='x'/></b></h1>",
)
_SHEETS = (
    "p{background:url()} a{b:c(d)}",
    "p{background:url(a b.png)}",
    "p{background:url(a'b.png)}",
    "p{background:image-set(url(a.png) 1x)}",
    "@namespace x url(a.png);",
    "@document url(a.png){p{a:b}}",
    '@import "";',
    "@import url(a.css) layer(x) screen;",
    "p{--x:}",
    "@media print{@media screen{p{background:url(a.png)}}}",
    "@media print{p{a:b};}",
    "@font-face{font-family:x;src:url(a.woff),url(b.woff)}",
    "p{a:b}} q{background:url(a.png)}",
)
_HREFS = (
    "foo\\bar.xhtml",
    "http://",
    "/absolute.xhtml",
    "a b.xhtml",
    "http://[bad",
    "%zz",
    "a^b",
    "file:///x",
    "a{b}",
    "a?b",
    "#",
)


def _files() -> Iterator[tuple[str, str | bytes, Judged]]:
    for body in _SECTIONS:
        yield f"school: {body}", page("T", body), _SCHOOL
    for entry in _ENTRIES:
        made = f'<ul epub:type="index-entry-list"><li>{entry}</li></ul>'
        yield f"entry: {entry}", page("T", _indexed(made)), _INDEX
    for index in _INDEXES:
        yield f"index: {index}", page("T", _indexed(index)), _INDEX
        yield f"index in a school book: {index}", page("T", _indexed(index)), _SCHOOL
    for heading in _HEADINGS:
        yield f"nav: {heading}", page("T", _TOC + heading), _NAV
        yield f"nav of a book: {heading}", book(nav=_TOC + heading), Judged()
    for css in _SHEETS:
        item = '<item id="c" href="s.css" media-type="text/css"/>'
        link = '<link rel="stylesheet" href="s.css"/>'
        yield f"sheet: {css}", book(head=link, items=item, files={"O/s.css": css}), Judged()
    for href in _HREFS:
        item = f'<item id="x" href="{href}" media-type="image/png"/>'
        link = f'<link rel="record" href="{href}" media-type="application/xml"/>'
        yield f"item: {href}", book(items=item), Judged()
        yield f"link: {href}", book(metadata=link), Judged()
    for name, data in area_books():
        yield name, data, Judged()


def _indexed(inner: str) -> str:
    return f'<p>x</p><section epub:type="index"><h1>i</h1>{inner}</section>'


@cache
def question_cases() -> tuple[Case, ...]:
    """Return all of them as cases, their names in the place of their faults."""
    return tuple(
        Case(number, name, (), data if isinstance(data, bytes) else data.encode(), judged)
        for number, (name, data, judged) in enumerate(_files())
    )
