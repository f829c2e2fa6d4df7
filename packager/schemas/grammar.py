"""Content models as patterns, and how a pattern is eaten element by element.

Notation of contents (tables write them, :func:`Grammar.compile` reads them):

===============  ==============================================================================
``title``        an element of the grammar's own namespace; ``dc:title`` of a named one
``li~ol``        the same element with another definition, for that place only
``a, b``         first one, then the other            ``a | b``   one of them
``a & b``        both, in any order and interleaved   ``a? a* a+``  optional, repeated
``text``         character data                       ``empty``   nothing
``any``          anything at all                      ``CLASS``   a name the grammar gives a model
``%type``        character data of a value type (:mod:`packager.schemas.values`)
===============  ==============================================================================

Notation of attributes: ``name`` (any text), ``name=type``, ``name!`` or ``name!=type`` where it
must stand; a type is a word of :mod:`packager.schemas.values` or an enumeration: ``{a|b}``
whatever the case, ``[a|b]`` in that case, ``(a|b)`` in that case and without space around.

The method is James Clark's (https://relaxng.org/jclark/derivative.html): the derivative of a
pattern by an element is the pattern of what may follow. Patterns are interned, so that each step
is worked out once and then looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache
from typing import NamedTuple

from packager.data_classes import dataclass
from packager.schemas.patterns import (
    ANYTHING,
    EMPTY,
    TEXT,
    Names,
    Pattern,
    Wild,
    choice,
    group,
    interleave,
    optional,
    star,
)
from packager.schemas.values import check_of

Check = Callable[[str], bool]

_ATTRIBUTE = re.compile(r"([\w:.-]+)(!?)(?:=([({\[][^\s]*[)}\]]|\S+))?")
_TOKEN = re.compile(r"\s*([\w:.~#-]+|%\S+|[(),|&*+?])")


@cache
def _attributes(own: str) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
    found, required = [], set()
    for name, must, kind in _ATTRIBUTE.findall(own):
        found.append((name, kind or "text"))
        if must:
            required.add(name)
    return tuple(found), frozenset(required)


def attributes_of(own: str) -> tuple[dict[str, str], frozenset[str]]:
    """Return the attributes of a table's cell as name: type, and those that must stand."""
    found, required = _attributes(own)
    return dict(found), required


def rows_of(table: str) -> Iterator[list[str]]:
    """Yield the cells of each row of a table: divided by bars that stand outside of brackets."""
    for line in table.strip().splitlines():
        cells: list[str] = []
        depth = 0
        for piece in line.split("|"):
            if depth:
                cells[-1] += f"|{piece}"
            else:
                cells.append(piece)
            depth += sum(map(piece.count, "([{")) - sum(map(piece.count, ")]}"))
        yield [cell.strip() for cell in cells]


class Case(NamedTuple):
    """What one value of an attribute changes: attributes that go, or must stand, with it."""

    deny: frozenset[str] = frozenset()
    require: frozenset[str] = frozenset()
    content: str | None = None


class Dependent(NamedTuple):
    """How the rest of an element depends on one attribute: by value, or without it (``absent``)."""

    attribute: str
    cases: Mapping[str, Case]
    absent: Case = Case()
    otherwise: Case = Case()


@dataclass(slots=True, eq=False)
class Definition:
    """One element at one kind of place: its attributes (Clark names: types) and its content.

    ``content`` is compiled from ``model`` when it is first needed. ``one_of`` are sets of
    attributes of which one must stand. ``open`` takes any other attribute too, but for those in
    ``never`` and in the grammar's guarded namespaces.
    """

    tag: str
    model: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    one_of: tuple[frozenset[str], ...] = ()
    dependents: tuple[Dependent, ...] = ()
    open: bool = False
    never: frozenset[str] = frozenset()
    around: str = ""
    value: str = ""
    pattern: Pattern | None = None
    checks: dict[str, Check | None] = field(default_factory=dict)
    watched: frozenset[str] = frozenset()
    depends_on_absence: bool = False

    def __post_init__(self) -> None:
        """Note which attributes decide about others, so that most elements skip that step."""
        self.watched = frozenset(dependent.attribute for dependent in self.dependents).union(
            *(dependent.absent.deny for dependent in self.dependents)
        )
        self.depends_on_absence = any(
            dependent.absent.require or dependent.absent.content is not None
            for dependent in self.dependents
        )


