"""Paragraphs that are sound as they stand, told at a glance.

Nearly all of what Markdown makes is a paragraph of text with a few links and some emphasis.
:mod:`packager.read.nesting` would write such a one exactly as it was; so it is copied instead.
"""

from __future__ import annotations

from lxml import etree

from packager.html5 import XHTML
from packager.read import attributes

_PARAGRAPHS = frozenset(f"{{{XHTML}}}{name}" for name in ("p", "h2", "h3", "h4", "h5", "h6"))
_INLINE = {
    f"{{{XHTML}}}{name}": name for name in ("a", "em", "strong", "code", "cite", "sup", "sub", "q")
}
_MOST_ELEMENTS = 50  # so that none is deeper than packager.read.nesting.DEEPEST
_LINK = f"{{{XHTML}}}a"


def is_plain(paragraph: etree._Element) -> bool:
    """Return whether nothing would change in a paragraph that stands between blocks.

    Each element in it begins with a word, its own or that of an element in it, so none is empty
    and no white space stands before all words; none has an attribute that is not kept as it is; no
    link is inside another.
    """
    if paragraph.tag not in _PARAGRAPHS or paragraph.attrib or not _begins_with_word(paragraph):
        return False
    links = 0
    for count, node in enumerate(paragraph.iterdescendants()):
        if count == _MOST_ELEMENTS:
            return False
        name = _INLINE.get(str(node.tag))
        if name is None or not _begins_with_word(node):
            return False
        if node.attrib:
            given = {str(key): str(value) for key, value in node.attrib.items()}
            kept = attributes.kept(name, given)
            if [*kept.items()] != [*given.items()]:
                return False
            links += "href" in given
        elif name == "a":
            return False
    return links <= 1 or not any(
        next(link.iterdescendants(_LINK), None) is not None for link in paragraph.iter(_LINK)
    )


def _begins_with_word(node: etree._Element) -> bool:
    text = node.text
    return not text.isspace() if text else next(node.iterchildren(), None) is not None
