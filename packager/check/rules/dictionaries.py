"""Rules of EPUB Dictionaries and Glossaries. https://idpf.org/epub/dict/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packager.check.facts import DC, OPF, XHTML, Element, Package, Publication, Use, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.load.url import resolve
from packager.check.media import item_of
from packager.check.profiles import collections, has_profile, metadata_place, typed
from packager.check.references import followed
from packager.check.registry import Bad, rule

_SPEC = "https://idpf.org/epub/dict/"
_MAP_TYPE = "application/vnd.epub.search-key-map+xml"
# https://idpf.org/epub/dict/#sec-2.5.4
_TYPES = frozenset(
    "monolingual bilingual multilingual thesaurus encyclopedia spelling pronouncing "
    "etymological".split()
)
_FILE = "EPUB/content.opf"
_CHAPTER = "EPUB/chapter.xhtml"
_LANGUAGE = "<dc:language>en</dc:language>"
_CONTENT = ('<section epub:type="chapter"', '<section epub:type="dictionary"')
_MAP = (
    b'<search-key-map xmlns="http://www.idpf.org/2013/search-key-map" xml:lang="en">'
    b'<search-key-group href="%s"><match value="tea"/></search-key-group></search-key-map>'
)


def _bad(more: str = "") -> Bad:
    """Return an example: the book declares itself as a dictionary, and more in its metadata."""
    return {_FILE: ((_LANGUAGE, f"{_LANGUAGE}\n<dc:type>dictionary</dc:type>{more}"),)}


def _listing(*links: str, items: str = "") -> Bad:
    """Return an example: a collection of the package lists the files as a dictionary."""
    listed = "".join(f'<link href="{link}"/>\n' for link in links)
    collection = f'<collection role="dictionary">\n{listed}</collection>\n</package>'
    more = (("</manifest>", f"{items}</manifest>"),) if items else ()
    return {_FILE: (*more, ("</package>", collection))}


def _map_item(href: str) -> str:
    return f'<item id="{href[:-4]}" href="{href}" media-type="{_MAP_TYPE}"/>\n'


def _metas(parent: Element | None, name: str) -> list[Element]:
    if parent is None:
        return []
    metas = parent.iterchildren(f"{{{OPF}}}meta")
    return [m for m in metas if (m.get("property") or "").strip() == name and not m.get("refines")]


def _text(element: Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _holders(package: Package) -> Iterator[tuple[Element, Element | None]]:
    """Yield each dictionary of a package with its metadata: collections, else the package."""
    found = list(collections(package, "dictionary"))
    if package.root is None:
        return
    for holder in found or [package.root]:
        yield holder, holder.find(f"{{{OPF}}}metadata")


@rule("RSC-005", sees=Package, versions=("3",), spec=_SPEC)
def dictionary_type_missing(package: Package) -> Iterator[Problem]:
    """A dictionary declares the ``dc:type`` "dictionary"."""
    if (
        package.root is not None
        and has_profile(package, "dict")
        and "dictionary" not in package.dc_types
    ):
        yield Problem(metadata_place(package), "add <dc:type>dictionary</dc:type>")


@rule("RSC-005", sees=Package, versions=("3",), spec=_SPEC, bad=_bad())
def dictionary_search_key_map_missing(package: Package) -> Iterator[Problem]:
    """A book of a single dictionary has exactly one search key map for it."""
    if not has_profile(package, "dict") or list(collections(package, "dictionary")):
        return
    maps = [i for i in package.items if {"search-key-map", "dictionary"} <= set(i.properties)]
    if len(maps) != 1:
        yield Problem(
            package.place(package.root),
            f"{len(maps)} items have the properties 'search-key-map dictionary'; one has to",
        )


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_bad('\n<meta property="dictionary-type">technical</meta>'),
)
def dictionary_type_unknown(package: Package) -> Iterator[Problem]:
    """The ``dictionary-type`` is one of those that the specification lists."""
    if has_profile(package, "dict"):
        for meta in package.metas:
            if meta.property == "dictionary-type" and meta.value not in _TYPES:
                yield Problem(meta.place, f"{meta.value!r} is none of {', '.join(sorted(_TYPES))}")


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_bad('\n<meta property="target-language">en</meta>'),
)
def dictionary_languages(package: Package) -> Iterator[Problem]:
    """A dictionary declares its one source language and its target languages."""
    if not has_profile(package, "dict") or package.root is None:
        return
    shared = package.root.find(f"{{{OPF}}}metadata")
    for holder, metadata in _holders(package):
        sources = _metas(metadata, "source-language") or _metas(shared, "source-language")
        targets = _metas(metadata, "target-language") or _metas(shared, "target-language")
        place = package.place(holder)
        if not sources:
            yield Problem(place, 'add <meta property="source-language">')
        elif len(sources) > 1:
            yield Problem(place, "declares more than one source language")
        if not targets:
            yield Problem(place, 'add <meta property="target-language">')


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad=_bad('\n<meta property="source-language">fr</meta>'),
)
def dictionary_language_undeclared(package: Package) -> Iterator[Problem]:
    """The languages of a dictionary are languages of its book too (``dc:language``)."""
    if not has_profile(package, "dict"):
        return
    known = {_text(element) for element in package.named(f"{{{DC}}}language")}
    for meta in package.metas:
        if meta.property in ("source-language", "target-language") and meta.value not in known:
            yield Problem(meta.place, f"add <dc:language>{meta.value}</dc:language>")


# ------------------------------------------------------------------------------ collections


def _paths(package: Package, collection: Element) -> Iterator[str]:
    for link in collection.iterchildren(f"{{{OPF}}}link"):
        yield resolve(link.get("href") or "", package.path).path


def _kinds(package: Package, collection: Element) -> Iterator[tuple[str, str | None]]:
    """Yield the path and media type of what a collection lists; ``None`` for an unlisted file."""
    for path in _paths(package, collection):
        item = package.by_key.get(path)
        yield path, None if item is None else item.media_type


@rule("OPF-081", sees=Package, versions=("3",), spec=_SPEC, bad=_listing("words.xhtml"))
def dictionary_resource_missing(package: Package) -> Iterator[Problem]:
    """What a dictionary's collection lists is in the manifest."""
    for collection in collections(package, "dictionary"):
        for path, media_type in _kinds(package, collection):
            if media_type is None:
                yield Problem(Place(package.path), f"{path!r} is not in the manifest")