class Grammar:
    """The definitions of one vocabulary, by key (``name`` or ``name~place``).

    ``namespaces`` gives the prefixes of the tables (``""`` for names without one). ``classes``
    are named models. ``closed`` are the namespaces whose attributes are checked; attributes of
    others are let pass (EPUBCheck drops them before it looks). ``drops_data`` lets ``data-``
    and ``its-`` attributes pass. ``guarded`` are namespaces whose attributes only stand where a
    table says so, even on elements that take any other. ``hint`` gives an author's advice on an
    element that cannot stand in another.
    """

    def __init__(  # noqa: PLR0913 - keywords
        self,
        namespaces: Mapping[str, str],
        *,
        start: str,
        classes: Mapping[str, str] | None = None,
        closed: Iterable[str] = (),
        open_attributes: bool = True,
        drops_data: bool = False,
        guarded: Iterable[str] = (),
        hint: Callable[[str, str], str] | None = None,
    ) -> None:
        self.namespaces = dict(namespaces)
        self.definitions: dict[str, Definition] = {}
        self.by_tag: dict[str, list[Definition]] = {}
        self.closed = frozenset((*self.namespaces.values(), *closed))
        self.open_attributes = open_attributes
        self.drops_data = drops_data
        self.guarded = frozenset(guarded)
        self.hint = hint
        self.wild: dict[str, Callable[[str], bool]] = {}
        self._classes = dict(classes or {})
        self._start = start
        self._compiled: dict[tuple[str, str], Pattern] = {}
        self._clark = _ClarkNames(self)

    def add_class(self, name: str, model: str) -> None:
        """Give a model a name that other models may use."""
        self._classes[name] = model

    @property
    def start(self) -> Pattern:
        """The pattern of the document: its root element."""
        return self.compile(self._start)

    def tag(self, name: str) -> str:
        """Return the Clark name of a name in a table."""
        prefix, colon, local = name.rpartition(":")
        space = self.namespaces[prefix if colon else ""]
        return f"{{{space}}}{local}" if space else local

    def attribute(self, name: str) -> str:
        """Return the Clark name of an attribute in a table; it has a namespace by prefix only."""
        return self.tag(name) if ":" in name else name

    def define(  # noqa: PLR0913 - a row of a table has that many cells
        self,
        key: str,
        model: str,
        attributes: str | Mapping[str, str] = "",
        *,
        required: Iterable[str] = (),
        one_of: Iterable[str] = (),
        dependents: tuple[Dependent, ...] = (),
        open: bool = False,
        never: Iterable[str] = (),
        around: str = "",
    ) -> Definition:
        """Add the definition of ``name`` or ``name~place``; return it."""
        name = key.partition("~")[0]
        tag = name if name.startswith("#") else self.tag(name)
        if isinstance(attributes, str):
            attributes, must = attributes_of(attributes)
            required = (*required, *must)
        clark = self._clark
        attributes = {clark[name]: kind for name, kind in attributes.items()}
        definition = Definition(
            tag,
            model,
            attributes,
            frozenset(map(self.attribute, required)),
            tuple(frozenset(map(self.attribute, names.split())) for names in one_of),
            dependents,
            open,
            frozenset(map(self.attribute, never)),
            around,
            value=model[1:] if model.startswith("%") else "",
        )
        self.definitions[key] = definition
        self.by_tag.setdefault(tag, []).append(definition)
        return definition

    def check(self, definition: Definition, attribute: str) -> Check | None:
        """Return what judges the values of an attribute; ``None`` where any value will do.

        Raises:
            KeyError: the element has no such attribute.
        """
        kind = definition.attributes[attribute]
        check = None if kind in ("text", "any") else check_of(kind, attribute)
        definition.checks[attribute] = check
        return check

    def content(self, definition: Definition) -> Pattern:
        """Return the compiled content of a definition."""
        if definition.pattern is None:
            definition.pattern = self.compile(definition.model, definition.around)
        return definition.pattern

    def compile(self, model: str, around: str = "") -> Pattern:
        """Return the pattern of a model; ``transparent`` in it means the class ``around``."""
        pattern = self._compiled.get((model, around))
        if pattern is None:
            pattern = star(TEXT) if model.startswith("%") else _Reader(self, model, around).read()
            self._compiled[model, around] = pattern
        return pattern

    def _named(self, word: str, around: str) -> Pattern:
        """Return the pattern of one word of a model."""
        if word == "transparent":
            word = around
        if word in self._classes:
            return self.compile(
                self._classes[word], word if word in ("flow", "phrasing") else around
            )
        if word in self.wild:
            key = f"{word}~{around}" if f"{word}~{around}" in self.definitions else word
            return Wild(key, self.wild[word], self.definitions.get(key))
        variant = f"{word}~{around}"
        definition = self.definitions.get(variant) if around else None
        definition = definition or self.definitions.get(word)
        if definition is None:
            raise KeyError(f"the grammar has no element or class {word!r}")
        return Names.of({definition.tag: definition})


class _ClarkNames(dict[str, str]):
    """The Clark names of attributes by their names in tables, each worked out once."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    def __missing__(self, name: str) -> str:
        clark = self[name] = self._grammar.attribute(name)
        return clark


_BUILT_IN = {"text": star(TEXT), "empty": EMPTY, "any": ANYTHING}


class _Reader:
    """Reads the notation of contents: a recursive descent over its tokens."""

    def __init__(self, grammar: Grammar, model: str, around: str) -> None:
        self._grammar = grammar
        self._around = around
        self._tokens = _TOKEN.findall(model)
        self._index = 0

    def read(self) -> Pattern:
        pattern = self._list()
        if self._index != len(self._tokens):
            raise ValueError(f"model ends too early at {self._tokens[self._index :][:5]}")
        return pattern

    def _peek(self) -> str:
        return self._tokens[self._index] if self._index < len(self._tokens) else ""

    def _list(self) -> Pattern:
        parts = [self._repeated()]
        operator = self._peek()
        while self._peek() in (",", "|", "&"):
            if self._peek() != operator:
                raise ValueError(f"{operator} and {self._peek()} stand side by side; add brackets")
            self._index += 1
            parts.append(self._repeated())
        if operator == "|":
            return choice(*parts)
        combine = group if operator == "," else interleave
        result = parts[-1]
        for part in reversed(parts[:-1]):
            result = combine(part, result)
        return result

    def _repeated(self) -> Pattern:
        token = self._peek()
        self._index += 1
        if token == "(":  # noqa: S105 - a bracket
            pattern = self._list()
            self._index += 1
        elif token in _BUILT_IN:
            pattern = _BUILT_IN[token]
        else:
            pattern = self._grammar._named(token, self._around)
        if self._peek() in ("*", "+", "?"):
            sign = self._peek()
            self._index += 1
            if sign == "?":
                return optional(pattern)
            return star(pattern) if sign == "*" else group(pattern, star(pattern))
        return pattern
