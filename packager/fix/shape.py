"""A tree brought to what a content model takes, by the moves that lessen its faults."""

from __future__ import annotations

from copy import deepcopy

from packager.fix.moves import moves_for
from packager.fix.tree import Element
from packager.schemas.grammar import Grammar
from packager.schemas.validate import Kind, validate

# What a repair may cost: elements looked at, over all that is tried.
_BUDGET = 3_000_000


def settled(root: Element, grammar: Grammar) -> tuple[Element, list[str]]:
    """Return a tree with fewer faults, and what was done; the very root where nothing helped.

    Faults of one wording are mended together. No text is lost: a move that loses some is undone.
    """
    faults = validate(grammar, root)
    done: list[str] = []
    given_up: set[str] = set()
    budget = _BUDGET
    words = _words(root)
    while faults and budget > 0:
        chosen = next((f for f in faults if f.message not in given_up), None)
        if chosen is None:
            break
        message, attribute = chosen.message, next(iter(chosen.attributes), "")
        nodes = list(root.iter())
        wanted = {id(fault.element) for fault in faults if fault.message == message}
        places = [number for number, node in enumerate(nodes) if id(node) in wanted]
        for said, move in moves_for(chosen):
            budget -= len(nodes)
            copy = deepcopy(root)
            twins = [twin for number, twin in enumerate(copy.iter()) if number in set(places)]
            moved = [move(twin, attribute) for twin in twins if _is_in(twin, copy)]
            if not any(moved):
                continue
            after = validate(grammar, copy)
            # What stands in an element that HTML has not is looked at only once that has a name.
            uncovered = chosen.kind is Kind.UNKNOWN and all(f.message != message for f in after)
            if (len(after) < len(faults) or uncovered) and _words(copy) == words:
                root, faults = copy, after
                done.append(f"{said}: {message.partition(';')[0]}")
                break
        else:
            given_up.add(message)
    return root, done


def _is_in(element: Element, root: Element) -> bool:
    top = element
    while (parent := top.getparent()) is not None:
        top = parent
    return top is root


def _words(root: Element) -> str:
    body = next((c for c in root if str(c.tag).endswith("}body")), root)
    return "".join("".join(str(text) for text in body.itertext()).split())
