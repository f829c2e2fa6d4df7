"""A document held against a grammar: every fault once, where EPUBCheck finds it.

After a fault the document is read on as its author most likely meant it, so that one fault does
not bring others with it: an element out of place is judged by its own definition and its parent
goes on as if it were not there; what is missing in front of an element is taken as given; what
stands inside an unknown element is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lxml import etree

from packager.schemas.faults import (
    SPACE,
    Element,
    Fault,
    Kind,
    content_fault,
    denied,
    incomplete,
    lacks,
    listed_attributes,
    listed_tags,
    misplaced,
    shown,
    text_fault,
    text_inside,
    unknown,
    value_fault,
)
from packager.schemas.patterns import NOTHING, Pattern, choice
from packager.schemas.values import check_of

if TYPE_CHECKING:
    from packager.schemas.grammar import Definition, Grammar

__all__ = ["Fault", "Kind", "is_dropped", "open_one", "open_several", "validate"]

MAX_FAULTS = 2_000


def validate(  # noqa: PLR0912 - one loop, for speed
    grammar: Grammar, root: Element
) -> list[Fault]:
    """Return the faults of a document (or of a part of one), in document order.

    No more than :data:`MAX_FAULTS` are gathered. The tree is not changed.
    """
    faults: list[Fault] = []
    pattern = grammar.start
    stack: list[tuple[Pattern, Pattern, str]] = []
    value = ""
    skipped: Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skipped is not None:
            if element is skipped and event == "end":
                skipped = None
                pattern = _tail(pattern, element, grammar, faults)
            continue
        if event == "start":
            tag: str = element.tag  # type: ignore[assignment]
            rest, definitions = pattern.steps.get(tag) or pattern.step(tag)
            if rest is NOTHING:
                rest, definitions = _recover(grammar, pattern, element, faults)
            if not definitions:  # anything goes inside, or nobody knows what
                skipped = element
                pattern = rest
                if len(faults) > MAX_FAULTS:
                    break
                continue
            stack.append((pattern, rest, value))
            if len(definitions) == 1 and not definitions[0].open:
                pattern = open_one(grammar, definitions[0], element, faults)
                value = definitions[0].value
            else:
                pattern, value = open_several(grammar, definitions, element, faults)
            text = element.text
            if text and text.strip(SPACE):
                after = pattern.text()
                if after is NOTHING:
                    faults.append(text_fault(grammar, pattern, element, text, element, first=True))
                else:
                    pattern = after
        else:
            if not pattern.nullable:
                faults.append(incomplete(grammar, pattern, element))
            elif value and not check_of(value)(text_inside(element)):
                faults.append(content_fault(element, value))
            _, pattern, value = stack.pop()
            if stack:
                tail = element.tail
                if tail and tail.strip(SPACE):
                    pattern = _tail(pattern, element, grammar, faults)
    return faults


def _tail(pattern: Pattern, element: Element, grammar: Grammar, faults: list[Fault]) -> Pattern:
    """Return what follows the text behind an element."""
    tail, parent = element.tail, element.getparent()
    if not tail or not tail.strip(SPACE) or parent is None:
        return pattern
    after = pattern.text()
    if after is not NOTHING:
        return after
    faults.append(text_fault(grammar, pattern, parent, tail, element, first=False))
    return pattern


def _recover(
    grammar: Grammar, pattern: Pattern, element: Element, faults: list[Fault]
) -> tuple[Pattern, tuple[Definition, ...]]:
    """Report an element that cannot stand where it does; return how to go on."""
    tag: str = element.tag  # type: ignore[assignment]
    found: list[Definition] = []
    rest = pattern.recover(tag, found)
    parent = element.getparent()
    if rest is not NOTHING:
        names = pattern.needed() - {tag} or set(pattern.first()) - {tag}
        inside = f" inside {shown(parent)}" if parent is not None else ""
        faults.append(
            Fault(
                element,
                f"{shown(element)} comes too early{inside}; "
                f"first write {listed_tags(grammar, names)}",
            )
        )
        return rest, tuple(dict.fromkeys(found))
    kind = Kind.MISPLACED if tag in grammar.by_tag else Kind.UNKNOWN
    faults.append(Fault(element, misplaced(grammar, pattern, element, parent), kind=kind))
    return pattern, tuple(grammar.by_tag.get(tag, ()))


def open_one(
    grammar: Grammar, definition: Definition, element: Element, faults: list[Fault]
) -> Pattern:
    """Check the attributes of an element by its one definition; return its content's pattern."""
    attributes = element.attrib
    content = definition.pattern or grammar.content(definition)
    depends = definition.depends_on_absence
    if attributes:
        checks, watched = definition.checks, definition.watched
        for name, value in attributes.items():
            if name in watched:
                depends = True
            try:
                check = checks[name]
            except KeyError:
                if name not in definition.attributes:
                    if not is_dropped(grammar, name):
                        faults.append(unknown(grammar, element, name, definition))
                    continue
                check = grammar.check(definition, name)
            if check is not None and not check(value):
                faults.append(value_fault(element, name, value, definition.attributes[name]))
    missing = definition.required
    if depends:
        missing, content = _depend(grammar, definition, element, content, faults)
    lacking = [name for name in missing if name not in attributes] if missing else []
    if lacking:
        faults.append(lacks(grammar, element, lacking))
    elif definition.one_of:
        faults.extend(
            Fault(
                element,
                f"{shown(element)} lacks an attribute; "
                f"write {listed_attributes(grammar, names, 'or')}",
                kind=Kind.LACKING,
                attributes=tuple(sorted(names)),
            )
            for names in definition.one_of
            if names.isdisjoint(attributes)
        )
    return content


