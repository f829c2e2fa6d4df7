"""Sound books of EPUB's extensions: a dictionary, an index, a book for schools, a preview.

https://idpf.org/epub/profiles/
"""

# ruff: noqa: E501 - markup reads better unbroken
from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.differential.books import (
    CONTAINER,
    METADATA,
    PNG,
    item_line,
    package_text,
    page,
    zipped,
)

_NAV = """<nav epub:type="toc" id="toc"><h1>Contents</h1><ol><li><a href="one.xhtml">One</a></li>
<li><a href="two.xhtml">Two</a></li></ol></nav>"""
_ITEMS = (
    item_line("nav", "nav.xhtml", more=' properties="nav"')
    + item_line("one", "one.xhtml")
    + item_line("two", "two.xhtml")
    + item_line("cup", "cup.png", "image/png")
)
_SPINE = '    <itemref idref="one"/>\n    <itemref idref="two"/>\n'


def _book(  # noqa: PLR0913 - a book has that many parts
    metadata: str,
    one: str,
    two: str,
    *,
    items: str = "",
    more: str = "",
    nav: str = _NAV,
    spine: str = "",
    files: Mapping[str, str | bytes] | None = None,
) -> bytes:
    opf = package_text(METADATA + metadata, _ITEMS + items, _SPINE + spine)
    return zipped(
        {
            "META-INF/container.xml": CONTAINER.format(opf="EPUB/package.opf"),
            "EPUB/package.opf": opf.replace("</package>", f"{more}</package>"),
            "EPUB/nav.xhtml": page("Contents", nav),
            "EPUB/one.xhtml": page("One", one),
            "EPUB/two.xhtml": page("Two", two),
            "EPUB/cup.png": PNG,
            **(files or {}),
        }
    )


_ENTRIES = """<section epub:type="dictionary"><h1>A</h1>
<article id="cup"><dfn>cup</dfn> <span epub:type="part-of-speech">noun</span>
<ol epub:type="sense-list"><li><span epub:type="def">A vessel</span>
<span epub:type="tran-info">fam.</span> <span epub:type="tran">tasse</span></li></ol></article>
<article id="tea"><dfn>tea</dfn><p>A drink</p></article>
</section>"""
_KEYS = """<?xml version="1.0" encoding="UTF-8"?>
<search-key-map xmlns="http://www.idpf.org/2007/ops" xml:lang="en">
<search-key-group href="one.xhtml#cup"><match value="cup"><value value="cups"/></match></search-key-group>
<search-key-group href="one.xhtml#tea"><match value="tea"/></search-key-group>
</search-key-map>
"""


def dictionary_book() -> bytes:
    """Return a dictionary from English to French with its search key map."""
    return _book(
        "    <dc:type>dictionary</dc:type>\n    <dc:language>fr</dc:language>\n"
        '    <meta property="source-language">en</meta>\n'
        '    <meta property="target-language">fr</meta>\n'
        '    <meta property="dictionary-type">bilingual</meta>\n',
        _ENTRIES,
        "<p>About <em>the</em> dictionary.</p>",
        items=item_line(
            "keys",
            "keys.xml",
            "application/vnd.epub.search-key-map+xml",
            ' properties="search-key-map dictionary"',
        ),
        files={"EPUB/keys.xml": _KEYS},
    )


def dictionaries_book() -> bytes:
    """Return two dictionaries in one book, each a collection."""
    collection = """  <collection role="dictionary">
    <metadata>
      <meta property="source-language">{}</meta>
      <meta property="target-language">{}</meta>
    </metadata>
    <link href="keys-{}.xml"/>
    <link href="{}.xhtml"/>
  </collection>
"""
    type_ = "application/vnd.epub.search-key-map+xml"
    said = ' properties="search-key-map dictionary"'
    return _book(
        "    <dc:type>dictionary</dc:type>\n    <dc:language>fr</dc:language>\n",
        _ENTRIES,
        _ENTRIES.replace("cup", "tasse"),
        items=item_line("k1", "keys-1.xml", type_, said)
        + item_line("k2", "keys-2.xml", type_, said),
        more=collection.format("en", "fr", 1, "one") + collection.format("fr", "en", 2, "two"),
        files={
            "EPUB/keys-1.xml": _KEYS,
            "EPUB/keys-2.xml": _KEYS.replace("one.", "two.").replace("cup", "tasse"),
        },
    )


