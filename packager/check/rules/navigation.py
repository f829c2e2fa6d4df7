"""Rules on the navigation document and the NCX beyond their content models.

https://www.w3.org/TR/epub-33/#sec-nav · https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1
"""

from __future__ import annotations

from collections.abc import Iterator

from packager.check.facts import DC, NCX, Element, Nav, Ncx, Publication, Use
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule
from packager.check.rules.overlays import target_order

_NCX_SPEC = "https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm#Section2.4.1"


@rule(
    "NAV-011",
    sees=Publication,
    severity=Severity.WARNING,
    spec="https://www.w3.org/TR/epub-33/#sec-nav-toc",
    versions=("3",),
    bad={
        "EPUB/nav.xhtml": (
            ('<li><a href="notes.xhtml">Notes</a></li>', ""),
            (
                '<li><a href="chapter.xhtml">On Tea</a>',
                '<li><a href="notes.xhtml">Notes</a></li><li><a href="chapter.xhtml">On Tea</a>',
            ),
        )
    },
)
def toc_order(book: Publication) -> Iterator[Problem]:
    """The contents list the book in its reading order.

    Readers show progress and the current chapter by it, and jump about where it does not hold.
    """
    spine = book.spine_order
    last = (-1, -1)
    for summary in book.summaries.values():
        if not issubclass(summary.kind, Nav):
            continue
        for reference in sorted(summary.references, key=lambda r: r.order):
            path = reference.url.path
            if reference.use is not Use.NAV_TOC or path not in spine or reference.url.scheme:
                continue
            position = (spine[path], target_order(book, reference))
            if position < last:
                yield Problem(
                    reference.place, f"{reference.url.written!r} comes before the entry above it"
                )
            last = position


def _label_texts(document: Ncx) -> Iterator[Element]:
    yield from document.named(f"{{{NCX}}}text")


@rule(
    "NCX-006",
    sees=Ncx,
    severity=Severity.USAGE,
    spec=_NCX_SPEC,
    bad={"EPUB/toc.ncx": (("<text>Notes</text>", "<text/>"),)},
)
def ncx_label_empty(document: Ncx) -> Iterator[Problem]:
    """A label of the NCX has a text."""
    for text in _label_texts(document):
        if not "".join(map(str, text.itertext())).strip():
            yield Problem(document.place(text), "the label is empty")


def _uids(document: Ncx) -> list[str]:
    return [
        meta.get("content") or ""
        for meta in document.named(f"{{{NCX}}}meta")
        if meta.get("name") == "dtb:uid"
    ]


def _identifier(book: Publication) -> str | None:
    for element in book.package.named(f"{{{DC}}}identifier"):
        if (element.get("id") or "").strip() == book.package.unique_identifier:
            return (element.text or "").strip()
    return None


@rule(
    "NCX-001",
    sees=Ncx,
    spec=_NCX_SPEC,
    bad={
        "EPUB/toc.ncx": (
            (
                'content="urn:uuid:5f0a3f0e-6f0b-5d0a-9c3e-0f3a5b7c9d11"',
                'content="urn:uuid:00000000-0000-4000-8000-000000000000"',
            ),
        )
    },
)
def ncx_identifier(document: Ncx) -> Iterator[Problem]:
    """The NCX carries the identifier of its book.

    A reader that keeps contents by identifier would take them for another book's.
    """
    uids = _uids(document)
    if document.book is None or not uids:
        return
    wanted = _identifier(document.book)
    if wanted is not None and uids[-1].strip() != wanted:
        yield Problem(Place(document.path), f"dtb:uid is {uids[-1]!r}, the package's {wanted!r}")


@rule(
    "NCX-004",
    sees=Ncx,
    severity=Severity.USAGE,
    spec=_NCX_SPEC,
    bad={"EPUB/toc.ncx": (('content="urn:uuid:', 'content=" urn:uuid:'),)},
)
def ncx_identifier_spaces(document: Ncx) -> Iterator[Problem]:
    """The identifier in the NCX has no spaces around it."""
    for uid in _uids(document):
        if uid != uid.strip():
            yield Problem(Place(document.path), f"dtb:uid is {uid!r}; take out the spaces")
