"""Which moves may help against which fault of a content model, best first.

A move takes an element and the name of the attribute at fault (``""`` for none), changes the tree
and says whether it did anything. None loses text. Which of them helps, the content model decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from packager.fix import attribute_moves as attributes
from packager.fix import element_moves as elements
from packager.fix import gap_moves as gaps
from packager.fix.tree import Element
from packager.schemas.validate import Fault, Kind

Move = Callable[[Element, str], bool]

_MISPLACED: Sequence[tuple[str, Move]] = (
    ("obsolete element renamed", elements.rename_obsolete),
    ("moved into the head", elements.to_head),
    ("put into the list item before it", elements.into_item),
    ("put into the part of its parent", elements.wrap),
    ("loose parts put into a list", elements.wrap_run),
    ("moved to the front", elements.to_front),
    ("paragraph closed before it", elements.split),
    ("element around it made a <div>", elements.parent_to_div),
    ("made a <span>", elements.renamed("span")),
    ("made a <div>", elements.renamed("div")),
    ("empty element taken out", elements.drop_empty),
    ("unwrapped", elements.unwrap),
)
_MOVES: Mapping[Kind, Sequence[tuple[str, Move]]] = {
    Kind.ATTRIBUTE: (
        ("obsolete attribute said by a style", attributes.restyle),
        ("attribute value mended", attributes.revalue),
        ("attribute taken out", attributes.unset),
        ("declaration without meaning taken out", attributes.drop_meta),
    ),
    Kind.TEXT: (
        *(
            (f"text put into <{name}>", gaps.wrapper_of_text(name))
            for name in ("p", "li", "dd", "td", "div")
        ),
        ("list of text made a <div>", elements.renamed("div")),
    ),
    Kind.LACKING: (
        ("alt left empty", attributes.empty_alt),
        ("element without a source taken out", elements.drop_empty),
        ("element unwrapped", elements.unwrap),
    ),
    Kind.INCOMPLETE: (
        ("title added", gaps.add_title),
        ("an empty <div> put into the empty page", gaps.fill),
        ("empty element taken out", elements.drop_empty),
        ("element without its parts made a <div>", elements.renamed("div")),
        ("element without its parts made a <span>", elements.renamed("span")),
    ),
    Kind.MISPLACED: _MISPLACED,
    Kind.UNKNOWN: _MISPLACED,
}


def moves_for(fault: Fault) -> Sequence[tuple[str, Move]]:
    """Return the moves that may help against a fault, best first, each with what it does."""
    return _MOVES.get(fault.kind, ())
