"""Rules on the package document as a whole: its version, its identifier, ids, URLs, languages.

https://www.w3.org/TR/epub-33/#sec-package-doc
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import DC, OEB, OPF, XML, Document, Element, Package, Publication, Url
from packager.check.finding import Place, Problem, Severity
from packager.check.language_tags import is_well_formed
from packager.check.load.markup import beginning
from packager.check.registry import rule
from packager.lazy_pattern import lazy_pattern

_FILE = "EPUB/content.opf"
_PACKAGE = "https://www.w3.org/TR/epub-33/#sec-package-elem"
_ID = "https://www.w3.org/TR/epub-33/#attrdef-package-unique-identifier"


@rule("OPF-001", sees=Package, spec=_PACKAGE, bad={_FILE: ((' version="3.0"', ""),)})
def package_version(package: Package) -> Iterator[Problem]:
    """The package says its version: ``3.0`` for every EPUB 3, ``2.0`` for EPUB 2.

    There is no other value: EPUB 3.1 to 3.3 are written ``3.0``.
    """
    if package.book is not None and package.refused:
        yield Problem(
            Place(package.path), f'{package.refused}; write version="3.0" on the package element'
        )


@rule("OPF-048", sees=Package, spec=_ID, bad={_FILE: ((' unique-identifier="id"', ""),)})
def unique_identifier_named(package: Package) -> Iterator[Problem]:
    """The package names, by ``unique-identifier``, which ``dc:identifier`` is the book's own."""
    if package.root is None or not _is_package(package):
        return
    for element in package.named(str(package.root.tag)):
        if not (element.get("unique-identifier") or "").strip():
            yield Problem(
                package.place(element), "has no unique-identifier; name the id of a dc:identifier"
            )


def _is_package(package: Package) -> bool:
    return package.root is not None and str(package.root.tag) in (
        f"{{{OPF}}}package",
        f"{{{OEB}}}package",
    )


def _identifier_ids(package: Package) -> set[str]:
    return {(element.get("id") or "").strip() for element in package.dc("identifier")}


def _before_the_fault(package: Package) -> tuple[str, set[str]]:
    """Return the same of what can be read of a damaged package: its first elements."""
    data = package.archive.bytes_of(package.path) if package.archive is not None else None
    root = None if data is None else beginning(data, package.markup)
    if root is None:
        return "", set()
    ids = {(e.get("id") or "").strip() for e in root.iter(f"{{{DC}}}identifier")}
    return (root.get("unique-identifier") or "").strip(), ids


@rule(
    "OPF-030",
    sees=Package,
    spec=_ID,
    bad={_FILE: (('unique-identifier="id"', 'unique-identifier="uid"'),)},
)
def unique_identifier_found(package: Package) -> Iterator[Problem]:
    """What ``unique-identifier`` names is the id of an element of the metadata.

    Readers keep notes and places under this identifier.
    """
    if package.book is None:
        return
    name, ids = package.unique_identifier, _identifier_ids(package)
    if package.root is None:
        name, ids = _before_the_fault(package)
        if package.refused or not name:
            return
    if name not in ids:
        yield Problem(
            Place(package.path), f"unique-identifier names {name!r}, which is no dc:identifier's id"
        )


@rule(
    "RSC-005",
    sees=Package,
    versions=("3",),
    spec=_ID,
    bad={_FILE: (('unique-identifier="id"', 'unique-identifier="title"'),)},
)
def unique_identifier_is_identifier(package: Package) -> Iterator[Problem]:
    """The element that ``unique-identifier`` names is a ``dc:identifier``."""
    if package.root is None or not _is_package(package):
        return
    name = package.root.get("unique-identifier")
    if name is not None and name.strip() not in _identifier_ids(package):
        yield Problem(
            package.place(package.root), f"unique-identifier names {name!r}, no dc:identifier's id"
        )


