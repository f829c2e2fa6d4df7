"""A document looked over as text: which tags it is made of, and whether it keeps to a grammar.

Thousands of start tags in a book are written alike. So a tag is read once, by its text, and so is
what a content model makes of it; a document is then a walk through tables. The walk only says yes
or no: where it says no, :func:`packager.schemas.validate.validate` finds out from the tree what
is wrong, and where it cannot read the text as simply as that it says nothing at all.

The text has to be well-formed XML (https://www.w3.org/TR/xml/), as a parser has found before: then
``<`` stands nowhere but in front of a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lxml import etree

from packager.lazy_pattern import lazy_pattern
from packager.schemas.faults import SPACE, Fault
from packager.schemas.grammar import Check, Definition, Grammar
from packager.schemas.patterns import ANYTHING, NOTHING, Pattern
from packager.schemas.validate import open_one, open_several

MAX_CHARACTERS = 4_000_000
# Attributes whose values differ from tag to tag; what else is in a tag is like that of others.
LOOSE = ("id", "href", "src", "alt", "title")

_MAX_KEPT = 400  # characters of a tag that is worth to be kept
_MAX_TAGS = 2048
_MAX_SHAPES = 512
_MAX_SCOPES = 16
_XML = "http://www.w3.org/XML/1998/namespace"
_LOOSE = lazy_pattern(rf'(?<=[ \t\r\n])({"|".join(LOOSE)})="([^"]*)"')
_SINGLE = lazy_pattern(r"=[ \t\r\n]*'")
_NAME = r"""[^ \t\r\n/=<>"']+"""
_TAG = lazy_pattern(
    rf"""({_NAME})((?:[ \t\r\n]+{_NAME}[ \t\r\n]*=[ \t\r\n]*(?:"[^"<]*"|'[^'<]*'))*)"""
    r"[ \t\r\n]*(/?)"
)
_ATTRIBUTE = lazy_pattern(r"""([^ \t\r\n=]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')""")
_COMMENT = lazy_pattern(r"<!--.*?-->", re.DOTALL)
_PROLOG = lazy_pattern(r"(?:[ \t\r\n]+|<\?.*?\?>|<!DOCTYPE[^>\[]*>)*", re.DOTALL)
_PLAIN_FRAGMENT = lazy_pattern(r"#([A-Za-z0-9_\-.]+)\Z")
_ENTITY = lazy_pattern(r"&(?:#([0-9]+)|#x([0-9a-fA-F]+)|(\w+));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class _UnreadableError(Exception):
    """A tag is written as only a parser can read it."""


class Shape:
    """What start tags have in common that differ in nothing but the values of loose attributes.

    ``tag`` and the names of ``attributes`` are Clark names; a loose attribute's value is that of
    the first tag seen. ``loose`` are those that are there.
    """

    __slots__ = ("attributes", "inner", "is_empty", "local", "loose", "space", "steps", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], inner: _Scope, is_empty: bool) -> None:
        self.tag = tag
        self.attributes = attributes
        self.loose = tuple(name for name in LOOSE if name in attributes)
        self.inner = inner
        self.is_empty = is_empty
        self.space, _, self.local = tag[1:].rpartition("}") if tag[0] == "{" else ("", "", tag)
        self.steps: dict[Pattern, _Step] = {}


class Tag:
    """A start tag: its shape and the values of its loose attributes.

    ``id`` is its id without space around it; ``refers`` says that it has an ``href`` or ``src``,
    ``inner`` which element of its own page a plain fragment names (``""`` for none).
    """

    __slots__ = ("id", "inner", "passed", "refers", "shape", "values")

    def __init__(self, shape: Shape, values: Mapping[str, str]) -> None:
        self.shape = shape
        self.values = values
        self.id = values["id"].strip() if "id" in values else None
        self.refers = "href" in values or "src" in values
        plain = _PLAIN_FRAGMENT.match(values["href"]) if "href" in values else None
        self.inner = plain[1] if plain else ""
        self.passed: _Step | None = None  # where the values were found to be sound last


class Seen(NamedTuple):
    """What was seen in a document: its shapes, and the tags with loose attributes by number."""

    is_valid: bool
    shapes: set[Shape]
    marked: list[tuple[int, Tag]]


class _Step(NamedTuple):
    """What a start tag leads to: the pattern behind the element, that inside, checks of values."""

    rest: Pattern
    content: Pattern
    checks: tuple[tuple[str, Check], ...]


class _Scope:
    """The namespaces in force somewhere, and the tags that were read there, by their text."""

    __slots__ = ("shapes", "spaces", "tags")

    def __init__(self, spaces: dict[str, str]) -> None:
        self.spaces = spaces
        self.tags: dict[str, Tag] = {}
        self.shapes: dict[str, Shape] = {}

    def read(self, written: str) -> Tag:
        """Return the start tag of a text: what stands between ``<`` and ``>``."""
        if written[0] in "!?":
            raise _UnreadableError
        values: dict[str, str] = {}
        if "'" in written and _SINGLE.search(written):
            shape = self._shape(written)
        else:
            # What stands between the loose attributes, and their names: the values are left out.
            parts = _LOOSE.split(written)
            values = {n: _value(v) for n, v in zip(parts[1::3], parts[2::3], strict=True)}
            del parts[2::3]
            pattern = "\0".join(parts)
            shape = self.shapes.get(pattern) or self._keep(pattern, written)
        if len(values) < len(shape.loose):  # one is written in a way that was not looked for
            shape = self._shape(written)
            values = {name: shape.attributes[name] for name in shape.loose}
        tag = Tag(shape, values)
        if len(written) <= _MAX_KEPT:
            if len(self.tags) >= _MAX_TAGS:
                self.tags.clear()
            self.tags[written] = tag
        return tag

    def _keep(self, pattern: str, written: str) -> Shape:
        shape = self._shape(written)
        if len(pattern) <= _MAX_KEPT:
            if len(self.shapes) >= _MAX_SHAPES:
                self.shapes.clear()
            self.shapes[pattern] = shape
        return shape

    def _shape(self, written: str) -> Shape:
        match = _TAG.fullmatch(written)
        if match is None:
            raise _UnreadableError
        name, rest, slash = match.groups()
        given: list[tuple[str, str]] = []
        declared: dict[str, str] = {}
        for key, double, single in _ATTRIBUTE.findall(rest):
            value = _value(double or single)
            prefix, _, local = key.partition(":")
            if prefix == "xmlns":
                declared[local] = value
            else:
                given.append((key, value))
        inner = _scope({**self.spaces, **declared}) if declared else self
        attributes = {inner.clark(key) if ":" in key else key: value for key, value in given}
        return Shape(inner.clark(name), attributes, inner, bool(slash))

    def clark(self, name: str) -> str:
        """Return the Clark name of a name as it is written."""
        prefix, _, local = name.rpartition(":")
        space = self.spaces.get(prefix)
        if space is None:
            raise _UnreadableError
        return f"{{{space}}}{local}" if space else local


def _value(written: str) -> str:
    """Return an attribute's value as XML 1.0 §3.3.3 normalizes it."""
    if "\n" in written or "\t" in written or "\r" in written:
        written = written.replace("\r\n", " ").translate({9: 32, 10: 32, 13: 32})
    if "&" not in written:
        return written

    def character(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name is None:
            return chr(int(decimal) if decimal else int(hexadecimal, 16))
        if name not in _ENTITIES:
            raise _UnreadableError
        return _ENTITIES[name]

    return _ENTITY.sub(character, written)


_scopes: dict[frozenset[tuple[str, str]], _Scope] = {}


def _scope(spaces: dict[str, str]) -> _Scope:
    key = frozenset(spaces.items())
    scope = _scopes.get(key)
    if scope is None:
        if len(_scopes) >= _MAX_SCOPES:
            _scopes.clear()
        scope = _scopes[key] = _Scope(spaces)
    return scope


def look_over(text: str, grammar: Grammar) -> Seen | None:
    """Return what is in a well-formed document; ``None`` where only the tree can tell."""
    if len(text) > MAX_CHARACTERS:
        return None
    try:
        return _walk(_pieces(text), grammar)
    except (_UnreadableError, IndexError):
        pass
    # What looks like a comment in an instruction or in CDATA is none.
    if "<!--" not in text or text.count("<?") > 1 or "<![" in text:
        return None
    try:
        return _walk(_pieces(_COMMENT.sub("", text)), grammar)
    except (_UnreadableError, IndexError):
        return None


def _pieces(text: str) -> Iterable[tuple[str, str]]:
    """Return the tags of a document's element, without their brackets, and the text behind each."""
    prolog = _PROLOG.match(text)
    text = text[prolog.end() if prolog else 0 :]
    parts = text.replace("<", ">").split(">")
    if len(parts) == 2 * text.count("<") + 1:  # then no ">" stands in a text or in a value
        return zip(parts[1::2], parts[2::2], strict=True)
    return (piece.partition(">")[::2] for piece in text.split("<")[1:])


def _walk(  # noqa: PLR0912 - one loop, for speed
    pieces: Iterable[tuple[str, str]], grammar: Grammar
) -> Seen:
    scope = _scope({"": "", "xml": _XML})
    tags = scope.tags
    pattern = grammar.start
    stack: list[tuple[Pattern, _Scope]] = []
    opened: list[Tag] = []
    is_valid = True
    for written, after in pieces:
        tag = tags.get(written)
        if tag is None:
            if written[0] == "/":
                if not pattern.nullable:
                    is_valid = False
                pattern, scope = stack.pop()
                tags = scope.tags
                if after and (after[0] > " " or after.strip(SPACE)):
                    pattern = pattern.texted or pattern.text()
                    if pattern is NOTHING:
                        is_valid, pattern = False, ANYTHING
                continue
            tag = scope.read(written)
        opened.append(tag)
        shape = tag.shape
        step = shape.steps.get(pattern)
        if step is None:
            step = _step(shape, tag.values, pattern, grammar)
            if step is None:
                is_valid = False
                step = _ANY
        elif tag.passed is not step and step.checks:
            if all(check(tag.values[name]) for name, check in step.checks):
                tag.passed = step
            else:
                is_valid = False
        rest, pattern, _ = step
        if shape.is_empty:
            if not pattern.nullable:
                is_valid = False
            pattern = rest
        else:
            stack.append((rest, scope))
            scope = shape.inner
            tags = scope.tags
        if after and (after[0] > " " or after.strip(SPACE)):
            pattern = pattern.texted or pattern.text()
            if pattern is NOTHING:
                is_valid, pattern = False, ANYTHING
    marked = [(order, tag) for order, tag in enumerate(opened) if tag.values]
    return Seen(is_valid, {tag.shape for tag in opened}, marked)


_ANY = _Step(ANYTHING, ANYTHING, ())


def _step(
    shape: Shape, values: Mapping[str, str], pattern: Pattern, grammar: Grammar
) -> _Step | None:
    """Return what a tag leads to, ``None`` where it is at fault; keep it where it can be kept."""
    rest, definitions = pattern.step(shape.tag)
    if rest is NOTHING:
        return None
    if not definitions:  # anything goes inside
        step = shape.steps[pattern] = _Step(rest, ANYTHING, ())
        return step
    try:
        element = etree.Element(shape.tag)
        for name, given in {**shape.attributes, **values}.items():
            element.set(name, given)
    except ValueError:
        return None
    faults: list[Fault] = []
    if len(definitions) == 1 and not definitions[0].open:
        definition = definitions[0]
        content = open_one(grammar, definition, element, faults)
        checks = _checks(shape, definition)
        value = definition.value
    else:
        content, value = open_several(grammar, definitions, element, faults)
        checks = None if shape.loose else ()
    if faults or value:
        return None
    step = _Step(rest, content, checks or ())
    if checks is not None:
        shape.steps[pattern] = step
    return step


def _checks(shape: Shape, definition: Definition) -> tuple[tuple[str, Check], ...] | None:
    """Return the checks of a shape's loose attributes; ``None`` where more depends on a value."""
    for dependent in definition.dependents:
        if dependent.cases and dependent.attribute in shape.loose:
            return None
    found = ((name, definition.checks.get(name)) for name in shape.loose)
    return tuple((name, check) for name, check in found if check is not None)