_INDEX_BODY = '<body epub:type="index">'
_INDEX = """<h1>Index</h1>
<section epub:type="index-headnotes"><p>Numbers are pages.</p></section>
<ul epub:type="index-entry-list">
<li epub:type="index-entry" id="e1"><span epub:type="index-term">Cups</span>, <a epub:type="index-locator" href="one.xhtml#cup">1</a>
<ul epub:type="index-entry-list"><li epub:type="index-entry"><span epub:type="index-term">blue</span> <a epub:type="index-locator" href="one.xhtml">2</a></li></ul></li>
<li epub:type="index-entry"><span epub:type="index-term">Tea</span> <span epub:type="index-xref-preferred">see <a epub:type="index-term" href="#e1">Cups</a></span>
<ul epub:type="index-locator-list"><li><a epub:type="index-locator" href="one.xhtml">3</a></li></ul></li>
</ul>"""


def index_book() -> bytes:
    """Return a book with an index."""
    nav = _NAV + (
        '\n<nav epub:type="landmarks"><ol><li><a epub:type="index" href="two.xhtml">Index</a></li>'
        "</ol></nav>"
    )
    return _book(
        "",
        '<section><h1>One</h1><p id="cup">A cup.</p></section>',
        "<p>Two</p>",
        nav=nav,
        items=item_line("index", "index.xhtml"),
        more='  <collection role="index"><link href="index.xhtml"/></collection>\n',
        spine='    <itemref idref="index"/>\n',
        files={"EPUB/index.xhtml": page("Index", _INDEX).replace("<body>", _INDEX_BODY)},
    )


def index_alone_book() -> bytes:
    """Return a publication that is an index."""
    body = page("Index", _INDEX).replace("<body>", _INDEX_BODY).replace("one.xhtml#cup", "#e1")
    opf = package_text(METADATA + "    <dc:type>index</dc:type>\n", _ITEMS, _SPINE)
    return zipped(
        {
            "META-INF/container.xml": CONTAINER.format(opf="EPUB/package.opf"),
            "EPUB/package.opf": opf,
            "EPUB/nav.xhtml": page("Contents", _NAV),
            "EPUB/one.xhtml": body,
            "EPUB/two.xhtml": body.replace("Cups", "Pots"),
            "EPUB/cup.png": PNG,
        }
    )


_LESSON = """<section epub:type="chapter"><h1>One</h1>
<p>Tea <a href="two.xhtml">is good</a>.</p>
<span epub:type="pagebreak" id="p1" title="1"></span>
<aside epub:type="sidebar"><h2>Aside</h2><p>More</p></aside>
<section epub:type="learning-objectives"><h2>Aims</h2><ol><li epub:type="learning-objective">To know tea.</li></ol></section>
</section>"""


def school_book() -> bytes:
    """Return a book of the EDUPUB profile, with pages of a printed edition."""
    nav = _NAV + (
        '\n<nav epub:type="page-list"><ol><li><a href="one.xhtml#p1">1</a></li></ol></nav>'
        '\n<nav epub:type="landmarks"><ol><li><a epub:type="bodymatter" href="one.xhtml">Start</a></li></ol></nav>'
    )
    return _book(
        '    <dc:type>edupub</dc:type>\n    <dc:source id="print">urn:isbn:9780000000002</dc:source>\n'
        '    <meta refines="#print" property="source-of">pagination</meta>\n'
        '    <meta property="schema:accessibilityFeature">tableOfContents</meta>\n',
        _LESSON,
        '<section><h1>Two</h1><figure><img src="cup.png" alt="A cup"/><figcaption>A cup</figcaption></figure>'
        "<p>Text</p></section>",
        nav=nav,
    )


def preview_book() -> bytes:
    """Return a preview publication."""
    return _book(
        '    <dc:type>preview</dc:type>\n    <dc:source id="whole">urn:uuid:11111111-5d0b-4c0e-9b7a-1d2e3f405060</dc:source>\n',
        "<section><h1>One</h1><p>A <a href='https://example.org/'>taste</a>.</p></section>",
        "<section><h1>Two</h1><p>More</p></section>",
    )


def book_with_preview() -> bytes:
    """Return a book that holds its own preview, a collection."""
    return _book(
        "",
        "<section><h1>One</h1><p>A taste.</p></section>",
        "<section><h1>Two</h1><p>More</p></section>",
        more='  <collection role="preview"><collection role="manifest"><link href="one.xhtml"/>'
        '<link href="cup.png"/></collection>\n<link href="one.xhtml"/></collection>\n',
    )


PROFILE_BOOKS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "dictionary": (dictionary_book, "dict"),
    "dictionaries": (dictionaries_book, "dict"),
    "index": (index_book, "default"),
    "index alone": (index_alone_book, "idx"),
    "school": (school_book, "edupub"),
    "preview": (preview_book, "preview"),
    "with preview": (book_with_preview, "default"),
}
