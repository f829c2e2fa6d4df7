"""Rules on the guide and the bindings, which EPUB 3 keeps for older readers.

https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.6
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check import media
from packager.check.facts import OEB, OPF, Package, Publication, Url
from packager.check.finding import Place, Problem, Severity
from packager.check.load.url import resolve
from packager.check.registry import rule
from packager.check.rules.spine_documents import content_types

_FILE = "EPUB/content.opf"
_SPEC = "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.6"
_ENTRY = 'title="On Tea" href="chapter.xhtml"'


def _to(href: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what makes the sound book's guide point elsewhere."""
    return {_FILE: ((_ENTRY, f'title="On Tea" href="{href}"'),)}


def _references(package: Package) -> Iterator[tuple[Url, Place]]:
    for reference in package.named(f"{{{OPF}}}reference", f"{{{OEB}}}reference"):
        href = reference.get("href")
        if href is not None:
            yield resolve(href, package.path), package.place(reference)


@rule("OPF-031", sees=Publication, spec=_SPEC, bad=_to("a.xhtml"))
def guide_in_manifest(book: Publication) -> Iterator[Problem]:
    """What the guide points to is in the manifest."""
    for url, place in _references(book.package):
        if (url.path or url.absolute) not in book.package.by_key:
            yield Problem(place, f"{url.written!r} is not in the manifest; list it")


@rule("OPF-032", sees=Publication, spec=_SPEC, bad=_to("style.css"))
def guide_to_content(book: Publication) -> Iterator[Problem]:
    """The guide points to content documents."""
    package = book.package
    for url, place in _references(package):
        item = package.by_key.get(url.path)
        if item is None or item.media_type in content_types(package):
            continue
        if not (package.version == "2" and item.media_type == "text/html"):
            yield Problem(place, f"{item.path} is no content document; point to one")


@rule("RSC-032", sees=Publication, spec=_SPEC, bad=_to("toc.ncx"))
def guide_to_core(book: Publication) -> Iterator[Problem]:
    """What the guide points to is of a type that every reader knows."""
    package = book.package
    known = media.IMAGES | media.STYLES | content_types(package) - {"application/x-dtbook+xml"}
    for url, place in _references(package):
        item = package.by_key.get(url.path)
        if url.path == package.path:
            yield Problem(place, f"{url.written!r} is the package document; point to a text")
        elif item is not None and (
            item.media_type not in known or item.media_type.startswith("text/x-oeb1-document")
        ):
            yield Problem(place, f"{item.path} is {item.media_type!r}; point to a text")


@rule("RSC-007", sees=Publication, spec=_SPEC, bad=_to("a.xhtml"))
def guide_found(book: Publication) -> Iterator[Problem]:
    """What the guide points to is in the book."""
    for url, place in _references(book.package):
        if not url.is_local or url.path in book.package.by_key or url.path == book.package.path:
            continue
        # As for links, EPUBCheck 5.3.0 misses an undeclared file where a fragment follows.
        if url.path not in book.archive or url.fragment:
            yield Problem(place, f"{url.path} is not in the book, or not in its manifest")


@rule("RSC-008", sees=Publication, spec=_SPEC, bad={_FILE: (
    (_ENTRY, 'title="On Tea" href="more.xhtml"'),
), "EPUB/more.xhtml": b"<html/>"})  # fmt: skip
def guide_declared(book: Publication) -> Iterator[Problem]:
    """A file of the book that the guide points to is in the manifest."""
    for url, place in _references(book.package):
        path = url.path
        if path == book.package.path:
            continue
        is_there = url.is_local and path in book.archive and not url.fragment
        if is_there and path not in book.package.by_key:
            yield Problem(place, f"{path} is not in the manifest; list it")


@rule("RSC-006", sees=Publication, spec=_SPEC, bad=_to("http://a.example/"))
def guide_inside(book: Publication) -> Iterator[Problem]:
    """The guide points to files of the book, not into the web."""
    for url, place in _references(book.package):
        if url.is_remote:
            yield Problem(place, f"{url.written!r} is not in the book; point to a file of it")


@rule("RSC-012", sees=Publication, spec=_SPEC, bad=_to("chapter.xhtml#nothing"))
def guide_fragment(book: Publication) -> Iterator[Problem]:
    """The place in a file that the guide names is there."""
    for url, place in _references(book.package):
        summary = book.summaries.get(url.path)
        if url.fragment and summary is not None and url.fragment not in summary.ids:
            yield Problem(place, f"{url.written!r} names an id that is not there")


@rule("RSC-020", sees=Package, spec=_SPEC, bad=_to("a b.xhtml"))
def guide_urls_valid(package: Package) -> Iterator[Problem]:
    """The URLs of the guide are valid."""
    for url, place in _references(package):
        if url.trouble:
            yield Problem(place, f"{url.written!r} is no valid URL: {url.trouble}")


@rule("RSC-026", sees=Package, spec=_SPEC, bad=_to("../../chapter.xhtml"))
def guide_urls_inside(package: Package) -> Iterator[Problem]:
    """The URLs of the guide stay inside the book."""
    for url, place in _references(package):
        if url.leaks and package.book is not None:
            yield Problem(place, f"{url.written!r} leads out of the book; write a relative URL")


@rule("RSC-033", sees=Package, spec=_SPEC, bad=_to("chapter.xhtml?a=b"))
def guide_no_queries(package: Package) -> Iterator[Problem]:
    """The URLs of the guide have no query."""
    for url, place in _references(package):
        if url.is_local and url.query is not None:
            yield Problem(place, f"{url.written!r} has a query; leave it out")


@rule(
    "RSC-017",
    sees=Package,
    severity=Severity.WARNING,
    spec=_SPEC,
    bad={_FILE: (("</guide>", '<reference type="text" title="A" href="chapter.xhtml"/></guide>'),)},
)
def guide_distinct(package: Package) -> Iterator[Problem]:
    """The guide has no two entries of one type that point to the same place."""
    groups: dict[tuple[str, str], list[Place]] = {}
    for reference in package.named(f"{{{OPF}}}reference"):
        key = ((reference.get("type") or "").strip(), (reference.get("href") or "").strip())
        groups.setdefault(key, []).append(package.place(reference))
    for (type_, href), places in groups.items():
        for place in places if len(places) > 1 else ():
            yield Problem(place, f"{type_!r} to {href!r} is there twice; leave one")


@rule(
    "RSC-017",
    sees=Package,
    severity=Severity.WARNING,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-pkg-bindings",
    bad={
        _FILE: (
            (
                "</package>",
                '<bindings><mediaType media-type="a/b" handler="notes"/></bindings></package>',
            ),
        )
    },
)
def bindings_deprecated(package: Package) -> Iterator[Problem]:
    """The package has no ``bindings``: EPUB has dropped them and no reader follows them."""
    for element in package.named(f"{{{OPF}}}bindings"):
        yield Problem(package.place(element), "bindings are dropped from EPUB; leave them out")
