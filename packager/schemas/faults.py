"""Faults against a grammar, in the words of an author: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto
from typing import TYPE_CHECKING

from lxml import etree

from packager.data_classes import dataclass
from packager.schemas.values import wanted

if TYPE_CHECKING:
    from packager.schemas.grammar import Definition, Grammar
    from packager.schemas.patterns import Pattern

Element = etree._Element
SPACE = " \t\r\n"  # a no-break space is text: https://www.w3.org/TR/xml/#NT-S
_LISTED = 6


class Kind(Enum):
    """What sort of fault it is, for those who mend it."""

    MISPLACED = auto()  # an element that cannot stand where it does
    UNKNOWN = auto()  # an element that the grammar does not have
    ATTRIBUTE = auto()  # one too many, or with a value that is not allowed
    LACKING = auto()  # attributes are missing
    INCOMPLETE = auto()  # elements are missing
    TEXT = auto()  # text where none may stand
    VALUE = auto()  # the text of the element is not of the form it has to be


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an element: at its start tag, or on ``line`` where one is given.

    ``is_end`` says that the element ends too early: more would have to stand in it. ``attributes``
    are the names (as lxml has them) of those at fault, or of those that are missing.
    """

    element: Element
    message: str
    line: int | None = None
    is_end: bool = False
    kind: Kind = Kind.MISPLACED
    attributes: tuple[str, ...] = ()


def misplaced(grammar: Grammar, pattern: Pattern, element: Element, parent: Element | None) -> str:
    """Return what to say of an element that cannot stand in its parent."""
    tag: str = element.tag  # type: ignore[assignment]
    hint = grammar.hint(tag, str(parent.tag)) if grammar.hint and parent is not None else ""
    names = pattern.first()
    if not hint:
        hint = f"what may stand here: {listed_tags(grammar, names)}" if names else "remove it"
    if parent is None:
        return f"{shown(element)} cannot be the root of the document; {hint}"
    here = "here " if tag in grammar.by_tag else ""
    return f"{shown(element)} cannot stand {here}inside {shown(parent)}; {hint}"


def shown(element: Element) -> str:
    """Return an element as its author wrote it: ``<dc:title>``."""
    local = str(element.tag).rpartition("}")[2]
    return f"<{element.prefix}:{local}>" if element.prefix else f"<{local}>"


def listed_tags(grammar: Grammar, tags: Iterable[str]) -> str:
    """Return elements as a list in words, no more than six."""
    names = sorted(_short(grammar, tag) for tag in tags)
    if len(names) > _LISTED:
        return ", ".join(f"<{name}>" for name in names[:_LISTED]) + " …"
    listed = [f"<{name}>" for name in names]
    if not listed:
        return "nothing"
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}"


def _short(grammar: Grammar, tag: str) -> str:
    space, _, local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
    for prefix, namespace in grammar.namespaces.items():
        if namespace == space:
            return f"{prefix}:{local}" if prefix else local
    return local


def listed_attributes(grammar: Grammar, names: Iterable[str], word: str) -> str:
    """Return attributes as a list in words."""
    listed = sorted(_short(grammar, name) for name in names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} {word} {listed[-1]}"


def lacks(grammar: Grammar, element: Element, names: Iterable[str]) -> Fault:
    """Return the fault of an element without attributes that must stand."""
    listed = listed_attributes(grammar, names, "and")
    text = f"{shown(element)} lacks {listed}; add {'them' if ' and ' in listed else 'it'}"
    return Fault(element, text, kind=Kind.LACKING, attributes=tuple(names))


def unknown(grammar: Grammar, element: Element, name: str, definition: Definition) -> Fault:
    """Return the fault of an attribute that the element does not take."""
    from difflib import get_close_matches

    known = [_short(grammar, n) for n in definition.attributes]
    short = _short(grammar, name)
    near = get_close_matches(short, known, 1)
    advice = f"did you mean {near[0]}?" if near else "remove it"
    text = f"{shown(element)} takes no attribute {short}; {advice}"
    return Fault(element, text, kind=Kind.ATTRIBUTE, attributes=(name,))


def denied(element: Element, name: str, decider: str, value: str | None) -> Fault:
    """Return the fault of an attribute that does not go with another."""
    if value is None:
        where, advice = f"{shown(element)} without {decider}", f"remove it or add {decider}"
    else:
        where, advice = f"{decider}={value!r} on {shown(element)}", "remove one of them"
    text = f"{name} does not go with {where}; {advice}"
    return Fault(element, text, kind=Kind.ATTRIBUTE, attributes=(name,))


def value_fault(element: Element, name: str, value: str, kind: str) -> Fault:
    """Return the fault of a value that is not of its type."""
    short = name.rpartition("}")[2]
    found = value if len(value) <= 60 else f"{value[:60]}…"  # noqa: PLR2004 - a line's worth
    text = f'{short} of {shown(element)} is "{found}"; write {wanted(kind, short)}'
    return Fault(element, text, kind=Kind.ATTRIBUTE, attributes=(name,))


def incomplete(grammar: Grammar, pattern: Pattern, element: Element) -> Fault:
    """Return the fault of an element that ends too early."""
    names = pattern.needed() or set(pattern.first())
    return Fault(
        element,
        f"{shown(element)} is not complete; add {listed_tags(grammar, names)}",
        end_line(element),
        is_end=True,
        kind=Kind.INCOMPLETE,
    )


def text_fault(  # noqa: PLR0913 - where the text is takes three of them
    grammar: Grammar, pattern: Pattern, parent: Element, text: str, near: Element, *, first: bool
) -> Fault:
    """Return the fault of text where none may stand."""
    before = (near.sourceline or 1) if first else end_line(near)
    blank = len(text) - len(text.lstrip(SPACE))
    names = pattern.first()
    hint = f"put it into {listed_tags(grammar, names)}" if names else "remove it"
    return Fault(
        parent,
        f"text cannot stand directly inside {shown(parent)}; {hint}",
        before + text.count("\n", 0, blank),
        kind=Kind.TEXT,
    )


def content_fault(element: Element, kind: str) -> Fault:
    """Return the fault of a text that is not of its type."""
    text = text_inside(element)
    found = f'holds "{text[:60]}"' if text else "is empty"
    text = f"{shown(element)} {found}; write {wanted(kind, '')}"
    return Fault(element, text, end_line(element), kind=Kind.VALUE)


def text_inside(element: Element) -> str:
    """Return all text of an element."""
    return "".join(str(piece) for piece in element.itertext())


def end_line(element: Element) -> int:
    """Return the line of an element's end tag, as near as the tree tells it."""
    newlines = 0
    while len(element):
        last = element[-1]
        newlines += (last.tail or "").count("\n")
        element = last
    return (element.sourceline or 1) + (element.text or "").count("\n") + newlines
