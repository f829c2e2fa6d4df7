"""Any HTML as a sound XHTML fragment for the body of an essay, losing no words.

What every reader uses. :func:`clean` does all of it; the steps are modules of their own:
:mod:`packager.read.sound` (elements and nesting), :mod:`packager.read.headings`,
:mod:`packager.read.anchors` (ids and links), :mod:`packager.read.pictures`.
"""

from __future__ import annotations

import re
from html import unescape

from lxml import etree

from packager import xhtml
from packager.data_classes import dataclass
from packager.html5 import parse_fragment
from packager.model import Asset, Note
from packager.read import ReadOptions, Source, anchors, headings
from packager.read.anchors import LineOf, no_line
from packager.read.sound import sound

_VOID = tuple(f"{{{xhtml.XHTML}}}{name}" for name in sorted(xhtml.VOID))
_FOREIGN = tuple(f"{{{xhtml.XHTML}}}{name}" for name in ("svg", "math"))
_FOREIGN = tuple(f"{{{xhtml.XHTML}}}{name}" for name in ("svg", "math"))
_CAPITALS = re.compile(r"<[A-Za-z][^<>]*\s[a-z-]*[A-Z][\w-]*\s*=")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]*;")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What comes of a page's markup.

    ``body`` is a fragment as :class:`packager.model.Essay` wants it; ``title`` the heading that
    was taken out of it because no title was known; ``assets`` the images that it shows.
    """

    body: str
    title: str = ""
    assets: tuple[Asset, ...] = ()
    notes: tuple[Note, ...] = ()


def clean(  # noqa: PLR0913 - what a reader may know of its page
    content: str | etree._Element,
    *,
    source: Source,
    options: ReadOptions | None = None,
    base: str = "",
    title: str = "",
    line_of: LineOf = no_line,
) -> Cleaned:
    """Return markup, or the children of an element, as a sound fragment with its images.

    ``base`` is the page's address: relative links and images start there. A first heading that
    repeats ``title`` goes; if ``title`` is empty the heading that opens the text becomes it.
    ``line_of`` gives the line of a text of the source, for the notes.
    """
    tree = parse(content) if isinstance(content, str) else content
    root, notes = sound(tree, source.name, base)
    found = headings.repair(root, title)
    assets, said = settle([root], source, options, base=base, line_of=line_of)
    return Cleaned(xhtml.inner(root).strip(), found, tuple(assets), (*notes, *said))


def settle(
    roots: list[etree._Element],
    source: Source,
    options: ReadOptions | None,
    *,
    base: str = "",
    line_of: LineOf = no_line,
) -> tuple[list[Asset], list[Note]]:
    """Settle ids, links and images of sound trees that belong to one essay."""
    from packager.read import pictures

    notes = anchors.settle(roots, name=source.name, base=base, line_of=line_of)
    assets, said = pictures.embed(
        roots, source, options or ReadOptions(), base=base, line_of=line_of
    )
    return assets, [*notes, *said]


def parse(markup: str) -> etree._Element:
    """Return a ``div`` with the markup: as XML where it is, which is faster, else as HTML."""
    if _CAPITALS.search(markup):
        return parse_fragment(markup)  # names of attributes, which XML would take as they are
    try:
        tree = xhtml.parse(_ENTITY.sub(_spelled, markup))
    except (etree.XMLSyntaxError, ValueError):
        return parse_fragment(markup)
    if any(len(node) or node.text for node in tree.iter(*_VOID)):
        return parse_fragment(markup)  # XML fills what HTML knows to be empty
    if next(tree.iter(*_FOREIGN), None) is not None:
        return parse_fragment(markup)  # HTML knows their namespaces, which XML wants written
    if next(tree.iter(*_FOREIGN), None) is not None:
        return parse_fragment(markup)  # HTML knows the namespace of svg and math without being told
    return tree


def _spelled(found: re.Match[str]) -> str:
    character = unescape(found[0])
    return found[0] if character == found[0] else xhtml.escape(character)
