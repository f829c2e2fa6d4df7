"""A document held against a grammar: every fault once, where EPUBCheck finds it.

After a fault the document is read on as its author most likely meant it, so that one fault does
not bring others with it: an element out of place is judged by its own definition and its parent
goes on as if it were not there; what is missing in front of an element is taken as given; what
stands inside an unknown element is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from lxml import etree

from packager.schemas.patterns import NOTHING, Pattern, choice
from packager.schemas.values import check_of, wanted

if TYPE_CHECKING:
    from packager.schemas.grammar import Definition, Grammar

Element = etree._Element
MAX_FAULTS = 2_000
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
                    faults.append(_text_fault(grammar, pattern, element, text, element, first=True))
                else:
                    pattern = after
        else:
            if not pattern.nullable:
                faults.append(_incomplete(grammar, pattern, element))
            elif value and not check_of(value)(_text(element)):
                faults.append(_content_fault(element, value))
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
    faults.append(_text_fault(grammar, pattern, parent, tail, element, first=False))
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
                f"{shown(element)} comes too early{inside}; first write {_list(grammar, names)}",
            )
        )
        return rest, tuple(dict.fromkeys(found))
    kind = Kind.MISPLACED if tag in grammar.by_tag else Kind.UNKNOWN
    faults.append(Fault(element, _misplaced(grammar, pattern, element, parent), kind=kind))
    return pattern, tuple(grammar.by_tag.get(tag, ()))


def _misplaced(grammar: Grammar, pattern: Pattern, element: Element, parent: Element | None) -> str:
    tag: str = element.tag  # type: ignore[assignment]
    hint = grammar.hint(tag, str(parent.tag)) if grammar.hint and parent is not None else ""
    names = pattern.first()
    if not hint:
        hint = f"what may stand here: {_list(grammar, names)}" if names else "remove it"
    if parent is None:
        return f"{shown(element)} cannot be the root of the document; {hint}"
    here = "here " if tag in grammar.by_tag else ""
    return f"{shown(element)} cannot stand {here}inside {shown(parent)}; {hint}"


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
                        faults.append(_unknown(grammar, element, name, definition))
                    continue
                check = grammar.check(definition, name)
            if check is not None and not check(value):
                faults.append(_value_fault(element, name, value, definition.attributes[name]))
    missing = definition.required
    if depends:
        missing, content = _depend(grammar, definition, element, content, faults)
    lacking = [name for name in missing if name not in attributes] if missing else []
    if lacking:
        faults.append(_lacks(grammar, element, lacking))
    elif definition.one_of:
        faults.extend(
            Fault(
                element,
                f"{shown(element)} lacks an attribute; write {_attributes(grammar, names, 'or')}",
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
                _denied(element, name, dependent.attribute, value)
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
                faults.append(_unknown(grammar, element, name, alive[0]))
            continue
        sound = [
            d
            for d in taking
            if name not in d.attributes or (check := grammar.check(d, name)) is None or check(value)
        ]
        if not sound:
            faults.append(_value_fault(element, name, value, taking[0].attributes[name]))
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
        faults.append(_lacks(grammar, element, lacking))
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


# --- words ---------------------------------------------------------------------------------


def shown(element: Element) -> str:
    """Return an element as its author wrote it: ``<dc:title>``."""
    local = str(element.tag).rpartition("}")[2]
    return f"<{element.prefix}:{local}>" if element.prefix else f"<{local}>"


def _list(grammar: Grammar, tags: Iterable[str]) -> str:
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


def _attributes(grammar: Grammar, names: Iterable[str], word: str) -> str:
    listed = sorted(_short(grammar, name) for name in names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} {word} {listed[-1]}"


def _lacks(grammar: Grammar, element: Element, names: Iterable[str]) -> Fault:
    listed = _attributes(grammar, names, "and")
    text = f"{shown(element)} lacks {listed}; add {'them' if ' and ' in listed else 'it'}"
    return Fault(element, text, kind=Kind.LACKING, attributes=tuple(names))


def _unknown(grammar: Grammar, element: Element, name: str, definition: Definition) -> Fault:
    from difflib import get_close_matches

    known = [_short(grammar, n) for n in definition.attributes]
    short = _short(grammar, name)
    near = get_close_matches(short, known, 1)
    advice = f"did you mean {near[0]}?" if near else "remove it"
    text = f"{shown(element)} takes no attribute {short}; {advice}"
    return Fault(element, text, kind=Kind.ATTRIBUTE, attributes=(name,))


def _denied(element: Element, name: str, decider: str, value: str | None) -> Fault:
    if value is None:
        where, advice = f"{shown(element)} without {decider}", f"remove it or add {decider}"
    else:
        where, advice = f"{decider}={value!r} on {shown(element)}", "remove one of them"
    text = f"{name} does not go with {where}; {advice}"
    return Fault(element, text, kind=Kind.ATTRIBUTE, attributes=(name,))


def _value_fault(element: Element, name: str, value: str, kind: str) -> Fault:
    short = name.rpartition("}")[2]
    found = value if len(value) <= 60 else f"{value[:60]}…"  # noqa: PLR2004 - a line's worth
    text = f'{short} of {shown(element)} is "{found}"; write {wanted(kind, short)}'
    return Fault(element, text, kind=Kind.ATTRIBUTE, attributes=(name,))


def _incomplete(grammar: Grammar, pattern: Pattern, element: Element) -> Fault:
    names = pattern.needed() or set(pattern.first())
    return Fault(
        element,
        f"{shown(element)} is not complete; add {_list(grammar, names)}",
        end_line(element),
        is_end=True,
        kind=Kind.INCOMPLETE,
    )


def _text_fault(  # noqa: PLR0913 - where the text is takes three of them
    grammar: Grammar, pattern: Pattern, parent: Element, text: str, near: Element, *, first: bool
) -> Fault:
    before = (near.sourceline or 1) if first else end_line(near)
    blank = len(text) - len(text.lstrip(SPACE))
    names = pattern.first()
    hint = f"put it into {_list(grammar, names)}" if names else "remove it"
    return Fault(
        parent,
        f"text cannot stand directly inside {shown(parent)}; {hint}",
        before + text.count("\n", 0, blank),
        kind=Kind.TEXT,
    )


def _content_fault(element: Element, kind: str) -> Fault:
    text = _text(element)
    found = f'holds "{text[:60]}"' if text else "is empty"
    text = f"{shown(element)} {found}; write {wanted(kind, '')}"
    return Fault(element, text, end_line(element), kind=Kind.VALUE)


def _text(element: Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def end_line(element: Element) -> int:
    """Return the line of an element's end tag, as near as the tree tells it."""
    newlines = 0
    while len(element):
        last = element[-1]
        newlines += (last.tail or "").count("\n")
        element = last
    return (element.sourceline or 1) + (element.text or "").count("\n") + newlines