@rule(
    "OPF-047",
    sees=Package,
    severity=Severity.USAGE,
    versions=("2",),
    bad={
        _FILE: (
            (
                '<package xmlns="http://www.idpf.org/2007/opf" version="2.0"',
                '<package xmlns="http://openebook.org/namespaces/oeb-package/1.0/"',
            ),
        )
    },
)
def package_oebps(package: Package) -> Iterator[Problem]:
    """The package is written as OPF 2, not in the form of OEBPS 1.2 that came before."""
    if package.root is not None and str(package.root.tag).startswith(f"{{{OEB}}}"):
        yield Problem(package.place(package.root), "is written in the form of OEBPS 1.2")


@rule(
    "RSC-005",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#attrdef-id",
    bad={_FILE: (('id="author"', 'id="title"'),)},
)
def package_ids_distinct(package: Package) -> Iterator[Problem]:
    """No two elements of the package document have the same id."""
    seen: dict[str, list[Element]] = {}
    for element in package.orders:
        id_ = element.get("id")
        if id_ is not None:
            seen.setdefault(id_.strip() if package.version == "3" else id_, []).append(element)
    for id_, elements in seen.items():
        for element in elements if len(elements) > 1 else ():
            yield Problem(
                package.place(element),
                f"the id {id_!r} is there more than once; give each its own",
            )


def _languages(document: Document) -> Iterator[tuple[str, Place]]:
    for element in document.orders:
        value = element.get(f"{{{XML}}}lang")
        if value:
            yield value, document.place(element)
    if isinstance(document, Package):
        for element in document.named(f"{{{DC}}}language"):
            text = (element.text or "").strip(" \t\r\n")  # a no-break space belongs to the tag
            if text.strip():
                yield text, document.place(element)
        for link in document.links:
            value = link.element.get("hreflang")
            if value:
                yield value, link.place


@rule(
    "OPF-092",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-opf-dclanguage",
    bad={_FILE: (("<dc:language>en<", "<dc:language>a-value<"),)},
)
def package_languages(package: Package) -> Iterator[Problem]:
    """Language tags are well-formed, such as ``en`` or ``zh-Hant-TW``.

    By them readers choose fonts, hyphenation and the voice that reads aloud.
    """
    for tag, place in _languages(package):
        if not is_well_formed(tag):
            yield Problem(place, f"the language is {tag!r}; give a BCP 47 tag such as 'en'")


_AUTHORITY = lazy_pattern(r"\s*[A-Za-z][-+.\w]*://([^/?#]*)")
_NO_URI = lazy_pattern(r'["<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})')


@rule(
    "RSC-016",
    sees=Package,
    severity=Severity.FATAL,
    versions=("3",),
    spec="https://www.rfc-editor.org/rfc/rfc3986#section-2",
    bad={_FILE: (('href="notes.xhtml"', 'href="notes^1.xhtml"'),)},
)
def item_urls_readable(package: Package) -> Iterator[Problem]:
    """No item's URL has characters that URIs do not know: tools that resolve it stop there.

    EPUBCheck itself does: of the rules on the package document some are left untried then.
    """
    # Only what looks for the items that metadata refine resolves their URLs so
    for item in package.items if "refines" in package.attributes else ():
        written = item.url.written
        authority = _AUTHORITY.match(written)
        rest = written[authority.end() :] if authority else written
        hostless = item.url.is_remote and authority is not None and not item.url.absolute
        if hostless or _NO_URI.search(rest):
            text = (
                f"the URL {written!r} of an item cannot be read; percent-encode it, mend its host"
            )
            yield Problem(Place(package.path), text)
            return


def _urls(package: Package) -> Iterator[tuple[Url, Place, str]]:
    for item in package.items:
        yield item.url, item.place, "item"
    for link in package.links:
        if link.url is not None:
            yield link.url, link.place, "link"