def _counted(package: Package, wanted: Iterable[int], words: str) -> Iterator[Problem]:
    for collection in collections(package, "dictionary"):
        count = sum(type_ == _MAP_TYPE for _, type_ in _kinds(package, collection))
        if count in wanted:
            yield Problem(Place(package.path), words)


@rule(
    "OPF-082",
    sees=Package,
    versions=("3",),
    spec=_SPEC,
    bad={
        **_listing("a-m.xml", "n-z.xml", items=_map_item("a-m.xml") + _map_item("n-z.xml")),
        "EPUB/a-m.xml": _MAP % b"chapter.xhtml",
        "EPUB/n-z.xml": _MAP % b"notes.xhtml",
    },
)
def dictionary_search_key_maps_many(package: Package) -> Iterator[Problem]:
    """A dictionary's collection lists one search key map."""
    return _counted(package, range(2, 10_000), "the collection lists several search key maps")


@rule("OPF-083", sees=Package, versions=("3",), spec=_SPEC, bad=_listing("chapter.xhtml"))
def dictionary_search_key_map_unlisted(package: Package) -> Iterator[Problem]:
    """A dictionary's collection lists a search key map."""
    return _counted(package, (0,), "the collection lists no search key map")


@rule("OPF-084", sees=Package, versions=("3",), spec=_SPEC, bad=_listing("style.css"))
def dictionary_resource_foreign(package: Package) -> Iterator[Problem]:
    """A dictionary's collection lists XHTML documents and its search key map only."""
    for collection in collections(package, "dictionary"):
        for path, media_type in _kinds(package, collection):
            if media_type not in (None, _MAP_TYPE, "application/xhtml+xml"):
                yield Problem(Place(package.path), f"{path!r} is {media_type!r}")


