"""The references of a page that can be read off its start tags, without a look at the tree.

Most links of many books lead to notes of the same page and back. Those are counted; they become
references when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, overload

from packager.check.facts import XHTML, Document, Reference, Url, Use, Xhtml
from packager.check.finding import Place
from packager.check.load.url import resolve

if TYPE_CHECKING:
    from packager.schemas.quick import Tag

_H = f"{{{XHTML}}}"
_A = _H + "a"
# https://html.spec.whatwg.org/multipage/indices.html#attributes-3
ATTRIBUTES: tuple[tuple[str, str, Use], ...] = (
    ("a", "href", Use.HYPERLINK),
    ("area", "href", Use.HYPERLINK),
    ("script", "src", Use.SCRIPT),
    ("img", "src", Use.IMAGE),
    ("img", "longdesc", Use.LONGDESC),
    ("input", "src", Use.IMAGE),
    ("audio", "src", Use.AUDIO),
    ("video", "src", Use.VIDEO),
    ("video", "poster", Use.POSTER),
    ("track", "src", Use.TRACK),
    ("iframe", "src", Use.IFRAME),
    ("object", "data", Use.OBJECT),
    ("embed", "src", Use.EMBED),
    ("blockquote", "cite", Use.CITE),
    ("q", "cite", Use.CITE),
    ("ins", "cite", Use.CITE),
    ("del", "cite", Use.CITE),
)
# What can be read off the tags alone: the use of href or src, and its place in the table.
_SIMPLE = {
    _H + name: (attribute, use, rank)
    for rank, (name, attribute, use) in enumerate((*ATTRIBUTES, ("link", "href", Use.LINK)))
    if attribute in ("href", "src") and use not in (Use.AUDIO, Use.VIDEO)
}
# Elements and attributes that make references in other ways, or tell more of those around them.
_INVOLVED = frozenset(_H + name for name in "audio video source picture object".split())
_MORE = frozenset(["longdesc", "cite", "srcset", "altimg"])


def is_simple(document: Document) -> bool:
    """Return whether the references of a page can be read off its tags, one by one."""
    return (
        type(document) is Xhtml
        and "data-nav" not in document.properties
        and document.names.isdisjoint(_INVOLVED)
        and document.attributes.isdisjoint(_MORE)
        and all(name.startswith(_H) for name in document.names)
    )


class PageReferences(Sequence[Reference]):
    """The references of a simple page: those of its tags by the table's order, then ``more``.

    ``leading_out`` are those without the plain links to elements of the page itself;
    ``has_own`` says whether there are such links.
    """

    __slots__ = ("_all", "_base", "_may_leak", "_more", "_path", "_tags", "has_own", "leading_out")

    def __init__(
        self,
        document: Document,
        base: str,
        tags: tuple[tuple[int, Tag], ...],
        more: Iterable[Reference],
    ) -> None:
        self._path, self._base, self._tags = document.path, base, tags
        self._more = tuple(more)
        self._may_leak = document.archive is not None  # a document alone may lie in any folder
        self._all: tuple[Reference, ...] | None = None
        out = tags
        if base == document.path and document.ids.on_html and tags:
            ids = document.ids
            out = tuple(
                (order, tag)
                for order, tag in tags
                if tag.inner not in ids or not tag.inner or tag.shape.tag != _A
            )
        self.has_own = len(out) < len(tags)
        self.leading_out = (*self._of_tags(out), *self._more)
        if not self.has_own:
            self._all = self.leading_out

    def _everything(self) -> tuple[Reference, ...]:
        if self._all is None:
            self._all = (*self._of_tags(self._tags), *self._more)
        return self._all

    def _of_tags(self, tags: Iterable[tuple[int, Tag]]) -> Iterator[Reference]:
        """Return the references of tags, in the order of the table."""
        path = self._path
        found: list[tuple[int, Reference]] = []
        for order, tag in tags:
            shape = tag.shape
            simple = _SIMPLE.get(shape.tag)
            written = None if simple is None else tag.values.get(simple[0])
            if simple is None or written is None:
                continue
            attribute, use, rank = simple
            rel = ""
            attributes = shape.attributes
            if use is Use.LINK:
                rel = attributes.get("rel", "")
                if "stylesheet" in rel.lower().split():
                    use = Use.STYLESHEET
            url = resolve(written, self._base)
            if url.leaks and not self._may_leak:
                url = inside(url)
            declared = attributes["type"].strip() if "type" in attributes else ""
            place = Place(path, None, None, order)
            local = shape.local
            reference = Reference(
                path, use, url, place, local, attribute, declared, rel, False, None, "", order
            )
            found.append((rank, reference))
        found.sort(key=itemgetter(0))
        return (reference for _, reference in found)

    @overload
    def __getitem__(self, index: int) -> Reference: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Reference, ...]: ...
    def __getitem__(self, index: int | slice) -> Reference | tuple[Reference, ...]:
        """Return a reference, or some."""
        return self._everything()[index]

    def __iter__(self) -> Iterator[Reference]:
        """Go through all references."""
        return iter(self._everything())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._everything())


def inside(url: Url) -> Url:
    """Return the URL of a document alone, which may lie in any folder."""
    return url if url.written.strip().startswith("/") else url._replace(leaks=False)