@rule(
    "RSC-020",
    sees=Package,
    spec="https://url.spec.whatwg.org/#url-writing",
    bad={_FILE: (('href="notes.xhtml"', 'href="my notes.xhtml"'),)},
)
def package_urls_valid(package: Package) -> Iterator[Problem]:
    """The URLs of the package document are valid: spaces and the like are percent-encoded."""
    for url, place, _ in _urls(package):
        if url.trouble:
            yield Problem(place, f"{url.written!r} is no valid URL: {url.trouble}")


@rule(
    "RSC-026",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#sec-container-iri",
    bad={_FILE: (('href="notes.xhtml"', 'href="../../notes.xhtml"'),)},
)
def package_urls_inside(package: Package) -> Iterator[Problem]:
    """The URLs of the package document stay inside the book."""
    for url, place, _ in _urls(package):
        if url.leaks and package.book is not None:
            yield Problem(place, f"{url.written!r} leads out of the book; write a relative URL")


@rule(
    "RSC-029",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-data-urls",
    bad={_FILE: (('href="notes.xhtml"', 'href="data:text/plain,a"'),)},
)
def package_no_data_urls(package: Package) -> Iterator[Problem]:
    """Neither manifest nor links hold a file in a ``data:`` URL; it has to be a file."""
    for url, place, _ in _urls(package):
        if url.scheme == "data":
            yield Problem(place, "is a data: URL; put the file into the book")


@rule(
    "RSC-030",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#sec-file-urls",
    bad={_FILE: (('href="notes.xhtml"', 'href="file:///notes.xhtml"'),)},
)
def package_no_file_urls(package: Package) -> Iterator[Problem]:
    """No URL of the package points into the maker's own disk (``file:``)."""
    for url, place, _ in _urls(package):
        if url.scheme == "file":
            yield Problem(place, f"{url.written!r} is on your disk; put the file into the book")


@rule(
    "RSC-006",
    sees=Package,
    versions=("3",),
    spec="https://www.w3.org/TR/epub-33/#sec-file-urls",
    bad={_FILE: (('href="notes.xhtml"', 'href="file:///notes.xhtml"'),)},
)
def item_in_book(package: Package) -> Iterator[Problem]:
    """No item of the manifest lies on the maker's own disk."""
    for item in package.items:
        if package.book is not None and item.url.scheme == "file":
            yield Problem(item.place, f"{item.url.written!r} is not in the book; add the file")


@rule(
    "RSC-033",
    sees=Package,
    spec="https://www.w3.org/TR/epub-33/#sec-container-iri",
    bad={_FILE: (('href="notes.xhtml"', 'href="notes.xhtml?a=b"'),)},
)
def package_no_queries(package: Package) -> Iterator[Problem]:
    """URLs of files in the book have no query (``?…``): there is no server to ask."""
    for url, place, _ in _urls(package):
        if url.is_local and url.query is not None:
            yield Problem(place, f"{url.written!r} has a query; leave it out")


_PROFILES = {"dictionary": "dict", "edupub": "edupub", "index": "idx", "preview": "preview"}


@rule(
    "OPF-064",
    sees=Publication,
    severity=Severity.INFO,
    versions=("3",),
    bad={_FILE: (("</metadata>", "<dc:type>edupub</dc:type></metadata>"),)},
)
def type_profile(book: Publication) -> Iterator[Problem]:
    """A book that is a dictionary, an index, a preview or a textbook is checked as one."""
    for word, profile in _PROFILES.items():
        if word in book.package.dc_types and book.profile in ("default", profile):
            yield Problem(
                Place(book.package.path), f"is of type {word!r}, so profile {profile} applies"
            )


@rule("PKG-023", sees=Package, severity=Severity.USAGE, versions=("2",))
def profile_of_epub_3(package: Package) -> Iterator[Problem]:
    """The profiles of checks are of EPUB 3; an EPUB 2 is checked without."""
    if package.book is not None and package.wanted_profile != "default":
        yield Problem(Place(package.path), f"is EPUB 2; {package.wanted_profile} is not for it")