def _depend(
    grammar: Grammar,
    definition: Definition,
    element: Element,
    content: Pattern,
    faults: list[Fault],
) -> tuple[frozenset[str], Pattern]:
    """Check what depends on single attributes; return what must stand and what may stand inside."""
    attributes = element.attrib
    missing = definition.required
    for dependent in definition.dependents:
        value = attributes.get(dependent.attribute)
        if value is None:
            case = dependent.absent
        else:
            case = dependent.cases.get(value.strip().lower(), dependent.otherwise)
        if attributes and case.deny and not case.deny.isdisjoint(attributes):
            faults.extend(
                denied(element, name, dependent.attribute, value)
                for name in attributes
                if name in case.deny
            )
        if case.require:
            missing = missing | case.require
        if case.content is not None:
            content = grammar.compile(case.content, definition.around)
    return missing, content


def open_several(
    grammar: Grammar,
    definitions: Iterable[Definition],
    element: Element,
    faults: list[Fault],
) -> tuple[Pattern, str]:
    """Check the attributes of an element that may be one of several; return its content and value.

    An attribute is at fault where no definition that took the attributes before it takes it.
    """
    alive = list(definitions)
    for name, value in element.attrib.items():
        taking = [
            d for d in alive if name in d.attributes or (d.open and _may_be_open(grammar, d, name))
        ]
        if not taking:
            if not is_dropped(grammar, name):
                faults.append(unknown(grammar, element, name, alive[0]))
            continue
        sound = [
            d
            for d in taking
            if name not in d.attributes or (check := grammar.check(d, name)) is None or check(value)
        ]
        if not sound:
            faults.append(value_fault(element, name, value, taking[0].attributes[name]))
        alive = sound or taking
    attributes = element.attrib
    complete = [
        d
        for d in alive
        if all(name in attributes for name in d.required)
        and not any(names.isdisjoint(attributes) for names in d.one_of)
    ]
    if not complete:
        lacking = min(
            (
                [n for n in d.required if n not in attributes]
                + [min(names) for names in d.one_of if names.isdisjoint(attributes)]
                for d in alive
            ),
            key=len,
        )
        faults.append(lacks(grammar, element, lacking))
    final = complete or alive
    if final[0].dependents:
        _depend(grammar, final[0], element, NOTHING, faults)
    return choice(*[grammar.content(d) for d in final]), final[0].value


def _may_be_open(grammar: Grammar, definition: Definition, name: str) -> bool:
    """Return whether an element that takes any attribute takes this one."""
    if name in definition.never:
        return False
    return name[0] != "{" or name[1:].partition("}")[0] not in grammar.guarded


def is_dropped(grammar: Grammar, name: str) -> bool:
    """Return whether an attribute that no table knows is let pass: foreign, or ``data-``."""
    if name[0] == "{":
        return grammar.open_attributes and name[1:].partition("}")[0] not in grammar.closed
    return grammar.drops_data and name.startswith(("data-", "its-"))
