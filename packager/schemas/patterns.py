"""Patterns of content: what they are made of and their derivatives.

Equal patterns are one object, so a pattern serves as a key and a step is worked out only once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from packager.schemas.grammar import Definition

_interned: dict[tuple[object, ...], Pattern] = {}
_by_number = attrgetter("number")


class Pattern:
    """What may come next; ``nullable`` when that may be nothing.

    ``number`` counts patterns as they are made: by it parts stand in one order in every process.
    """

    __slots__ = ("nullable", "number", "parts", "steps", "texted")
    nullable: bool
    number: int
    texted: Pattern | None
    parts: tuple[Any, ...]
    steps: dict[str, tuple[Pattern, tuple[Definition, ...]]]

    def step(self, tag: str) -> tuple[Pattern, tuple[Definition, ...]]:
        """Return what follows the element and its definitions; none where it cannot stand here."""
        known = self.steps.get(tag)
        if known is None:
            found: list[Definition] = []
            rest = self.derive(tag, found)
            known = self.steps[tag] = (rest, tuple(dict.fromkeys(found)))
        return known

    def derive(self, tag: str, found: list[Definition]) -> Pattern:
        """Return what follows the element, its definitions being added to ``found``."""
        return NOTHING

    def recover(self, tag: str, found: list[Definition]) -> Pattern:
        """Return the same as :meth:`derive`, what is missing before the element let pass."""
        return self.derive(tag, found)

    def text(self) -> Pattern:
        """Return what follows character data; nothing where there must be none."""
        if self.texted is None:
            self.texted = self.after_text()
        return self.texted

    def after_text(self) -> Pattern:
        """Work out :meth:`text`."""
        return NOTHING

    def first(self) -> dict[str, Definition]:
        """Return the elements that may come next, by Clark name."""
        return {}

    def needed(self) -> set[str]:
        """Return the elements without which the content cannot be complete."""
        return set()


def _make(kind: type[Pattern], nullable: bool, *parts: Any) -> Pattern:
    key = (kind, *parts)
    pattern = _interned.get(key)
    if pattern is None:
        pattern = kind()
        pattern.nullable, pattern.parts, pattern.steps, pattern.texted = nullable, parts, {}, None
        pattern.number = len(_interned)
        _interned[key] = pattern
    return pattern


class _Nothing(Pattern):
    __slots__ = ()


class _Empty(Pattern):
    __slots__ = ()


class _Text(Pattern):
    __slots__ = ()

    def after_text(self) -> Pattern:
        return EMPTY


class _Anything(Pattern):
    __slots__ = ()

    def derive(self, tag: str, found: list[Definition]) -> Pattern:
        return self

    def after_text(self) -> Pattern:
        return self


class Names(Pattern):
    """One of several elements, each with its definition."""

    __slots__ = ()

    @staticmethod
    def of(definitions: Mapping[str, Definition]) -> Pattern:
        """Return the pattern of one of these elements."""
        return _make(Names, False, frozenset(definitions.items()), _Table(definitions))

    def derive(self, tag: str, found: list[Definition]) -> Pattern:
        """Return nothing more to come, if it is one of the elements."""
        definition = self.parts[1].definitions.get(tag)
        if definition is None:
            return NOTHING
        found.append(definition)
        return EMPTY

    def first(self) -> dict[str, Definition]:
        """Return them all."""
        return dict(self.parts[1].definitions)

    def needed(self) -> set[str]:
        """Return the element, if there is only one."""
        names: dict[str, Definition] = self.parts[1].definitions
        return set(names) if len(names) == 1 else set()


class _Table:
    """A lookup beside a key: equal to any other, so that only the key decides."""

    __slots__ = ("definitions",)

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = dict(definitions)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Table)

    def __hash__(self) -> int:
        return 0


def Wild(name: str, accepts: Callable[[str], bool], definition: Definition | None) -> Pattern:  # noqa: N802 - reads like the other kinds
    """Return the pattern of any element whose Clark name ``accepts`` takes."""
    return _make(_Wild, False, name, accepts, definition)


class _Wild(Pattern):
    __slots__ = ()

    def derive(self, tag: str, found: list[Definition]) -> Pattern:
        _, accepts, definition = self.parts
        if not accepts(tag):
            return NOTHING
        if definition is not None:
            found.append(definition)
        return EMPTY


class _Choice(Pattern):
    __slots__ = ()

    def derive(self, tag: str, found: list[Definition]) -> Pattern:
        return choice(*[part.derive(tag, found) for part in self.parts])

    def recover(self, tag: str, found: list[Definition]) -> Pattern:
        return choice(*[part.recover(tag, found) for part in self.parts])

    def after_text(self) -> Pattern:
        return choice(*[part.after_text() for part in self.parts])

    def first(self) -> dict[str, Definition]:
        result: dict[str, Definition] = {}
        for part in self.parts:
            result.update(part.first())
        return result

    def needed(self) -> set[str]:
        if self.nullable:
            return set()
        return set.intersection(*[part.needed() for part in self.parts])


class _Group(Pattern):
    __slots__ = ()

    def derive(self, tag: str, found: list[Definition]) -> Pattern:
        one, two = self.parts
        result = group(one.derive(tag, found), two)
        return choice(result, two.derive(tag, found)) if one.nullable else result

    def recover(self, tag: str, found: list[Definition]) -> Pattern:
        one, two = self.parts
        return choice(group(one.recover(tag, found), two), two.recover(tag, found))

    def after_text(self) -> Pattern:
        one, two = self.parts
        result = group(one.after_text(), two)
        return choice(result, two.after_text()) if one.nullable else result

    def first(self) -> dict[str, Definition]:
        one, two = self.parts
        return {**one.first(), **two.first()} if one.nullable else one.first()

    def needed(self) -> set[str]:
        one, two = self.parts
        return {*one.needed(), *two.needed()}


class _Interleave(Pattern):
    __slots__ = ()

    def derive(self, tag: str, found: list[Definition]) -> Pattern:
        one, two = self.parts
        return choice(
            interleave(one.derive(tag, found), two), interleave(one, two.derive(tag, found))
        )

    def recover(self, tag: str, found: list[Definition]) -> Pattern:
        one, two = self.parts
        return choice(
            interleave(one.recover(tag, found), two), interleave(one, two.recover(tag, found))
        )

    def after_text(self) -> Pattern:
        one, two = self.parts
        return choice(interleave(one.after_text(), two), interleave(one, two.after_text()))

    def first(self) -> dict[str, Definition]:
        return {**self.parts[0].first(), **self.parts[1].first()}

    def needed(self) -> set[str]:
        one, two = self.parts
        return {*one.needed(), *two.needed()}


class _Star(Pattern):
    __slots__ = ()

    def derive(self, tag: str, found: list[Definition]) -> Pattern:
        return group(self.parts[0].derive(tag, found), self)

    def recover(self, tag: str, found: list[Definition]) -> Pattern:
        return group(self.parts[0].recover(tag, found), self)

    def after_text(self) -> Pattern:
        return group(self.parts[0].after_text(), self)

    def first(self) -> dict[str, Definition]:
        result: dict[str, Definition] = self.parts[0].first()
        return result


NOTHING = _make(_Nothing, False)
EMPTY = _make(_Empty, True)
TEXT = _make(_Text, True)
ANYTHING = _make(_Anything, True)


def choice(*parts: Pattern) -> Pattern:
    """Return the pattern of one of the parts."""
    flat: dict[Pattern, None] = {}
    names: dict[str, Definition] = {}
    for part in parts:
        for piece in part.parts if isinstance(part, _Choice) else (part,):
            table = piece.parts[1].definitions if isinstance(piece, Names) else None
            if table is not None and all(names.get(t, d) is d for t, d in table.items()):
                names.update(table)
            elif piece is not NOTHING:
                flat[piece] = None
    if names:
        flat[Names.of(names)] = None
    if len(flat) > 1 and EMPTY in flat and any(p.nullable for p in flat if p is not EMPTY):
        del flat[EMPTY]
    if not flat:
        return NOTHING
    if len(flat) == 1:
        return next(iter(flat))
    ordered = sorted(flat, key=_by_number)
    return _make(_Choice, any(p.nullable for p in ordered), *ordered)


def group(one: Pattern, two: Pattern) -> Pattern:
    """Return the pattern of the one, then the other."""
    if one is NOTHING or two is NOTHING:
        return NOTHING
    if one is EMPTY:
        return two
    if two is EMPTY or (one is two and isinstance(one, _Star)):
        return one
    if isinstance(one, _Group):
        return group(one.parts[0], group(one.parts[1], two))
    return _make(_Group, one.nullable and two.nullable, one, two)


def interleave(one: Pattern, two: Pattern) -> Pattern:
    """Return the pattern of both, in any order and mixed."""
    if one is NOTHING or two is NOTHING:
        return NOTHING
    if one is EMPTY:
        return two
    if two is EMPTY:
        return one
    if isinstance(one, _Star) and isinstance(two, _Star):
        # Two repetitions mixed are one repetition of either.
        return star(choice(one.parts[0], two.parts[0]))
    ordered = (one, two) if one.number < two.number else (two, one)
    return _make(_Interleave, one.nullable and two.nullable, *ordered)


def star(part: Pattern) -> Pattern:
    """Return the pattern of any number of the part."""
    if part is EMPTY or part is NOTHING:
        return EMPTY
    if isinstance(part, (_Star, _Anything)):
        return part
    return _make(_Star, True, part)


def optional(part: Pattern) -> Pattern:
    """Return the pattern of the part or nothing."""
    return choice(part, EMPTY)