@rule(
    "OPF-080",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_SPEC,
    bad={
        _FILE: (("</manifest>", f"{_map_item('keys.map')}</manifest>"),),
        "EPUB/keys.map": _MAP % b"chapter.xhtml",
    },
)
def search_key_map_suffix(package: Package) -> Iterator[Problem]:
    """The name of a search key map ends with ``.xml``."""
    for item in package.items:
        if item.media_type == _MAP_TYPE and item.path and not item.path.endswith(".xml"):
            yield Problem(item.place, f"rename {item.path!r} to end with .xml")


# ---------------------------------------------------------------------------------- content


@rule("OPF-078", sees=Publication, versions=("3",), spec=_SPEC, bad=_bad())
def dictionary_content_missing(book: Publication) -> Iterator[Problem]:
    """A dictionary has a document with dictionary content, each of several one of its own."""
    if not has_profile(book, "dict"):
        return
    holding = {p for p, summary in book.summaries.items() if "type:dictionary" in summary.features}
    for collection in collections(book.package, "dictionary"):
        if holding.isdisjoint(_paths(book.package, collection)):
            holding = set()
    if not holding:
        yield Problem(Place(book.package.path), 'no document has epub:type "dictionary"')


@rule("OPF-078", sees=Package, versions=("3",), spec=_SPEC)
def dictionary_unreadable(package: Package) -> Iterator[Problem]:
    """A dictionary's package document can be read; else nobody finds its content."""
    if package.root is None and package.book is not None and has_profile(package, "dict"):
        yield Problem(Place(package.path), "no content is found: the package cannot be read")


@rule(
    "OPF-079",
    sees=Xhtml,
    severity=Severity.WARNING,
    versions=("3",),
    spec=_SPEC,
    bad={_CHAPTER: (_CONTENT,)},
)
def dictionary_type_undeclared(document: Xhtml) -> Iterator[Problem]:
    """A book with dictionary content declares the ``dc:type`` "dictionary"."""
    if document.book is not None and "dictionary" not in document.book.package.dc_types:
        for element in typed(document, "dictionary"):
            yield Problem(document.place(element), "add <dc:type>dictionary</dc:type>")


@rule("RSC-005", sees=Xhtml, versions=("3",), spec=_SPEC, bad={**_bad(), _CHAPTER: (_CONTENT,)})
def dictionary_articles(document: Xhtml) -> Iterator[Problem]:
    """A dictionary consists of ``article`` elements, one for each entry."""
    if has_profile(document, "dict"):
        for element in typed(document, "dictionary"):
            if element.find(f"{{{XHTML}}}article") is None:
                yield Problem(document.place(element), "put each entry into an <article>")


@rule(
    "RSC-005",
    sees=Xhtml,
    versions=("3",),
    spec=_SPEC,
    bad={
        **_bad(),
        _CHAPTER: (
            _CONTENT,
            ("<p>Tea wants patience.", "<article><p>tea: a drink</p></article><p>Patience."),
        ),
    },
)
def dictionary_terms(document: Xhtml) -> Iterator[Problem]:
    """An entry of a dictionary names its term by ``dfn``."""
    if not has_profile(document, "dict"):
        return
    for element in typed(document, "dictionary"):
        for article in element.iterchildren(f"{{{XHTML}}}article"):
            terms = article.iter(f"{{{XHTML}}}dfn")
            if all(next(t.iterancestors(f"{{{XHTML}}}aside"), None) is not None for t in terms):
                yield Problem(document.place(article), "mark the term with <dfn>")


@rule(
    "RSC-021",
    sees=Publication,
    versions=("3",),
    spec=_SPEC,
    bad={
        _FILE: (("</manifest>", f"{_map_item('keys.xml')}</manifest>"),),
        "EPUB/keys.xml": _MAP % b"nav.xhtml",
    },
)
def search_key_outside_spine(book: Publication) -> Iterator[Problem]:
    """A search key map leads to documents of the spine."""
    spine = book.spine_order
    for reference in followed(book):
        if reference.use is Use.SEARCH_KEY:
            item = item_of(book, reference.url)
            if item is not None and item.path not in spine:
                text = f"{item.path!r} is not in the spine"
                yield Problem(reference.place, text, subject=item.path)
